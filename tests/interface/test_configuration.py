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


async def test_order_puts_the_oldest_on_top(demo: DemoServer) -> None:
    """It opens at the newest, at the bottom; news come below and move nothing; going up loads what is older."""
    demo.world.publish("tomas", "<p>The newest so far.</p>")
    async with opened(demo, 'order = "oldest-first"') as journey:
        await journey.sees("The newest so far.")
        assert "The newest so far." in journey.marked
        await journey.press("k")
        read, row = journey.marked, journey.marked_row
        demo.world.publish("isla", "<p>Newer by a moment.</p>")
        await journey.press("R")
        await journey.sees("↓ 1 new post (G)")
        assert (journey.marked, journey.marked_row) == (read, row)
        await journey.press("G")
        await journey.until(lambda: "Newer by a moment." in journey.marked)
        await journey.misses("new post (G)")
        assert journey.text.index("The newest so far.") < journey.text.index("Newer by a moment.")
        top = journey.app.main.pane.posts
        before = len(top)
        await journey.press("g")
        await journey.until(lambda: len(top) > before)
        assert demo.asked("GET", "/posts/all")[-1].params["before_id"]


@pytest.mark.parametrize(("written", "last_seen", "notice"), [("", 18, "… 12 more lines (z)"), ("5", 3, "… 27 more")])
async def test_clip_lines_says_where_long_posts_are_clipped(
    demo: DemoServer, written: str, last_seen: int, notice: str
) -> None:
    """The rest is said in a line."""
    demo.world.publish("tomas", LONG)
    async with opened(demo, f"clip_lines = {written}" if written else "", size=(80, 50)) as journey:
        await journey.sees(f"Line {last_seen} of", notice)
        assert f"Line {last_seen + 1} of" not in journey.text


async def test_clip_lines_of_0_shows_posts_whole(demo: DemoServer) -> None:
    """Nothing is clipped then."""
    demo.world.publish("tomas", LONG)
    async with opened(demo, "clip_lines = 0", size=(80, 50)) as journey:
        await journey.sees("Line 30 of")
        assert "more line" not in journey.text


@pytest.mark.parametrize(("written", "last", "first"), [("", 19, 20), ("width = 60", 11, 12), ("width = 0", 24, 25)])
async def test_width_is_where_words_break(demo: DemoServer, written: str, last: int, first: int) -> None:
    """On a wide terminal lines stay short enough to be read, unless they are wanted longer."""
    demo.world.publish("tomas", "<p>" + " ".join(f"w{number:03}" for number in range(40)) + "</p>")
    async with opened(demo, written, size=(129, 30)) as journey:
        await journey.sees("w000")
        lines = journey.text.splitlines()
        assert any(line.rstrip().endswith(f"w{last:03}") for line in lines)
        assert any(line[2:].startswith(f"w{first:03}") for line in lines)


@pytest.mark.parametrize("scroll", ["page", "line"])
async def test_scroll_by_page_or_by_line(demo: DemoServer, scroll: str) -> None:
    """Going below the screen, the highlight comes to the upper half, or stays at the foot."""
    for number in range(12):
        demo.world.publish("tomas", f"<p>Short post {number}.</p>")
    async with opened(demo, f'scroll = "{scroll}"', size=(80, 12)) as journey:
        first = journey.lines[2][2:]
        while journey.lines[2][2:] == first:
            await journey.press("j")
        assert (journey.marked_row < 6) == (scroll == "page")


