"""Where a post is, kept with its entry: from the answer, or from the blog when the answer was lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from mbtui.outbox import queue
from mbtui.outbox.entry import Write
from tests.outbox.outboxes import desk

YESTERDAY = 0.0


@pytest.mark.parametrize("fault", ["", "write-then-disconnect"])
async def test_the_address_of_a_post_is_kept(demo: DemoServer, tmp_path: Path, fault: str) -> None:
    """Whoever opens the account later reads it from the outbox."""
    if fault:
        demo.fault(fault, path="/micropub", times=1)
    async with desk(demo, tmp_path) as at:
        entry = await at.outbox.put(Write(kind="post", text="First frost."))
        sent = await at.until_state("sent", entry.id)
        (kept,) = await at.store.outbox.read(queue.sent_texts, kinds=["post"], since=YESTERDAY)
        assert kept.url == demo.world.url_of(at.said("First frost.")[0], demo.url)
        assert sent.entry is not None and sent.entry.url == kept.url


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"post_status": "draft"}, "Your post is on the blog as a draft, which only you see."),
        ({"published_at": "2999-01-01T08:00:00+00:00"}, "Your post is on the blog, and comes out at its time."),
        ({"published_at": "2020-01-01T08:00:00+00:00"}, "Your post was sent."),
    ],
)
async def test_it_is_said_what_became_of_a_post(
    demo: DemoServer, tmp_path: Path, details: dict[str, str], words: str
) -> None:
    """A draft is not called sent; its address is the one of its preview."""
    async with desk(demo, tmp_path) as at:
        entry = await at.outbox.put(Write(kind="post", text="First frost.", details=details))
        sent = await at.until_state("sent", entry.id)
        assert sent.words == words
        assert sent.entry is not None and ("/preview/" in sent.entry.url) == (words != "Your post was sent.")
