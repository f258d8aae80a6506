"""The files of a hosted blog: the media endpoint of Micropub."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable
from typing import BinaryIO

import msgspec

from mbtui.api import fields
from mbtui.api.errors import Refused, UnexpectedAnswer
from mbtui.api.micropub import MicropubConfig
from mbtui.api.multipart import FilePart
from mbtui.api.requests import Parameters, Requests
from mbtui.api.responses import Answer, check_written, data_of

_PATH = "/micropub/media"


class UploadedMedia(msgspec.Struct, frozen=True):
    """Where an uploaded file is going to appear; it may take seconds."""

    url: str
    poster_url: str = ""
    """The still picture of a video."""


class KeptMedia(msgspec.Struct, frozen=True):
    """A file that the blog has."""

    url: str
    width: int = 0
    height: int = 0
    """In pixels; 0 when the server does not say."""

    @classmethod
    def from_json(cls, answer: object) -> KeptMedia | None:
        """Read an object, or one that holds `properties`; None without an address."""
        row = fields.table(answer)
        row = fields.table(row.get("properties")) or row
        url = fields.url(row.get("url"))
        return cls(url, fields.count(row.get("width")) or 0, fields.count(row.get("height")) or 0) if url else None


class MediaCalls:
    """The calls of the media endpoint, which Micropub's configuration names.

    An endpoint at another host is `Refused`: it does not get the token. Every call may raise any `MicroblogError`.
    """

    def __init__(self, requests: Requests, config: Callable[[], Awaitable[MicropubConfig]]) -> None:
        self._requests = requests
        self._config = config
        self._path = ""

    async def upload(
        self,
        file_name: str,
        content: bytes | BinaryIO,
        content_type: str,
        *,
        destination: str | None = None,
        on_sent: Callable[[int], object] = lambda count: None,
    ) -> UploadedMedia:
        """Upload a picture, video or recording, to be named in a post (POST to the media endpoint).

        The ending of `file_name` matters to the server. `on_sent` is told how many bytes have left.
        """
        file = FilePart("file", file_name, content, content_type, on_sent)
        path = await self._endpoint()
        answer = await self._requests.send("POST", path, form={"mp-destination": destination}, file=file)
        row = fields.table(answer.json)
        named = (fields.url(row.get(key)) for key in ("url", "photo", "video", "audio", "location"))
        url = answer.location or next(filter(None, named), "")
        if not url:
            sentence = f"{self._requests.origin.name} took the file and did not say where it is."
            raise UnexpectedAnswer(sentence, is_uncertain=True)
        return UploadedMedia(url, fields.url(row.get("poster")))

    async def kept(self, destination: str | None = None, *, limit: int | None = None) -> tuple[KeptMedia, ...]:
        """List what was uploaded, the last one first (GET to the media endpoint with q=source)."""
        query = {"q": "source", "mp-destination": destination, "limit": limit}
        return fields.models(await self._requests.read(await self._endpoint(), query), KeptMedia.from_json, "files")

    async def append(self, file_id: str, piece: bytes, *, destination: str | None = None) -> None:
        """Send the next piece of a large film (POST /micropub/media/append, apps).

        `file_id` is a number of six digits, made up by the client.
        """
        data = FilePart("file_data", "", await asyncio.to_thread(b64encode, piece), "")
        form = {"file_id": file_id, "mp-destination": destination}
        check_written(await self._part("POST", "append", form, data), self._requests.origin.name)

    async def finish(self, file_id: str, file_name: str, *, destination: str | None = None) -> None:
        """Say that all pieces were sent; the film is converted now (POST /micropub/media/finished, apps)."""
        form = {"file_id": file_id, "file_name": file_name, "mp-destination": destination}
        check_written(await self._part("POST", "finished", form), self._requests.origin.name)

    async def converted(self, file_id: str) -> UploadedMedia | None:
        """Ask for a film sent in pieces; None while it is being converted (GET /micropub/media/waiting, apps)."""
        answer = await self._part("GET", "waiting", {"file_id": file_id})
        row = fields.table(data_of(answer, self._requests.origin.name))
        url = "" if fields.flag(row.get("is_processing")) else fields.url(row.get("url"))
        return UploadedMedia(url, fields.url(row.get("poster"))) if url else None

    async def _part(self, method: str, word: str, parameters: Parameters, file: FilePart | None = None) -> Answer:
        path = f"{(await self._endpoint()).partition('?')[0]}/{word}"
        if method == "GET":
            return await self._requests.send(method, path, query=parameters)
        return await self._requests.send(method, path, form=parameters, file=file)

    async def _endpoint(self) -> str:
        if not self._path:
            address = (await self._config()).media_endpoint
            path = self._requests.path_at_origin(address) if address else _PATH
            if path is None:
                name = self._requests.origin.name
                raise Refused(f"{name} takes files at another server only, and mbtui gives your token to no other.")
            self._path = path
        return self._path
