"""The map in README: every room is on it, and a change of each sort lands in the files that it names."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from mbtui.commands import COMMANDS
from mbtui.demo.faults import KINDS as FAULTS
from mbtui.outbox.kinds.kind import KINDS as WRITES
from mbtui.timeline_kinds import TABS
from tests.endpoints import ENDPOINTS
from tests.sources import GROUP, ROOT, nodes

pytestmark = GROUP
SOURCE = ROOT / "mbtui"
MAP = ROOT.joinpath("README.md").read_text(encoding="utf-8").partition("### The map")[2].partition("\n## ")[0]


@cache
def _constants(path: Path) -> frozenset[str]:
    """The texts in a file's code, without those that only document it."""
    documenting = {id(node.value) for node in nodes(path) if isinstance(node, ast.Expr)}
    return frozenset(
        node.value
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documenting
    )


@cache
def _files(room: str) -> tuple[Path, ...]:
    return tuple(SOURCE.joinpath(room).rglob("*.py"))


def _holding(text: str, *rooms: str) -> set[str]:
    """The files, of some rooms or of all, whose code has a text."""
    found = [path for room in rooms or ("",) for path in _files(room)]
    return {str(path.relative_to(SOURCE)) for path in found if text in _constants(path)}


def test_every_room_is_on_the_map() -> None:
    """And every file that the map names exists."""
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert {room for room in rooms if f"`{room}`" in MAP} == rooms
    named = {word for word in MAP.split("`")[1::2] if word.endswith(".py") and "<" not in word}
    assert named and {name for name in named if not (SOURCE / name).exists() and not (ROOT / name).exists()} == set()


def test_a_key_is_one_row() -> None:
    """The words of the help stand in the table alone; those of a tab with its timeline."""
    for command in COMMANDS:
        if " " in command.help:
            assert _holding(command.help) <= {"commands.py", "timeline_kinds.py"}, command.help


def test_a_tab_is_one_kind_of_timeline() -> None:
    """What shows it asks the kind. (The ids left out are also names of other things.)"""
    for id in TABS:
        if id not in ("timeline", "conversation"):
            assert _holding(id, "screens", "panes", "widgets") == set(), id


def test_an_endpoint_is_a_call_and_a_route() -> None:
    """One file on either side. (A path with an id is put together; Micropub's configuration names its media path.)"""
    for path in sorted({each.path for each in ENDPOINTS if not set("[?") & set(each.path)}):
        assert len(_holding(path, "api")) <= 1, path
        assert len(_holding(path, "demo/routes") - {"demo/routes/micropub.py"}) <= 1, path


def test_each_endpoint_of_the_specification_has_a_key() -> None:
    """Or a sentence says why it needs none."""
    ids = {command.id for command in COMMANDS}
    without = {row.call for row in ENDPOINTS if row.is_published and row.by not in ids}
    assert without == {"posts.check", "users.push_register"}
    assert all(row.by.endswith(".") for row in ENDPOINTS if row.call in without)


def test_a_kind_of_write_is_known_to_its_own_file() -> None:
    """Queue, sender and sentences ask the kind. ("post" is also what a write may be about; a star holds "tags".)"""
    for id in WRITES:
        if id not in ("", "post", "tags"):
            assert len(_holding(id, "outbox")) == 1, id


def test_a_fault_is_a_row_and_the_routes_it_is_about() -> None:
    """Faults that change any answer need no second file. ("html" is also a word of the wire.)"""
    for fault in FAULTS:
        if fault != "html":
            files = _holding(fault, "demo")
            assert {str(Path(name).parent) for name in files} <= {"demo", "demo/routes"}, fault
            assert len(files) <= 3, fault
