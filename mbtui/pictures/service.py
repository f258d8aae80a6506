"""Pictures by their addresses: fetched without a token and within limits, decoded, and kept for a while.

Nothing is opened, started or imported until the first picture is asked for.
"""

from __future__ import annotations

import asyncio
import sys
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from mbtui.api.daemon_thread import in_daemon_thread
from mbtui.api.errors import MicroblogError, Refused, UnexpectedAnswer
from mbtui.api.origin import Origin
from mbtui.api.text import clean_line
from mbtui.content.links import file_name, is_picture
from mbtui.pictures.addresses import smaller_copies, unwrapped, width_of_copy
from mbtui.pictures.decoding import Decoding
from mbtui.pictures.disk_cache import DiskCache
from mbtui.pictures.kinds import kind_of
from mbtui.pictures.picture import BadPictureError, Picture, PictureError

if TYPE_CHECKING:
    from mbtui.api.web import ForeignClient

LIMIT_BYTES = 20 * 2**20
SECONDS = 20.0
"""For an address in all, from looking up the name to the last byte, with redirects."""
REDIRECTS = 3
_AT_ONCE = 6
_FRESH_SECONDS = 7 * 86_400.0
"""After which a picture is fetched anew, if it can be: people change theirs."""
_MEMORY_BYTES = 32 * 2**20
_FAILURES = 512
Key = TypeVar("Key")
Result = TypeVar("Result")


class Original(msgspec.Struct, frozen=True):
    """A picture as its author put it there."""

    content: bytes
    content_type: str
    """By its first bytes."""
    name: str
    """As its address has it, with the ending of a picture; it may hold what a disk minds."""
    url: str
    """Where it was found in the end."""


class PictureService:
    """The pictures of one session."""

    def __init__(
        self, folder: Path, home: Callable[[], Origin | None], *, cache_mb: int = 100, is_off: bool = False
    ) -> None:
        """
        Args:
            folder: Where fetched pictures are kept; made when the first is.
            home: Gives the account's own server, which alone may be on a private network; None when it is not known.
            is_off: Whether the reader wants no picture to be fetched.
        """
        self._home = home
        self._is_off = is_off
        self._kept = DiskCache(folder, cache_mb * 1_000_000)
        self._decoding = Decoding()
        self._drawn = _Recent(_MEMORY_BYTES)
        self._failures: OrderedDict[str, str] = OrderedDict()
        """Sentences of files that are too large or no pictures, by address; others may be had the next time."""
        self._stale: set[str] = set()
        """Addresses that are to be fetched although what they gave is kept."""
        self._fetching: _Shared[str, bytes] = _Shared()
        self._few_at_once = asyncio.Semaphore(_AT_ONCE)
        self._client: ForeignClient | None = None

    async def picture(self, url: str, width: int, height: int) -> Picture:
        """Fetch and decode a picture so that it fits into so many pixels, upright, its aspect kept, never enlarged.

        Cancelling stops the fetch, unless somebody else waits for the same.

        Raises:
            PictureError: It can not be had or drawn; a sentence for its place.
        """
        key = (url, width, height)
        if (known := self._drawn.find(key)) is not None:
            return known
        self._check()
        copies = smaller_copies(url, width, self._home())
        kept = await in_daemon_thread(lambda: next(filter(self._kept.has, copies), None))
        addresses = list(dict.fromkeys((*([kept] if kept else copies[:1]), url)))
        picture = await self._first_of(addresses, lambda address: self._decoded(address, width, height))
        self._drawn.keep(key, picture)
        return picture

    def renew(self, url: str) -> None:
        """Have a picture fetched anew when it is asked for next; what is kept of it is for when it can not be had."""
        addresses = [url, *smaller_copies(url, 0, self._home())]
        self._stale.update(addresses)
        for address in addresses:
            self._failures.pop(address, None)
        self._drawn.forget(url)

    async def original(self, url: str) -> Original:
        """Fetch a picture as its author put it there, or else the largest copy of it, to be saved.

        Raises:
            PictureError: It can not be had, or it is no picture.
        """
        self._check()
        address = unwrapped(url, self._home())
        others = [url, *smaller_copies(url, sys.maxsize, self._home())]
        return await self._first_of(list(dict.fromkeys((address, *others))), self._whole)

    async def close(self) -> None:
        """Stop what is being fetched, and end the connections and the decoder."""
        self._fetching.cancel()
        await self._decoding.close()
        if self._client is not None:
            await self._client.close()

    def _check(self) -> None:
        if self._is_off:
            raise PictureError('Pictures are turned off: config.toml says images = "off".')
        if find_spec("PIL") is None:
            raise PictureError("mbtui needs Pillow to draw pictures. Install mbtui with its extra `images`.")

    async def _first_of(self, addresses: list[str], attempt: Callable[[str], Coroutine[Any, Any, Result]]) -> Result:
        """Try the addresses one after the other until one gives the picture; raise what the last one met."""
        *others, last = addresses
        for address in others:
            with suppress(PictureError):
                return await attempt(address)
        return await attempt(last)

    async def _decoded(self, url: str, width: int, height: int) -> Picture:
        content, _ = await asyncio.gather(self._content(url), self._decoding.start())
        try:
            picture = await self._decoding.decode(content, width, height)
            if 0 < width_of_copy(url) <= picture.original_width:
                return msgspec.structs.replace(picture, original_width=0, original_height=0)
            return picture
        except BadPictureError as error:
            self._remember(url, str(error))
            await in_daemon_thread(lambda: self._kept.forget(url))
            raise

    async def _whole(self, url: str) -> Original:
        content = await self._content(url)
        kind, ending = kind_of(content)
        if not kind:
            raise PictureError("This address gives no picture, so nothing was saved.")
        return Original(content, kind, _file_name(url, ending), url)

    async def _content(self, url: str) -> bytes:
        if url in self._failures:
            raise PictureError(self._failures[url])
        return await self._fetching.result(url, lambda: self._fetched(url))

    async def _fetched(self, url: str) -> bytes:
        kept = await in_daemon_thread(lambda: self._kept.read(url))
        if kept is not None and kept[1] < _FRESH_SECONDS and url not in self._stale:
            return kept[0]
        async with self._few_at_once:
            try:
                found = await self._opened_client().fetch(url, limit_bytes=LIMIT_BYTES, redirects=REDIRECTS)
            except MicroblogError as error:
                if kept is not None:
                    return kept[0]
                raise self._explained(error, url) from error
        self._stale.discard(url)
        await in_daemon_thread(lambda: self._kept.write(url, found.content))
        return found.content

    def _explained(self, error: MicroblogError, url: str) -> PictureError:
        sentence = clean_line(str(error))
        is_asked = not isinstance(error, Refused) or error.status is not None
        if is_asked and url.startswith("http:") and Origin.of(url) != self._home():
            sentence += " Its address begins with http, and mbtui asks for pictures with encryption only."
        if isinstance(error, UnexpectedAnswer):
            self._remember(url, sentence)
        return PictureError(sentence)

    def _opened_client(self) -> ForeignClient:
        if self._client is None:
            from mbtui.api.reach import Reach
            from mbtui.api.web import ForeignClient

            self._client = ForeignClient(timeout_seconds=SECONDS, reach=Reach(self._home))
        return self._client

    def _remember(self, url: str, sentence: str) -> None:
        self._failures[url] = sentence
        if len(self._failures) > _FAILURES:
            self._failures.popitem(last=False)


