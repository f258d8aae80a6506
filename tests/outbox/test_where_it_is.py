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


@pytest.mark.parametrize(
    ("fault", "state", "words"),
    [
        ("html", "uncertain", "The answer to your post was lost."),
        ("error-503", "uncertain", "The answer to your post was lost."),
        ("empty", "sent", "Your post was sent."),
        ("error-in-200", "refused", "Something is wrong with this request. The text is kept in the outbox."),
        ("not-found", "refused", "could not find it: Not Found. The text is kept in the outbox."),
        ("unauthorized", "queued", "does not accept the token: The token is not accepted."),
        ("too-many-requests", "queued", "wants a pause."),
    ],
)
async def test_whatever_the_blog_answers_a_sentence_says_what_has_become_of_the_post(
    demo: DemoServer, tmp_path: Path, fault: str, state: str, words: str
) -> None:
    """And its words are here, unless the blog has them."""
    demo.fault(fault, path="/micropub", method="POST")
    async with desk(demo, tmp_path, look_seconds=(60.0,)) as at:
        entry = await at.outbox.put(Write(kind="post", text="First frost."))
        told = await at.until(lambda change: change.state == state and bool(change.words))
        assert words in told.words
        assert [kept.text for kept in await at.pending()] == ([] if state == "sent" else [entry.text])
