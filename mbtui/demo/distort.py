"""Faults that change the shape of an answer. Each takes decoded JSON and changes it in place."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from mbtui.demo.faults import Fault

Items = list[Any]


def distort(answer: Any, faults: dict[str, Fault]) -> Any:
    """Apply the faults that concern the shape of an answer."""
    for name in faults:
        if name == "number-booleans":
            answer = _numbers(answer)
        elif name == "old-check" and isinstance(answer, dict):
            answer = {key: value for key, value in answer.items() if key in ("count", "check_seconds")}
        elif name == "missing-tagmoji" and isinstance(answer, dict) and isinstance(answer.get("_microblog"), dict):
            answer["_microblog"].pop("tagmoji", None)
        elif name == "missing-items" and isinstance(answer, dict):
            answer.pop("items", None)
        elif name in _ITEMS and isinstance(answer, dict) and isinstance(answer.get("items"), list):
            answer["items"] = _ITEMS[name](answer["items"])
    return answer


def _numeric_ids(items: Items) -> Items:
    return [item and {**item, "id": int(item["id"])} if item and "id" in item else item for item in items]


def _null_items(items: Items) -> Items:
    return [None if place % 3 == 2 else item for place, item in enumerate(items)]


def _duplicate_items(items: Items) -> Items:
    return [copy for place, item in enumerate(items) for copy in ([item, item] if place % 5 == 0 else [item])]


def _missing_microblog(items: Items) -> Items:
    for item in filter(None, items):
        item.pop("_microblog", None)
        if isinstance(item.get("author"), dict):
            item["author"].pop("_microblog", None)
    return items


def _missing_author(items: Items) -> Items:
    for item in filter(None, items):
        item.pop("author", None)
    return items


def _wrong_order(items: Items) -> Items:
    random.Random(len(items)).shuffle(items)
    return items


def _bad_dates(items: Items) -> Items:
    for item in filter(None, items):
        item["date_published"] = "yesterday, or so"
        if isinstance(item.get("_microblog"), dict):
            item["_microblog"].pop("date_timestamp", None)
    return items


def _24_hour_clock(items: Items) -> Items:
    for item in filter(None, items):
        if isinstance(item.get("_microblog"), dict):
            item["_microblog"]["date_relative"] = item["date_published"][11:16]
    return items


def _numbers(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list):
        return [_numbers(part) for part in value]
    if isinstance(value, dict):
        return {key: _numbers(part) for key, part in value.items()}
    return value


_ITEMS: dict[str, Callable[[Items], Items]] = {
    "numeric-ids": _numeric_ids,
    "null-items": _null_items,
    "duplicate-items": _duplicate_items,
    "missing-microblog": _missing_microblog,
    "missing-author": _missing_author,
    "wrong-order": _wrong_order,
    "bad-dates": _bad_dates,
    "24-hour-clock": _24_hour_clock,
}