def _file_name(url: str, ending: str) -> str:
    name = file_name(url)
    return name if is_picture(name) else f"{name or 'picture'}{ending}"


class _Recent:
    """Decoded pictures, the least recently used of which go when there are too many bytes of them."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._bytes = 0
        self._pictures: OrderedDict[tuple[str, int, int], Picture] = OrderedDict()

    def find(self, key: tuple[str, int, int]) -> Picture | None:
        if key in self._pictures:
            self._pictures.move_to_end(key)
        return self._pictures.get(key)

    def keep(self, key: tuple[str, int, int], picture: Picture) -> None:
        if key in self._pictures:
            return
        self._pictures[key] = picture
        self._bytes += len(picture.pixels)
        while self._bytes > self._limit_bytes:
            self._bytes -= len(self._pictures.popitem(last=False)[1].pixels)

    def forget(self, url: str) -> None:
        for key in [key for key in self._pictures if key[0] == url]:
            self._bytes -= len(self._pictures.pop(key).pixels)


class _Shared(Generic[Key, Result]):
    """Does the same thing once for all who ask for it meanwhile, and stops when none of them waits any more."""

    def __init__(self) -> None:
        self._tasks: dict[Key, asyncio.Task[Result]] = {}
        self._waiting: dict[Key, int] = {}

    async def result(self, key: Key, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.create_task(work())
            self._waiting[key] = 0
        self._waiting[key] += 1
        try:
            return await asyncio.shield(task)
        finally:
            if self._tasks.get(key) is task:
                self._waiting[key] -= 1
                if task.done() or not self._waiting[key]:
                    task.cancel()
                    del self._tasks[key], self._waiting[key]

    def cancel(self) -> None:
        for task in self._tasks.values():
            task.cancel()
