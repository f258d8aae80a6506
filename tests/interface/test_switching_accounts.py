"""Guests, tokens that are refused while mbtui runs, several accounts, and signing out."""

from __future__ import annotations

from pathlib import Path

import pytest

from mbtui import paths
from mbtui.accounts.accounts import Accounts
from mbtui.config import Config
from mbtui.demo import DemoServer
from tests.accounts.keyring_backends import NAME, Working
from tests.interface.journey import Journey, reading
from tests.interface.opened import opened, paste, saved_count, sign_in

OFF = 'keyring = "off"\n'
KEYRING = f'keyring = "{NAME}.Working"\n'


@pytest.fixture(autouse=True)
def _empty_keyring() -> None:
    Working.secrets.clear()


async def choose(journey: Journey, entry: str, help: str) -> None:
    """Take an entry of the palette, once its explanation is there."""
    await journey.press("colon")
    await journey.sees("Search for commands…")
    await paste(journey, entry)
    await journey.sees(help)
    await journey.press("enter")


async def test_a_guest_reads_discover_and_its_topics(demo: DemoServer) -> None:
    """What needs an account says so, in words, without asking the server; S leads back to the field."""
    async with opened(demo, OFF, is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog", "esc look around in Discover first")
        await journey.press("escape")
        await journey.until(lambda: journey.marked)
        await journey.sees("nobody is signed in (S signs in)")
        await journey.press("f")
        await journey.sees("You have to be signed in to keep bookmarks.")
        await journey.press("r")
        await journey.sees("You have to be signed in to reply.")
        await journey.press("c")
        await journey.sees("You have to be signed in to post.")
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
        await journey.sees("Sign in to Micro.blog")


async def test_a_guest_signs_in_later(demo: DemoServer) -> None:
    """The timeline opens, and the store is another one."""
    async with opened(demo, KEYRING, is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog")
        await journey.press("escape")
        await journey.until(lambda: journey.marked)
        await journey.press("S")
        await journey.sees("Sign in to Micro.blog")
        await paste(journey, demo.token)
        await journey.press("enter")
        await journey.sees("Signed in as @ines.")
        await journey.until(lambda: journey.marked)
        await journey.press("f")
        await journey.sees("★")
    assert saved_count(demo) > 0


async def test_a_token_that_ends_leads_to_the_field_and_nothing_written_is_lost(demo: DemoServer) -> None:
    """What is typed goes on being typed where it was; what waits is sent after the next sign-in."""
    await sign_in(demo, "ines")
    async with opened(demo, KEYRING) as journey:
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
        await journey.press("f")
        await journey.sees("★", "The star waits to be sent.")
        await journey.press("S")
        await journey.sees("Sign in to Micro.blog")
        fresh = demo.world.tokens._new("token", "ines")
        await paste(journey, fresh)
        await journey.press("enter")
        await journey.sees("Signed in as @ines.")
        await journey.until(lambda: any(asked.status == 200 for asked in demo.asked("POST", "/posts/favorites")))
        await journey.press("c")
        await journey.sees("Half a thought")


async def test_a_refused_token_opens_the_sign_in_screen_with_the_reason(demo: DemoServer) -> None:
    """Saved posts can still be read, and R asks again; the token stays, as a proxy may have refused it."""
    await sign_in(demo, "ines")
    async with opened(demo, OFF) as journey:
        with demo.fault("unauthorized"):
            journey.poll()
            await journey.sees("Sign in to Micro.blog", "does not accept the token", "esc go on without")
            await journey.press("escape")
            await journey.until(lambda: journey.marked)
            await journey.press("R")
            await journey.sees("Sign in to Micro.blog")
        assert len(demo.asked("POST", "/account/verify")) == 2
    assert paths.token_file(demo.url, "ines").exists()


async def test_a_token_that_another_mbtui_exchanged_is_taken_over(demo: DemoServer) -> None:
    """One refusal is verified first; nobody is asked anything."""
    await sign_in(demo, "ines")
    async with opened(demo, OFF) as journey:
        fresh = demo.world.tokens._new("token", "ines")
        demo.world.tokens.revoke(demo.token)
        paths.token_file(demo.url, "ines").write_text(fresh + "\n")
        demo.world.publish("tomas", "<p>Still here.</p>")
        journey.poll()
        await journey.sees("Still here.")
        assert "Sign in" not in journey.text


async def test_a_token_that_is_said_to_be_invalid_is_removed(demo: DemoServer) -> None:
    """Verify says so with status 200; the screen that asks for another says why."""
    await sign_in(demo, "ines")
    async with opened(demo, OFF) as journey:
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
        await paste(journey, "two words")
        await journey.press("enter")
        await journey.sees("a token is one word")
        assert "MBTUI_TOKEN" not in journey.words  # on few lines there is room for one of them
        await journey.press("escape")
        await journey.until(lambda: journey.marked)


async def test_accounts_are_changed_in_the_palette(demo: DemoServer) -> None:
    """Each has its own store and its own drafts; the next start opens the one that was open last."""
    await sign_in(demo, "tomas", "ines")
    async with opened(demo, OFF) as journey:
        await journey.press("c")
        await journey.sees("New post")
        await paste(journey, "Mine alone")
        await journey.press("escape", "p")
        await journey.sees("Kept as a draft.")
        await choose(journey, "Account: @tomas", "Go on as @tomas")
        await journey.until(lambda: "@tomas" in journey.tabs and journey.marked)
        await journey.press("c")
        await journey.sees("New post")
        assert "Mine alone" not in journey.text
        await journey.press("escape", "d")
        await journey.misses("New post")
    assert saved_count(demo, "tomas") > 0
    async with opened(demo, OFF, is_ready=False) as journey:
        assert "@tomas" in journey.tabs
        await choose(journey, "Account: @ines", "Go on as @ines")
        await journey.until(lambda: "@ines" in journey.tabs and journey.marked)
        await journey.press("c")
        await journey.sees("Mine alone")


async def test_what_is_being_written_is_kept_when_the_account_changes(demo: DemoServer) -> None:
    """To the last letter."""
    await sign_in(demo, "tomas", "ines")
    async with opened(demo, OFF) as journey:
        await journey.press("c")
        await journey.sees("New post")
        await paste(journey, "Not saved yet")
        await journey.app.accounts.change_account("tomas")
        await journey.until(lambda: "@tomas" in journey.tabs and journey.marked)
        await journey.app.accounts.change_account("ines")
        await journey.until(lambda: "@ines" in journey.tabs and journey.marked)
        await journey.press("c")
        await journey.sees("Not saved yet")


async def test_another_account_signs_in_beside_the_first(demo: DemoServer) -> None:
    """S, whoever is signed in; escape goes on without."""
    await sign_in(demo, "ines")
    async with opened(demo, f'account = "ines"\n{KEYRING}') as journey:
        await journey.press("S")
        await journey.sees("Sign in to Micro.blog", "esc go on without")
        await paste(journey, "demo-token-tomas")
        await journey.press("enter")
        await journey.until(lambda: "@tomas" in journey.tabs and journey.marked)
    known, _ = await Accounts(demo.url, Config(keyring="off")).known()
    assert [account.username for account in known.accounts] == ["ines", "tomas"]


async def test_signing_out_forgets_the_token_and_keeps_what_is_saved(demo: DemoServer) -> None:
    """The next account opens; after the last one the sign-in screen does."""
    await sign_in(demo, "tomas", "ines")
    async with opened(demo, OFF) as journey:
        await choose(journey, "Sign out", "Forget the token of @ines")
        await journey.until(lambda: "@tomas" in journey.tabs and journey.marked)
        await journey.sees("Signed out. What was saved and written stays on this computer.")
        assert not paths.token_file(demo.url, "ines").exists()
        assert saved_count(demo, "ines") > 0
        await choose(journey, "Sign out", "Forget the token of @tomas")
        await journey.sees("Sign in to Micro.blog")
    assert (await Accounts(demo.url, Config(keyring="off")).known())[0].accounts == ()


async def test_signing_out_while_the_list_can_not_be_written_is_said(demo: DemoServer) -> None:
    """The account stays."""
    await sign_in(demo, "ines")
    async with opened(demo, OFF) as journey:
        paths.accounts_file(demo.url).write_text("not a list")
        await choose(journey, "Sign out", "Forget the token of @ines")
        await journey.sees("ines is not signed in here.")
        assert "@ines" in journey.tabs


async def test_the_demo_needs_no_sign_in(demo: DemoServer, tmp_path: Path) -> None:
    """S says so where there is one reader."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("S")
        await journey.sees("The demo needs no sign-in.")
