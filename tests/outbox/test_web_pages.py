"""Web pages among the bookmarks: what is one, and what is undone of saving it."""

from __future__ import annotations

from pathlib import Path

from mbtui.demo import DemoServer
from mbtui.outbox.kinds.web_page import bookmark, page_address
from tests.cases import case
from tests.outbox.outboxes import desk

PAGE = "https://www.hillhouse.example/onions"


def test_only_the_address_of_a_web_page_is_one() -> None:
    """Without a scheme it is https; mail, telephones and somebody's password are none."""
    for typed, url in (
        ("orchard.example/graft", "https://orchard.example/graft"),
        (" http://orchard.example:8080/~a@b ", "http://orchard.example:8080/~a@b"),
        ("orchard.example:8080", "https://orchard.example:8080"),
        ("HTTPS://Orchard.example", "HTTPS://Orchard.example"),
        ("mailto:a@b.example", ""),
        ("a@b.example", ""),
        ("https://ines:secret@b.example/", ""),
        ("urn:isbn:0.1", ""),
        ("b.example:graft", ""),
        ("gemini://orchard.example", ""),
        ("tel:123.45", ""),
        ("localhost:8080", ""),
        ("no address.example", ""),
        ("https://[b.example", ""),
        ("", ""),
    ):
        with case(typed):
            assert page_address(typed) == url


async def test_a_page_from_before_stays_when_it_is_not_saved_again(demo: DemoServer, tmp_path: Path) -> None:
    """Nothing is undone of what was there; of one whose answer was lost, which is there by then, it is."""
    world, reader = demo.world, demo.world.reader("ines")
    world.keep_page(reader, "Racks for onions.", PAGE, at=world.now() + 60)
    before = set(reader.bookmarks)
    async with desk(demo, tmp_path) as at:
        there = await at.outbox.put(bookmark(PAGE))
        change = await at.until_state("sent", there.id)
        assert change.words == "The bookmark of hillhouse.example is there already."
        assert not await at.outbox.undo(there)

        demo.fault("write-then-500", path="/micropub", times=1)
        new = await at.outbox.put(bookmark("https://orchard.example/graft"))
        change = await at.until_state("sent", new.id)
        assert change.words == "The bookmark of orchard.example was saved."
        assert len(reader.bookmarks) == len(before) + 1
        assert await at.outbox.undo(new)
        await at.until(lambda change: change.state == "sent" and change.write.kind == "unbookmark")
        assert set(reader.bookmarks) == before
