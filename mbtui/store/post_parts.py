"""What a post has beside its title and its text, in the `details` of its draft and of its entry in the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Literal, TypeVar, cast

import msgspec
from msgspec.structs import replace

from mbtui.content.image_links import ImageLink, image_links, with_images
from mbtui.store.drafts import Write
from mbtui.store.errors import TooNew

W = TypeVar("W", bound=Write)

ATTACHED = "attached"
"""The folder in the account's for what goes with posts."""


class Media(msgspec.Struct, frozen=True, omit_defaults=True):
    """A picture, a video or a recording."""

    path: str = ""
    """The file that is to be uploaded, from the account's folder on; see `file_of`."""
    url: str = ""
    """Where it is once it is uploaded."""
    alt: str = ""
    """Its description; empty when it has none."""
    content_type: str = ""
    name: str = ""
    """What the writer calls the file: `cat.jpg`."""
    byte_count: int = 0
    """Of the file at `path`; 0 when nobody has looked."""
    width: int = 0
    height: int = 0
    """In pixels; 0 for what is no picture."""
    in_text: str = ""
    """How the text names it where it is to stand, `![A cat](cat.jpg)`; empty for what goes behind the text."""


def file_of(account_folder: Path, media: Media) -> Path:
    """Find the file that is to be uploaded. Earlier versions have kept the paths of the writer's own files."""
    return account_folder / media.path


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """A post as it stood on the blog when its edit was begun: only what differs from it is sent."""

    title: str = ""
    text: str = ""
    categories: tuple[str, ...] = ()
    post_status: str = ""
    published_at: str = ""


class PostParts(msgspec.Struct, frozen=True, omit_defaults=True):
    """Categories, pictures and where a post goes. The blog of a new post is its `target`."""

    categories: tuple[str, ...] = ()
    photos: tuple[Media, ...] = ()
    """Pictures, videos and recordings, in their order."""
    syndicate_to: tuple[str, ...] | None = None
    """The `uid` of each service to copy it to; none of them when empty, all when None."""
    post_status: Literal["", "draft", "published"] = ""
    """Empty is as the server does it: a new post is published, an edited one stays what it is."""
    published_at: str = ""
    """RFC 3339. A time to come publishes the post then."""
    channel: str = ""
    """`pages` for a page."""
    blog: str = ""
    """Of an edit, whose `target` is the post's address: the blog that it is on."""
    was: Source | None = None
    """Of an edit: as it was."""
    theirs: Source | None = None
    """Of an edit that was refused: what somebody else has made of the post since."""


NOT_UNDERSTOOD = "A later version of mbtui has written what this draft has beside its text. It stays as it is."
_FIELDS = frozenset(PostParts.__struct_fields__)
_STATES = ("draft", "published")


def parts_of(write: Write) -> PostParts:
    """Read the parts of a post or an edit.

    Raises:
        TooNew: `NOT_UNDERSTOOD`.
    """
    try:
        return msgspec.convert({name: value for name, value in write.details.items() if name in _FIELDS}, PostParts)
    except msgspec.ValidationError as error:
        raise TooNew(NOT_UNDERSTOOD) from error


def with_parts(write: W, parts: PostParts) -> W:
    """Give a write other parts; what else its details hold stays."""
    others = {name: value for name, value in write.details.items() if name not in _FIELDS}
    return replace(write, details={**others, **msgspec.to_builtins(parts)})


def placed(text: str, media: Sequence[Media]) -> tuple[str, list[Media]]:
    """Give a text in which pictures have their addresses, and those that it does not name."""
    named = {link.target for link in image_links(text)}
    images = {file.in_text: as_html(file) or ImageLink(file.url, file.alt) for file in media if file.in_text in named}
    return with_images(text, images), [file for file in media if file.in_text not in images]


def edited(edit: Write, parts: PostParts) -> Source:
    """Give a post as an edit leaves it; pictures that were added and that the text does not name stand behind it."""
    text, others = placed(edit.text, parts.photos)
    if others:
        text = "\n\n".join([*([text.rstrip()] if text.strip() else []), *map(_as_markdown, others)])
    return Source(edit.title, text, parts.categories, parts.post_status, parts.published_at)


def _as_markdown(file: Media) -> str:
    return as_html(file) or ImageLink(file.url, file.alt).markdown


def as_html(file: Media) -> str:
    """Give what Markdown has no signs for; empty for a picture."""
    kind = file.content_type.partition("/")[0]
    return f'<{kind} controls src="{escape(file.url)}"></{kind}>' if kind in ("video", "audio") else ""


def differences(one: Source, other: Source) -> frozenset[str]:
    """Name the fields in which two versions of a post differ."""
    return frozenset(name for name in Source.__struct_fields__ if _compared(one, name) != _compared(other, name))


def _compared(source: Source, name: str) -> object:
    value: object = getattr(source, name)
    # An editor, and a server, may write line ends in their own way, and leave out those at the end.
    return value.replace("\r\n", "\n").rstrip() if isinstance(value, str) else value


def with_version(edit: W, version: Source, was: Source) -> W:
    """Let an edit begin with, or go on from, a version of the post where it `was` another."""
    status = cast(Literal["", "draft", "published"], version.post_status if version.post_status in _STATES else "")
    parts = replace(
        parts_of(edit),
        categories=version.categories,
        post_status=status,
        published_at=version.published_at,
        was=was,
        theirs=None,
    )
    return with_parts(replace(edit, title=version.title, text=version.text), parts)


def on_top_of_theirs(edit: W) -> W:
    """Put an edit on top of what somebody else has made of the post: what the writer left alone stays as theirs."""
    parts = parts_of(edit)
    was, theirs = parts.was or Source(), parts.theirs or Source()
    ours = Source(edit.title, edit.text, parts.categories, parts.post_status, parts.published_at)
    changed = differences(ours, was)
    merged = {name: getattr(ours if name in changed else theirs, name) for name in Source.__struct_fields__}
    return with_version(edit, Source(**merged), theirs)
