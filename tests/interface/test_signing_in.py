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
from tests.accounts.keyring_backends import NAME, Hanging, Working
from tests.interface.journey import Journey
from tests.interface.opened import files_below, opened, paste

NO_KEYRING = 'keyring = "keyring.backends.fail.Keyring"\n'
KEYRING = f'keyring = "{NAME}.Working"\n'
QUESTION = "This system has no keyring that can be reached from here. Keep the token in a file that only you can read?"


@pytest.fixture(autouse=True)
def _empty_keyring() -> None:
    Working.secrets.clear()


async def enter(journey: Journey, text: str) -> None:
    """Paste into the field, and press enter."""
    await journey.sees("Sign in to Micro.blog")
    await paste(journey, text)
    await journey.press("enter")


async def test_one_paste_and_one_yes_lead_to_the_timeline(demo: DemoServer, home: Path) -> None:
    """What is pasted is not shown; the token is in one file that only the reader can read, and nowhere else."""
    async with opened(demo, NO_KEYRING, is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog", "App tokens are made at https://micro.blog/account/apps")
        await enter(journey, demo.token)
        await journey.sees(QUESTION)
        assert len(demo.asked("POST", "/account/verify")) == 1
        assert demo.token not in journey.text and "Asking Micro.blog" not in journey.text
        await journey.press("y")
        await journey.sees("Signed in as @ines. The token is kept in", "@ines", "Kaveh Soltani")
        await journey.until(lambda: journey.marked)
    file = paths.token_file(demo.url, "ines")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path for path in files_below(home) if demo.token.encode() in path.read_bytes()] == [file]


async def test_the_second_start_needs_nothing_and_shows_saved_posts_at_once(demo: DemoServer) -> None:
    """The first frame holds the posts; nothing was asked for it, and nobody is asked anything."""
    async with opened(demo, NO_KEYRING, is_ready=False) as journey:
        await enter(journey, demo.token)
        await journey.sees(QUESTION)
        await journey.press("y")
        await journey.sees("Signed in as @ines.")  # before, the highlighted post may be one of the guest's
        await journey.until(lambda: journey.marked)
        first = journey.marked
    demo.stop()
    before = len(demo.requests)
    async with opened(demo, NO_KEYRING, is_ready=False) as journey:
        assert journey.marked == first
        assert "@ines" in journey.tabs
        await journey.sees("refused the connection")
        assert "Sign in" not in journey.text
    assert len(demo.requests) == before


