"""The log: what was skipped, for whoever looks into an oddity. Small, rotating, without tokens or a post's words."""

from __future__ import annotations

import io
import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

from mbtui.paths import make_private

LONGEST_BYTES = 200_000


class _PrivateLog(RotatingFileHandler):
    """For the owner only; follows no link, and waits for no reader of a pipe."""

    def _open(self) -> io.TextIOWrapper:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK
        return open(os.open(self.baseFilename, flags, 0o600), "a", encoding=self.encoding)


def keep_log(path: Path) -> logging.Handler | None:
    """Let what mbtui's own parts log go to a file, made when there is something to write; older lines stand beside it.

    Returns:
        What `end_log` takes, or None when there can be no log: that is no reason not to read posts.
    """
    try:
        make_private(path.parent)
        handler = _PrivateLog(path, maxBytes=LONGEST_BYTES, backupCount=1, encoding="utf-8", delay=True)
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.handleError = lambda record: None  # type: ignore[method-assign]  # a full disk must not write on the screen
    logger = logging.getLogger("mbtui")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    return handler


def end_log(handler: logging.Handler) -> None:
    logging.getLogger("mbtui").removeHandler(handler)
    handler.close()
