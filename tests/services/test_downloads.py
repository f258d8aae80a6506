"""Saving pictures: names from outside become names of files, and no file is ever written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from mbtui import paths
from mbtui.pictures.service import Original, PictureService
from mbtui.services.downloads import DownloadError, download, save


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    """The next one gets a number before its ending; so does one that only a link has the name of."""
    (tmp_path / "tide-2.png").symlink_to(tmp_path / "elsewhere")
    saved = [save(tmp_path, "tide.png", content).name for content in (b"one", b"two")]
    assert saved == ["tide.png", "tide-3.png"]
    assert ((tmp_path / "tide.png").read_bytes(), (tmp_path / "tide-3.png").read_bytes()) == (b"one", b"two")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("../../.ssh/authorized_keys", "ssh-authorized_keys"),
        (".bashrc", "bashrc"),
        ("a/b\\c:d.jpg", "a-b-c-d.jpg"),
        ("", "picture"),
        ("...", "picture"),
        ("Ebbe & Flut.JPG", "Ebbe - Flut.JPG"),
        ("夜明け前.png", "夜明け前.png"),
        ("\x1b[2J\n\u202egnp.exe", "2J gnp.exe"),
    ],
)
def test_a_name_from_outside_is_the_name_of_one_file(tmp_path: Path, name: str, saved: str) -> None:
    """It leads nowhere else, is not hidden, and holds nothing that a terminal or a shell would obey."""
    path = save(tmp_path, name, b"")
    assert (path.parent, path.name) == (tmp_path, saved)


def test_a_long_name_is_cut(tmp_path: Path) -> None:
    """Its ending stays; file systems count bytes."""
    path = save(tmp_path, "夜" * 300 + ".png", b"")
    assert path.name.endswith("夜.png") and len(path.name.encode()) < 200


async def test_what_can_not_be_saved_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the folder and the reason."""

    class Pictures(PictureService):
        def __init__(self) -> None: ...

        async def original(self, url: str) -> Original:
            return Original(b"...", "image/png", "tide.png", url)

    assert await download(Pictures(), "https://a.example/tide.png") == "Saved as ~/Downloads/tide.png."
    (home / "Downloads" / "tide.png").unlink()
    (home / "Downloads").rmdir()
    (home / "Downloads").write_text("a file")
    with pytest.raises(DownloadError, match=r"It was not saved in ~/Downloads: .*[Ee]xists"):
        await download(Pictures(), "https://a.example/tide.png")
    assert paths.downloads_folder() == home / "Downloads"
