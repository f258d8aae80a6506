"""The files of a post on their way to the blog: each is uploaded once, whatever becomes of the answer.

Before a file leaves, the entry notes which files the blog has. When the answer is lost, or mbtui ends before it comes,
the file is looked for among those that are new since, and only what is not found is uploaded again.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from mimetypes import guess_type
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
from msgspec.structs import replace

from mbtui.api.errors import (
    MicroblogError,
    NotFound,
    RateLimited,
    Refused,
    ServiceUnavailable,
    SignInRequired,
    UnexpectedAnswer,
)
from mbtui.api.multipart import LARGEST_UPLOAD_BYTES, PIECE_BYTES
from mbtui.api.text import clean_line
from mbtui.outbox.entry import UPLOAD_NOTE, OutboxEntry
from mbtui.store.post_parts import ATTACHED, Media, PostParts, file_of, with_parts

if TYPE_CHECKING:
    from mbtui.api import Client, KeptMedia

_TOLD_SECONDS = 0.25
_NAME_LENGTH = 24
"""Of a file's name in the status line."""
_LOOK_SECONDS = 2.0
_LOOKS = 300
"""How often to look whether a film has been converted, and how many times."""
_LISTED = 20
"""How many of the blog's newest files are looked at."""


class EntryGone(Exception):
    """The entry was discarded while its files were uploaded."""


