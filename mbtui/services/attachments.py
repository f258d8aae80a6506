"""Files that go with a post: each is copied into the account's folder, so that it is there when it is sent.

A picture's copy is upright and no larger than Micro.blog keeps it; it says nothing of where and with what it was taken,
and neither does a film's. Recordings are copied as they are: their titles are meant to be read.
"""

from __future__ import annotations

import asyncio
import io
import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from msgspec.structs import replace

from mbtui.api.multipart import LARGEST_UPLOAD_BYTES
from mbtui.api.text import clean_line
from mbtui.outbox import queue
from mbtui.paths import make_private
from mbtui.services.clean_picture import AttachmentError as AttachmentError
from mbtui.services.clean_picture import clean_picture
from mbtui.services.film_boxes import blank_words
from mbtui.store import Store
from mbtui.store.post_parts import ATTACHED, Media
from mbtui.store.post_parts import file_of as file_of

LARGEST_FILM_BYTES = 1_000_000_000
"""Films go in pieces, as the official apps send them."""
LARGEST_SOURCE_BYTES = 400_000_000
"""Of a picture before it is scaled down: 50 million pixels of eight bytes."""
_KEPT_SECONDS = 86_400.0
_PIECE_BYTES = 1 << 20

_FILMS = {".mp4": "video/mp4", ".m4v": "video/x-m4v", ".mov": "video/quicktime"}
_RECORDINGS = {".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".wav": "audio/wav"}


async def attach(account_folder: Path, source: Path) -> Media:
    """Copy a picture, film or recording into the account's folder.

    Raises:
        AttachmentError: It is none, can not be read, or is too large; or the copy could not be written.
    """
    return await asyncio.to_thread(_attach_file, account_folder, source)


async def attach_bytes(account_folder: Path, name: str, data: bytes) -> Media:
    """Keep a picture that is no file, such as the clipboard's; `name` is what it is called."""
    return await asyncio.to_thread(_attach, account_folder, name, io.BytesIO(data), len(data))


async def sweep(account_folder: Path, store: Store) -> None:
    """Remove the copies that no draft and no entry of the outbox names, a day after they were made.

    Raises:
        StoreError: Drafts and outbox could not be read; nothing more was removed.
    """

    def aged() -> list[Path]:
        limit = time.time() - _KEPT_SECONDS
        try:
            return [file for file in (account_folder / ATTACHED).iterdir() if file.lstat().st_mtime < limit]
        except OSError:
            return []

    for file in await asyncio.to_thread(aged):
        if not await store.outbox.read(queue.names_file, f"{ATTACHED}/{file.name}"):
            with suppress(OSError):
                await asyncio.to_thread(file.unlink)


def _attach_file(account_folder: Path, source: Path) -> Media:
    name = clean_line(source.name) or "This"
    with _told(name, "can not be read"):
        # Looked at before it is opened: opening a pipe would wait for its other end.
        found = source.stat()
        if stat.S_ISDIR(found.st_mode):
            raise AttachmentError(f"{name} is a folder. Name the files in it that go with the post.")
        if not stat.S_ISREG(found.st_mode):
            raise AttachmentError(f"{name} is a device or a pipe and no plain file, so mbtui did not open it.")
        descriptor = os.open(source, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise AttachmentError(f"{name} has become something else meanwhile, so it was not read.")
            return _attach(account_folder, source.name, file, found.st_size)


def _attach(account_folder: Path, source_name: str, file: BinaryIO, byte_count: int) -> Media:
    name = clean_line(source_name) or "This file"
    ending = os.path.splitext(name)[1].lower()
    if not byte_count:
        raise AttachmentError(f"{name} is empty.")
    if kind := _FILMS.get(ending):
        _check_size(name, byte_count, "a film", LARGEST_FILM_BYTES)
        return _copied(account_folder, ending, file, Media(name=name, content_type=kind))
    if kind := _RECORDINGS.get(ending):
        _check_size(name, byte_count, "a recording", LARGEST_UPLOAD_BYTES)
        return _copied(account_folder, ending, file, Media(name=name, content_type=kind))
    _check_size(name, byte_count, "a picture", LARGEST_SOURCE_BYTES)
    with _told(name, "can not be read"):
        picture = clean_picture(name, file)
    _check_size(f"{name}, scaled down,", len(picture.content), "a picture", LARGEST_UPLOAD_BYTES)
    media = Media(name=name, content_type=picture.content_type, width=picture.width, height=picture.height)
    return _copied(account_folder, picture.ending, io.BytesIO(picture.content), media)


def _check_size(name: str, byte_count: int, what: str, largest: int) -> None:
    if byte_count > largest:
        raise AttachmentError(f"{name} has {size_words(byte_count)}; {what} can have {size_words(largest)} at most.")


def size_words(byte_count: int) -> str:
    """Say how large a file is."""
    if byte_count >= 1_000_000_000:
        return f"{byte_count / 1e9:.2g} GB"
    if byte_count < 1_000_000:
        return f"{max(1, byte_count // 1000)} KB"
    return f"{byte_count / 1e6:.3g} MB"


def _copied(account_folder: Path, ending: str, content: BinaryIO, media: Media) -> Media:
    """Write a copy under a name by which it is found among the uploads, should the answer to its upload be lost."""
    copy = account_folder / ATTACHED / f"{secrets.token_hex(8)}{ending}"
    with _told(media.name, "can not be copied to mbtui's folder"):
        make_private(copy.parent)
        descriptor = os.open(copy, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w+b") as file:
                shutil.copyfileobj(content, file, _PIECE_BYTES)
                byte_count = file.tell()
                if ending in _FILMS:
                    blank_words(file)
                file.flush()
                os.fsync(descriptor)
        except BaseException:  # no half a copy stays, whatever it was
            with suppress(OSError):
                copy.unlink()
            raise
    return replace(media, path=f"{ATTACHED}/{copy.name}", byte_count=byte_count)


@contextmanager
def _told(name: str, what: str) -> Iterator[None]:
    """Say in a sentence what the disk did not do."""
    try:
        yield
    except FileNotFoundError as error:
        raise AttachmentError(f"There is no file {name}.") from error
    except ValueError as error:
        # A name with a null byte.
        raise AttachmentError(f"There is no file {name}.") from error
    except OSError as error:
        raise AttachmentError(f"{name} {what} ({error.strerror or error}).") from error
