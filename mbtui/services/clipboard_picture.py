"""The picture in the system's clipboard, by whichever program of the system gives it."""

from __future__ import annotations

import base64
import binascii
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial

from msgspec import Struct

from mbtui.api.daemon_thread import in_daemon_thread
from mbtui.services.remote import is_remote
from mbtui.services.urls import environment_for_others

PROGRAM_SECONDS = 5.0
TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif")
"""Asked for in turn, of programs that give one kind at a time."""
SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF", b"GIF8")
"""How such pictures begin: some programs give text when there is no picture."""

_APPLE_SCRIPT = "the clipboard as «class PNGf»"
_POWERSHELL = (
    "Add-Type -AssemblyName System.Windows.Forms,System.Drawing;"
    "$i=[Windows.Forms.Clipboard]::GetImage();"
    "if($i){$m=New-Object IO.MemoryStream;$i.Save($m,[Drawing.Imaging.ImageFormat]::Png);"
    "[Convert]::ToBase64String($m.ToArray())}"
)


class ClipboardError(Exception):
    """Why there is no picture, as a sentence."""


class Program(Struct, frozen=True):
    """How to ask for a picture."""

    arguments: tuple[tuple[str, ...], ...]
    """The calls to try, one after the other."""
    decode: Callable[[bytes], bytes] = bytes


async def clipboard_picture(
    environ: Mapping[str, str],
    *,
    platform: str = sys.platform,
    which: Callable[[str], str | None] = shutil.which,
) -> bytes:
    """Give the picture in the clipboard, as the file that it would be.

    Raises:
        ClipboardError: There is none, or nothing on this machine reads it.
    """
    program = _program(environ, platform, which)
    if program is None:
        raise ClipboardError(
            "Over SSH the clipboard stays on your own computer. Copy the file to this one, and add it by its path."
            if is_remote(environ)
            else "Nothing here reads pictures from the clipboard. wl-paste or xclip would."
        )
    for arguments in program.arguments:
        found = program.decode(await in_daemon_thread(partial(_output, arguments)))
        if found.startswith(SIGNATURES):
            return found
    raise ClipboardError("There is no picture in the clipboard.")


def _program(environ: Mapping[str, str], platform: str, which: Callable[[str], str | None]) -> Program | None:
    """Find what reads the clipboard. A display may be forwarded over SSH; the other ways lead to the wrong machine."""
    if environ.get("WAYLAND_DISPLAY") and which("wl-paste"):
        return Program(tuple(("wl-paste", "--no-newline", "--type", kind) for kind in TYPES))
    if environ.get("DISPLAY") and which("xclip"):
        return Program(tuple(("xclip", "-selection", "clipboard", "-o", "-t", kind) for kind in TYPES))
    if is_remote(environ):
        return None
    if platform == "darwin":
        return Program((("osascript", "-e", _APPLE_SCRIPT),), _from_apple_script)
    if which("powershell.exe"):
        return Program((("powershell.exe", "-NoProfile", "-STA", "-Command", _POWERSHELL),), _from_base64)
    return None


def _output(arguments: tuple[str, ...]) -> bytes:
    try:
        done = subprocess.run(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PROGRAM_SECONDS,
            check=False,
            env=environment_for_others(),
        )
    except subprocess.TimeoutExpired as error:
        raise ClipboardError(
            f"{arguments[0]} did not give the clipboard's picture in {PROGRAM_SECONDS:.0f} s."
        ) from error
    except OSError as error:
        raise ClipboardError(f"{arguments[0]} could not be started ({error.strerror}).") from error
    return done.stdout


def _from_apple_script(answer: bytes) -> bytes:
    """Read `«data PNGf89504E…»`."""
    found = re.search(rb"PNGf([0-9A-Fa-f]+)", answer)
    return binascii.unhexlify(found[1][: len(found[1]) // 2 * 2]) if found else b""


def _from_base64(answer: bytes) -> bytes:
    try:
        return base64.b64decode(answer)
    except binascii.Error:
        return b""
