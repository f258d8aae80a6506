"""Bookmarks: their tags, web pages, highlights, and page after page of them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from mbtui.demo import DemoServer
from mbtui.demo.reader import Bookmark
from tests.interface.journey import Journey, reading
from tests.store.disks import FullDisk

PAGE = "https://orchard.example/graft"


async def test_bookmarks_are_tagged_saved_and_marked(demo: DemoServer, tmp_path: Path) -> None:
    """T, B and H, with what they change undone, and without a network."""
    reader = demo.world.reader("ines")
    kept, marked = reader.bookmarks, reader.highlights
    disk = FullDisk()
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        # T changes the tags of the bookmark, 5 again chooses a tag, escape leads back, U brings back what was there.
        await journey.press("T")
        await journey.sees("Bookmarks have tags: f makes one of this post.")
        await _bookmarks(journey)
        post_id = journey.app.main.pane.posts.highlighted
        await journey.press("T")
        await journey.sees("Tags, with commas between; known: to read", "→ completes")
        await journey.type("winter, garden")
        await journey.press("comma", "space", "t", "o")
        await journey.sees("to read ", "enter keeps them")
        await journey.press("right", "enter")
        await journey.until(lambda: "tags: winter, garden, to read" in journey.marked)
        await journey.until(lambda: kept[post_id or 0].tags == ("winter", "garden", "to read"))
        await journey.press("5")
        await journey.sees("Which bookmarks?", "0 All bookmarks", "tag garden", "Highlights…")
        journey.app.main.status.hush()
        await journey.press("1")
        await journey.sees("Bookmarks: garden", "tag garden")
        await journey.until(lambda: len(journey.app.main.pane.posts) == 1)
        await journey.press("escape")
        await journey.misses("Bookmarks: garden")
        await journey.until(lambda: len(journey.app.main.pane.posts) > 1)
        await journey.press("U")
        await journey.sees("Undone: the change to the tags.")
        await journey.until(lambda: kept[post_id or 0].tags == ())
        await journey.until(lambda: "tags:" not in journey.marked)

        # B asks for an address; the page comes first among the bookmarks. What is no address is said.
        await journey.press("B")
        await journey.type("no address")
        await journey.press("enter")
        await journey.sees("“no address” is no address of a web page; nothing was saved.")
        await journey.press("B")
        await journey.sees("Save a web page in your bookmarks.")
        await journey.type(PAGE.removeprefix("https://"))
        await journey.press("enter")
        await journey.sees(f"{PAGE} is being saved in your bookmarks.", "1 new post (g)")
        await journey.press("g")
        await journey.sees("graft [1] orchard.example")
        await journey.press("U")
        await journey.sees("Undone: the bookmark.")
        await journey.misses("graft [1] orchard")
        assert not [bookmark for bookmark in kept.values() if bookmark.page and "orch" in bookmark.page.by]

        # A page that is taken out and saved again, by U or by another f, has the tags that it had.
        await journey.until(lambda: "tags: to read" in journey.text)
        for _ in kept:
            if "tags: to read" not in journey.marked:
                await journey.press("j")
        assert "tags: to read" in journey.marked
        tagged = sum(bool(bookmark.tags) for bookmark in kept.values())
        for key in ("U", "f"):
            await journey.press("f")
            await journey.until(lambda: sum(bool(bookmark.tags) for bookmark in kept.values()) == tagged - 1)
            await journey.press(key)
            await journey.until(lambda: sum(bool(bookmark.tags) for bookmark in kept.values()) == tagged)
            await journey.until(lambda: "tags: to read" in journey.text or "1 new post (g)" in journey.words)
            await journey.press("g")
            await journey.until(lambda: "tags: to read" in journey.marked)
        await journey.press("j")

        # H lists what was marked; y copies, d takes out, U brings back; what is out when the list closes is deleted.
        await journey.press("H")
        await journey.sees("What you marked in your bookmarks", "3 An express shows", "Onions want wind", "hillhouse")
        await journey.press("y")
        await journey.sees("The highlight was sent to the terminal")
        await journey.press("d", "d")
        await journey.sees("Deleted when this list closes; U brings it back.")
        await journey.press("U")
        await journey.misses("3 An express shows")
        assert len(marked) == 3
        await journey.press("escape")
        await journey.sees("The highlight is being deleted.")
        await journey.until(lambda: len(marked) == 2)
        await journey.press("U")
        await journey.sees("It is too late to undo the deletion.")
        with demo.fault("error-500", path="/posts/bookmarks/highlights"):
            await journey.press("5")
            await journey.sees("Which bookmarks?")
            await journey.press("G", "enter")
            await journey.sees("2 An express shows", "These are the ones from before.")
            await journey.press("escape")
        disk.fill("outbox")
        await journey.press("H")
        await journey.sees("2 An express shows")
        await journey.press("d", "escape")
        await journey.sees("Could not delete the highlight.")
        disk.empty()
        # Of two the first is on its way when they are wanted back.
        path = "/posts/bookmarks/highlights"
        with demo.fault("hold", path=f"{path}/"):
            await journey.press("H")
            await journey.sees("2 An express shows")
            await journey.press("d", "d", "escape")
            await journey.sees("2 highlights are being deleted.")
            await journey.until(lambda: sum(asked.path.startswith(f"{path}/") for asked in demo.requests) == 2)
            await journey.press("U")
            await journey.sees("Undone: the deletion.")
        await journey.until(lambda: len(marked) == 1)

        # Without a network tags are shown at once and chosen from; a page and they go out in order when it is back.
        with demo.fault("offline"):
            await journey.press("T")
            await journey.sees("Tags, with commas between")
            await journey.type("soon")
            await journey.press("enter")
            await journey.until(lambda: "tags: soon" in journey.marked)
            await journey.press("B")
            await journey.type(PAGE)
            await journey.press("enter")
            await journey.until(lambda: journey.app.main.standing.unsent.waiting == 2)
            await journey.press("5")
            await journey.sees("tag soon")
            await journey.press("escape")
        assert journey.app.session.outbox is not None
        journey.app.session.outbox.wake()
        await journey.sees("1 new post (g)")
        await journey.press("g")
        await journey.sees("graft [1] orchard.example", "tags: soon")


async def test_a_server_that_knows_neither_is_asked_once(demo: DemoServer, tmp_path: Path) -> None:
    """Each is a sentence, and afterwards no question."""
    demo.fault("not-found", path="/posts/bookmarks/tags")
    demo.fault("not-found", path="/posts/bookmarks/highlights")
    async with reading(demo, tmp_path) as journey:
        await _bookmarks(journey)
        await journey.press("5")
        await journey.sees("Which bookmarks?", "This server keeps no tags of bookmarks.")
        await journey.press("escape", "5")
        await journey.sees("Which bookmarks?", "esc back")
        await journey.press("escape")
        for _ in range(2):
            await journey.press("H")
            await journey.sees("This server tells of no highlights.")
            await journey.press("j")
        assert len(demo.asked("GET", "/posts/bookmarks/tags")) == 1
        assert len(demo.asked("GET", "/posts/bookmarks/highlights")) == 1


async def test_older_bookmarks_come_page_by_page(demo: DemoServer, tmp_path: Path) -> None:
    """G reaches the end of what is saved, and what is older is asked for; with a tag as well."""
    world = demo.world
    kept = world.reader("ines").bookmarks
    kept.clear()
    for number in range(90):
        page = world.keep_page(
            world.reader("ines"), f"Page {number}", f"https://p{number}.example/", at=1000.0 + number
        )
        kept[page.id] = Bookmark(page.id, 1000.0 + number, ("many",), page)
    async with reading(demo, tmp_path) as journey:
        await _bookmarks(journey)
        for _ in range(2):
            for count in (40, 80, 90):
                await journey.until(partial(_has, journey, count))
                await journey.press("G")
            await journey.until(lambda: "Page 0 [1] p0" in journey.marked)
            await journey.press("5")
            await journey.sees("Which bookmarks?", "1 tag many")
            await journey.press("1")
            await journey.sees("Bookmarks: many")


def _has(journey: Journey, count: int) -> bool:
    return len(journey.app.main.pane.posts) >= count


async def _bookmarks(journey: Journey) -> None:
    await journey.press("5")
    await journey.until(
        lambda: journey.marked and "Bookmarks" in journey.tabs and journey.app.main.pane.state == "full"
    )
