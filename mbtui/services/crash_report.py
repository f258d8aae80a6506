"""The report of a fault in mbtui itself: where it happened, and nothing that anybody wrote."""

from __future__ import annotations

import os
import platform
import sys
import time
import traceback
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from mbtui import __version__
from mbtui.accounts.private_files import write_private

_PARTS = ("textual", "rich", "httpx", "msgspec")
_OWN_WORDS = (
    AssertionError,
    AttributeError,
    ImportError,
    IndexError,
    MemoryError,
    NameError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ZeroDivisionError,
)
"""Errors whose message comes from the interpreter or from the code. Those of others may quote a post or a token."""


def crash_report(error: BaseException) -> str:
    """Describe a fault for whoever will mend it.

    Versions, terminal, and for each error of the chain or group its type and the lines of code it passed. No values of
    variables; a message only where it can not hold the text of a person or a secret.
    """
    lines = [
        f"mbtui {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}",
        ", ".join(f"{name} {_version(name)}" for name in _PARTS),
        f"TERM {os.environ.get('TERM', '')!r}, encoding {sys.stdout.encoding if sys.stdout else ''}",
        time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()),
    ]
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        current = waiting.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        message = f": {current}" if isinstance(current, _OWN_WORDS) else ""
        lines += ["", f"{type(current).__module__}.{type(current).__qualname__}{message}"]
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        ]
        # Textual hands on what ended a worker as an attribute.
        waiting.append(current.__cause__ or current.__context__ or getattr(current, "error", None))
        if isinstance(current, BaseExceptionGroup):
            waiting += reversed(current.exceptions)
    return "\n".join(lines) + "\n"


def keep_crash_report(error: BaseException, folder: Path) -> Path | None:
    """Write the report where only its owner can read it; None when that can not be."""
    path = folder / f"crash-{time.strftime('%Y%m%d-%H%M%S')}.txt"
    try:
        write_private(path, crash_report(error).encode())
    except OSError:
        return None
    return path


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"
