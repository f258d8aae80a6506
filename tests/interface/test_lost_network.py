"""The network goes away and comes back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from tests.interface.journey import reading


async def test_a_lost_server_is_said_in_words_and_polling_resumes(demo: DemoServer, tmp_path: Path) -> None:
    """The posts stay, the status line tells what happened; back again, the news comes and the words go."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("j", "j")
        read, row = journey.marked, journey.marked_row
        demo.stop()
        journey.poll()
        await journey.sees("Could not ask for new posts.", "refused the connection; the server may be down.")
        assert (journey.marked, journey.marked_row) == (read, row)
        demo.world.publish("tomas", "<p>News from the ship.</p>")
        demo.start()
        journey.poll()
        await journey.sees("↑ 1 new post (g)")
        await journey.sees("The server answers again.")
        assert (journey.marked, journey.marked_row) == (read, row)


async def test_mbtui_can_be_opened_before_the_server_is_there(demo: DemoServer, tmp_path: Path) -> None:
    """With nothing saved and nobody answering, the pane says why it is empty; R fills it later."""
    demo.stop()
    async with reading(demo, tmp_path, is_ready=False) as journey:
        await journey.sees("Could not load Timeline.", "refused the connection", "R tries again.")
        demo.start()
        await journey.press("R")
        await journey.until(lambda: journey.marked)
        await journey.sees("The server answers again.")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("error-500", "trouble"),
        ("html", "127.0.0.1"),
        ("too-many-requests", "30 seconds"),
        ("truncated", "127.0.0.1"),
    ],
)
async def test_whatever_the_server_answers_is_said_in_words(
    demo: DemoServer, tmp_path: Path, fault: str, words: str
) -> None:
    """Odd answers to a check become a sentence in the status line, and the next good one takes it away."""
    async with reading(demo, tmp_path) as journey:
        with demo.fault(fault, path="/posts/check"):
            journey.poll()
            await journey.until(lambda: "Could not ask for new posts." in journey.status and words in journey.status)
        demo.world.advance(30)
        journey.poll()
        await journey.until(lambda: journey.status.startswith("The server answers again."))


def _asked_for_news(demo: DemoServer) -> int:
    """How often anything was asked but older posts, which are fetched ahead."""
    news = [asked for path in ("check", "all", "mentions") for asked in demo.asked("GET", f"/posts/{path}")]
    return sum(1 for asked in news if "before_id" not in asked.params)


async def test_a_pause_that_micro_blog_wants_is_kept(demo: DemoServer, tmp_path: Path) -> None:
    """R asks nothing in it, and says until when; after it R asks again."""
    async with reading(demo, tmp_path) as journey:
        with demo.fault("too-many-requests", 3600, path="/posts/check"):
            journey.poll()
            await journey.sees("It asks to wait 3600 seconds.")
        asked = _asked_for_news(demo)
        until = datetime.fromtimestamp(demo.world.now() + 3600).strftime("%H:%M:%S")
        await journey.press("R")
        await journey.sees(f"Micro.blog wants no questions until {until}. mbtui asks again then.")
        assert _asked_for_news(demo) == asked
        demo.world.advance(3601)
        await journey.press("R")
        await journey.sees("The server answers again.")


async def test_a_page_that_fails_leaves_what_is_there(demo: DemoServer, tmp_path: Path) -> None:
    """Older posts that do not come are said once; the posts stay, and going on asks again."""
    async with reading(demo, tmp_path, is_ready=False) as journey:
        with demo.fault("error-503", path="/posts/all"):
            await journey.sees("Could not")
        await journey.press("R")
        await journey.until(lambda: journey.marked)


async def test_a_revoked_token_asks_to_sign_in_again(demo: DemoServer, tmp_path: Path) -> None:
    """401 opens the sign-in page, which says why."""
    async with reading(demo, tmp_path) as journey:
        demo.fault("unauthorized")
        journey.poll()
        await journey.sees("token")
        assert journey.app.is_running


async def test_posts_that_were_saved_are_shown_though_what_follows_fails(demo: DemoServer, tmp_path: Path) -> None:
    """The mentions can not be had, but the timeline's new posts came before them."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("j")
        demo.world.publish("tomas", "<p>Who is awake?</p>")
        with demo.fault("error-500", path="/posts/mentions"):
            journey.poll()
            await journey.sees("1 new post", "no answer")


async def test_the_help_has_the_whole_of_a_trouble(demo: DemoServer, tmp_path: Path) -> None:
    """On a narrow line the reason is not cut but left out; the help begins with it."""
    async with reading(demo, tmp_path) as journey:
        with demo.fault("error-503"):
            journey.poll()
            await journey.sees("no answer")
            await journey.press("?")
            await journey.sees("Now: Could not ask for new posts.")