class _Begun(msgspec.Struct, frozen=True):
    """What is noted of an upload whose answer has not come."""

    path: str
    known: list[str] | None
    """The addresses of the newest files that the blog had before; None when it does not list them."""
    file_id: str = ""
    """Of a film that was sent in pieces, all of which the blog has."""


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
        begun = _begun(entry)
        known: list[str] | None = None
        is_listed = False
        for place, media in enumerate(parts.photos):
            if media.url:
                continue
            kind = media.content_type or guess_type(media.path)[0] or "application/octet-stream"
            media = replace(media, content_type=kind, name=media.name or clean_line(PurePath(media.path).name))
            url = ""
            if begun is not None and begun.path == media.path:
                url = await self._arrived(media, begun, parts, blog)
            if not url:
                if not is_listed:
                    listed = await self._listed(blog)
                    known, is_listed = None if listed is None else [kept.url for kept in listed], True
                begun = _Begun(media.path, known)
                entry = await self._noted(entry, begun)
                which = media.name if len(media.name) <= _NAME_LENGTH else f"{media.name[: _NAME_LENGTH - 1]}…"
                if len(parts.photos) > 1:
                    which += f" {place + 1} of {len(parts.photos)}"
                url = await self._upload(entry, begun, media, which, blog)
                if known is not None:
                    known.append(url)
            photos = list(parts.photos)
            photos[place] = replace(media, url=url)
            parts = replace(parts, photos=tuple(photos))
            entry = await self._without_note(with_parts(entry, parts))
        return await self._without_note(entry) if UPLOAD_NOTE in entry.details else entry

    async def _noted(self, entry: OutboxEntry, begun: _Begun) -> OutboxEntry:
        entry = replace(entry, details={**entry.details, UPLOAD_NOTE: msgspec.to_builtins(begun)})
        await self.keep(entry.details)
        return entry

    async def _without_note(self, entry: OutboxEntry) -> OutboxEntry:
        details = {name: value for name, value in entry.details.items() if name != UPLOAD_NOTE}
        await self.keep(details, has_gone_on=True)
        return replace(entry, details=details)

    async def _upload(self, entry: OutboxEntry, begun: _Begun, media: Media, which: str, blog: str) -> str:
        path = file_of(self._folder, media)
        try:
            file = await asyncio.to_thread(_opened, path)
        except OSError as error:
            shown = media.name if media.path.startswith(f"{ATTACHED}/") else media.path
            raise Refused(f"The file {shown} can not be read ({error.strerror}).") from error
        with file:
            byte_count = max(1, os.fstat(file.fileno()).st_size)
            left = 0

            def note(sent: int) -> None:
                nonlocal left
                left = sent

            async def send() -> str:
                if byte_count > LARGEST_UPLOAD_BYTES and media.content_type.startswith("video/"):
                    return await self._in_pieces(entry, begun, media, file, note, blog)
                upload = self._client.media.upload
                kept = await upload(path.name, file, media.content_type, destination=blog or None, on_sent=note)
                return kept.url

            return await self._watched(media, send(), lambda: f"Uploading {which} · {left * 100 // byte_count} %")

    async def _in_pieces(
        self, entry: OutboxEntry, begun: _Begun, media: Media, file: BinaryIO, note: Callable[[int], None], blog: str
    ) -> str:
        file_id = str(secrets.randbelow(900_000) + 100_000)
        sent = 0
        while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
            try:
                await self._client.media.append(file_id, piece, destination=blog or None)
            except (NotFound, Refused) as error:
                if sent or getattr(error, "status", 404) not in (404, 405, 501):
                    raise
                most = LARGEST_UPLOAD_BYTES // 1_000_000
                raise Refused(f"It has more than {most} MB, and {self._client.origin.name} takes no more.") from error
            sent += len(piece)
            note(sent)
        await self._noted(entry, replace(begun, file_id=file_id))
        await self._client.media.finish(file_id, PurePath(media.path).name, destination=blog or None)
        return await self._converted(file_id, media)

    async def _found_film(self, file_id: str, media: Media, blog: str) -> str:
        with suppress(Refused):  # an earlier try had finished it
            await self._client.media.finish(file_id, PurePath(media.path).name, destination=blog or None)
        return await self._converted(file_id, media)

    async def _converted(self, file_id: str, media: Media) -> str:
        for _ in range(_LOOKS):
            if (kept := await self._client.media.converted(file_id)) is not None:
                return kept.url
            await asyncio.sleep(_LOOK_SECONDS)
        raise UnexpectedAnswer(f"{media.name} was uploaded, and is still being converted.", is_uncertain=True)

    async def _watched(self, media: Media, work: Coroutine[Any, Any, str], words: Callable[[], str]) -> str:
        """Tell how far it is, and stop when the entry was discarded."""
        sending = asyncio.create_task(work)
        try:
            while not sending.done():
                self._tell(words())
                await asyncio.wait([sending], timeout=_TOLD_SECONDS)
                if not sending.done() and not await self._is_wanted():
                    raise EntryGone
            return sending.result()
        except (Refused, NotFound) as error:
            reason, status = getattr(error, "reason", ""), getattr(error, "status", None)
            raise Refused(f"{media.name} could not be uploaded. {error}", reason=reason, status=status) from error
        finally:
            self._tell("")
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def _listed(self, blog: str) -> tuple[KeptMedia, ...] | None:
        """List the blog's newest files; None when it does not do that."""
        try:
            return await self._client.media.kept(blog or None, limit=_LISTED)
        except (ServiceUnavailable, RateLimited, SignInRequired):
            raise
        except MicroblogError:
            return None

    async def _arrived(self, media: Media, begun: _Begun, parts: PostParts, blog: str) -> str:
        """Find the address of a file whose answer was lost; empty when it is not there, or when that can not be told.

        It has our name for it, or it is the only new one of its kind and its proportions.
        """
        if begun.file_id:
            return await self._watched(media, self._found_film(begun.file_id, media, blog), lambda: "")
        before = {*(begun.known or ()), *(other.url for other in parts.photos)}
        new = [kept for kept in await self._listed(blog) or () if kept.url not in before]
        if media.path.startswith(f"{ATTACHED}/"):
            for kept in new:
                if PurePath(media.path).stem in kept.url:
                    return kept.url
        alike = [] if begun.known is None else [kept for kept in new if _is_alike(media, kept)]
        return alike[0].url if len(alike) == 1 else ""


def _begun(entry: OutboxEntry) -> _Begun | None:
    with suppress(msgspec.ValidationError):  # a later version may note something else, and does no harm
        return msgspec.convert(entry.details.get(UPLOAD_NOTE), _Begun | None)
    return None


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")


def _is_alike(media: Media, kept: KeptMedia) -> bool:
    kind = guess_type(kept.url)[0] or media.content_type
    if kind.partition("/")[0] != media.content_type.partition("/")[0]:
        return False
    if not (media.width and media.height and kept.width and kept.height):
        return True
    # The server may have scaled it down.
    one, two = media.width * kept.height, kept.width * media.height
    return abs(one - two) <= max(one, two) * 0.02
