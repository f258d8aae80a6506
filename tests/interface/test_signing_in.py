"""Signing in on the screen, with a keyring and without: the first start, and what goes wrong on the way."""

from __future__ import annotations

import re
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from textual import events

from mbtui import paths
from mbtui.demo import DemoServer
from tests.accounts import keyring_backends
from tests.accounts.keyring_backends import NAME, Forgetful, Hanging, Locked, Prompting, Talkative, Working
from tests.interface.journey import Journey
from tests.interface.opened import answer, enter, files_below, opened, paste

NO_KEYRING = 'keyring = "keyring.backends.fail.Keyring"\n'
KEYRING = f'keyring = "{NAME}.Working"\n'
QUESTION = "This system has no keyring that can be reached from here. Keep the token in a file that only you can read?"
NO_TOKENS = (
    ("two words", "a token is one word"),
    ("https://micro.blog/", "This link holds no token."),
    ("https://127.0.0.1/?code=a&state=b", "That link belongs to a sign-in through the browser. Begin one with F2."),
)
FAILING = (
    (Talkative, "The keyring could not be used ([31mno room for …)."),
    (Locked, "The keyring is locked and could not be opened"),
    (Forgetful, "The keyring accepted the token but did not keep it."),
    (Prompting, "The keyring wanted a password from the terminal and got none."),
)


@pytest.fixture(autouse=True)
def _empty_keyring() -> None:
    Working.secrets.clear()


async def type_before_it_is_seen(journey: Journey) -> None:
    """Press enter, and have keys typed just before the question is drawn."""
    asked: list[str] = []
    push = journey.app.push_screen

    def type_and_push(*arguments: Any, **options: Any) -> Any:
        pushed = push(*arguments, **options)
        for letter in "nyq":
            journey.app.post_message(events.Key(letter, letter))
        journey.app.post_message(events.Key("escape", None))
        asked.append("typed")
        return pushed

    journey.app.push_screen = type_and_push  # type: ignore[method-assign]
    await journey.press("enter")
    await journey.sees(QUESTION)
    journey.app.push_screen = push  # type: ignore[method-assign]
    assert asked


