"""What could not be read, kept or had for a moment: it is said, and done as soon as it can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from mbtui.services.timeline import FirstFrame, Timeline
from mbtui.store import StoreError
from mbtui.widgets.status_bar import StatusBar
from tests.interface.journey import reading
from tests.store.disks import FullDisk


class Failures:
    """Lets the first frames of timelines fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left: dict[str, int] = {}
        """How often the one of a timeline is still to fail, by the timeline's name."""
        read = Timeline.saved_frame

        async def saved_frame(timeline: Timeline, highlight: int | None, *, rows: int) -> FirstFrame:
            if self.left.get(timeline.name):
                self.left[timeline.name] -= 1
                raise StoreError("The disk can not be read.")
            return await read(timeline, highlight, rows=rows)

        monkeypatch.setattr(Timeline, "saved_frame", saved_frame)


async def test_a_tab_that_could_not_be_read_is_read_when_it_can(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the next key that asks for it, also while Micro.blog does not answer, and with what comes in."""
    failures = Failures(monkeypatch)
    async with reading(demo, tmp_path) as journey:
        for key in ("2", "3"):
            await journey.press(key)
            await journey.until(lambda: journey.marked)
            await journey.press("j")
        marked = journey.marked
    async with reading(demo, tmp_path) as journey:
        # Discover was left last; one attempt is made when it is looked at, one when it is asked for.
        assert journey.marked == marked
        failures.left.update({"mentions": 2, "timeline": 2})
        await journey.press("2")
        await journey.sees("The disk can not be read.", "R tries again.")
        await journey.until(lambda: not journey.app.main.pane.loader.is_loading)
        journey.poll()
        await journey.until(lambda: journey.marked)
        assert not journey.app.main.pane.posts.is_at_top, "it was left further down"

        await journey.press("1")
        await journey.sees("The disk can not be read.", "R tries again.")
        await journey.until(lambda: not journey.app.main.pane.loader.is_loading)
        with demo.fault("error-503", path="/posts/all"):
            await journey.press("R")
            await journey.until(lambda: journey.marked)
        assert len(journey.app.main.pane.posts) > 20


async def test_what_comes_in_takes_back_no_other_problem(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a gap that could not be filled, and of replies that could not be hidden: these are shown, and x hides them."""
    # Time alone takes nothing away here.
    monkeypatch.setattr(StatusBar, "set_timer", lambda bar, seconds, then: None)
    disk = FullDisk()
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        await journey.press("j")
        for number in range(170):
            demo.world.publish("tomas", f"<p>Entry {number} of the log.</p>")
        journey.poll()
        await journey.sees("↑ 160 new posts (g)")
        await journey.press("k", "k")
        assert "posts are missing here" in journey.marked
        with demo.fault("error-503", path="/posts/all"):
            await journey.press("enter")
            await journey.sees("Could not load the missing posts.")
        demo.world.publish("tomas", "<p>The log ends.</p>")
        journey.poll()
        await journey.sees("↑ 161 new posts (g)", "Could not load the missing posts.")

        disk.fill("remembered")
        await journey.press("x")
        await journey.sees("Could not hide or show replies.")
        demo.world.publish("tomas", "<p>The log is closed.</p>")
        journey.poll()
        await journey.sees("↑ 162 new posts (g)", "Could not hide or show replies.")
        disk.empty()
        await journey.press("x")
        await journey.sees("Replies are hidden here.")
