"""The clipboard's picture, by programs that the tests put in the place of the system's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mbtui.services import clipboard_picture as clipboard
from mbtui.services.clipboard_picture import ClipboardError, clipboard_picture

PNG = b"\x89PNG\r\n\x1a\n and so on"
ON_WAYLAND = {"WAYLAND_DISPLAY": "wayland-0"}


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found, beside those of the shell."""
    (tmp_path / "picture").write_bytes(PNG)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return tmp_path


def _write(programs: Path, name: str, script: str) -> None:
    (programs / name).write_text(f"#!/bin/sh\ncd '{programs}'\n{script}\n")
    (programs / name).chmod(0o755)


def _only(programs: Path, name: str) -> str | None:
    path = programs / name
    return str(path) if path.exists() else None


async def _picture(programs: Path, environ: dict[str, str], platform: str = "linux") -> bytes:
    return await clipboard_picture(environ, platform=platform, which=lambda name: _only(programs, name))


@pytest.mark.parametrize(
    ("name", "script", "environ", "platform"),
    [
        ("wl-paste", '[ "$3" = image/png ] && cat picture', ON_WAYLAND, "linux"),
        ("wl-paste", '[ "$3" = image/webp ] && cat picture || echo "No suitable type."', ON_WAYLAND, "linux"),
        ("xclip", '[ "$5" = image/png ] && cat picture', {"DISPLAY": ":0", "SSH_TTY": "/dev/pts/1"}, "linux"),
        ("osascript", "printf '«data PNGf'; od -An -v -tx1 picture | tr -d ' \\n'; echo '»'", {}, "darwin"),
        ("powershell.exe", "base64 picture", {}, "linux"),
    ],
    ids=["wayland", "not as PNG", "X11, also forwarded", "macOS", "Windows"],
)
async def test_each_system_gives_its_picture(
    programs: Path, name: str, script: str, environ: dict[str, str], platform: str
) -> None:
    """The bytes are those of the file."""
    _write(programs, name, script)
    assert await _picture(programs, environ, platform) == PNG


@pytest.mark.parametrize(
    ("name", "script", "environ", "platform", "words"),
    [
        ("wl-paste", "echo words", ON_WAYLAND, "linux", "There is no picture in the clipboard."),
        ("xclip", "exit 1", {"DISPLAY": ":0"}, "linux", "There is no picture in the clipboard."),
        ("osascript", "echo nonsense", {}, "darwin", "There is no picture in the clipboard."),
        ("powershell.exe", "echo '*'", {}, "linux", "There is no picture in the clipboard."),
        ("none", "", {}, "linux", "Nothing here reads pictures from the clipboard."),
        ("osascript", "", {"SSH_TTY": "/dev/pts/1"}, "darwin", "Over SSH the clipboard stays on your own computer."),
    ],
)
async def test_what_is_no_picture_is_said(
    programs: Path, name: str, script: str, environ: dict[str, str], platform: str, words: str
) -> None:
    """Text, nothing, or no program: a sentence."""
    _write(programs, name, script)
    with pytest.raises(ClipboardError, match=words):
        await _picture(programs, environ, platform)


async def test_a_program_that_never_answers_is_left(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ended after some seconds, and named."""
    monkeypatch.setattr(clipboard, "PROGRAM_SECONDS", 0.1)
    _write(programs, "wl-paste", "exec sleep 60")
    with pytest.raises(ClipboardError, match="wl-paste did not give"):
        await _picture(programs, ON_WAYLAND)