async def test_a_token_is_checked_asked_about_and_kept_as_is_answered(demo: DemoServer, home: Path) -> None:
    """Three starts without a keyring: wrong tokens and a no; a yes; and one that needs nothing.

    What is pasted is not shown. What was typed before the question is no answer to it: a line break in a paste sends
    its first line, and what comes behind it was not meant for a question.
    """
    file = paths.token_file(demo.url, "ines")

    def holding(token: str) -> list[Path]:
        return [path for path in files_below(home) if token.encode() in path.read_bytes()]

    async with opened(demo, NO_KEYRING, is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog", "App tokens are made at https://micro.blog/account/apps")
        for entered, words in NO_TOKENS:
            await enter(journey, entered)
            await journey.sees(words)
            await journey.press("ctrl+u")
        assert demo.asked("POST", "/account/verify") == []
        await enter(journey, demo.token + "x")
        await journey.sees("does not accept the token: App token was not valid.", "•" * (len(demo.token) + 1))
        await journey.press("backspace")
        with demo.fault("error-503", path="/account/verify"):
            await journey.press("enter")
            await journey.sees("has trouble answering")
        asked = len(demo.asked("POST", "/account/verify"))
        await journey.press("enter")
        await journey.sees(QUESTION)
        assert len(demo.asked("POST", "/account/verify")) == asked + 1
        assert demo.token not in journey.text and "Asking Micro.blog" not in journey.text
        await answer(journey, "escape")
        await journey.sees("Nobody was signed in. The token stands in the field.", "•")
        assert [path.name for path in files_below(home) if path.name in ("token", "accounts.json")] == []
        await type_before_it_is_seen(journey)
        await answer(journey, "n")
        await journey.sees("Signed in as @ines, until mbtui ends.", "@ines")
        await journey.until(lambda: journey.marked)
    assert not file.exists() and holding(demo.token) == []

    async with opened(demo, NO_KEYRING, is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog", "No token for ines was found.", "esc go on without")
        await journey.press("escape")
        await journey.sees("@ines", "Kaveh Soltani", "nobody is signed in (S signs in)")
        await journey.press("S")
        with demo.fault("token-rotation"):
            await enter(journey, demo.token)
            await journey.sees(QUESTION, "It was made in this sign-in, and a no loses it when mbtui ends.")
        await answer(journey, "escape")
        await journey.sees("Nobody was signed in. The token stands in the field.", "•")
        # The one in the field is the one that was made, and does without the one that was pasted.
        demo.world.tokens.revoke(demo.token)
        await journey.press("enter")
        await journey.sees(QUESTION)
        await answer(journey, "y")
        await journey.sees("Signed in as @ines. The token is kept in", "@ines")
        await journey.until(lambda: journey.marked)
        first = journey.marked
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert holding(file.read_text().strip()) == [file]
    demo.stop()
    before = len(demo.requests)

    async with opened(demo, NO_KEYRING, is_ready=False) as journey:
        assert journey.marked == first, "the first frame holds the posts"
        assert "@ines" in journey.tabs
        await journey.sees("refused the connection")
        assert "Sign in" not in journey.text
    assert len(demo.requests) == before


async def test_a_keyring_that_fails_leads_to_the_question(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """In words, with the way out; and the secret that a keyring repeats is not shown."""
    async with opened(demo, KEYRING, is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog")
        await paste(journey, demo.token)
        for backend, words in FAILING:
            monkeypatch.setattr(keyring_backends, "Working", backend)
            await journey.press("enter")
            await journey.sees("Keep the token in a file that only you can read?", words)
            assert demo.token not in journey.text
            await answer(journey, "escape")
            await journey.sees("Nobody was signed in.")
        await journey.press("enter")
        await journey.sees("Keep the token in a file that only you can read?")
        await answer(journey, "y")
        await journey.sees("Signed in as @ines. The token is kept in")


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[threading.Thread]]:
    """The threads that wait for the keyring; they are let go at the end."""
    released = threading.Event()
    threads: list[threading.Thread] = []
    monkeypatch.setattr(Hanging, "started", threads)
    monkeypatch.setattr(Hanging, "released", released)
    yield threads
    released.set()
    for thread in threads:
        thread.join()


def address(journey: Journey) -> str:
    """The address that is shown, from the lines that hold nothing else."""
    found = re.search(r"http://\S+code_challenge_method=S256", re.sub(r" *\n", "", journey.text))
    return found[0] if found else ""


def say(journey: Journey, answer: str) -> str:
    """Press a button in the browser. Returns where it is sent."""
    url = httpx.URL(address(journey))
    form = {**dict(url.params), "username": "ines", "approve": answer}
    page = httpx.post(str(url.copy_with(query=None)), data=form, trust_env=False)
    return page.headers["location"]


async def visit(url: str) -> int:
    """Be the browser that follows a redirect."""
    async with httpx.AsyncClient(trust_env=False) as browser:
        return (await browser.get(url)).status_code


async def test_the_browser_a_mail_and_a_keyring_sign_in(
    demo: DemoServer, home: Path, hanging: list[threading.Thread]
) -> None:
    """Every way in, one after the other; the keyring keeps each token without a question, and the next starts find it.

    The address is alone on its lines, from the first column on; a configured browser is opened. One that hangs, the
    keyring, holds neither the start nor whoever signs in.
    """
    noted = home / "noted"
    config = f'{KEYRING}browser = ["/bin/sh", "-c", "echo \\"$1\\" > {noted}", "sh", "{{url}}"]\n'
    config += 'app_name = "reader"\nredirect_url = "https://app.example/signin"\n'
    async with opened(demo, config, is_ready=False) as journey:
        # A no in the browser.
        await journey.sees("Sign in to Micro.blog")
        await journey.press("f2")
        await journey.sees("The browser has been asked to open it.")
        await journey.until(lambda: address(journey))
        assert noted.read_text().strip() == address(journey)
        assert await visit(say(journey, "no")) == 400
        await journey.sees("The sign-in was not allowed: You declined.")
        await journey.press("escape")
        await journey.sees("Sign in to Micro.blog")

        # The address on which a browser on another computer has ended; one from elsewhere is not taken.
        await journey.press("f2")
        await journey.until(lambda: address(journey))
        ended = say(journey, "yes")
        await paste(journey, re.sub("state=[^&]+", "state=another", ended))
        await journey.press("enter")
        await journey.sees("This address does not belong to this sign-in.")
        await journey.press("ctrl+u")
        await paste(journey, ended)
        await journey.press("enter")
        await journey.sees("Signed in as @ines.")

        # A yes in the browser is enough.
        for size in ((80, 24), (40, 12)):
            Working.secrets.clear()
            await journey.resize(*size)
            await journey.press("S")
            await journey.sees("Sign in to Micro.blog")
            await journey.press("f2")
            await journey.until(lambda: address(journey))
            assert any(line.startswith("http://") for line in journey.lines), size
            assert await visit(say(journey, "yes")) == 200
            await journey.sees("Signed in as @ines.")
            await journey.until(lambda: journey.marked)
            assert len(Working.secrets) == 1, size

        # The address of a mail can be read; its link is pasted, and its token exchanged for a lasting one.
        await journey.resize(80, 24)
        await journey.press("S")
        await enter(journey, "nobody@example.net")
        await journey.sees("There is no account with that e-mail address.", "nobody@example.net")
        await journey.press("ctrl+u")
        await enter(journey, "ines@example.net")
        await journey.sees("A mail is on its way to ines@example.net. Paste the link from it here.")
        mail = demo.world.tokens.mails[-1]
        await enter(journey, mail.link)
        await journey.sees("Signed in as @ines.")
        assert mail.token not in Working.secrets.values() and len(Working.secrets) == 1

        await journey.press("S")
        await enter(journey, demo.token)
        await journey.sees("Signed in as @ines. The token is in the keyring.")
        assert Working.secrets == {(f"mbtui {demo.url}", "ines"): demo.token}
    assert [path for path in files_below(home) if demo.token.encode() in path.read_bytes()] == []

    async with opened(demo, KEYRING) as journey:
        assert "@ines" in journey.tabs

    async with opened(demo, f'keyring = "{NAME}.Hanging"', is_ready=False) as journey:
        first = journey.marked
        assert first and "connecting…" in journey.status
        await journey.until(lambda: hanging)
        await journey.press("j")
        assert journey.marked != first


async def test_a_keyring_that_hangs_does_not_hold_the_screen(demo: DemoServer, hanging: list[threading.Thread]) -> None:
    """While it is waited for, one can go and look around; sooner or later it is given up."""
    async with opened(demo, f'keyring = "{NAME}.Hanging"', is_ready=False) as journey:
        await enter(journey, demo.token)
        await journey.sees("Asking Micro.blog, then the keyring…")
        await journey.until(lambda: hanging)
        await journey.press("escape")
        await journey.sees("You left the sign-in before it was done; a token it made may be lost.")
        await journey.until(lambda: journey.marked)
        await journey.press("j", "k", "S")
        await journey.sees("Sign in to Micro.blog")
