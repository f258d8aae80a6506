"""The full-text index: which words stand in which post, and the search over them.

The index is contentless: to take a post out of it, its words are given again.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Sequence

import msgspec

from mbtui.content.document import Document, decode


def add(connection: sqlite3.Connection, id: int, name: str, username: str, document: Document) -> None:
    """Make a post's words findable."""
    connection.execute(
        "INSERT INTO words (rowid, author, body) VALUES (?, ?, ?)", (id, f"{name} {username}", document.plain_text)
    )


def remove(connection: sqlite3.Connection, id: int, name: str, username: str, document: Document) -> None:
    """Take a post's words out of the index, exactly as they were given to `add`."""
    connection.execute(
        "INSERT INTO words (words, rowid, author, body) VALUES ('delete', ?, ?, ?)",
        (id, f"{name} {username}", document.plain_text),
    )


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the index again from the saved posts; belongs to the caller's transaction."""
    connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
    for id, name, username, data in connection.execute(
        "SELECT posts.id, authors.name, authors.username, document FROM posts JOIN authors ON authors.id = author_id"
        " ORDER BY posts.id"
    ):
        add(connection, id, name, username, decoded(data))


def decoded(data: bytes) -> Document:
    """Read a stored document; one that this version can not read is empty until it is converted again."""
    try:
        return decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Document()


class Query(msgspec.Struct, frozen=True):
    """What a reader typed, understood."""

    phrases: tuple[str, ...]
    """Words, and quoted words that must stand together. The last may be the beginning of a word."""
    is_prefix: bool
    """Whether the last is the beginning of a word: not when it was quoted."""

    @property
    def expression(self) -> str:
        """The query in the language of FTS5. Everything typed is quoted, so nothing in it is an operator."""
        quoted = [f'"{phrase}"' for phrase in self.phrases]
        return " ".join(quoted) + ("*" if self.is_prefix and quoted else "")


_PHRASES = r'"([^"]*)"?|([^\s"]+)'
_TOKENS = r"[^\W_]+"
"""Compiled at the first search, not at the start."""


def parse(text: str) -> Query:
    """Understand what was typed. Any text is a query; one without a letter or digit has no phrases."""
    phrases: list[str] = []
    is_prefix = False
    for quoted, word in re.findall(_PHRASES, text.encode("utf-8", "ignore").decode().replace("\0", " ")):
        phrase = quoted or word
        if re.search(_TOKENS, phrase):
            phrases.append(phrase)
            is_prefix = not quoted
    if is_prefix and len(phrases[-1]) == 1 and phrases[-1].isascii():
        # A tenth of all words begin with it. Behind other words it waits for its second letter.
        return Query(tuple(phrases[:-1] or phrases), False)
    return Query(tuple(phrases), is_prefix)


def matching_ids(
    connection: sqlite3.Connection, query: Query, *, author: str = "", limit: int, offset: int = 0
) -> list[int]:
    """Find posts that hold every phrase, newest id first; of one author alone when their username is given.

    By id, since the index is read in that order and a common word is in half of all posts: sorting those
    by date would take seconds.
    """
    if not query.phrases:
        return []
    wanted, values = "words MATCH ?", [query.expression]
    if author:
        # The index knows names only as words among others, which leaves few posts to be looked at.
        named = author.replace('"', " ")
        wanted += (
            " AND EXISTS (SELECT 1 FROM posts JOIN authors ON authors.id = author_id"
            " WHERE posts.id = words.rowid AND username = ? COLLATE NOCASE)"
        )
        values = [f'author : "{named}" AND body : ({query.expression})', author]
    found = connection.execute(
        f"SELECT rowid FROM words WHERE {wanted} ORDER BY rowid DESC LIMIT ? OFFSET ?", (*values, limit, offset)
    )
    return [id for (id,) in found]


def spans(text: str, query: Query) -> list[tuple[int, int]]:
    """Find where a query's words stand in a text, in order."""
    wanted = [_fold(token) for phrase in query.phrases for token in re.findall(_TOKENS, phrase)]
    beginning = wanted[-1] if wanted and query.is_prefix else None
    return [
        (match.start(), match.end() if folded in wanted else match.start() + len(beginning or ""))
        for match in re.finditer(_TOKENS, text)
        if (folded := _fold(match.group())) in wanted or (beginning is not None and folded.startswith(beginning))
    ]


def snippet(text: str, places: Sequence[tuple[int, int]], *, width: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Cut out the parts of a text around the first place of each word that `spans` found.

    Returns:
        The parts on one line of about `width` characters, one part when all words fit in it, and the places in it.
    """
    line = text.replace("\n", " ")
    firsts = sorted({_fold(line[a:b]): (a, b) for a, b in reversed(places)}.values()) or [(0, 0)]
    parts = [_part(line, firsts[0], width)]
    if firsts[-1][1] > parts[0][1]:
        parts = []
        for first in firsts:
            if not parts or first[1] > parts[-1][1]:
                parts.append(_part(line, first, width // len(firsts), begin=parts[-1][1] if parts else 0))
    shown, at, moved = "", 0, []
    for start, end in parts:
        shown += line[at:start] if start - at <= 1 else " … " if shown else "… "
        moved += [(a - start + len(shown), b - start + len(shown)) for a, b in places if start <= a and b <= end]
        shown, at = shown + line[start:end], end
    return shown + (" …" if at < len(line) else ""), tuple(moved)


def _part(line: str, place: tuple[int, int], width: int, *, begin: int = 0) -> tuple[int, int]:
    """Choose the part of a line around a place, cut between words."""
    start = begin
    if place[1] - begin > width:
        start = max(begin, line.rfind(" ", begin, max(place[0] - width // 3, begin + 1)) + 1)
    end = len(line)
    if end - start > width:
        space = line.rfind(" ", start + width // 2, start + width)
        end = max(place[1], space if space > 0 else start + width)
    return start, end


def _fold(token: str) -> str:
    """Fold a word as the index does: no case, no diacritics; as many characters as before."""
    return "".join(unicodedata.normalize("NFD", character)[0].lower()[:1] for character in token)
