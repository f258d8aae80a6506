"""The kinds of writes, one class each: how it is sent, shown, taken back and named.

To add one, add a module here with a subclass of `Kind` and a function that makes its `Write`, for `Outbox.put`; of
a text, a `Draft` is one.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from mbtui.outbox.entry import Write
from mbtui.outbox.kinds.kind import KINDS, Kind

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

NOT_REPEATABLE = frozenset(id for id, kind in KINDS.items() if not kind.is_repeatable)
"""Sent twice, these are there twice."""


def of(write: Write) -> Kind:
    """Give the kind of a write; for one that only a later version knows, a kind that is refused."""
    return KINDS.get(write.kind) or Kind()


__all__ = ["NOT_REPEATABLE", "Kind", "of"]
