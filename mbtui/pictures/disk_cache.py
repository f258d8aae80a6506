"""Fetched pictures on disk: a folder of files that only their owner can read, the least recently used of which go.

Two programs may use it at once. It is a convenience: what can not be read is absent, what can not be written is let be.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mbtui.paths import make_private

_TRIMMED_TO = 0.9
_UNCOUNTED = 0.05
"""The part of the limit that may be written before the files are counted again."""
_LEFT_SECONDS = 3600.0
"""After which a file that was never finished is nobody's."""
_UNFINISHED = ".new"
_DIGEST_BYTES = 32


class DiskCache:
    """Bytes by address. Every call may take as long as the disk does."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        """Touch nothing yet. 0 keeps nothing, and what is there goes."""
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._uncounted_bytes: int | None = None
        """Written since the files were counted; None before that."""

    def has(self, url: str) -> bool:
        """Tell whether something is kept for an address, which may turn out to be damaged."""
        return self._folder.joinpath(_name(url)).exists()

    def read(self, url: str) -> tuple[bytes, float] | None:
        """Give what is kept for an address, and how many seconds; it is then the most recently used."""
        with suppress(OSError), self._opened(is_made=False) as folder:
            file = os.open(_name(url), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
            with os.fdopen(file, "rb") as opened:
                found = os.fstat(file)
                if not stat.S_ISREG(found.st_mode) or found.st_size > self._limit_bytes:
                    return None
                digest, content = opened.read(_DIGEST_BYTES), opened.read()
                if hashlib.sha256(content).digest() == digest:
                    # Read when, and written when.
                    os.utime(file, (time.time(), found.st_mtime))
                    return content, time.time() - found.st_mtime
        return None

    def write(self, url: str, content: bytes) -> None:
        """Keep something for an address, in place of what there may be."""
        size = _DIGEST_BYTES + len(content)
        with suppress(OSError), self._opened(is_made=self._limit_bytes > 0) as folder:
            if size <= self._limit_bytes // 2:
                unfinished = f"{secrets.token_hex(8)}{_UNFINISHED}"
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
                try:
                    with os.fdopen(os.open(unfinished, flags, 0o600, dir_fd=folder), "wb") as file:
                        file.write(hashlib.sha256(content).digest())
                        file.write(content)
                    os.replace(unfinished, _name(url), src_dir_fd=folder, dst_dir_fd=folder)
                except BaseException:  # no half a file stays, whatever it was
                    with suppress(OSError):
                        os.unlink(unfinished, dir_fd=folder)
                    raise
            if self._uncounted_bytes is not None:
                self._uncounted_bytes += size
            if self._uncounted_bytes is None or self._uncounted_bytes > self._limit_bytes * _UNCOUNTED:
                self._trim(folder)
                self._uncounted_bytes = 0

    def forget(self, url: str) -> None:
        """Keep nothing for an address: it is no picture."""
        with suppress(OSError), self._opened(is_made=False) as folder:
            os.unlink(_name(url), dir_fd=folder)

    @contextmanager
    def _opened(self, *, is_made: bool) -> Iterator[int]:
        if is_made:
            make_private(self._folder)
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            found = os.fstat(folder)
            if found.st_uid != os.geteuid():
                raise PermissionError
            if stat.S_IMODE(found.st_mode) & 0o077:
                os.fchmod(folder, 0o700)
            yield folder
        finally:
            os.close(folder)

    def _trim(self, folder: int) -> None:
        """Remove the least recently used until there is room, and what was never finished."""
        found: list[tuple[float, int, str]] = []
        with os.scandir(folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):  # another program trims, too
                    status = entry.stat(follow_symlinks=False)
                    if not entry.name.endswith(_UNFINISHED):
                        found.append((status.st_atime, status.st_size, entry.name))
                    elif status.st_mtime < time.time() - _LEFT_SECONDS:
                        os.unlink(entry.name, dir_fd=folder)
        total = sum(size for _, size, _ in found)
        room = self._limit_bytes * _TRIMMED_TO
        for _, size, name in sorted(found):
            if total <= room:
                break
            with suppress(OSError):
                os.unlink(name, dir_fd=folder)
            total -= size


def _name(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
