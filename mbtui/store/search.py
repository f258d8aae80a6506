"""Finding saved posts by their words, and people by the beginning of their names."""

from __future__ import annotations

import sqlite3

import msgspec

from mbtui.store import search_index
from mbtui.store.posts import SavedPost, posts


class Hit(msgspec.Struct, frozen=True):
    """A post that was found."""

    post: SavedPost
    timelines: tuple[str, ...]
    """Names of the timelines it stands in; may be empty."""
    snippet: str
    """The part of its words around the first match, on one line."""
    matches: tuple[tuple[int, int], ...]
    """Start and end of each match in the snippet; empty when it is in the author's name."""


_SNIPPET_WIDTH = 120


def search(connection: sqlite3.Connection, text: str, *, author: str = "", limit: int, offset: int = 0) -> list[Hit]:
    """Find saved posts by what a reader typed, newest ids first; with a username only those that this person wrote.

    Every word must stand in the post or its author's names; the last may be the beginning of one; words in
    double quotes must stand together. Case and diacritics do not count.
    """
    query = search_index.parse(text)
    ids = search_index.matching_ids(connection, query, author=author, limit=limit, offset=offset)
    hits = []
    for post in posts(connection, ids).values():
        body = post.document.plain_text
        snippet, matches = search_index.snippet(body, search_index.spans(body, query), width=_SNIPPET_WIDTH)
        names = connection.execute(
            "SELECT name FROM entries JOIN timelines ON timelines.id = timeline_id WHERE entries.id = ? AND below = 0"
            " ORDER BY timelines.id LIMIT 20",
            (post.id,),
        )
        hits.append(Hit(post, tuple(name for (name,) in names), snippet, matches))
    return hits


def subjects(connection: sqlite3.Connection, kind: str) -> list[str]:
    """Give the subjects of the saved timelines of a kind, such as the topics of `discover`, in alphabetical order."""
    found = connection.execute("SELECT name FROM timelines WHERE name GLOB ? ORDER BY name LIMIT 1000", (f"{kind}/*",))
    return [name.partition("/")[2] for (name,) in found]


def usernames(connection: sqlite3.Connection, prefix: str, *, limit: int) -> list[tuple[str, str]]:
    """Find usernames and names of people of which one begins so, in any case; whoever posted last comes first."""
    end = prefix + "\U0010ffff"
    found = connection.execute(
        """
        SELECT username, name, max(posted_at) AS at FROM (
            SELECT username, name, posted_at FROM authors
            WHERE username COLLATE NOCASE >= ?1 AND username COLLATE NOCASE < ?2
            UNION ALL
            SELECT username, name, posted_at FROM authors
            WHERE name COLLATE NOCASE >= ?1 AND name COLLATE NOCASE < ?2
        ) WHERE username <> '' GROUP BY username ORDER BY at DESC, username LIMIT ?3
        """,
        (prefix, end, limit),
    )
    return [(username, name) for username, name, _ in found]
