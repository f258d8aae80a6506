"""Single values out of JSON: text, numbers, claims, times, lists.

Every function takes anything that JSON can hold and gives a value of its type; none raises for an odd value, it gives
an empty one. Clients of Micro.blog have met ids as numbers and strings, booleans as 1 and "true", text in one-element
arrays and `{"html": …}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from mbtui.api.errors import UnexpectedAnswer
from mbtui.api.text import clean, clean_line

_Model = TypeVar("_Model")

_LINE_LIMIT = 2_000
"""Characters of a name, title or date that are read; the rest could only break a layout."""

_URL_LIMIT = 8_000
_LARGEST_INTEGER = 2**63 - 1
_MOST_ROWS = 10_000
"""Entries of a list that are read: a third of a second's work."""

_WRAPPERS = ("html", "value", "text", "url", "name", "title")
"""Keys under which Micropub and JSON Feed put the text when they send an object for it."""

_LIST_NAMES = ("users", "following", "items", "contacts", "muting", "pins", "devices", "results", "data")
"""Keys under which servers put a list of people, mutes, pins or devices."""

_CLAIMS = {
    **dict.fromkeys(("true", "1", "yes", "t", "y", "on"), True),
    **dict.fromkeys(("false", "0", "no", "f", "n", "off", ""), False),
}

_ZONE_APART = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)")


def unwrap(value: object) -> object:
    """Take a value out of one-element arrays and the objects that stand for a text."""
    for _ in range(8):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = next((value[key] for key in _WRAPPERS if key in value), None)
        else:
            return value
    return None


def text(value: object) -> str:
    """Read clean text of any number of lines; numbers are written out, anything else is empty."""
    value = unwrap(value)
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value) if isinstance(value, float) or abs(value) <= _LARGEST_INTEGER else ""
    return ""


def plain(value: object) -> str:
    """Read plain text that may hold HTML entities; cleaned after they are decoded, since `&#27;` is ESC."""
    from html import unescape

    return text(unescape(text(value))).strip()


def line(value: object) -> str:
    """Read clean text on one line."""
    return clean_line(text(value)[:_LINE_LIMIT])


def url(value: object) -> str:
    """Read an address: one clean word, blanks percent-encoded; empty when it is absurdly long."""
    address = clean_line(text(value))
    return address.replace(" ", "%20") if len(address) <= _URL_LIMIT else ""


def integer(value: object) -> int | None:
    """Read a whole number of 64 bits from a number or a string; never through an inexact float."""
    value = unwrap(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else None
    if isinstance(value, str):
        digits = value.strip()
        if not re.fullmatch(r"-?[0-9]{1,19}", digits):
            return None
        value = int(digits)
    if isinstance(value, int) and abs(value) <= _LARGEST_INTEGER:
        return value
    return None


def identifier(value: object) -> int | None:
    """Read an id: a whole number above zero."""
    number = integer(value)
    return number if number is not None and number > 0 else None


def count(value: object) -> int | None:
    """Read a number of things: whole and not below zero."""
    number = integer(value)
    return max(number, 0) if number is not None else None


def fraction(value: object) -> float:
    """Read a share from 0 to 1; 0 when there is none."""
    value = unwrap(value)
    try:
        number = float(value) if isinstance(value, str | int | float) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return min(max(number, 0.0), 1.0) if number == number else 0.0


def claim(value: object) -> bool | None:
    """Read a boolean from true, 1, "true", "1", "yes" and their opposites; None when it is none of them."""
    value = unwrap(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value != 0
    if isinstance(value, str):
        return _CLAIMS.get(value.strip().casefold())
    return None


def flag(value: object) -> bool:
    """Read a boolean that is false unless it is said to be true."""
    return claim(value) is True


def moment(value: object) -> datetime | None:
    """Read a time: RFC 3339 in all its forms, Unix seconds or milliseconds, the dates of e-mail.

    A time without a zone is taken to be UTC. None when it can not be read.
    """
    value = unwrap(value)
    if isinstance(value, str):
        words = value.strip()
        if re.fullmatch(r"[0-9]{9,14}(\.[0-9]+)?", words):
            value = float(words)
        else:
            return _written_moment(words)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e15:
        return None
    seconds = value / 1000 if value >= 1e11 else value
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _written_moment(words: str) -> datetime | None:
    if not 8 <= len(words) <= 64:
        return None
    plain = _ZONE_APART.sub("", words.removesuffix(" UTC") + "Z" if words.endswith(" UTC") else words)
    try:
        read = datetime.fromisoformat(plain)
    except ValueError:
        from email.utils import parsedate_to_datetime

        try:
            read = parsedate_to_datetime(words)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    try:
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def table(value: object) -> dict[str, object]:
    """Read an object; of an array the first object in it, and otherwise an empty one."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return next((entry for entry in value if isinstance(entry, dict)), {})
    return {}


def rows(value: object, *names: str) -> list[object]:
    """Read the first entries of an array; or of an object that holds it under one of `names`, is the only entry, or
    holds entries by key.
    """
    if isinstance(value, dict):
        value = next((value[name] for name in names if name in value), value)
    if isinstance(value, list):
        return value[:_MOST_ROWS]
    if isinstance(value, dict):
        entries = list(value.values())[:_MOST_ROWS]
        return entries if entries and all(isinstance(entry, dict) for entry in entries) else [value]
    return []


def models(answer: object, read: Callable[[object], _Model | None], what: str) -> tuple[_Model, ...]:
    """Read a list entry by entry; entries that are empty or that `read` can not use are left out.

    Raises:
        UnexpectedAnswer: This is no list of `what`.
    """
    if not isinstance(answer, list | dict):
        raise UnexpectedAnswer(f"The answer is no list of {what}.")
    found = (read(entry) for entry in rows(answer, *_LIST_NAMES) if entry is not None)
    return tuple(model for model in found if model is not None)


def words(value: object) -> tuple[str, ...]:
    """Read a list of words: an array of texts, or one text with commas. Each once, empty ones left out."""
    found = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(word for word in (line(entry) for entry in found[:_MOST_ROWS]) if word))


def addresses(value: object) -> tuple[str, ...]:
    """Read a list of addresses: an array of texts or of objects with `url`, or a single one."""
    entries = value if isinstance(value, list) else [value]
    found = (url(entry.get("url") if isinstance(entry, dict) else entry) for entry in entries[:_MOST_ROWS])
    return tuple(dict.fromkeys(filter(None, found)))