async def test_a_no_keeps_the_token_in_memory_only(demo: DemoServer, home: Path) -> None:
    """The timeline opens all the same; the next start says why it asks again, and shows what is saved."""
    async with opened(demo, NO_KEYRING, is_ready=False) as journey:
        await enter(journey, demo.token)
        await journey.sees(QUESTION)
        await journey.press("n")
        await journey.sees("Signed in as @ines, until mbtui ends.", "@ines")
        await journey.until(lambda: journey.marked)
    assert not paths.token_file(demo.url, "ines").exists()
    assert [path for path in files_below(home) if demo.token.encode() in path.read_bytes()] == []
    async with opened(demo, NO_KEYRING, is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog", "No token for ines was found.", "esc go on without")
        await journey.press("escape")
        await journey.sees("@ines", "Kaveh Soltani", "nobody is signed in (S signs in)")


async def test_escape_at_the_question_signs_nobody_in(demo: DemoServer) -> None:
    """The good token stands in the field, also when the server has exchanged what was pasted; it signs in then."""
    async with opened(demo, NO_KEYRING, is_ready=False) as journey:
        with demo.fault("token-rotation"):
            await enter(journey, demo.token)
            await journey.sees(QUESTION, "It was made in this sign-in, and a no loses it when mbtui ends.")
        await journey.press("escape")
        await journey.sees("Nobody was signed in. The token stands in the field.", "•")
        assert not paths.accounts_file(demo.url).exists()
        demo.world.tokens.revoke(demo.token)
        await journey.press("enter")
        await journey.sees(QUESTION)
        await journey.press("y")
        await journey.sees("Signed in as @ines. The token is kept in")


async def test_what_was_typed_before_the_question_is_no_answer(demo: DemoServer, home: Path) -> None:
    """A line break in a paste sends its first line; what comes behind it was not meant for a question."""
    async with opened(demo, NO_KEYRING, is_ready=False) as journey:
        asked: list[str] = []
        push = journey.app.push_screen

        def type_and_push(*arguments: Any, **options: Any) -> Any:
            pushed = push(*arguments, **options)
            for letter in "nyq":
                journey.app.post_message(events.Key(letter, letter))
            journey.app.post_message(events.Key("escape", None))
            asked.append("typed")
            return pushed

        await journey.sees("Sign in to Micro.blog")
        journey.app.push_screen = type_and_push  # type: ignore[method-assign]  # as if typed just before it is drawn
        await enter(journey, demo.token)
        await journey.sees(QUESTION)
        journey.app.push_screen = push  # type: ignore[method-assign]
        assert asked
        await journey.press("y")
        await journey.sees("Signed in as @ines. The token is kept in")


async def test_a_keyring_keeps_the_token_without_a_question(demo: DemoServer, home: Path) -> None:
    """It is in no file then; the next start finds it."""
    async with opened(demo, KEYRING, is_ready=False) as journey:
        await enter(journey, demo.token)
        await journey.sees("Signed in as @ines. The token is in the keyring.")
    assert Working.secrets == {(f"mbtui {demo.url}", "ines"): demo.token}
    assert [path for path in files_below(home) if demo.token.encode() in path.read_bytes()] == []
    async with opened(demo, KEYRING) as journey:
        assert "@ines" in journey.tabs


@pytest.mark.parametrize(
    ("backend", "words"),
    [
        ("Locked", "The keyring is locked and could not be opened"),
        ("Forgetful", "The keyring accepted the token but did not keep it."),
        ("Prompting", "The keyring wanted a password from the terminal and got none."),
        ("Talkative", "The keyring could not be used ( no room for …"),
    ],
)
async def test_a_keyring_that_fails_leads_to_the_question(demo: DemoServer, backend: str, words: str) -> None:
    """In words, with the way out."""
    async with opened(demo, f'keyring = "{NAME}.{backend}"', is_ready=False) as journey:
        await enter(journey, demo.token)
        await journey.sees("Keep the token in a file that only you can read?")
        assert words.split("(")[0].strip() in journey.words
        assert demo.token not in journey.text
        await journey.press("y")
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


async def test_a_keyring_that_hangs_does_not_hold_the_next_start(
    demo: DemoServer, hanging: list[threading.Thread]
) -> None:
    """Saved posts can be read at once, and keys answer, while the token is looked for."""
    async with opened(demo, KEYRING, is_ready=False) as journey:
        await enter(journey, demo.token)
        await journey.sees("Signed in as @ines.")
        await journey.until(lambda: journey.marked)
    async with opened(demo, f'keyring = "{NAME}.Hanging"', is_ready=False) as journey:
        first = journey.marked
        assert first and "connecting…" in journey.status
        await journey.until(lambda: hanging)
        await journey.press("j")
        assert journey.marked != first


async def test_a_wrong_token_is_said_in_words_and_nothing_is_lost(demo: DemoServer, home: Path) -> None:
    """It is said before anything is asked, and can be mended in its place."""
    async with opened(demo, NO_KEYRING, is_ready=False) as journey:
        await enter(journey, demo.token + "x")
        await journey.sees("does not accept the token: App token was not valid.", "•" * (len(demo.token) + 1))
        assert [path.name for path in files_below(home) if path.name in ("token", "accounts.json")] == []
        await journey.press("backspace", "enter")
        await journey.sees(QUESTION)
        await journey.press("y")
        await journey.sees("Signed in as @ines. The token is kept in")


@pytest.mark.parametrize(
    ("entered", "words"),
    [
        ("two words", "a token is one word"),
        ("https://micro.blog/", "This link holds no token."),
        ("https://127.0.0.1/?code=a&state=b", "That link belongs to a sign-in through the browser. Begin one with F2."),
    ],
)
async def test_what_can_be_no_token_is_said(demo: DemoServer, entered: str, words: str) -> None:
    """Without asking anybody."""
    async with opened(demo, NO_KEYRING, is_ready=False) as journey:
        await enter(journey, entered)
        await journey.sees(words)
        assert demo.asked("POST", "/account/verify") == []


async def test_a_server_that_is_away_is_said(demo: DemoServer) -> None:
    """The next attempt works."""
    async with opened(demo, KEYRING, is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog")
        with demo.fault("error-503", path="/account/verify"):
            await enter(journey, demo.token)
            await journey.sees("has trouble answering")
        await journey.press("enter")
        await journey.sees("Signed in as @ines.")


async def test_a_mail_signs_in(demo: DemoServer) -> None:
    """The address can be read; the link is pasted; its token is exchanged for a lasting one."""
    config = KEYRING + 'app_name = "reader"\nredirect_url = "https://app.example/signin"\n'
    async with opened(demo, config, is_ready=False) as journey:
        await enter(journey, "nobody@example.net")
        await journey.sees("There is no account with that e-mail address.", "nobody@example.net")
        await journey.press("ctrl+u")
        await paste(journey, "ines@example.net")
        await journey.press("enter")
        await journey.sees("A mail is on its way to ines@example.net. Paste the link from it here.")
        mail = demo.world.tokens.mails[-1]
        await paste(journey, mail.link)
        await journey.press("enter")
        await journey.sees("Signed in as @ines.")
        await journey.until(lambda: journey.marked)
    assert mail.token not in Working.secrets.values()
    assert len(Working.secrets) == 1


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


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_the_browser_signs_in(demo: DemoServer, size: tuple[int, int]) -> None:
    """The address is alone on its lines, from the first column on; a yes there is enough."""
    async with opened(demo, KEYRING, is_ready=False, size=size) as journey:
        await journey.sees("Sign in to Micro.blog")
        await journey.press("f2")
        await journey.until(lambda: address(journey))
        assert any(line.startswith("http://") for line in journey.lines)
        assert await visit(say(journey, "yes")) == 200
        await journey.sees("Signed in as @ines.")
        await journey.until(lambda: journey.marked)
    assert len(Working.secrets) == 1


async def test_the_address_on_which_the_browser_ended_can_be_pasted(demo: DemoServer) -> None:
    """As with a browser on another computer; one from elsewhere is not taken."""
    async with opened(demo, KEYRING, is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog")
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


async def test_a_no_in_the_browser_is_a_sentence(demo: DemoServer) -> None:
    """And escape leads back to the field."""
    async with opened(demo, KEYRING, is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog")
        await journey.press("f2")
        await journey.until(lambda: address(journey))
        assert await visit(say(journey, "no")) == 400
        await journey.sees("The sign-in was not allowed: You declined.")
        await journey.press("escape")
        await journey.sees("Sign in to Micro.blog")


async def test_the_browser_is_opened_where_it_takes_no_screen_away(demo: DemoServer, tmp_path: Path) -> None:
    """A configured program is; one that wants the terminal is not."""
    noted = tmp_path / "noted"
    config = f'{KEYRING}browser = ["/bin/sh", "-c", "echo \\"$1\\" > {noted}", "sh", "{{url}}"]\n'
    async with opened(demo, config, is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog")
        await journey.press("f2")
        await journey.sees("The browser has been asked to open it.")
        assert noted.read_text().strip() == address(journey)
