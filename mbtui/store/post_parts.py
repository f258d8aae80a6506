"""What a post has beside its title and its text, in the `details` of its draft and of its entry in the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeVar

import msgspec
from msgspec.structs import replace

from mbtui.content.image_links import ImageLink, image_links, with_images
from mbtui.store.drafts import Write

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


_FIELDS = frozenset(PostParts.__struct_fields__)


def parts_of(write: Write) -> PostParts:
    """Read the parts of a post or an edit.

    Raises:
        msgspec.ValidationError: A later version of mbtui has written something else there.
    """
    return msgspec.convert({name: value for name, value in write.details.items() if name in _FIELDS}, PostParts)


def with_parts(write: W, parts: PostParts) -> W:
    """Give a write other parts; what else its details hold stays."""
    others = {name: value for name, value in write.details.items() if name not in _FIELDS}
    return replace(write, details={**others, **msgspec.to_builtins(parts)})


def placed(text: str, media: Sequence[Media]) -> tuple[str, list[Media]]:
    """Give a text in which pictures have their addresses, and those that it does not name."""
    named = {link.target for link in image_links(text)}
    images = {file.in_text: ImageLink(file.url, file.alt) for file in media if file.in_text in named}
    return with_images(text, images), [file for file in media if file.in_text not in images]
