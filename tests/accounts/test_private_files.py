"""Files that only their owner may read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mbtui.accounts.private_files import FileUnsafe, read_private, write_private


def mode(path: Path) -> int:
    """The permission bits."""
    return path.stat().st_mode & 0o777


def test_a_file_is_private_from_its_first_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the umask says, and also in the folder it is replaced from."""
    seen = []
    replace = os.replace

    def look_and_replace(old: Path, new: Path) -> None:
        seen.append(mode(old))
        replace(old, new)

    monkeypatch.setattr(os, "replace", look_and_replace)
    before = os.umask(0)
    try:
        write_private(tmp_path / "a/b/token", b"s3cret")
    finally:
        os.umask(before)
    assert seen == [0o600]
    assert (mode(tmp_path / "a/b/token"), mode(tmp_path / "a/b")) == (0o600, 0o700)
    assert read_private(tmp_path / "a/b/token") == b"s3cret"
    assert os.listdir(tmp_path / "a/b") == ["token"]


def test_a_looser_file_is_replaced_by_a_private_one(tmp_path: Path) -> None:
    """Writing again mends the permissions."""
    path = tmp_path / "token"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, b"new")
    assert (mode(path), path.read_text()) == (0o600, "new")


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o620, 0o644, 0o777])
def test_a_file_open_to_others_is_refused(tmp_path: Path, bits: int) -> None:
    """The sentence names the file, its mode and the command that mends it."""
    path = tmp_path / "token"
    path.write_text("s3cret")
    path.chmod(bits)
    with pytest.raises(FileUnsafe) as caught:
        read_private(path)
    assert f"(mode {bits:04o})" in str(caught.value)
    assert f"chmod 600 {path}" in str(caught.value)


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    """Links, folders and pipes."""
    (tmp_path / "real").write_text("s3cret")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("link", "pipe"):
        with pytest.raises(FileUnsafe):
            read_private(tmp_path / name)
    with pytest.raises((FileUnsafe, OSError)):
        read_private(tmp_path)


def test_a_missing_file_is_nothing(tmp_path: Path) -> None:
    """No file is no failure."""
    assert read_private(tmp_path / "token") is None


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk keeps the old file and leaves nothing beside it."""
    path = tmp_path / "token"
    write_private(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_private(path, b"new")
    assert (path.read_bytes(), os.listdir(tmp_path)) == (b"old", ["token"])
