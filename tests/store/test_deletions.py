"""Telling a deleted post from one that the reader is not shown any more."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from mbtui.api import Mute
from mbtui.content.document import Block, Document, Link, Span
from mbtui.store import people, timelines
from mbtui.store.timelines import Newest
from tests.store.samples import Entry, entry, page


def _reply(id: int, *, username: str, to: str) -> Entry:
    post, _ = entry(id, username=username, is_mention=True)
    link = Link(f"https://micro.blog/{to}", f"@{to}", "mention")
    return post, Document((Block(f"@{to} Indeed.", spans=(Span(0, len(to) + 1, "mention", 0),)),), (link,))


def _is_deleted(cache: sqlite3.Connection, vanished: Entry, *rest: Entry, timeline: str = "timeline") -> bool:
    """Refresh a timeline without a post that stood in its middle; the row stays in any case."""
    id = vanished[0].id
    timelines.merge(cache, timeline, [*page(9, username="isla"), vanished, *rest], reach=Newest())
    merge = timelines.merge(cache, timeline, [*page(9, username="isla"), *rest], reach=Newest(reconcile=True))
    assert merge.removed == ()
    return timelines.posts(cache, [id])[id].is_deleted


@pytest.mark.parametrize(
    ("vanished", "expected"),
    [
        pytest.param(entry(8, username="tomas"), True, id="its author has other posts in the page"),
        pytest.param(entry(8, username="Tomas"), True, id="in whatever case the name is written"),
        pytest.param(entry(8, username="otto"), False, id="its author is not seen any more"),
        pytest.param(entry(8, username="ines", is_deletable=True), True, id="it is the reader's own"),
        pytest.param(_reply(8, username="tomas", to="isla"), True, id="it answers somebody who is seen"),
        pytest.param(_reply(8, username="tomas", to="otto"), False, id="it answers somebody who is not"),
    ],
)
def test_a_post_is_deleted_only_when_its_author_is_still_seen(
    cache: sqlite3.Connection, vanished: Entry, expected: bool
) -> None:
    """An author who was unfollowed, muted or blocked has no other post in the page, whatever is noted here."""
    people.confirm_follow(cache, "otto", True)
    assert _is_deleted(cache, vanished, *page(7, 6)) is expected


@pytest.mark.parametrize(
    ("mute", "expected"),
    [
        pytest.param(Mute(id=1, keyword="biscuit"), False, id="a muted word"),
        pytest.param(Mute(id=1, keyword="Two  Biscuits"), False, id="a muted phrase"),
        pytest.param(Mute(id=1, domain="bakery.example"), False, id="a muted site"),
        pytest.param(Mute(id=1, username="isla", is_hiding_other_replies=True), False, id="hidden replies"),
        pytest.param(Mute(id=1, username="isla"), True, id="replies that are not hidden"),
        pytest.param(Mute(id=1, keyword="porpoise"), True, id="another word"),
    ],
)
@pytest.mark.parametrize("is_leaving", [False, True])
def test_a_post_that_a_mute_may_hide_is_not_deleted(
    cache: sqlite3.Connection, mute: Mute, expected: bool, is_leaving: bool
) -> None:
    """Also while the mute waits to be taken back: Micro.blog holds to it until then."""
    people.set_mutes(cache, [mute])
    people.set_unmute_pending(cache, 1, is_leaving)
    html = '<p>@isla two biscuits from <a href="https://bakery.example/">here</a></p>'
    vanished = entry(8, "@isla two biscuits from here", content_html=html)
    assert _is_deleted(cache, vanished, *page(7, 6)) is expected


@pytest.mark.parametrize(
    ("timeline", "expected"),
    [("mentions", True), ("user/tomas", True), ("discover", False), ("discover/books", False), ("photos", False)],
)
def test_a_post_that_can_leave_a_feed_is_not_deleted(cache: sqlite3.Connection, timeline: str, expected: bool) -> None:
    """One that was picked no longer, or lost its picture, exists all the same."""
    fields: dict[str, Any] = {"username": "tomas"}
    assert _is_deleted(cache, entry(8, **fields), *page(7, 6, **fields), timeline=timeline) is expected