async def test_poll_looks_for_news_by_itself(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is published comes without a key."""
    monkeypatch.setattr(polling.Poller, "_usual_pause", 0.05)
    async with opened(demo) as journey:
        journey.poll()
        await journey.until(lambda: demo.asked("GET", "/posts/check"))
        demo.world.publish("tomas", "<p>It came by itself.</p>")
        await journey.sees("It came by itself.")


async def test_poll_can_be_left_to_a_key(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `poll = false` nothing is asked after the start until R is pressed."""
    monkeypatch.setattr(polling.Poller, "_usual_pause", 0.01)
    async with opened(demo, "poll = false") as journey:
        demo.world.publish("tomas", "<p>It waits for a key.</p>")
        await journey.press("2", "1")
        assert len(demo.asked("GET", "/posts/check")) == 1
        await journey.press("R")
        await journey.sees("1 new post")


async def test_poll_seconds_makes_the_pauses_longer(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server wants 20 seconds; the reader wants 90."""
    pauses: list[float] = []

    show_round = NewsDesk.show_round

    def note(desk: NewsDesk, outcome: Polled | PollFailed) -> None:
        pauses.append(outcome.next_seconds)
        show_round(desk, outcome)

    monkeypatch.setattr(NewsDesk, "show_round", note)
    async with opened(demo, "poll_seconds = 90") as journey:
        journey.poll()
        await journey.until(lambda: demo.asked("GET", "/posts/check"))
        await journey.press("j")
    # The first page of all is told before the check that follows it at once.
    assert set(pauses) - {0.0} == {90.0}


async def test_mute_words_fold_posts(demo: DemoServer) -> None:
    """One line names the word, and z shows the post."""
    demo.world.publish("tomas", "<p>The butler did it, in the World Cup final.</p>")
    async with opened(demo, 'mute_words = ["world cup"]') as journey:
        await journey.sees("world cup")
        assert "butler" not in journey.text
        await journey.press("z")
        await journey.sees("The butler did it")


async def test_notify_rings_for_mentions_while_nobody_looks(demo: DemoServer, told: list[str]) -> None:
    """Each configured way is written once; nothing while the terminal is in front."""
    async with opened(demo, 'notify = ["bell", "osc9", "osc777"]\ntitle = false') as journey:
        demo.world.publish("tomas", f"<p>{INES} seen at once</p>")
        await journey.press("R")
        await journey.sees("Mentions 1")
        assert told == []
        journey.app.post_message(events.AppBlur())
        await journey.until(lambda: not journey.app.app_focus)
        demo.world.publish("isla", f"<p>{INES} look; at this</p>")
        journey.poll()
        await journey.until(lambda: told)
        text = "Isla Moreau: @ines look, at this"
        assert told == ["\x07", f"\x1b]9;{text}\x07", f"\x1b]777;notify;mbtui;{text}\x07"]


async def test_notify_is_silent_by_default(demo: DemoServer, told: list[str]) -> None:
    """A mention is counted, and that is all."""
    async with opened(demo, "title = false") as journey:
        journey.app.post_message(events.AppBlur())
        demo.world.publish("isla", f"<p>{INES} look at this</p>")
        journey.poll()
        await journey.sees("Mentions 1")
    assert told == []


async def test_title_shows_the_counts(demo: DemoServer, told: list[str]) -> None:
    """The old title is put away first, and taken back at the end."""
    async with opened(demo) as journey:
        await journey.until(lambda: any("mbtui · @ines\x07" in piece for piece in told))
        demo.world.publish("isla", f"<p>{INES} look at this</p>")
        await journey.press("R")
        await journey.until(lambda: any("Mentions 1\x07" in piece for piece in told))
    assert told[0].startswith("\x1b[22;2t\x1b]2;mbtui")
    assert told[-1] == "\x1b[23;2t"


async def test_title_can_be_left_alone(demo: DemoServer, told: list[str]) -> None:
    """Nothing is written then."""
    async with opened(demo, "title = false") as journey:
        demo.world.publish("isla", f"<p>{INES} look at this</p>")
        await journey.press("R")
        await journey.sees("Mentions 1")
    assert told == []


def backgrounds(journey: Journey) -> set[Color]:
    """The colors behind what is on the screen."""
    return {
        Color.from_rich_color(segment.style.bgcolor)
        for strip in journey.app.screen._compositor.render_strips()
        for segment in strip
        if segment.style is not None and segment.style.bgcolor is not None
    }


async def test_theme_colors_the_screen(demo: DemoServer) -> None:
    """By name; a name that is none is said."""
    async with opened(demo, 'theme = "nord"') as journey:
        assert Color.parse("#2E3440") in backgrounds(journey)
    async with opened(demo, 'theme = "nrod"', is_ready=False) as journey:
        await journey.sees("There is no theme nrod. The default, ansi-dark, is used.")


async def test_theme_files_give_themes(demo: DemoServer) -> None:
    """A name without a slash lies beside config.toml; what is wrong in the file is said."""
    paths.config_folder().mkdir(parents=True)
    (paths.config_folder() / "paper.toml").write_text(
        'name = "paper"\ndark = false\nprimary = "#224466"\nbackground = "#fdf6e3"\nbakcground = "#000000"\n'
    )
    async with opened(demo, 'theme = "paper"\ntheme_files = ["paper.toml"]', is_ready=False) as journey:
        await journey.sees("unknown colour `bakcground`. Did you mean `background`?")
        assert Color.parse("#fdf6e3") in backgrounds(journey)


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


async def test_emoji_can_be_simple(demo: DemoServer) -> None:
    """The family is drawn as one of its members: nothing is left that terminals disagree about."""
    demo.world.publish("tomas", "<p>Here: 👩‍👩‍👧 and ❤️.</p>")
    async with opened(demo) as journey:
        await journey.sees("Here: 👩‍👩‍👧 and ❤️.")
    async with opened(demo, 'emoji = "simple"') as journey:
        await journey.sees("Here: 👩 and ❤.")
        await journey.press("enter")
        await journey.sees("in this conversation", "Here: 👩 and ❤.")


EVERY_LIST = """
emoji = "simple"
clip_lines = 3
scroll = "line"
[keys]
"post.unfold" = "f5"
"""


async def test_the_list_of_the_search_obeys_the_configuration(demo: DemoServer) -> None:
    """What is found is drawn, clipped, unfolded and scrolled like the posts of a tab."""
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


async def test_the_list_of_what_was_not_sent_obeys_the_configuration(demo: DemoServer) -> None:
    """Drafts are drawn, clipped, unfolded and scrolled like posts."""
    async with opened(demo, EVERY_LIST) as journey:
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


SHOWN: dict[str, Callable[..., object]] = {
    "order": test_order_puts_the_oldest_on_top,
    "width": test_width_is_where_words_break,
    "clip_lines": test_clip_lines_says_where_long_posts_are_clipped,
    "scroll": test_scroll_by_page_or_by_line,
    "poll": test_poll_can_be_left_to_a_key,
    "poll_seconds": test_poll_seconds_makes_the_pauses_longer,
    "mute_words": test_mute_words_fold_posts,
    "notify": test_notify_rings_for_mentions_while_nobody_looks,
    "title": test_title_shows_the_counts,
    "theme": test_theme_colors_the_screen,
    "theme_files": test_theme_files_give_themes,
    "mouse": test_mouse_is_used_or_left_to_the_terminal,
    "emoji": test_emoji_can_be_simple,
}
"""By the key whose effect the test shows."""
