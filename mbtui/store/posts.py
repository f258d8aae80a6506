"""Saved posts: how one becomes a row of the database and a row what the list draws.

Knows nothing of timelines: which posts stand where is `timelines`.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import msgspec

from mbtui.content import document as documents
from mbtui.content.document import Block, Document
from mbtui.store import search_index
from mbtui.store.database import transaction

if TYPE_CHECKING:
    from mbtui.api import Post


class SavedPost(msgspec.Struct, frozen=True):
    """What the list draws of a post, or of something else that is shown like one."""

    id: int
    author_name: str
    username: str = ""
    author_url: str = ""
    avatar_url: str = ""
    url: str = ""
    title: str = ""
    published_at: float = 0.0
    """Unix seconds; 0.0 when Micro.blog did not say."""
    date_relative: str = ""
    """Micro.blog's own words for the time; empty unless `published_at` is unknown."""
    document: Document = Document()
    is_favorite: bool = False
    """A waiting star or unstar wins over what Micro.blog said."""
    is_deletable: bool = False
    is_conversation: bool = False
    is_mention: bool = False
    is_linkpost: bool = False
    is_deleted: bool = False
    """Gone from Micro.blog, or about to be: a waiting deletion counts."""
    favorite_pending: bool = False
    """Whether a star or unstar waits to be sent."""
    reply_to_id: int | None = None
    tags: tuple[str, ...] = ()
    """The reader's own, on bookmarks."""

    @property
    def is_web_page(self) -> bool:
        """Whether this is a bookmarked page of some site: nobody on Micro.blog wrote it, or can be answered.

        Micro.blog does not say so. Name and username of such a page's author are the host of its address, and it
        has no conversation.
        """
        from mbtui.content.links import host

        name = self.username.lower()
        is_site = "." in name and "@" not in name and name == self.author_name.lower()
        return is_site and not self.is_conversation and host(f"https://{name}/") == host(self.url)


