"""Rows out of the bytes of an SQLite file, without SQLite: for files that it can no longer read.

Follows "Database File Format" on sqlite.org: table leaf pages, overflow pages, and the write-ahead log.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_LEAF = 0x0D
_HEADER_SIZE = 100
_FRAME_HEADER_SIZE = 24
_LOG_HEADER_SIZE = 32
_DEFAULT_PAGE_SIZE = 4096
_TEXT_LIMIT = 50_000_000


def stored_rows(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """Give the rowid and the values of every row that stands in a legible leaf, of whatever table.

    The same row may come several times, in versions of different age.
    """
    data = path.read_bytes()
    size = _page_size(data)
    pages = {number + 1: data[start : start + size] for number, start in enumerate(range(0, len(data), size))}
    log = path.with_name(path.name + "-wal")
    if log.exists():
        pages.update(_logged_pages(log.read_bytes(), size))
    for number, page in sorted(pages.items()):
        start = _HEADER_SIZE if number == 1 else 0
        if len(page) == size and page[start] == _LEAF:
            yield from _rows(page, start, pages, size)


def _page_size(data: bytes) -> int:
    size = int.from_bytes(data[16:18], "big")
    size = 65536 if size == 1 else size
    return size if 512 <= size <= 65536 and size & (size - 1) == 0 else _DEFAULT_PAGE_SIZE


def _logged_pages(log: bytes, size: int) -> dict[int, bytes]:
    """Give the pages of the write-ahead log up to its last commit."""
    if len(log) < _LOG_HEADER_SIZE or int.from_bytes(log[8:12], "big") != size:
        return {}
    salts = log[16:24]
    committed: dict[int, bytes] = {}
    waiting: dict[int, bytes] = {}
    for start in range(_LOG_HEADER_SIZE, len(log) - size - _FRAME_HEADER_SIZE + 1, _FRAME_HEADER_SIZE + size):
        number, commit = struct.unpack(">II", log[start : start + 8])
        if log[start + 8 : start + 16] != salts:
            break
        waiting[number] = log[start + _FRAME_HEADER_SIZE : start + _FRAME_HEADER_SIZE + size]
        if commit:
            committed.update(waiting)
            waiting.clear()
    return committed


def _rows(page: bytes, start: int, pages: dict[int, bytes], size: int) -> Iterator[tuple[int, list[Any]]]:
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    for index in range(count):
        pointer = start + 8 + 2 * index
        cell = int.from_bytes(page[pointer : pointer + 2], "big")
        try:
            length, cell = _varint(page, cell)
            rowid, cell = _varint(page, cell)
            yield rowid, _values(_payload(page, cell, length, pages, size))
        except (IndexError, ValueError, struct.error):
            # A cell that makes no sense: the next may.
            continue


def _payload(page: bytes, start: int, length: int, pages: dict[int, bytes], size: int) -> bytes:
    """Put a cell's content together from its page and the overflow pages."""
    if length > _TEXT_LIMIT:
        raise ValueError("no text is that long")
    most = size - 35
    if length <= most:
        return page[start : start + length]
    least = (size - 12) * 32 // 255 - 23
    local = least + (length - least) % (size - 4)
    local = local if local <= most else least
    parts = [page[start : start + local]]
    missing = length - local
    following = int.from_bytes(page[start + local : start + local + 4], "big")
    for _ in range(missing // (size - 4) + 1):
        overflow = pages.get(following, b"")
        parts.append(overflow[4 : 4 + missing])
        missing -= len(parts[-1])
        following = int.from_bytes(overflow[:4], "big")
    # What an illegible overflow page held is missing at the end; the values before it are there.
    return b"".join(parts)


def _values(record: bytes) -> list[Any]:
    header_size, place = _varint(record, 0)
    types = []
    while place < header_size:
        kind, place = _varint(record, place)
        types.append(kind)
    values: list[Any] = []
    place = header_size
    for kind in types:
        value, width = _value(record, place, kind)
        values.append(value)
        place += width
    return values


def _value(record: bytes, place: int, kind: int) -> tuple[Any, int]:
    if kind == 0:
        return None, 0
    if kind in (8, 9):
        return kind - 8, 0
    if kind == 7:
        return struct.unpack(">d", record[place : place + 8].rjust(8, b"\0"))[0], 8
    if kind <= 6:
        width = (0, 1, 2, 3, 4, 6, 8)[kind]
        return int.from_bytes(record[place : place + width], "big", signed=True), width
    if kind < 12:
        raise ValueError("a reserved type")
    width = (kind - 12) // 2
    data = record[place : place + width]
    return (data.decode("utf-8", "replace") if kind % 2 else data), width


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for index in range(9):
        byte = data[place + index]
        if index == 8:
            return value << 8 | byte, place + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + index + 1
    raise ValueError("no number is longer")
