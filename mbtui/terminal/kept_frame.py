"""Shows what was last seen while the program is still being loaded: Textual alone takes longer than all of this.

A frame is kept in the account's folder, as lines of text runs, beside what it depends on: the arguments, the terminal,
the environment, and the files that it was made of as they were then. When any of these is different, it is not used. So
it shows no other account and nothing that was muted, deleted or configured since. It is text that passed the drawing of
posts once, and is checked again: a control character can not be in it.

Imported before everything else, so it imports what every Python has loaded, and little more: `typing`, `pathlib` and
`platformdirs` would cost more than all of this.
"""

from __future__ import annotations

import os
import sys
import zlib

from mbtui import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import Any

Run = tuple[str, str, str]
"""Text, the codes of its style, and the address it links to."""
Chunk = tuple[int, int, int, list[Run]]
"""A line, the columns from where to where, and what stands there."""

FILE_NAME = "frame"
MOST_BYTES = 200_000
"""More than a screen of 500 columns and 200 lines takes; what is larger is none of ours."""
_HEAD = f"mbtui frame 1 {__version__}"
_NAMES = frozenset(["HOME", "LANG", "LANGUAGE", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TZ", "PYTHONUTF8"])
_PREFIXES = ("MBTUI_", "XDG_", "LC_", "TEXTUAL", "TTY_", "TERM", "COLORTERM")
_ARE_SET = ("TMUX", "STY", "SSH_TTY", "SSH_CONNECTION")
"""What matters of these is whether they are there."""
_PASSED = dict.fromkeys((0xA0, 0x3000, 0x2007, 0x2009, 0x200A, 0x200C, 0x200D, 0x202F))
"""Blanks and joiners that are fine, though `str.isprintable` says otherwise."""
_CODE_SIGNS = frozenset("0123456789;:")


class KeptFrame:
    """A frame that is on the terminal, which is ready for the program: it has no line editing and no echo."""

    def __init__(self, size: tuple[int, int], color_system: str, chunks: list[Chunk], attributes: list[Any]) -> None:
        """
        Args:
            size: Columns and lines.
            color_system: As Rich calls it; empty for none.
            chunks: What stands where.
            attributes: The terminal's, as they were before.
        """
        self.size = size
        self.color_system = color_system
        self.chunks = chunks
        self.attributes = attributes


_shown: KeptFrame | None = None


def show(arguments: Sequence[str]) -> None:
    """Show the frame that was kept of a program that was started just like this one, if nothing has changed since."""
    global _shown
    if (arguments and arguments[0][:2] != "--") or "--demo" in arguments or "TEXTUAL_DRIVER" in os.environ:
        return
    try:
        if not all(os.isatty(number) for number in (0, 1, 2)):
            return
        size = os.get_terminal_size(2)
        pointed = _read(pointer(arguments), 4096)
        found = _read(os.path.join(pointed, FILE_NAME), MOST_BYTES) if pointed else ""
        if not found or not (frame := _parsed(found, start_key(arguments, size))):
            return
        color_system, chunks = frame
        import termios

        before = termios.tcgetattr(0)
        now = [*before[:6], [*before[6]]]
        now[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        now[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        now[6][termios.VMIN] = 1
        termios.tcsetattr(0, termios.TCSANOW, now)
        _shown = KeptFrame((size.columns, size.lines), color_system, chunks, before)
        _write("\x1b[?1049h\x1b[?25l" + "".join(map(_drawn, chunks)))
        _leave_in_order()
    except (OSError, ValueError):
        withdraw()


def take_over() -> KeptFrame | None:
    """Give the frame to the driver that has the terminal from now on; None when there is none."""
    global _shown
    taken, _shown = _shown, None
    return taken


def withdraw() -> None:
    """Give the terminal back as it was, unless the program has taken it over."""
    frame = take_over()
    if frame is not None:
        import contextlib
        import termios

        with contextlib.suppress(OSError, termios.error):
            _write("\x1b[?1049l\x1b[?25h")
            termios.tcsetattr(0, termios.TCSANOW, frame.attributes)


def keep(
    folder: Path,
    arguments: Sequence[str],
    size: tuple[int, int],
    color_system: str,
    chunks: Iterable[Chunk],
    signatures: str,
) -> None:
    """Keep a frame for the next start. `signatures` is as `signatures_of` gave it when the frame was seen.

    Raises:
        OSError: It could not be written; there is no frame then.
    """
    body = [signatures, color_system]
    for y, x, end, runs in chunks:
        fields = [f"{y} {x} {end}", *(part for run in runs for part in run)]
        if all(map(is_harmless, fields)):
            body.append("\x1f".join(fields))
    text = "\n".join(body)
    key = start_key(arguments, os.terminal_size(size))
    content = f"{_HEAD}\n{key}\n{zlib.crc32(text.encode())}\n{text}".encode()
    if len(content) <= MOST_BYTES:
        _replace(str(folder / FILE_NAME), content)
        named = pointer(arguments)
        if _read(named, 4096) != str(folder):
            os.makedirs(os.path.dirname(named), mode=0o700, exist_ok=True)
            _replace(named, str(folder).encode())


def forget(folder: Path) -> None:
    """Remove the frame of an account."""
    (folder / FILE_NAME).unlink(missing_ok=True)


def signatures_of(files: Iterable[Path]) -> str:
    """Say how some files are now: any change to one of them makes another text."""
    return "\x1e".join(f"{file}\x1f{_state(str(file))}" for file in files)


def start_key(arguments: Sequence[str], size: os.terminal_size) -> str:
    """Say how a program is started: where any of it is different, another frame may be right."""
    world = {
        name: value
        for name, value in os.environ.items()
        if (name in _NAMES or name.startswith(_PREFIXES)) and name != "MBTUI_TOKEN"
    }
    world |= {name: "" for name in _ARE_SET if os.environ.get(name)}
    if token := os.environ.get("MBTUI_TOKEN"):
        import hashlib

        world["MBTUI_TOKEN"] = hashlib.sha256(f"mbtui frame {token}".encode("utf-8", "surrogateescape")).hexdigest()
    return repr((list(arguments), tuple(size), sorted(world.items())))


def is_harmless(text: str) -> bool:
    """Whether a text can only be seen: no control and no format character is in it."""
    return text.isprintable() or text.translate(_PASSED).isprintable()


def pointer(arguments: Sequence[str]) -> str:
    """Where the account's folder is named, of a program that was started so: a file in `paths.state_folder()`."""
    home = os.path.expanduser("~")
    if sys.platform == "darwin":
        state = f"{home}/Library/Application Support"
    else:
        state = os.environ.get("XDG_STATE_HOME", "").strip() or f"{home}/.local/state"
    named = [os.environ.get(name, "") for name in ("MBTUI_ACCOUNT", "MBTUI_SERVER", "XDG_CONFIG_HOME")]
    return f"{state}/mbtui/frame-{zlib.crc32(repr((list(arguments), named)).encode('utf-8', 'replace')):08x}"


def _state(path: str) -> str:
    try:
        found = os.stat(path)
    except OSError:
        return ""
    return f"{found.st_ino} {found.st_size} {found.st_mtime_ns}"


def _read(path: str, most_bytes: int) -> str:
    """Read a file that only its owner, who is this user, can read and write; empty when it is none."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return ""
    try:
        found = os.fstat(file)
        # A regular file, and no rights for others.
        if found.st_mode & 0o170077 != 0o100000 or found.st_uid != os.geteuid() or found.st_size > most_bytes:
            return ""
        return os.read(file, most_bytes).decode()
    finally:
        os.close(file)


def _parsed(text: str, key: str) -> tuple[str, list[Chunk]] | None:
    """The colors and the lines of a frame; None when it is of another start, or no frame."""
    head, found_key, checksum, body = text.split("\n", 3)
    if (head, found_key) != (_HEAD, key) or checksum != str(zlib.crc32(body.encode())):
        return None
    signatures, color_system, *lines = body.split("\n")
    for signature in signatures.split("\x1e"):
        path, _, state = signature.partition("\x1f")
        if _state(path) != state:
            return None
    chunks: list[Chunk] = []
    for line in lines:
        place, *parts = line.split("\x1f")
        y, x, end = map(int, place.split(" "))
        runs = list(zip(parts[0::3], parts[1::3], parts[2::3], strict=True))
        if not all(map(is_harmless, parts)) or not all(_CODE_SIGNS.issuperset(codes) for codes in parts[1::3]):
            return None
        chunks.append((y, x, end, runs))
    return color_system, chunks


def _drawn(chunk: Chunk) -> str:
    y, x, _, runs = chunk
    written = [f"\x1b[{y + 1};{x + 1}H"]
    for text, codes, link in runs:
        opened, closed = (f"\x1b]8;;{link}\x07", "\x1b]8;;\x07") if link else ("", "")
        written.append(f"{opened}\x1b[{codes}m{text}\x1b[m{closed}" if codes else f"{opened}{text}{closed}")
    return "".join(written)


def _write(text: str) -> None:
    data = text.encode()
    while data:
        data = data[os.write(2, data) :]


def _replace(path: str, content: bytes) -> None:
    """Write a file of the owner's only, whole or not at all."""
    beside = f"{path}.{os.getpid()}"
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        os.write(file, content)
    finally:
        os.close(file)
    os.replace(beside, path)


def _leave_in_order() -> None:
    """Give the terminal back when the program is ended before it has taken over; it sets handlers of its own then."""
    import signal

    def end(number: int, _frame: object) -> None:
        withdraw()
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
