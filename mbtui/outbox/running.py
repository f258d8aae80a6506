"""Which programs run on an account: each holds a lock on a file of its own, which the system takes away when it dies.

So what a dead program had in hand is taken up at once; where locks can not be had, its lease has to run out.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_ENDING = ".running"


class Running:
    """A program's sign of life, beside the account's files."""

    def __init__(self, folder: Path, name: str) -> None:
        """
        Args:
            folder: Where the account's files are.
            name: As which the program has entries in hand; no other one has it.
        """
        self._path = folder / f"{name}{_ENDING}"
        self._file: int | None = None

    def begin(self) -> None:
        """Give the sign of life, until `end` or the program's own. Without room or locks there is none."""
        if self._file is None:
            with suppress(OSError):
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                _lock(self._file)

    def end(self) -> None:
        """Take it back. The file stays until another program has looked what is left to do."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def ended(folder: Path) -> list[str]:
    """Give the names of the programs that ran here and do so no more."""
    return [path.name.removesuffix(_ENDING) for path in folder.glob(f"*{_ENDING}") if _is_free(path)]


def forget(folder: Path, names: list[str]) -> None:
    """Remove the files of programs that have ended."""
    for name in names:
        with suppress(OSError):
            (folder / f"{name}{_ENDING}").unlink()


def _is_free(path: Path) -> bool:
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        _lock(file)
    except OSError:
        return False
    finally:
        os.close(file)
    return True


def _lock(file: int) -> None:
    import fcntl

    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
