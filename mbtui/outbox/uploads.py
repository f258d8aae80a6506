"""The files of a post on their way to the blog: each is uploaded once, whatever becomes of the answer.

Before a file leaves, the entry notes which files the blog has. When the answer is lost, or mbtui ends before it comes,
the file is looked for among those that are new since, and only what is not found is uploaded again.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from mimetypes import guess_type
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
from msgspec.structs import replace

from mbtui.api.errors import MicroblogError, NotFound, RateLimited, Refused, ServiceUnavailable, SignInRequired
from mbtui.api.text import clean_line
from mbtui.outbox.entry import UPLOAD_NOTE, OutboxEntry
from mbtui.store.post_parts import ATTACHED, Media, PostParts, file_of, with_parts

if TYPE_CHECKING:
    from mbtui.api import Client, KeptMedia

_TOLD_SECONDS = 0.25
_LISTED = 20
"""How many of the blog's newest files are looked at."""


class EntryGone(Exception):
    """The entry was discarded while its files were uploaded."""


class _Begun(msgspec.Struct, frozen=True):
    """What is noted of an upload whose answer has not come."""

    path: str
    known: list[str] | None
    """The addresses of the newest files that the blog had before; None when it does not list them."""


class Uploads:
    """What one entry needs on its way, from the sender; `tell` is given words for the status line, empty at the end.

    Raises:
        EntryGone: The reader has discarded it meanwhile.
    """

    def __init__(
        self,
        client: Client,
        folder: Path,
        keep: Callable[[Mapping[str, Any], bool], Awaitable[bool]],
        is_wanted: Callable[[], Awaitable[bool]],
        tell: Callable[[str], None],
    ) -> None:
        self._client = client
        self._folder = folder
        self._keep = keep
        self._is_wanted = is_wanted
        self._tell = tell

    async def keep(self, details: Mapping[str, Any], *, has_gone_on: bool = False) -> None:
        """Save an entry's details: how far a write with several requests has come."""
        if not await self._keep(details, has_gone_on):
            raise EntryGone

    async def of(self, entry: OutboxEntry, parts: PostParts, blog: str) -> OutboxEntry:
        """Upload to a blog what is not uploaded yet; each address is kept at once."""
        noted = entry.details.get(UPLOAD_NOTE)
        begun = None if noted is None else msgspec.convert(noted, _Begun)
        known: list[str] | None = None
        is_listed = False
        for place, media in enumerate(parts.photos):
            if media.url:
                continue
            kind = media.content_type or guess_type(media.path)[0] or "application/octet-stream"
            url = ""
            if begun is not None and begun.path == media.path:
                url = await self._arrived(media, kind, begun, parts, blog)
            if not url:
                if not is_listed:
                    listed = await self._listed(blog)
                    known, is_listed = None if listed is None else [kept.url for kept in listed], True
                note = msgspec.to_builtins(_Begun(media.path, known))
                entry = replace(entry, details={**entry.details, UPLOAD_NOTE: note})
                await self.keep(entry.details)
                url = await self._upload(media, kind, place, len(parts.photos), blog)
                if known is not None:
                    known.append(url)
            photos = list(parts.photos)
            photos[place] = replace(media, url=url, content_type=kind)
            parts = replace(parts, photos=tuple(photos))
            entry = await self._without_note(with_parts(entry, parts))
        return await self._without_note(entry) if UPLOAD_NOTE in entry.details else entry

    async def _without_note(self, entry: OutboxEntry) -> OutboxEntry:
        details = {name: value for name, value in entry.details.items() if name != UPLOAD_NOTE}
        await self.keep(details, has_gone_on=True)
        return replace(entry, details=details)

    async def _upload(self, media: Media, kind: str, place: int, count: int, blog: str) -> str:
        path = file_of(self._folder, media)
        name = media.name or clean_line(path.name)
        try:
            file = await asyncio.to_thread(_opened, path)
        except OSError as error:
            raise Refused(f"The file {media.name or path} can not be read ({error.strerror}).") from error
        with file:
            byte_count = max(1, os.fstat(file.fileno()).st_size)
            left = 0

            def note(sent: int) -> None:
                nonlocal left
                left = sent

            upload = self._client.media.upload(path.name, file, kind, destination=blog or None, on_sent=note)
            sending = asyncio.create_task(upload)
            told = -1
            which = f" {place + 1} of {count}" if count > 1 else ""
            try:
                while not sending.done():
                    percent = left * 100 // byte_count
                    if percent != told:
                        told = percent
                        self._tell(f"Uploading {name}{which} · {percent} %")
                    await asyncio.wait([sending], timeout=_TOLD_SECONDS)
                    if not sending.done() and not await self._is_wanted():
                        raise EntryGone
                return sending.result().url
            except (Refused, NotFound) as error:
                raise Refused(f"{name} could not be uploaded. {error}") from error
            finally:
                self._tell("")
                sending.cancel()
                await asyncio.wait([sending])

    async def _listed(self, blog: str) -> tuple[KeptMedia, ...] | None:
        """List the blog's newest files; None when it does not do that."""
        try:
            return await self._client.media.kept(blog or None, limit=_LISTED)
        except (ServiceUnavailable, RateLimited, SignInRequired):
            raise
        except MicroblogError:
            return None

    async def _arrived(self, media: Media, kind: str, begun: _Begun, parts: PostParts, blog: str) -> str:
        """Find the address of a file whose answer was lost; empty when it is not there, or when that can not be told.

        It has our name for it, or it is the only new one of its kind and its proportions.
        """
        before = {*(begun.known or ()), *(other.url for other in parts.photos)}
        new = [kept for kept in await self._listed(blog) or () if kept.url not in before]
        if media.path.startswith(f"{ATTACHED}/"):
            for kept in new:
                if PurePath(media.path).stem in kept.url:
                    return kept.url
        alike = [] if begun.known is None else [kept for kept in new if _is_alike(media, kind, kept)]
        return alike[0].url if len(alike) == 1 else ""


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")


def _is_alike(media: Media, kind: str, kept: KeptMedia) -> bool:
    other = guess_type(kept.url)[0] or kind
    if other.partition("/")[0] != kind.partition("/")[0]:
        return False
    if not (media.width and media.height and kept.width and kept.height):
        return True
    # The server may have scaled it down.
    one, two = media.width * kept.height, kept.width * media.height
    return abs(one - two) <= max(one, two) * 0.02
