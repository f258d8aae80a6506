"""What was seen last is seen again before the program is loaded, and only when it is still right."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from random import Random

import pytest

from mbtui import paths
from mbtui.demo import DemoServer
from mbtui.terminal import kept_frame
from tests.pseudo_terminal import Terminal
from tests.resilience.running import CLEAN, PATIENCE_SECONDS, SIZE, account_folder, command, environment, world
from tests.terminal_screen import Screen

_AGE = re.compile(r"(?<= · )(?:now|\d+[mhd]|\d{1,2} \w+)")
SHOW = "import os, sys; from mbtui.terminal import kept_frame; kept_frame.show(sys.argv[1:]); os._exit(0)"
"""Shows what was kept, and ends before anything else is loaded."""
WIDE = (120, 36)
SHOWN_CURSOR = 25
"""The only mode that is touched before the program is there."""


@pytest.fixture
def demo() -> Iterator[DemoServer]:
    """A server whose time runs."""
    with world() as server:
        yield server


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DemoServer, Path]]:
    """A server, and the home of somebody who has read there and left. A test leaves it as it was."""
    home = tmp_path_factory.mktemp("left")
    with world() as server:
        _read(server, home)
        yield server, home


def _open(demo: DemoServer, home: Path, size: tuple[int, int] = SIZE, *, is_loaded: bool = True) -> Terminal:
    around = environment(demo, home)
    terminal = Terminal(command(demo), around, columns=size[0], rows=size[1], is_loaded=is_loaded)
    terminal.wait_for("updated just now", PATIENCE_SECONDS)
    return terminal


def _marked(screen: Screen) -> int:
    return next((number for number, line in enumerate(screen.lines) if line.startswith("▌")), -1)


def _read(demo: DemoServer, home: Path, *, is_moving: bool = True) -> list[str]:
    """Read a little, and quit. Returns what was seen."""
    terminal = _open(demo, home)
    if is_moving:
        first = _marked(terminal.screen)
        terminal.send("jj")
        terminal.wait_until(lambda screen: _marked(screen) not in (-1, first), PATIENCE_SECONDS)
        terminal.settle()
        terminal.look()
    lines = terminal.screen.lines
    assert terminal.close("q") == 0
    return lines


def _kept(demo: DemoServer, home: Path, size: tuple[int, int] = SIZE, *more: str, **around: str) -> list[str]:
    """What is seen at a start before the program is loaded."""
    arguments, around = [sys.executable, "-c", SHOW, *command(demo)[3:], *more], environment(demo, home) | around
    with Terminal(arguments, around, columns=size[0], rows=size[1], is_loaded=True) as terminal:
        while not terminal.has_ended:
            terminal.read(0.05)
        terminal.look()
        return [line.rstrip() for line in terminal.screen.lines]


def _own(demo: DemoServer, home: Path, size: tuple[int, int]) -> list[str]:
    """What the program itself shows of what is saved, above its status line and without ages."""
    demo.fault("offline")
    with Terminal(command(demo), environment(demo, home), columns=size[0], rows=size[1], is_loaded=True) as terminal:
        terminal.wait_until(lambda screen: "help" in screen.lines[-1], PATIENCE_SECONDS)
        terminal.kill()
        lines = terminal.screen.lines
    demo.mend()
    last_rule = max(number for number, line in enumerate(lines) if line.startswith("──"))
    return [_without_age(line) for line in lines[:last_rule]]


def _without_age(line: str) -> str:
    return _AGE.sub(lambda age: " " * len(age[0]), line).rstrip()


def test_what_was_left_is_seen_first(demo: DemoServer, tmp_path: Path) -> None:
    """All lines but the last, without ages; and what the program then writes is little."""
    seen = _read(demo, tmp_path)
    kept = _kept(demo, tmp_path)
    assert kept[:-2] == [_without_age(line) for line in seen[:-2]]
    assert any(line.startswith("▌") for line in kept)
    assert not any(kept[-2:])
    (frame,) = tmp_path.rglob("frame")
    assert frame.stat().st_mode & 0o777 == 0o600
    terminal = _open(demo, tmp_path, is_loaded=False)
    terminal.look()
    assert [_without_age(line) for line in terminal.screen.lines[:-1]] == [_without_age(line) for line in seen[:-1]]
    rows = sum(len(line.encode()) for line in seen)
    assert terminal.byte_count < 2 * rows, "the posts are written once"
    terminal.close("q")
    terminal.look()
    assert terminal.screen.modes == CLEAN


def test_keys_typed_before_the_program_is_there_are_its_own(demo: DemoServer, tmp_path: Path) -> None:
    """j pressed at the kept lines moves on from the post that they show."""
    seen = _read(demo, tmp_path, is_moving=False)
    terminal = Terminal(command(demo), environment(demo, tmp_path), columns=SIZE[0], rows=SIZE[1])
    terminal.wait_for("▌", PATIENCE_SECONDS)
    terminal.send("jj")
    terminal.wait_for("updated just now", PATIENCE_SECONDS)
    terminal.settle()
    terminal.look()
    marks = [number for number, line in enumerate(terminal.screen.lines) if line.startswith("▌")]
    terminal.close("q")
    authors = [number for number, line in enumerate(seen) if re.search(r"  @\S+ · ", line)]
    assert marks[0] == authors[2]


def test_of_two_columns_the_left_one_is_kept(demo: DemoServer, tmp_path: Path) -> None:
    """The right one follows the highlight, and is read later; columns that were not configured are not kept."""
    (tmp_path / "config/mbtui").mkdir(parents=True, exist_ok=True)
    (tmp_path / "config/mbtui/config.toml").write_text("columns = 2\n")
    terminal = _open(demo, tmp_path, WIDE)
    terminal.wait_until(lambda screen: bool(screen.lines[2].partition("│")[2].strip()), PATIENCE_SECONDS)
    terminal.settle()
    terminal.look()
    seen = terminal.screen.lines
    assert terminal.close("q") == 0
    kept = _kept(demo, tmp_path, WIDE)
    assert [line.partition("│")[0].rstrip() for line in kept[2:-2]] == [
        _without_age(line.partition("│")[0]) for line in seen[2:-2]
    ]
    assert {line.partition("│")[2] for line in kept[2:-2]} == {""}
    terminal = _open(demo, tmp_path, WIDE)
    terminal.send("C")
    terminal.wait_for("One column.", PATIENCE_SECONDS)
    terminal.send("j")
    terminal.settle()
    assert terminal.close("q") == 0
    assert not any(_kept(demo, tmp_path, WIDE))


def _configured(home: Path) -> None:
    (home / "config/mbtui").mkdir(parents=True, exist_ok=True)
    (home / "config/mbtui/config.toml").write_text("clip_lines = 5\n")


def _muted(home: Path) -> None:
    with closing(sqlite3.connect(account_folder(home) / "cache.sqlite3")) as connection, connection:
        connection.execute("CREATE TABLE anything (id)")


def _waiting(home: Path) -> None:
    with closing(sqlite3.connect(account_folder(home) / "writing.sqlite3")) as connection, connection:
        connection.execute("CREATE TABLE anything (id)")


def _other_accounts(home: Path) -> None:
    (accounts,) = home.rglob("accounts.json")
    accounts.write_text(accounts.read_text() + "\n")


def _readable_by_others(home: Path) -> None:
    (frame,) = home.rglob("frame")
    frame.chmod(0o644)


def _link(home: Path) -> None:
    (frame,) = home.rglob("frame")
    frame.rename(frame.with_name("elsewhere"))
    frame.symlink_to(frame.with_name("elsewhere"))


def _cut(home: Path) -> None:
    (frame,) = home.rglob("frame")
    frame.write_bytes(frame.read_bytes()[:-10])


def _damaged(home: Path) -> None:
    (frame,) = home.rglob("frame")
    content = bytearray(frame.read_bytes())
    content[len(content) // 2] ^= 1
    frame.write_bytes(content)


def _no_text(home: Path) -> None:
    (frame,) = home.rglob("frame")
    frame.write_bytes(b"\xff" * 100)


def _pipe(home: Path) -> None:
    (frame,) = home.rglob("frame")
    frame.unlink()
    os.mkfifo(frame, 0o600)


FORGED = (
    ("\x1b[2J", "", ""),
    ("a\x9bmb", "", ""),
    ("abc\u202edef", "", ""),
    ("words", "1m\x1b[2", ""),
    ("words", "", "https://a.example\x07\x1b]52;c;aGk=\x07"),
)


def _forged(home: Path, run: tuple[str, str, str]) -> None:
    (frame,) = home.rglob("frame")
    head, key, _, body = frame.read_text().split("\n", 3)
    body += "\n" + "\x1f".join(["3 0 80", *run])
    frame.write_text(f"{head}\n{key}\n{zlib.crc32(body.encode())}\n{body}")


@contextmanager
def _put_back(home: Path) -> Iterator[None]:
    """Let a block change files, and make them what they were, to the nanosecond."""
    before = {path: (path.read_bytes(), path.stat()) for path in home.rglob("*") if path.is_file()}
    yield
    for path in [path for path in home.rglob("*") if path.is_file() and path not in before]:
        path.unlink()
    for path, (content, found) in before.items():
        path.write_bytes(content)
        os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


def test_after_a_change_nothing_is_shown(left: tuple[DemoServer, Path]) -> None:
    """Something that the frame depends on is not what it was."""
    demo, home = left
    for change in (_muted, _waiting, _other_accounts, _configured):
        assert any(_kept(demo, home)), f"before {change}"
        with _put_back(home):
            change(home)
            assert not any(_kept(demo, home)), change


def test_what_is_not_the_frame_that_was_kept_is_not_shown(left: tuple[DemoServer, Path]) -> None:
    """Spoiled; or forged, with a right key and checksum, but with what the drawing of posts would not pass."""
    demo, home = left
    (frame,) = home.rglob("frame")
    content = frame.read_bytes()
    ways: list[Callable[[Path], None]] = [_readable_by_others, _link, _cut, _damaged, _no_text, _pipe]
    ways += [partial(_forged, run=run) for run in FORGED]
    for spoil in ways:
        spoil(home)
        assert not any(_kept(demo, home)), spoil
        frame.unlink()
        frame.with_name("elsewhere").unlink(missing_ok=True)
        frame.write_bytes(content)
        frame.chmod(0o600)
        assert any(_kept(demo, home)), f"not again after {spoil}"


def test_another_start_shows_nothing(left: tuple[DemoServer, Path]) -> None:
    """Another size, theme, terminal or token; and the demo and commands have no frame."""
    demo, home = left
    assert not any(_kept(demo, home, (81, 24)))
    assert not any(_kept(demo, home, SIZE, "--theme", "textual-dark"))
    assert not any(_kept(demo, home, SIZE, "--demo"))
    for around in ({"TERM": "xterm"}, {"NO_COLOR": "1"}, {"MBTUI_TOKEN": "other"}, {"MBTUI_ACCOUNT": "isla"}):
        assert not any(_kept(demo, home, SIZE, **around))
    assert any(_kept(demo, home))


def _broken_toolkit(folder: Path, code: str) -> str:
    (folder / "broken/textual").mkdir(parents=True)
    (folder / "broken/textual/__init__.py").write_text(code)
    return str(folder / "broken")


def test_a_start_that_fails_gives_the_terminal_back(left: tuple[DemoServer, Path], tmp_path: Path) -> None:
    """The frame goes, the sentence is seen, and what is typed is echoed again."""
    demo, home = left
    around = environment(demo, home)
    around["PYTHONPATH"] = f"{_broken_toolkit(tmp_path, 'raise RuntimeError')}{os.pathsep}{around['PYTHONPATH']}"
    with Terminal(command(demo), around, columns=SIZE[0], rows=SIZE[1]) as terminal:
        while not terminal.has_ended:
            terminal.read(0.05)
        terminal.look()
        output = terminal.written_since(0)
        assert "▌".encode() in output
        assert terminal.screen.modes == {SHOWN_CURSOR}
        assert b"A fault in mbtui has ended it" in output
        assert terminal.echoes


def test_a_signal_before_the_program_is_there_gives_the_terminal_back(
    left: tuple[DemoServer, Path], tmp_path: Path
) -> None:
    """SIGTERM while the toolkit is being loaded."""
    demo, home = left
    around = environment(demo, home)
    stuck = _broken_toolkit(tmp_path, "import signal; signal.pause()")
    around["PYTHONPATH"] = f"{stuck}{os.pathsep}{around['PYTHONPATH']}"
    with Terminal(command(demo), around, columns=SIZE[0], rows=SIZE[1]) as terminal:
        terminal.wait_for("▌", PATIENCE_SECONDS)
        terminal.settle()
        assert not terminal.echoes
        os.kill(terminal.process_id, signal.SIGTERM)
        while not terminal.has_ended:
            terminal.read(0.05)
        terminal.look()
        assert terminal.screen.modes == {SHOWN_CURSOR}


def test_the_pointer_lies_where_the_state_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The short way to the folder and the long one lead to the same."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for value in (str(tmp_path / "state"), ""):
        monkeypatch.setenv("XDG_STATE_HOME", value)
        assert Path(kept_frame.pointer([])).parent == paths.state_folder()


@pytest.mark.parametrize("seed", range(int(os.environ.get("MBTUI_TEST_FRAMES", "1"))))
def test_no_line_is_ever_wrong(demo: DemoServer, tmp_path: Path, seed: int) -> None:
    """Reading, starring, muting, deleting, changing size and configuration, quitting and being killed, at random.

    After each, what is seen before the program is loaded is what it shows itself of what is saved.
    """
    random = Random(seed)
    size, done = SIZE, [""]
    for _ in range(5):
        terminal = _open(demo, tmp_path, size)
        for _ in range(random.randrange(4)):
            done.append(random.choice(["j", "jjj", "k", " ", "G", "g", "f", "2", "1", "z", "x", "Mp", "dy", "A"]))
            terminal.send(done[-1])
            terminal.settle(random.choice([0.05, 0.2]))
        done.append(random.choice(["rests and is killed", "is killed", "quits", "quits"]))
        if "rests" in done[-1]:
            terminal.settle(_rest_seconds())
        if "killed" in done[-1]:
            terminal.kill()
        else:
            # Where what was pressed last has asked something, it is killed after a while.
            terminal.close("q", limit_seconds=2.0)
        if random.random() < 0.2:
            done.append("is configured")
            _configured(tmp_path)
        if random.random() < 0.2:
            size = random.choice([(80, 24), (60, 30)])
        kept = _kept(demo, tmp_path, size)
        done.append("shows" if any(kept) else "shows nothing")
        if any(kept):
            own = _own(demo, tmp_path, size)
            assert kept[: len(own)] == own, "\n".join([", ".join(done), *kept, *own])


def _rest_seconds() -> float:
    """Longer than it takes until what is seen at rest is kept."""
    from mbtui.screens.frame_keeper import REST_SECONDS

    return 2 * REST_SECONDS + 0.5
