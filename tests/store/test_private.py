"""Files of the store are for their owner only, and nothing else in their place is opened."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from mbtui.store import Store
from mbtui.store.errors import NotWritable
from mbtui.store.store import CACHE_NAME, WRITING_NAME


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_files_and_folders_are_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    """Also those above that had to be made, and what an earlier version has left open."""
    before = os.umask(umask)
    try:
        folder = tmp_path / "share" / "mbtui" / "micro.blog" / "@ines"
        Store.open(folder).close_now()
        (folder / CACHE_NAME).chmod(0o644)
        folder.chmod(0o755)
        store = Store.open(folder)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "share").rglob("*")}
        store.close_now()
    finally:
        os.umask(before)
    assert {name for name, mode in modes.items() if mode & 0o077} == set()
    assert stat.S_IMODE((tmp_path / "share").stat().st_mode) == 0o700


@pytest.mark.parametrize("name", [CACHE_NAME, WRITING_NAME])
@pytest.mark.parametrize("what", ["link", "dangling link", "pipe"])
def test_what_is_no_file_of_its_own_is_left_alone(tmp_path: Path, name: str, what: str) -> None:
    """The sentence names it."""
    folder, victim = tmp_path / "account", tmp_path / "victim"
    Store.open(folder).close_now()
    (folder / name).unlink()
    if what == "pipe":
        os.mkfifo(folder / name)
    else:
        if what == "link":
            victim.write_bytes(b"")
        (folder / name).symlink_to(victim)
    with pytest.raises(NotWritable, match=name):
        Store.open(folder)
    assert not victim.exists() or victim.read_bytes() == b""
