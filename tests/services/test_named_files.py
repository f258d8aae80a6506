"""Files as writers and terminals name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mbtui.services.named_files import MOST_AT_ONCE, common_beginning, completions, dropped, files_named, may_be_dropped


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reader's home folder, in which mbtui runs, with some pictures."""
    for name in ("cat.jpg", "my cat.jpg", "it's.png", "b[1].jpg", "Cattle.PNG", "notes.txt", ".hidden.png", "ü😀.webp"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "catalog").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("cat.jpg", ["cat.jpg"]),
        ("  ~/cat.jpg ", ["cat.jpg"]),
        ("my cat.jpg", ["my cat.jpg"]),
        ("'my cat.jpg' cat.jpg", ["my cat.jpg", "cat.jpg"]),
        (r"my\ cat.jpg ~/it\'s.png", ["my cat.jpg", "it's.png"]),
        ("it's.png", ["it's.png"]),
        ("it's.png\nmy cat.jpg\ncat.jpg b[1].jpg", ["it's.png", "my cat.jpg", "cat.jpg", "b[1].jpg"]),
        ("b[1].jpg", ["b[1].jpg"]),
        ("*cat.jpg", ["cat.jpg", "my cat.jpg"]),
        ("cat*", ["cat.jpg"]),
        ("ü😀.webp", ["ü😀.webp"]),
        ("*.gif", ["*.gif"]),
        ("gone.jpg cat.jpg", ["gone.jpg", "cat.jpg"]),
        ("", []),
    ],
)
def test_files_are_named_in_many_ways(folder: Path, text: str, names: list[str]) -> None:
    """With blanks, quotes, backslashes, patterns; what fits nothing is given as it is, to be named in a sentence."""
    assert [path.name for path in files_named(text)] == names


def test_an_address_of_a_file_names_it(folder: Path) -> None:
    """As browsers and file managers give it, one a line; a number sign is no mark in a page."""
    (folder / "no#1?.jpg").write_bytes(b"x")
    text = f"file://{folder}/my%20cat.jpg\r\nfile://localhost{folder}/no#1?.jpg\r\n"
    assert files_named(text) == [folder / "my cat.jpg", folder / "no#1?.jpg"]


def test_a_pattern_stands_for_no_more_than_can_be_added(folder: Path) -> None:
    """One more is given, from which its reader sees that there are too many."""
    for number in range(MOST_AT_ONCE + 10):
        (folder / f"many-{number}.jpg").write_bytes(b"x")
    assert len(files_named("many-*.jpg")) == MOST_AT_ONCE + 1


@pytest.mark.parametrize(
    ("template", "is_likely", "count"),
    [
        ("{0}/cat.jpg", True, 1),
        ("'{0}/my cat.jpg' {0}/cat.jpg ", True, 2),
        ("{0}/my\\ cat.jpg", True, 1),
        ("{0}/my cat.jpg", True, 1),
        ("~/Cattle.PNG", True, 1),
        ("file://{0}/my%20cat.jpg", True, 1),
        ("{0}/gone.jpg", True, 0),
        ("{0}/cat.jpg {0}/gone.jpg", True, 0),
        ("{0}/notes.txt", False, 1),
        ("cat.jpg", False, 1),
        ("/words like these", False, 0),
        ("https://ines.example/cat.jpg", False, 0),
        ("", False, 0),
    ],
)
def test_a_paste_is_a_picture_only_when_it_is_here(folder: Path, template: str, is_likely: bool, count: int) -> None:
    """Whole paths of pictures on this machine; all else is text, also a path on another computer."""
    text = template.format(folder)
    assert may_be_dropped(text) is is_likely
    if is_likely:
        assert len(dropped(text)) == count


def test_names_complete_to_folders_and_pictures(folder: Path) -> None:
    """Without regard to case; what is hidden or no picture is not offered, nor what no line can show."""
    (folder / "cat\n.jpg").write_bytes(b"x")
    assert completions("ca") == ["cat.jpg", "catalog/", "Cattle.PNG"]
    assert completions("~/my") == ["~/my cat.jpg"]
    assert completions("my cat.jpg ~/my") == ["'my cat.jpg' '~/my cat.jpg'"]
    assert [path.name for path in files_named("'my cat.jpg' '~/my cat.jpg'")] == ["my cat.jpg"] * 2
    assert completions(".h") == [".hidden.png"]
    assert completions("no/such/folder/") == completions("not") == completions("\0") == []
    assert common_beginning(["cat.jpg", "Cattle.PNG"]) == "cat"
