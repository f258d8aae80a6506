"""Guests, tokens that are refused while mbtui runs, several accounts, and signing out."""

from __future__ import annotations

from functools import partial

import pytest

from mbtui import paths
from mbtui.accounts.accounts import Accounts
from mbtui.config import Config
from mbtui.demo import DemoServer
from tests.accounts.keyring_backends import NAME, Working
from tests.interface.journey import Journey
from tests.interface.opened import answer, enter, opened, paste, saved_count, sign_in

OFF = 'keyring = "off"\n'
KEYRING = f'keyring = "{NAME}.Working"\n'


@pytest.fixture(autouse=True)
def _empty_keyring() -> None:
    Working.secrets.clear()


def _is_account(journey: Journey, username: str) -> bool:
    return f"@{username}" in journey.tabs and bool(journey.marked)


async def choose(journey: Journey, entry: str, help: str) -> None:
    """Take an entry of the palette, once its explanation is there."""
    await journey.press("colon")
    await journey.sees("Search for commands…")
    await paste(journey, entry)
    await journey.sees(help)
    await journey.press("enter")


async def test_a_guest_reads_discover_and_signs_in_later(demo: DemoServer) -> None:
    """What needs an account says so, in words, without asking the server; S leads back to the field.

    The timeline opens then, and the store is another one. When that token ends, what is typed goes on being typed where
    it was; what waits is sent after the next sign-in.
    """
    async with opened(demo, KEYRING, is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog", "esc look around in Discover first")
        await journey.press("escape")
        await journey.until(lambda: journey.marked)
        await journey.sees("nobody is signed in (S signs in)")
        for key, words in (("f", "to keep bookmarks."), ("r", "to reply."), ("c", "to post.")):
            await journey.press(key)
            await journey.sees(f"You have to be signed in {words}")
        for key in ("1", "5"):
            await journey.press(key, "R")
            await journey.sees("Micro.blog shows this to those who are signed in. S signs in.")
        await journey.press("3", "3")
        await journey.sees("Which topic?", "books")
        await journey.press("2", "enter")
        await journey.until(lambda: demo.asked("GET", "/posts/discover/books"))
        await journey.until(lambda: journey.marked)
        await journey.press("enter")
        await journey.sees("Micro.blog shows the rest of a conversation to those who are signed in.")
        assert {asked.path for asked in demo.requests} == {"/posts/discover", "/posts/discover/books"}

        await journey.press("S")
        await enter(journey, demo.token)
        await journey.sees("Signed in as @ines.")
        await journey.until(lambda: journey.marked)
        await journey.press("f")
        await journey.sees("★")
        assert saved_count(demo) > 0

        await journey.press("c")
        await journey.sees("New post")
        await paste(journey, "Half a")
        demo.world.tokens.revoke(demo.token)
        journey.poll()
        await journey.sees("App token was not valid. S signs in.")
        await paste(journey, " thought")
        await journey.sees("Half a thought")
        await journey.press("escape", "p")
        await journey.sees("Kept as a draft.")
        taken = len(demo.asked("POST", "/posts/favorites"))
        await journey.press("j", "f")
        await journey.sees("The star waits to be sent.")
        await journey.press("S")
        await enter(journey, demo.world.tokens._new("token", "ines"))
        await journey.sees("Signed in as @ines.")
        await journey.until(
            lambda: any(asked.status == 200 for asked in demo.asked("POST", "/posts/favorites")[taken:])
        )
        await journey.press("c")
        await journey.sees("Half a thought")


async def test_a_token_that_is_refused_is_verified_first(demo: DemoServer) -> None:
    """One that another mbtui exchanged is taken over, and nobody is asked anything.

    For one that may have been refused by a proxy another can be given; it stays, saved posts can still be read, and R
    asks again. Only one that verify, with status 200, says to be invalid is removed.
    """
    await sign_in(demo, "ines")
    async with opened(demo, OFF) as journey:
        fresh = demo.world.tokens._new("token", "ines")
        demo.world.tokens.revoke(demo.token)
        paths.token_file(demo.url, "ines").write_text(fresh + "\n")
        demo.world.publish("tomas", "<p>Still here.</p>")
        journey.poll()
        await journey.sees("Still here.")
        assert "Sign in" not in journey.text

        asked = len(demo.asked("POST", "/account/verify"))
        with demo.fault("unauthorized"):
            journey.poll()
            await journey.sees("Sign in to Micro.blog", "does not accept the token", "esc go on without")
            await journey.press("escape")
            await journey.until(lambda: journey.marked)
            await journey.press("R")
            await journey.sees("Sign in to Micro.blog")
        assert len(demo.asked("POST", "/account/verify")) == asked + 1
        assert paths.token_file(demo.url, "ines").exists()
        await journey.press("escape")
        demo.world.publish("tomas", "<p>And still.</p>")
        await journey.press("R")
        await journey.sees("↑ 1 new post")

        demo.fault("verify-invalid")
        demo.fault("unauthorized", path="/posts/check", times=1)
        journey.poll()
        await journey.sees("Sign in to Micro.blog", "App token was not valid.")
    assert not paths.token_file(demo.url, "ines").exists()


async def test_a_wrong_variable_is_said(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """And Discover can be read all the same."""
    monkeypatch.setenv("MBTUI_TOKEN", "wr0ng")
    async with opened(demo, OFF, is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog", "MBTUI_TOKEN", "does not accept the token")
        await enter(journey, "two words")
        await journey.sees("a token is one word")
        assert "MBTUI_TOKEN" not in journey.words  # on few lines there is room for one of them
        await journey.press("escape")
        await journey.until(lambda: journey.marked)


async def test_accounts_are_changed_in_the_palette(demo: DemoServer) -> None:
    """Each has its own store and its own drafts; the next start opens the one that was open last.

    What is being written is kept to the last letter. Another account signs in beside the first with S. Signing out
    forgets the token and keeps what is saved; the next account opens, and after the last one the sign-in screen does.
    """
    await sign_in(demo, "ines")
    async with opened(demo, f'account = "ines"\n{OFF}') as journey:
        await journey.press("c")
        await journey.sees("New post")
        await paste(journey, "Mine alone")
        await journey.press("escape", "p")
        await journey.sees("Kept as a draft.")
        await journey.press("S")
        await journey.sees("Sign in to Micro.blog", "esc go on without")
        await enter(journey, "demo-token-tomas")
        await answer(journey, "y")
        await journey.until(lambda: "@tomas" in journey.tabs and journey.marked)
        await journey.press("c")
        await journey.sees("New post")
        assert "Mine alone" not in journey.text
        await journey.press("escape", "d")
        await journey.misses("New post")
    assert saved_count(demo, "tomas") > 0
    known, _ = await Accounts(demo.url, Config(keyring="off")).known()
    assert [account.username for account in known.accounts] == ["ines", "tomas"]

    async with opened(demo, OFF + 'theme = "nrod"\n', is_ready=False) as journey:
        assert "@tomas" in journey.tabs
        await journey.sees("There is no theme nrod.")
        await choose(journey, "Account: @ines", "Go on as @ines")
        await journey.until(lambda: "@ines" in journey.tabs and journey.marked)
        await journey.press("c")
        await journey.sees("Mine alone")
        await paste(journey, "; not saved yet")
        # What comes while the composer opens waits for it; the account changes here without a key behind it.
        await journey.sees("Mine alone; not saved yet")
        for username in ("tomas", "ines"):
            await journey.app.accounts.change_account(username)
            await journey.until(partial(_is_account, journey, username))
        await journey.press("c")
        await journey.sees("Mine alone; not saved yet")
        await journey.press("escape", "p")
        await journey.misses("New post")

        listed = paths.accounts_file(demo.url).read_text()
        paths.accounts_file(demo.url).write_text("not a list")
        await choose(journey, "Sign out", "Forget the token of @ines")
        await journey.sees("ines is not signed in here.")
        assert "@ines" in journey.tabs
        paths.accounts_file(demo.url).write_text(listed)

        await choose(journey, "Sign out", "Forget the token of @ines")
        await journey.until(lambda: "@tomas" in journey.tabs and journey.marked)
        await journey.sees("Signed out. What was saved and written stays on this computer.")
        assert not paths.token_file(demo.url, "ines").exists()
        assert saved_count(demo, "ines") > 0
        await choose(journey, "Sign out", "Forget the token of @tomas")
        await journey.sees("Sign in to Micro.blog")
        # What was wrong at the start was said then.
        assert "nrod" not in journey.text
    assert (await Accounts(demo.url, Config(keyring="off")).known())[0].accounts == ()
