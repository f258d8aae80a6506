"""The network goes away and comes back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from mbtui.demo import DemoServer
from tests.cases import case
from tests.interface.journey import reading

ODD_ANSWERS = (
    ("error-500", "trouble"),
    ("html", "127.0.0.1"),
    ("too-many-requests", "30 seconds"),
    ("truncated", "127.0.0.1"),
)
"""What a check is answered, and a word of the sentence about it."""


def _asked_for_news(demo: DemoServer) -> int:
    """How often anything was asked but older posts, which are fetched ahead."""
    news = [asked for path in ("check", "all", "mentions") for asked in demo.asked("GET", f"/posts/{path}")]
    return sum(1 for asked in news if "before_id" not in asked.params)


async def test_a_network_that_comes_and_goes(demo: DemoServer, tmp_path: Path) -> None:
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
        await journey.sees("↑ 1 new post (g)", "The server answers again.")
        assert (journey.marked, journey.marked_row) == (read, row)

        for fault, words in ODD_ANSWERS:
            with case(fault):
                with demo.fault(fault, path="/posts/check"):
                    journey.poll()
                    await journey.sees("Could not ask for new posts.")
                    await journey.until(lambda: words in journey.status)  # noqa: B023  (it is over before the next)
                demo.world.advance(30)
                journey.poll()
                await journey.until(lambda: journey.status.startswith("The server answers again."))

        # A pause that Micro.blog wants is kept: R asks nothing in it, and says until when.
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

        # The mentions can not be had, but the timeline's new posts came before them.
        await journey.press("g", "j")
        await journey.misses("new post")
        demo.world.publish("tomas", "<p>Who is awake?</p>")
        with demo.fault("error-500", path="/posts/mentions"):
            journey.poll()
            await journey.sees("1 new post", "Could not ask for new posts.")
            journey.app.main.status.hush()
            await journey.sees("no answer")
            # On a narrow line the reason is not cut but left out; the help begins with it.
            await journey.press("?")
            await journey.sees("Now: Could not ask for new posts.")
            await journey.press("escape")

        # A token that was revoked leads to signing in, which says why.
        demo.fault("unauthorized")
        journey.poll()
        await journey.sees("token")
        assert journey.app.is_running


async def test_mbtui_can_be_opened_before_the_server_is_there(demo: DemoServer, tmp_path: Path) -> None:
    """With nothing saved and nobody answering, or with trouble, the pane says why it is empty; R fills it later."""
    demo.stop()
    async with reading(demo, tmp_path, is_ready=False) as journey:
        await journey.sees("Could not load Timeline.", "refused the connection", "R tries again.")
        demo.start()
        with demo.fault("error-503", path="/posts/all"):
            await journey.press("R")
            await journey.sees("Could not load Timeline.", "has trouble")
        await journey.press("R")
        await journey.until(lambda: journey.marked)
        await journey.sees("The server answers again.")
