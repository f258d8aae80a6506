"""What the list of what waits to be sent says of a write."""

from __future__ import annotations

from typing import Any

import pytest

from mbtui.content.document import plain
from mbtui.outbox.entry import OutboxEntry
from mbtui.screens.outbox_rows import outbox_row
from mbtui.services.publish_time import time_words
from mbtui.store import SavedPost
from mbtui.store.drafts import Draft

ABOUT = {7: SavedPost(7, "Tomas Lindqvist", "tomas", document=plain("Who is awake?"))}
CAT = {"path": "cat.jpg", "content_type": "image/jpeg", "alt": "A cat"}
LATER = "2026-12-01T07:00:00+00:00"


@pytest.mark.parametrize(
    ("draft", "note"),
    [
        ({"kind": "post"}, "Draft."),
        ({"kind": "post", "target": "https://trains.example/"}, "Draft for trains.example."),
        (
            {"kind": "post", "details": {"channel": "pages", "categories": ["garden", "winter"]}},
            "Draft as a page, under garden, winter.",
        ),
        ({"kind": "post", "details": {"photos": [CAT]}}, "Draft with 1 picture."),
        (
            {"kind": "post", "details": {"photos": [CAT, {**CAT, "alt": ""}], "post_status": "draft"}},
            "Draft to be kept on the blog as a draft, with 2 pictures, 1 of them without a description.",
        ),
        ({"kind": "post", "details": {"published_at": LATER}}, f"Draft to come out at {time_words(LATER)}."),
        ({"kind": "reply", "post_id": 7}, "Draft in answer to “Tomas Lindqvist: Who is awake?”."),
        ({"kind": "reply", "post_id": 8}, "Draft."),
        ({"kind": "post", "details": {"photos": "of a later version"}}, "Draft."),
    ],
)
def test_a_draft_says_where_it_goes(draft: dict[str, Any], note: str) -> None:
    """And with how many pictures."""
    row = outbox_row(1, Draft(text="First frost.", title="Frost", **draft), ABOUT)
    assert row.note == note
    assert (row.post.title, row.post.document.plain_text) == ("Frost", "First frost.")


@pytest.mark.parametrize(
    ("entry", "note"),
    [
        ({"state": "queued", "target": "https://trains.example/"}, "For trains.example. Waits to be sent."),
        ({"state": "refused", "reason": "Your post was not sent."}, "Your post was not sent."),
        ({"state": "sent", "result": {"url": "https://a.example/b"}}, "Your post was sent. https://a.example/b"),
        ({"state": "sent", "details": {"photos": "of a later version"}}, "Your post was sent. "),
    ],
)
def test_an_entry_says_what_has_become_of_it(entry: dict[str, Any], note: str) -> None:
    """Behind where it goes."""
    row = outbox_row(2, OutboxEntry(kind="post", id=1, created_at=1.0, changed_at=1.0, text="Frost.", **entry), ABOUT)
    assert row.note == note
    assert row.is_waiting == (entry["state"] == "queued")
