"""Small files that only their owner may read: the list of accounts, and a token when the reader said yes to a file.

Knows nothing of what the files hold.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from mbtui.paths import make_private

_LIMIT_BYTES = 1_000_000


class FileUnsafe(Exception):
    """A file that others could have read or put there; the text is a sentence for the reader."""


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all; its folders are made for the owner only.

    After an `OSError` what was there before is still there.
    """
    make_private(path.parent)
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    with suppress(FileNotFoundError):
        beside.unlink()
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:  # no half a file stays, whatever it was
        with suppress(OSError):
            beside.unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems can not do it
            os.fsync(folder)
    finally:
        os.close(folder)


def open_plain(path: Path) -> BinaryIO:
    """Open a file of one's own to read it; `FileUnsafe` when it is a link, a pipe or a folder. `OSError` may come."""
    try:
        file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")
    except OSError as error:
        if path.is_symlink():
            raise FileUnsafe(f"{path} is a link to another file, so it was not used.") from error
        if path.is_dir():
            raise FileUnsafe(f"{path} is no plain file, so it was not used.") from error
        raise
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise FileUnsafe(f"{path} is no plain file, so it was not used.")
    return file


def read_private(path: Path) -> bytes | None:
    """Read a file that only its owner may read; `None` when there is no such file, `FileUnsafe` when others may."""
    try:
        opened = open_plain(path)
    except FileNotFoundError:
        return None
    with opened as file:
        found = os.fstat(file.fileno())
        mode = stat.S_IMODE(found.st_mode)
        if found.st_uid != os.geteuid():
            raise FileUnsafe(f"{path} belongs to another user, so it was not used.")
        if mode & 0o077:
            raise FileUnsafe(
                f"{path} can be read by others (mode {mode:04o}), so it was not used. If nobody else has seen it, run: "
                f"chmod 600 {path}"
            )
        return file.read(_LIMIT_BYTES)
