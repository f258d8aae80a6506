"""Pictures on disk: private, bounded, never in the way."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mbtui.pictures.disk_cache import DiskCache

_URL = "https://x.example/{}.jpg"


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def _read(cache: DiskCache, number: int) -> bytes | None:
    found = cache.read(_URL.format(number))
    return found and found[0]


def test_what_is_kept_is_private_and_comes_back(tmp_path: Path) -> None:
    """Files that only their owner reads, in a folder that only their owner opens, named after nothing."""
    folder = tmp_path / "made" / "pictures"
    DiskCache(folder, 1_000_000).write(_URL.format(1), b"one")
    assert _read(DiskCache(folder, 1_000_000), 1) == b"one"
    assert DiskCache(folder, 1_000_000).read(_URL.format(2)) is None
    [file] = folder.iterdir()
    assert "example" not in file.name
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (file, folder, folder.parent)]
    assert modes == [0o600, 0o700, 0o700]
    folder.chmod(0o755)
    DiskCache(folder, 1_000_000).read(_URL.format(1))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_least_recently_used_go(tmp_path: Path) -> None:
    """Looking at a picture keeps it; there is never much more than the limit; 0 removes all."""
    cache = DiskCache(tmp_path, 100_000)
    for number in range(40):
        cache.write(_URL.format(number), bytes(4_000))
        os.utime(max(tmp_path.iterdir(), key=lambda path: path.stat().st_mtime_ns), (number, number))
        assert cache.read(_URL.format(0))
        assert _size(tmp_path) <= 105_000
    assert cache.read(_URL.format(1)) is None
    assert cache.read(_URL.format(39))
    cache.write(_URL.format("huge"), bytes(90_000))
    assert cache.read(_URL.format("huge")) is None
    nothing = DiskCache(tmp_path, 0)
    nothing.write(_URL.format(1), b"one")
    assert (nothing.read(_URL.format(39)), list(tmp_path.iterdir())) == (None, [])


def test_what_is_damaged_or_no_plain_file_is_absent(tmp_path: Path) -> None:
    """And written anew, with nothing of what a link leads to read or changed."""
    cache, url = DiskCache(tmp_path / "pictures", 1_000_000), _URL.format(1)
    secret = tmp_path / "secret"
    for number in range(5):
        cache.write(url, b"picture")
        [file] = (tmp_path / "pictures").iterdir()
        whole = file.read_bytes()
        secret.write_bytes(whole)
        if number < 3:
            file.write_bytes((whole[:-1], b"", whole[:-1] + b"X")[number])
        else:
            file.unlink()
            file.symlink_to(secret) if number == 3 else os.mkfifo(file)
        assert cache.read(url) is None, number
        cache.write(url, b"again")
        assert (_read(cache, 1), secret.read_bytes()) == (b"again", whole)


def test_a_folder_that_is_a_link_or_can_not_be_written_is_not_used(tmp_path: Path) -> None:
    """Pictures are then fetched each time."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "link").symlink_to(elsewhere)
    (tmp_path / "file").write_bytes(b"")
    for name in ("link", "file", "file/below"):
        cache = DiskCache(tmp_path / name, 1_000_000)
        cache.write(_URL.format(1), b"one")
        assert cache.read(_URL.format(1)) is None
    assert list(elsewhere.iterdir()) == []


def test_two_programs_may_keep_pictures_at_once(tmp_path: Path) -> None:
    """What is read is whole or absent, and what a killed program left goes some day."""
    left = tmp_path / "0123456789abcdef.new"
    left.write_bytes(bytes(1000))
    os.utime(left, (0, 0))
    caches = [DiskCache(tmp_path, 200_000) for _ in range(2)]

    def use(number: int) -> bool:
        name = number // 2 % 30
        caches[number % 2].write(_URL.format(name), bytes([name]) * 5_000)
        return _read(caches[1 - number % 2], name) in (None, bytes([name]) * 5_000)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(use, range(300)))
    assert _size(tmp_path) <= 250_000
    assert not any(path.name.endswith(".new") for path in tmp_path.iterdir())
