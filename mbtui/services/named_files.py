"""The files that a writer names: typed with `~` and `*`, dropped onto the terminal, as `file://` addresses.

What looks at the disk may wait for it: not on the event loop.
"""

from __future__ import annotations

import glob
import os
import shlex
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

DISK_SECONDS = 5.0
"""A folder that does not answer for so long is on a server that has gone."""
MOST_AT_ONCE = 50
MOST_OFFERED = 100
LONGEST_DROPPED = 20_000
"""Characters of a paste that may be the names of files."""
ENDINGS = frozenset(
    {
        *(".avif", ".gif", ".heic", ".heif", ".jpeg", ".jpg", ".png", ".webp"),
        *(".m4a", ".m4v", ".mov", ".mp3", ".mp4", ".wav"),
    }
)
"""Of pictures, films and recordings: what is offered. What is taken is decided by what is in the file."""


def files_named(text: str) -> list[Path]:
    """Give the files that a text names, also those that are not there.

    A name that is alone in its line is taken as it is, with its blanks; several as a shell takes them. A name with `*`,
    `?` or `[` that is no file stands for those it fits, by name, `MOST_AT_ONCE` and one more at most.
    """
    names = (name for line in _lines(text) for name in _names(line))
    return list(islice((path for name in names for path in _fitting(path_of(name))), MOST_AT_ONCE + 1))


def may_be_dropped(text: str) -> bool:
    """Whether a paste looks like the names of pictures, as a terminal gives those of files that are dropped onto it."""
    lines = _lines(text) if len(text) <= LONGEST_DROPPED else []
    return bool(lines) and all(
        line.startswith(("/", "~/", "'/", '"/', "file:")) and os.path.splitext(line.rstrip("'\""))[1].lower() in ENDINGS
        for line in lines
    )


def dropped(text: str) -> list[Path]:
    """Give the files that such a paste names; none when one of them is not on this machine."""
    found = files_named(text)
    return found if all(os.path.lexists(path) for path in found) else []


def completions(typed: str) -> list[str]:
    """Give what is being typed with the name at its end completed, folders with a `/` behind them; not too many.

    Files that are no pictures, films or recordings are left out, and so are hidden ones unless their dot was typed.
    """
    found = _completed(typed)
    others, blank, last = typed.rpartition(" ")
    if found or not blank:
        return found
    if os.path.lexists(path_of(others)):
        others = quoted(others)
    return [f"{others} {quoted(name)}" for name in _completed(last)]


def _completed(name: str) -> list[str]:
    folder, slash, begin = name.rpartition("/")
    found = []
    try:
        with os.scandir(os.path.expanduser(folder + slash) or ".") as entries:
            for entry in entries:
                known = entry.name
                if not known.casefold().startswith(begin.casefold()) or (known.startswith(".") and begin[:1] != "."):
                    continue
                if not known.isprintable():
                    # Nobody can type it, and a line can not show it; `*` finds it.
                    continue
                if _is_folder(entry):
                    found.append(f"{folder}{slash}{known}/")
                elif os.path.splitext(known)[1].lower() in ENDINGS:
                    found.append(f"{folder}{slash}{known}")
    except (OSError, ValueError):
        return []
    return sorted(found, key=str.casefold)[:MOST_OFFERED]


def quoted(name: str) -> str:
    """Put a name that has blanks into quotes, unless it is written for a shell already."""
    return shlex.quote(name) if " " in name and not set("'\"\\") & set(name) else name


def common_beginning(names: Sequence[str]) -> str:
    """Give how all of some names begin, without regard to case, as the first one has it."""
    return names[0][: len(os.path.commonprefix([name.casefold() for name in names]))] if names else ""  # noqa: RUF071  (names, not paths)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _names(line: str) -> list[str]:
    if os.path.lexists(path_of(line)):
        return [line]
    try:
        return shlex.split(line)
    except ValueError:
        # An apostrophe in a name.
        return [line]


def path_of(name: str) -> Path:
    """Give the path that one name stands for: with `~`, or as a `file://` address."""
    if name.lower().startswith("file:"):
        name = name[len("file:") :]
        if name.startswith("//"):
            name = "/" + name[2:].partition("/")[2]
        name = unquote(name)
    return Path(os.path.expanduser(name))


def _fitting(path: Path) -> list[Path]:
    if not glob.has_magic(str(path)) or os.path.lexists(path):
        return [path]
    names = sorted(glob.glob(str(path)), key=str.casefold)
    return [Path(name) for name in names if not os.path.isdir(name)] or [path]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
