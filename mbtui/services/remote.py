"""Whether the reader sits at another machine. Loaded at the start, so it needs nothing."""

from __future__ import annotations

from collections.abc import Mapping


def is_remote(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is at the other end of an SSH line."""
    return bool(environ.get("SSH_TTY") or environ.get("SSH_CONNECTION"))
