"""Saves a picture as it was published into the folder where other programs save theirs."""

from __future__ import annotations

import os
from pathlib import Path

from mbtui import paths
from mbtui.api.daemon_thread import in_daemon_thread
from mbtui.api.text import clean_line
from mbtui.pictures.service import PictureService

LONGEST_NAME = 120
"""Bytes of a name without its number; file systems take 255."""
MOST_TRIED = 1_000


class DownloadError(Exception):
    """Nothing was saved; the text is a sentence for the reader."""


async def download(pictures: PictureService, url: str) -> str:
    """Save what is at an address. Returns where it is, as a sentence; raises `PictureError` or `DownloadError`."""
    original = await pictures.original(url)

    def keep() -> Path:
        folder = paths.downloads_folder()
        folder.mkdir(parents=True, exist_ok=True)
        return save(folder, original.name, original.content)

    try:
        path = await in_daemon_thread(keep)
    except OSError as error:
        folder = paths.displayed(paths.downloads_folder())
        raise DownloadError(f"It was not saved in {folder}: {error.strerror or error}.") from error
    return f"Saved as {paths.displayed(path)}."


def save(folder: Path, name: str, content: bytes) -> Path:
    """Write a new file; another one of that name is left alone, and this one gets a number. May raise `OSError`."""
    stem, ending = os.path.splitext(_file_name(name))
    for number in range(1, MOST_TRIED):
        path = folder / (f"{stem}-{number}{ending}" if number > 1 else f"{stem}{ending}")
        try:
            with path.open("xb") as file:
                try:
                    file.write(content)
                    file.flush()
                except OSError:
                    path.unlink()
                    raise
        except FileExistsError:
            continue
        return path
    raise FileExistsError(0, f"there are {MOST_TRIED} files with the name {stem}{ending}")


def _file_name(name: str) -> str:
    """A name from outside as the name of one file: no path, not hidden, no characters that shells or disks mind."""
    kept = "".join(sign if sign.isalnum() or sign in "-_. ()" else "-" for sign in clean_line(name))
    stem, ending = os.path.splitext(kept.strip(" .-"))
    stem = stem.encode()[: LONGEST_NAME - len(ending)].decode(errors="ignore")
    return f"{stem or 'picture'}{ending[:10]}"
