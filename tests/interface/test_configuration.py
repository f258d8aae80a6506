"""Every key of config.toml that changes reading and the screen, shown by what it does there.

`test_configuration_account` and `test_configuration_programs` show the others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.color import Color

from mbtui import paths
from mbtui.app import MbtuiApp
from mbtui.cli.full_screen import Options, run
from mbtui.config import OPTIONS
from mbtui.demo import DemoServer
from mbtui.demo.markup import mention
from mbtui.screens.news_desk import NewsDesk
from mbtui.services import polling
from mbtui.services.polling import Polled, PollFailed
from mbtui.store import drafts
from mbtui.store.drafts import Draft
from tests.interface import test_configuration_account, test_configuration_pictures, test_configuration_programs
from tests.interface.journey import Journey
from tests.interface.opened import opened, write_config

INES = mention("ines")
WORDS = "<p>" + " ".join(f"w{number:03}" for number in range(40)) + "</p>"
SHORT = [f"<p>Short post {number}.</p>" for number in range(4)]
FAMILY = "<p>Here: 👩‍👩‍👧 and ❤️.</p>"
LONG = "<p>" + "<br>".join(f"Line {number} of the long poem." for number in range(1, 31)) + "</p>"


@pytest.fixture(autouse=True)
def _signed_in(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MBTUI_TOKEN", demo.token)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the application writes to the terminal past the screen."""
    written: list[str] = []
    monkeypatch.setattr(MbtuiApp, "write_to_terminal", lambda self, characters: written.append(characters))
    return written


def test_no_option_is_without_a_test_of_its_effect() -> None:
    """A key that does nothing can not be documented."""
    others = (test_configuration_account, test_configuration_pictures, test_configuration_programs)
    shown = set(SHOWN).union(*(other.SHOWN for other in others))
    assert shown == {option.name for option in OPTIONS}


def _breaks(journey: Journey, last: int) -> bool:
    """Whether a line ends with this one of the numbered words, and the next line begins with the next one."""
    lines = journey.text.splitlines()
    return any(line.endswith(f"w{last:03}") for line in lines) and any(
        line[2:].startswith(f"w{last + 1:03}") for line in lines
    )


async def _scroll_down(journey: Journey) -> int:
    """Go on until the screen scrolls. Returns the line of the highlight then."""
    await journey.resize(80, 12)
    await journey.press("g")
    first = journey.lines[2][2:]
    while journey.lines[2][2:] == first:
        await journey.press("j")
    return journey.marked_row


def _look_away(journey: Journey) -> None:
    journey.app.post_message(events.AppBlur())


def backgrounds(journey: Journey) -> set[Color]:
    """The colors behind what is on the screen."""
    return {
        Color.from_rich_color(segment.style.bgcolor)
        for strip in journey.app.screen._compositor.render_strips()
        for segment in strip
        if segment.style is not None and segment.style.bgcolor is not None
    }


