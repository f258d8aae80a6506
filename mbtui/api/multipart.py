"""A form with a file in it, on its way over the wire: the file is read piece by piece, off the event loop."""

from __future__ import annotations

import asyncio
import io
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import BinaryIO

import msgspec

LARGEST_UPLOAD_BYTES = 45_000_000
"""What Micro.blog takes at once ("Posting API", help.micro.blog). Films that are larger go in pieces."""
PIECE_BYTES = 1_000 * 1024
"""As the official apps have it."""
_READ_BYTES = 1 << 16
_IN_QUOTES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


class FilePart(msgspec.Struct, frozen=True):
    """A file as a part of a form."""

    part: str
    name: str
    """Empty for what is a field like any other, only too long to be held up by."""
    content: bytes | BinaryIO
    """An open file goes from where it stands to its end."""
    content_type: str
    on_sent: Callable[[int], object] = lambda count: None
    """Is told how many of its bytes have left, again and again."""


class Multipart:
    """The body of a request."""

    def __init__(self, fields: Mapping[str, Sequence[str]], file: FilePart) -> None:
        self._file = file
        self._content = io.BytesIO(file.content) if isinstance(file.content, bytes) else file.content
        start = self._content.tell()
        self._byte_count = self._content.seek(0, io.SEEK_END) - start
        self._content.seek(start)
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n{value}\r\n'
            for name, values in fields.items()
            for value in values
        ]
        kind = f'; filename="{_quoted(file.name)}"\r\nContent-Type: {file.content_type}' if file.name else ""
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(file.part)}"{kind}\r\n\r\n')
        self._head = "".join(parts).encode(errors="replace")
        self._end = f"\r\n--{boundary}--\r\n".encode()
        self.headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(len(self._head) + self._byte_count + len(self._end)),
        }

    async def pieces(self, on_piece: Callable[[], object]) -> AsyncIterator[bytes]:
        """Read it; `on_piece` is called each time that some of it has left."""
        yield self._head
        left = self._byte_count
        while piece := await asyncio.to_thread(self._content.read, min(left, _READ_BYTES)):
            yield piece
            left -= len(piece)
            on_piece()
            self._file.on_sent(self._byte_count - left)
        yield self._end


def _quoted(name: str) -> str:
    return name.translate(_IN_QUOTES)