class PostDetails(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a post but not drawn in the list."""

    content_html: str
    summary: str = ""
    content_text: str = ""
    syndication: tuple[str, ...] = ()
    image_url: str = ""
    thumbnail_url: str = ""
    favorited_at: float | None = None


_DRAWN = """
    posts.id, authors.name, authors.username, authors.url, authors.avatar_url, posts.url, posts.title,
    posts.published_at, posts.date_relative, posts.document,
    coalesce(posts.pending_favorite, posts.is_favorite), posts.is_deletable, posts.is_conversation,
    posts.is_mention, posts.is_linkpost, coalesce(posts.pending_delete, posts.is_deleted),
    posts.pending_favorite IS NOT NULL, posts.reply_to_id, coalesce(posts.pending_tags, posts.tags)
"""
"""SQL for the fields of a `SavedPost`, in their order."""
_COMPARED = (
    *("author_id", "published_at", "is_favorite", "is_deletable", "is_conversation", "is_mention", "is_linkpost"),
    *("is_deleted", "reply_to_id", "favorited_at", "document_version", "date_relative", "title", "url", "document"),
    "tags",
)
"""The columns that are drawn, or decide how."""
_compared = itemgetter(*_COMPARED)
_WRITTEN = (*_COMPARED, "content_html", "extra")
_INSERT = f"INSERT INTO posts (id, {', '.join(_WRITTEN)}) VALUES (:id, {', '.join(f':{name}' for name in _WRITTEN)})"
_UPDATE = f"UPDATE posts SET {', '.join(f'{name} = :{name}' for name in _WRITTEN)} WHERE id = :id"
EDITED = -documents.VERSION
"""The version of a document that shows an edit of the reader's: it stays until Micro.blog sends other HTML."""
_CHUNK = 400
"""Ids in one IN list."""

# The words that most posts share; with the post's own document in front of them as a dictionary, the HTML
# of a post of 300 characters takes some 60 bytes.
_COMMON_HTML = (
    b"<blockquote><ul><li><ol></li></ul></ol></blockquote><strong></strong><em></em><br>"
    b'<video controls playsinline src="'
    b'" preload="none"></video><img src="https://cdn.micro.blog/photos/1000x/https%3A%2F%2F" width="600" height="600" '
    b'alt="" loading="lazy"></p>\n<p><a href="https://micro.blog/">@</a> <a href="https://www.</a></p>\n<p>'
)


def posts(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, SavedPost]:
    """Read posts by id, in the order asked for. Ids that are not saved, and those of gaps, are left out."""
    wanted = list(ids)
    found = {row[0]: _saved_post(row) for row in _selected(connection, _DRAWN, wanted)}
    return {id: found[id] for id in wanted if id in found}


def _selected(connection: sqlite3.Connection, columns: str, ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    """Read columns of posts and their authors."""
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        yield from connection.execute(
            f"SELECT {columns} FROM posts JOIN authors ON authors.id = author_id"
            f" WHERE posts.id IN ({','.join('?' * len(chunk))})",
            chunk,
        )


def _saved_post(row: Sequence[Any]) -> SavedPost:
    fields = [*row[:9], search_index.decoded(row[9]), *[flag == 1 for flag in row[10:17]], row[17]]
    fields.append(tuple(row[18].split(", ")) if row[18] else ())
    return SavedPost(*fields)


def details_of(connection: sqlite3.Connection, id: int) -> PostDetails | None:
    """Read what the list does not need of a post, with its HTML; None when it is not saved."""
    row = connection.execute(
        "SELECT document, content_html, extra, favorited_at FROM posts WHERE id = ?", (id,)
    ).fetchone()
    if row is None:
        return None
    document, html, extra, favorited_at = row
    more = stored_object(extra or "{}")
    return msgspec.convert(
        {**more, "content_html": unpacked_html(html, document), "favorited_at": favorited_at}, PostDetails
    )


def html_of(connection: sqlite3.Connection, id: int) -> str | None:
    """Read a post's HTML; None when it is not saved."""
    row = connection.execute("SELECT document, content_html FROM posts WHERE id = ?", (id,)).fetchone()
    return None if row is None else unpacked_html(row[1], row[0])


def documents_of(connection: sqlite3.Connection, html: Mapping[int, str]) -> dict[int, Document]:
    """Give the documents of posts, by id, as far as they are saved with this HTML and made by this converter."""
    found = {}
    for id, document, packed, version in _selected(
        connection, "posts.id, document, content_html, document_version", list(html)
    ):
        if version == documents.VERSION and unpacked_html(packed, document) == text(html[id]):
            found[id] = search_index.decoded(document)
    return found


def id_at(connection: sqlite3.Connection, url: str) -> int | None:
    """Find the saved post with an address."""
    row = connection.execute("SELECT id FROM posts WHERE url = ? ORDER BY id DESC LIMIT 1", (url,)).fetchone()
    return None if row is None else int(row[0])


def outdated(connection: sqlite3.Connection, *, limit: int, before_id: int | None = None) -> list[tuple[int, str, str]]:
    """Give id, HTML and address of posts whose document another version of the converter made; largest ids first."""
    return [
        (id, unpacked_html(html, document), url)
        for id, html, document, url in connection.execute(
            "SELECT id, content_html, document, url FROM posts WHERE document_version NOT IN (?, ?) AND id < ?"
            " ORDER BY id DESC LIMIT ?",
            (documents.VERSION, EDITED, 2**63 - 1 if before_id is None else before_id, limit),
        )
    ]


def replace_documents(
    connection: sqlite3.Connection, converted: Sequence[tuple[int, Document]], *, version: int = documents.VERSION
) -> None:
    """Keep documents that were made again from the stored HTML, or of an edit of it (`EDITED`)."""
    with transaction(connection):
        for id, document in converted:
            row = connection.execute(
                "SELECT document, content_html, authors.name, authors.username FROM posts"
                " JOIN authors ON authors.id = author_id WHERE posts.id = ?",
                (id,),
            ).fetchone()
            if row is None:
                continue
            old, html, name, username = row
            data, document = _encoded(document)
            search_index.remove(connection, id, name, username, search_index.decoded(old))
            search_index.add(connection, id, name, username, document)
            connection.execute(
                "UPDATE posts SET document = ?, content_html = ?, document_version = ? WHERE id = ?",
                (data, packed_html(unpacked_html(html, old), data), version, id),
            )


def save(connection: sqlite3.Connection, page: Sequence[tuple[Post, Document]]) -> set[int]:
    """Insert posts, and update those of which something differs. Belongs to the caller's transaction.

    A post that arrives is not deleted, whatever was thought before; a waiting star or deletion stays.

    Returns:
        The ids of posts that were saved before and are drawn differently now.
    """
    changed = set()
    old = _stored(connection, [post.id for post, _ in page])
    authors: dict[tuple[str, ...], int] = {}
    # Ascending: pages of the file that are filled from the left end are left half empty.
    for post, document in sorted(page, key=lambda pair: pair[0].id):
        data, document = _encoded(document)
        published_at = post.published_at.timestamp() if post.published_at else 0.0
        username, name = text(post.author.username), text(post.author.name)
        author = (username, name, text(post.author.url), text(post.author.avatar_url))
        if author not in authors:
            authors[author] = _author_id(connection, author, published_at)
        html = text(post.body_html)
        values = {
            "id": post.id,
            "author_id": authors[author],
            "published_at": published_at,
            "is_favorite": post.is_favorite,
            "is_deletable": post.is_deletable,
            "is_conversation": post.is_conversation,
            "is_mention": post.is_mention,
            "is_linkpost": post.is_linkpost,
            "is_deleted": False,
            "reply_to_id": post.reply_to_id,
            "favorited_at": post.favorited_at.timestamp() if post.favorited_at else None,
            "document_version": documents.VERSION,
            "date_relative": "" if post.published_at else text(post.date_relative),
            "title": text(post.title),
            "url": text(post.url),
            "document": data,
            "extra": _extra(post),
            "tags": text(", ".join(post.tags)),
        }
        before = old.get(post.id)
        if before is None:
            is_indexed_anew = True
        else:
            # A page that is no list of bookmarks does not say when a post was bookmarked, or its tags.
            if post.is_favorite and values["favorited_at"] is None:
                values["favorited_at"] = before["favorited_at"]
                values["tags"] = values["tags"] or before["tags"]
            is_html_same = unpacked_html(before["content_html"], before["document"]) == html
            if is_html_same and before["document_version"] == EDITED:
                data = values["document"] = before["document"]
                values["document_version"] = EDITED
            is_drawn_anew = _compared(before) != _compared(values)
            if not is_drawn_anew and is_html_same and before["extra"] == values["extra"]:
                continue
            if is_drawn_anew:
                changed.add(post.id)
            names = (before["name"], before["username"])
            is_indexed_anew = before["document"] != data or names != (name, username)
            if is_indexed_anew:
                search_index.remove(connection, post.id, *names, search_index.decoded(before["document"]))
        values["content_html"] = packed_html(html, data)
        connection.execute(_INSERT if before is None else _UPDATE, values)
        if is_indexed_anew:
            search_index.add(connection, post.id, name, username, document)
    return changed


def keep(connection: sqlite3.Connection, page: Sequence[tuple[Post, Document]]) -> None:
    """Keep posts that were asked for apart from any timeline; where they stand in timelines stays."""
    with transaction(connection):
        save(connection, page)


def _stored(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Give what `save` compares, by id, with the author's names."""
    columns = (*(f"posts.{name}" for name in ("id", *_WRITTEN)), "authors.name", "authors.username")
    names = [column.partition(".")[2] for column in columns]
    return {row[0]: dict(zip(names, row, strict=True)) for row in _selected(connection, ", ".join(columns), ids)}


def _author_id(connection: sqlite3.Connection, author: tuple[str, ...], published_at: float) -> int:
    connection.execute(
        "INSERT INTO authors (username, name, url, avatar_url, posted_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (username, name, url, avatar_url) DO UPDATE SET posted_at = excluded.posted_at"
        " WHERE posted_at < excluded.posted_at",
        (*author, published_at),
    )
    (id,) = connection.execute(
        "SELECT id FROM authors WHERE username = ? AND name = ? AND url = ? AND avatar_url = ?", author
    ).fetchone()
    return int(id)


def _extra(post: Post) -> bytes | None:
    names = ("summary", "content_text", "syndication", "image_url", "thumbnail_url")
    more = {name: getattr(post, name) for name in names if getattr(post, name)}
    return as_json(more).encode() if more else None


def as_json(value: Any) -> str:
    """Write what JSON can hold. The first frame needs none, and does not wait for the library."""
    import json

    return json.dumps(value, separators=(",", ":"))


def stored_object(data: str | bytes) -> dict[str, Any]:
    """Read a stored JSON object; a damaged one is empty."""
    import json

    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _encoded(document: Document) -> tuple[bytes, Document]:
    """Encode a document, without the lone surrogates that no encoding can hold."""
    try:
        return documents.encode(document), document
    except UnicodeEncodeError:
        plain = Document(tuple(Block(text(block.text)) for block in document.blocks))
        return documents.encode(plain), plain


def text(value: str) -> str:
    """Give text that SQLite can hold: a lone surrogate, which UTF-8 has no bytes for, becomes U+FFFD."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def packed_html(html: str, document: bytes) -> bytes:
    """Compress HTML with what its document already says."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, _COMMON_HTML + document)
    return packer.compress(html.encode()) + packer.flush()


def unpacked_html(data: bytes, document: bytes) -> str:
    """Undo `packed_html`; the document must be the same to the byte.

    Damaged HTML is empty until it is fetched again.
    """
    try:
        return zlib.decompressobj(-15, _COMMON_HTML + document).decompress(data).decode()
    except (zlib.error, UnicodeDecodeError):
        return ""