async def test_what_nobody_has_configured(demo: DemoServer, told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Long posts are clipped, lines are short enough to be read, pages are turned, nothing rings, news come."""
    for html in (LONG, WORDS, FAMILY, *SHORT):
        demo.world.publish("tomas", html)
    async with opened(demo, size=(129, 60)) as journey:
        await journey.sees("Line 18 of", "… 12 more lines (z)", "Here: 👩‍👩‍👧 and ❤️.")
        assert "Line 19 of" not in journey.text
        assert _breaks(journey, 19)
        assert await _scroll_down(journey) < 6

        # The title shows counts. The old one is put away first, and taken back at the end.
        await journey.until(lambda: any("mbtui · @ines\x07" in piece for piece in told))
        _look_away(journey)
        demo.world.publish("isla", f"<p>{INES} look at this</p>")
        journey.poll()
        await journey.sees("Mentions 1")
        await journey.until(lambda: any("Mentions 1\x07" in piece for piece in told))

        # What is published comes without a key.
        monkeypatch.setattr(polling.Poller, "_usual_pause", 0.05)
        journey.poll()
        demo.world.publish("tomas", "<p>It came by itself.</p>")
        await journey.sees("2 new posts")
    assert told[0].startswith("\x1b[22;2t\x1b]2;mbtui")
    assert told.pop() == "\x1b[23;2t"
    assert all(piece.endswith("\x07") and "\x1b]2;" in piece for piece in told)


FEWER_LINES = """
order = "oldest-first"
clip_lines = 5
width = 60
emoji = "simple"
mute_words = ["world cup"]
theme = "nord"
poll_seconds = 90
notify = ["bell", "osc9", "osc777"]
title = false
"""


async def test_reading_upwards_with_less_on_the_screen(
    demo: DemoServer, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest is on top: it opens at the newest, news come below and move nothing, going up loads what is older."""
    pauses: list[float] = []
    show_round = NewsDesk.show_round

    def note(desk: NewsDesk, outcome: Polled | PollFailed) -> None:
        pauses.append(outcome.next_seconds)
        show_round(desk, outcome)

    monkeypatch.setattr(NewsDesk, "show_round", note)
    for html in (LONG, WORDS, "<p>The butler did it, in the World Cup final.</p>", FAMILY, "<p>The newest so far.</p>"):
        demo.world.publish("tomas", html)
    async with opened(demo, FEWER_LINES, size=(129, 50)) as journey:
        await journey.sees("The newest so far.", "Line 3 of", "… 27 more", "Here: 👩 and ❤.")
        assert "The newest so far." in journey.marked
        assert "Line 4 of" not in journey.text
        assert _breaks(journey, 11)
        assert Color.parse("#2E3440") in backgrounds(journey)
        # The server wants 20 seconds. The first page of all is told before the check that follows it at once.
        assert set(pauses) - {0.0} == {90.0}

        # One line names the muted word, and z shows the post.
        assert "world cup" in journey.words and "butler" not in journey.words
        await journey.press("k", "k", "z")
        await journey.sees("The butler did it")

        read, row = journey.marked, journey.marked_row
        demo.world.publish("isla", f"<p>{INES} newer by a moment.</p>")
        await journey.press("R")
        await journey.sees("↓ 1 new post (G)", "Mentions 1")
        assert (journey.marked, journey.marked_row) == (read, row)
        await journey.press("G")
        await journey.until(lambda: "newer by a moment." in journey.marked)
        await journey.misses("new post (G)")
        assert journey.text.index("The newest so far.") < journey.text.index("newer by a moment.")

        # In a conversation emoji are simple as well.
        await journey.press("k", "k", "enter")
        await journey.sees("in this conversation", "Here: 👩 and ❤.")
        await journey.press("escape")
        await journey.sees("The newest so far.")

        # For a mention each way to notify is written once; nothing while the terminal is in front.
        assert told == []
        _look_away(journey)
        await journey.until(lambda: not journey.app.app_focus)
        demo.world.publish("isla", f"<p>{INES} look; at this</p>")
        journey.poll()
        await journey.until(lambda: told)
        text = "Isla Moreau: @ines look, at this"
        assert told == ["\x07", f"\x1b]9;{text}\x07", f"\x1b]777;notify;mbtui;{text}\x07"]

        posts = journey.app.main.pane.posts
        before = len(posts)
        await journey.press("g")
        await journey.until(lambda: len(posts) > before)
        assert demo.asked("GET", "/posts/all")[-1].params["before_id"]


ALL_OF_IT = """
clip_lines = 0
width = 0
scroll = "line"
poll = false
title = false
theme = "paper"
theme_files = ["paper.toml"]
"""


async def test_all_of_it_line_by_line_in_colors_of_ones_own(
    demo: DemoServer, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A theme's name without a slash lies beside config.toml, what is wrong in it is said; R alone asks for news."""
    monkeypatch.setattr(polling.Poller, "_usual_pause", 0.01)
    paths.config_folder().mkdir(parents=True)
    (paths.config_folder() / "paper.toml").write_text(
        'name = "paper"\ndark = false\nprimary = "#224466"\nbackground = "#fdf6e3"\nbakcground = "#000000"\n'
    )
    for html in (LONG, WORDS, *SHORT):
        demo.world.publish("tomas", html)
    async with opened(demo, ALL_OF_IT, size=(129, 60), is_ready=False) as journey:
        await journey.sees("unknown colour `bakcground`. Did you mean `background`?")
        assert Color.parse("#fdf6e3") in backgrounds(journey)
        await journey.sees("Line 30 of")
        assert "more line" not in journey.text
        assert _breaks(journey, 24)
        assert await _scroll_down(journey) >= 6
        await journey.until(lambda: demo.asked("GET", "/posts/check"))
        demo.world.publish("isla", f"<p>{INES} it waits for a key.</p>")
        await journey.press("2", "1")
        assert len(demo.asked("GET", "/posts/check")) == 1
        await journey.press("R")
        await journey.sees("1 new post", "Mentions 1")
    assert told == []


@pytest.mark.parametrize(
    ("written", "is_over_ssh", "is_used"),
    [("", False, True), ("", True, False), ("true", True, True), ("false", False, False), ('"auto"', True, False)],
)
def test_mouse_is_used_or_left_to_the_terminal(
    monkeypatch: pytest.MonkeyPatch, written: str, is_over_ssh: bool, is_used: bool
) -> None:
    """Over SSH it is the terminal's own unless asked for."""
    asked: list[bool] = []

    def note(self: App[Any], *, mouse: bool) -> None:
        asked.append(mouse)

    monkeypatch.setattr(MbtuiApp, "run", note)
    if is_over_ssh:
        monkeypatch.setenv("SSH_TTY", "/dev/pts/7")
    write_config(f"mouse = {written}" if written else "")
    assert run(Options(server="http://127.0.0.1:9")) == 0
    assert asked == [is_used]


EVERY_LIST = """
emoji = "simple"
clip_lines = 3
scroll = "line"
[keys]
"post.unfold" = "f5"
"""


async def test_every_list_obeys_the_configuration(demo: DemoServer) -> None:
    """What the search finds, and drafts, are drawn, clipped, unfolded and scrolled like the posts of a tab."""
    words = "Quincebread 👩‍👩‍👧 " + "is baked for all of the neighbors in this street. " * 3
    for number in range(6):
        demo.world.publish("tomas", f"<p>{words} {number}.</p>")
    async with opened(demo, EVERY_LIST, size=(26, 16), is_ready=False) as journey:
        await journey.until(lambda: "Quincebread" in journey.text)
        await journey.press("slash")
        await journey.type("quincebread")
        await journey.sees("Quincebread 👩 is", "more lines (F5)", "6 posts")
        await journey.press("tab", "j", "j", "j")
        assert journey.marked_row > 8
        await journey.press("f5")
        await journey.until(lambda: "baked for" in journey.marked)
        await journey.press("escape")

        await journey.resize(80, 24)
        text = "Here: 👩‍👩‍👧.\n" + "\n".join(f"Line {number}." for number in range(1, 9))
        for _ in range(6):
            await journey.app.session.store.outbox.write(drafts.save_draft, Draft(kind="post", text=text))
        await journey.press("W")
        await journey.sees("Here: 👩.", "more lines (F5)")
        assert "Line 8." not in journey.text
        await journey.press("j", "j", "j", "j", "j")
        assert journey.marked_row > 12
        await journey.press("f5")
        await journey.until(lambda: "Line 1." in journey.marked)


async def test_what_can_not_be_used_is_said(demo: DemoServer) -> None:
    """With its line and what may have been meant; a theme that is none, and what is used instead."""
    config = 'theme = "nrod"\nordre = "oldest-first"\nclip_lines = "many"\n'
    async with opened(demo, config, size=(120, 36), is_ready=False) as journey:
        # It is said on the screen of the account as well, which takes the place of the first one.
        await journey.until(lambda: demo.asked("GET", "/posts/check"))
        await journey.sees(
            "line 2: unknown key `ordre`. Did you mean `order`?",
            'line 3: `clip_lines` is "many"; it must be a whole number',
            "There is no theme nrod. The default, ansi-dark, is used.",
        )


SHOWN: dict[str, Callable[..., object]] = {
    **dict.fromkeys(("clip_lines", "width"), test_all_of_it_line_by_line_in_colors_of_ones_own),
    **dict.fromkeys(("scroll", "poll", "theme_files"), test_all_of_it_line_by_line_in_colors_of_ones_own),
    **dict.fromkeys(("order", "emoji", "mute_words"), test_reading_upwards_with_less_on_the_screen),
    **dict.fromkeys(("theme", "poll_seconds", "notify"), test_reading_upwards_with_less_on_the_screen),
    "title": test_what_nobody_has_configured,
    "mouse": test_mouse_is_used_or_left_to_the_terminal,
}
"""By the key whose effect the test shows."""
