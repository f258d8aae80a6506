"""Texts in the hands of an external editor: each in a folder of its own inside the account's, until it is back.

The editor may die with the terminal. What it has saved, and what it keeps beside that for such a case (`.text.md.swp`,
`text.md.save`, `#text.md#`), then lies there until somebody has looked. Knows neither editors nor the terminal.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from mbtui.store.posts import text as storable

FOLDER_NAME = "editor"
TEXT_NAME = "text.md"
_PREFIX = "text-"


class EditedText:
    """One text that an editor has. While it has it, other programs know by a lock that it is not left over."""

    def __init__(self, account_folder: Path, text: str) -> None:
        """Lay the text out for the editor.

        Args:
            account_folder: Where the account's files are.
            text: What the editor is to begin with.

        Raises:
            OSError: It could not be written.
        """
        root = account_folder / FOLDER_NAME
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root))
        """For the owner only."""
        self.path = self.folder / TEXT_NAME
        self._text = storable(text)
        self._lock: int | None = None
        try:
            with suppress(OSError):  # some network file systems have no locks
                self._lock = _locked(self.folder)
            self.path.write_text(self._text, encoding="utf-8")
        except OSError:
            self.remove()
            raise

    def read(self) -> str:
        """Give the text as the editor has left it.

        Raises:
            OSError: There is none, or it could not be read.
            UnicodeError: It is not UTF-8.
        """
        return _read(self.path)

    @property
    def has_more(self) -> bool:
        """Whether there is anything but the text that the editor began with."""
        return _has_more(self.folder, {self._text.rstrip("\n")})

    def remove(self) -> None:
        """Remove it, and whatever the editor has put beside it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.leave()

    def leave(self) -> None:
        """Let it lie there, to be found by `left_over`."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def left_over(account_folder: Path, known: Collection[str]) -> list[Path]:
    """Give the folders of texts that no editor has any more and that never came back.

    Args:
        account_folder: Where the account's files are.
        known: Texts that are kept elsewhere. A folder that holds nothing but one of them is removed.
    """
    kept = {"", *(storable(text).rstrip("\n") for text in known)}
    found = []
    for folder in sorted((account_folder / FOLDER_NAME).glob(f"{_PREFIX}*")):
        lock = None
        try:
            lock = _locked(folder)
        except BlockingIOError:
            continue
        except OSError:
            # Without locks nobody knows whether it is in use.
            pass
        try:
            if _has_more(folder, kept):
                found.append(folder)
            elif lock is not None:
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            if lock is not None:
                os.close(lock)
    return found


def _has_more(folder: Path, known: Collection[str]) -> bool:
    """Whether a folder holds anything but a text that is known; what can not be read is not."""
    try:
        names = {path.name for path in folder.iterdir()}
        return bool(names - {TEXT_NAME}) or (TEXT_NAME in names and _read(folder / TEXT_NAME) not in known)
    except (OSError, UnicodeError):
        return True


def _read(path: Path) -> str:
    """Read a text without the line end that editors put behind the last line, and the mark that some put before all."""
    return path.read_text(encoding="utf-8-sig").rstrip("\n")


def _locked(folder: Path) -> int:
    """Lock a folder until the file that is returned is closed, or the program has ended.

    Raises:
        BlockingIOError: Another program has locked it.
        OSError: It can not be locked.
    """
    file = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(file)
        raise
    return file
