"""Has pictures decoded by the decoder's process, one at a time; starts it at first need and ends it when it is idle."""

from __future__ import annotations

import asyncio
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Coroutine
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from mbtui.api.daemon_thread import in_daemon_thread
from mbtui.pictures import decoder
from mbtui.pictures.kinds import why_no_picture
from mbtui.pictures.picture import BadPictureError, Picture, PictureError

_SECONDS = 10.0
"""How long a picture may take; the largest allowed take one."""
_IDLE_SECONDS = 60.0
_SENTENCES = {
    decoder.TOO_MANY_PIXELS: "This picture has more than 50 million pixels, so it was not opened.",
    decoder.BROKEN: "This picture is damaged and can not be drawn.",
}
_NO_MEMORY = "This picture needs too much memory to be drawn."
_CRASHED = "This picture can not be drawn: what decodes it ended over it."
_CUT_OFF = "A part is missing: its file ends early."

Result = TypeVar("Result")


class Decoding:
    """The decoder's process, seen from here. Made without starting anything."""

    def __init__(self) -> None:
        self._place = _Place()
        self._one_at_a_time = asyncio.Lock()
        self._work: set[asyncio.Task[Any]] = set()
        self._idle: asyncio.TimerHandle | None = None

    async def decode(self, content: bytes, width: int, height: int) -> Picture:
        """Decode a picture so that it fits into so many pixels.

        What has begun goes on when this is cancelled, as the process can do only one thing after the other.

        Raises:
            BadPictureError: It can not be drawn.
            PictureError: It was not drawn; the next time may do better.
        """
        await self._one_at_a_time.acquire()
        return await self._carried_out(self._decode(content, width, height))

    async def start(self) -> None:
        """Start the process, which takes as long as a picture is on its way."""
        if not self._place.is_taken and not self._one_at_a_time.locked():
            await self._one_at_a_time.acquire()
            await self._carried_out(self._start())

    async def close(self) -> None:
        """End the process."""
        for work in self._work:
            work.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)
        if self._idle is not None:
            self._idle.cancel()
        self._end()

    async def _carried_out(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Wait for work that goes on when this is cancelled."""
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._work.discard(task)
        if not task.cancelled():
            task.exception()  # nobody may be waiting for it any more

    async def _start(self) -> None:
        try:
            await in_daemon_thread(self._place.start)
        finally:
            self._end_when_idle()
            self._one_at_a_time.release()

    async def _decode(self, content: bytes, width: int, height: int) -> Picture:
        try:
            if self._idle is not None:
                self._idle.cancel()
            return await in_daemon_thread(partial(self._place.decode, content, width, height), _SECONDS)
        except TimeoutError as error:
            self._end()
            raise PictureError(f"This picture was not decoded within {_SECONDS:g} seconds.") from error
        finally:
            self._end_when_idle()
            self._one_at_a_time.release()

    def _end_when_idle(self) -> None:
        if self._idle is not None:
            # Two may come with nothing decoded between them: a forgotten one would end the process over a picture.
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._end)

    def _end(self) -> None:
        place, self._place = self._place, _Place()
        place.close()


class _Place:
    """Has one decoder's process at a time, and none once it is closed, though a thread may still be at work then."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = False
        self._changing = threading.Lock()

    @property
    def is_taken(self) -> bool:
        """Whether a process was started; it may have died."""
        return self._process is not None

    def start(self) -> subprocess.Popen[bytes]:
        """Start a process in the place of the one that was there."""
        if self._put(None):
            process = _started()
            if self._put(process):
                return process
        raise PictureError(_CRASHED)

    def close(self) -> None:
        """End the process."""
        self._put(None, is_last=True)

    def decode(self, content: bytes, width: int, height: int) -> Picture:
        """Have a picture decoded. Raises as `Decoding.decode`."""
        if (process := self._process) is not None:
            # It may have been dead for long.
            with suppress(_Ended):
                return _decoded_by(process, content, width, height)
        process = self.start()
        try:
            return _decoded_by(process, content, width, height)
        except _Ended as error:
            self._put(None)
            raise PictureError(_CRASHED) from error

    def _put(self, process: subprocess.Popen[bytes] | None, *, is_last: bool = False) -> bool:
        """Put a process, or none, here and end the one that was. Returns False, and ends it at once, when closed."""
        with self._changing:
            if is_open := not self._is_closed:
                process, self._process = self._process, process
            self._is_closed |= is_last
        if process is not None:
            process.kill()
            process.wait()
            for pipe in filter(None, (process.stdin, process.stdout)):
                with suppress(OSError):
                    pipe.close()
        return is_open


class _Ended(Exception):
    """The decoder's process is no more."""


def _decoded_by(process: subprocess.Popen[bytes], content: bytes, width: int, height: int) -> Picture:
    assert process.stdin and process.stdout
    try:
        process.stdin.write(decoder.REQUEST.pack(width, height, len(content)))
        process.stdin.write(content)
        process.stdin.flush()
        outcome, *size, length = decoder.ANSWER.unpack(process.stdout.read(decoder.ANSWER.size))
        pixels = process.stdout.read(length)
    except (OSError, ValueError, struct.error) as error:
        raise _Ended from error
    if outcome == decoder.NO_PICTURE:
        raise BadPictureError(why_no_picture(content))
    if outcome == decoder.TOO_MUCH_MEMORY:
        raise PictureError(_NO_MEMORY)
    if outcome != decoder.DECODED:
        raise BadPictureError(_SENTENCES[outcome])
    width, height, original_width, original_height, flags = size
    if len(pixels) != 3 * width * height:
        raise _Ended
    is_animated = bool(flags & decoder.IS_ANIMATED)
    notice = _CUT_OFF if flags & decoder.IS_CUT_OFF else ""
    return Picture(width, height, pixels, original_width, original_height, is_animated, notice)


def _started() -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if name in ("HOME", "LANG", "LD_LIBRARY_PATH")}
    try:
        return subprocess.Popen(
            # -P: a folder that mbtui is started in must not lend it modules.
            [sys.executable, "-P", "-m", decoder.__name__],
            env={**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )
    except OSError as error:
        reason = error.strerror or error
        raise PictureError(f"The process that decodes pictures could not be started ({reason}).") from error
