"""What a post's absence from a page tells: that it was deleted, or only that the reader is not shown it any more."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence

from mbtui.content.mute_match import MuteMatch
from mbtui.store import people
from mbtui.store.posts import html_of, posts
from mbtui.timeline_kinds import kind_of


def deleted(
    connection: sqlite3.Connection, timeline: str, *, present: Sequence[int], vanished: Collection[int]
) -> list[int]:
    """Tell which posts that stood where a page should have them were deleted, as far as that is certain.

    Micro.blog leaves out whom the reader unfollowed, muted or blocked, here or on another device. So a post
    counts as deleted only when it is the reader's own, or when the page holds another post of its author. What is
    noted here of follows is no proof, for it may be old. In the timeline those whom a reply names have to be there
    as well, since by a setting Micro.blog leaves out replies to people the reader does not follow. And nothing
    counts as deleted that a muted word or site, or a mute that also hides replies, might hide; a mute that is
    being taken back hides until it is.
    """
    kind = kind_of(timeline)
    if not vanished or not kind.shows_deletions:
        return []
    seen = {post.username.lower() for post in posts(connection, present).values()}
    mutes = MuteMatch([*people.mutes(connection, is_leaving_too=True), *people.blocked(connection)])
    found = []
    for id, post in posts(connection, vanished).items():
        needed = {post.username.lower()}
        if kind.hides_strangers and post.is_mention:
            needed |= {link.text.removeprefix("@").lower() for link in post.document.links if link.kind == "mention"}
        is_shown = needed <= seen and not mutes.may_hide(
            post.document,
            title=post.title,
            html=html_of(connection, id) or "",
            urls=(post.url, post.author_url),
        )
        if post.is_deletable or is_shown:
            found.append(id)
    return found
