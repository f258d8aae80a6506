"""How the list of what waits to be sent shows a write: its first words, where it goes, what has become of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mbtui.api.text import clean
from mbtui.content.document import plain
from mbtui.content.links import host
from mbtui.outbox import kinds
from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.sentences import state_words
from mbtui.screens.post_commands import first_words
from mbtui.services.publish_time import time_words
from mbtui.store import SavedPost, TooNew
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import Media, parts_of
from mbtui.widgets.rows import PostRow

QUOTED_CHARACTERS = 60


def outbox_row(key: int, item: OutboxEntry | Draft, about: Mapping[int, SavedPost]) -> PostRow:
    """Make the row of an entry or a draft; `about` are the posts that writes are about, by id."""
    post = about.get(item.post_id or 0)
    title, document = clean(item.title), plain(item.text)
    if not (item.text or item.title) and post is not None:
        document = plain(_named(post))
    elif item.kind in ("bookmark", "unbookmark"):
        document = plain(item.target)
    elif item.kind == "highlight":
        document = plain(str(item.details.get("text", "")))
    aim = ", ".join(_aims(item, post))
    is_waiting = False
    if isinstance(item, Draft):
        name, at, note = kinds.of(item).title(item), item.changed_at, f"Draft {aim}".rstrip() + "."
    elif item.state == "sent":
        name, at = kinds.of(item).name(item), item.changed_at
        note = f"{name} {kinds.of(item).outcome(item)}. {item.url}"
    else:
        name, at, is_waiting = kinds.of(item).name(item), item.created_at, item.state != "refused"
        note = f"{aim[:1].upper()}{aim[1:]}. {state_words(item)}" if aim else state_words(item)
    return PostRow(
        SavedPost(key, clean(name), title=title, published_at=at, document=document), is_waiting=is_waiting, note=note
    )


def _named(post: SavedPost) -> str:
    words = first_words(f"{post.author_name}: {post.title or post.document.plain_text}", QUOTED_CHARACTERS)
    return words.rstrip(".")


def _aims(write: Write, post: SavedPost | None) -> Iterator[str]:
    """Say where a text goes, in parts of a sentence that follow on “Draft”."""
    if write.kind == "reply":
        if post is not None:
            yield f"in answer to “{_named(post)}”"
        return
    try:
        parts = parts_of(write)
    except TooNew:
        return
    if blog := host(write.target if write.kind == "post" else parts.blog):
        yield f"for {blog}"
    if parts.channel == "pages":
        yield "as a page"
    if parts.post_status == "draft":
        yield "to be kept on the blog as a draft"
    if parts.published_at and parts.was is None:
        yield f"to come out at {time_words(parts.published_at)}"
    if parts.photos:
        yield _counted(parts.photos)
    if parts.categories:
        yield f"under {clean(', '.join(parts.categories))}"


def _counted(media: tuple[Media, ...]) -> str:
    are_pictures = all(file.content_type.startswith("image/") for file in media)
    noun = "picture" if are_pictures else "file"
    words = f"with {len(media)} {noun}{'s' if len(media) > 1 else ''}"
    bare = sum(1 for file in media if not file.alt)
    return f"{words}, {bare} of them without a description" if bare else words
