"""Which room may know which, what importing loads, and what stands at the top of the checkout."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.driver import Driver
from textual.message import Message
from textual.message_pump import MessagePump

import mbtui
from mbtui.commands import COMMANDS
from tests.__main__ import LINT_IMPORTS
from tests.sources import GROUP, ROOT, module, nodes

pytestmark = GROUP
SOURCES = sorted((ROOT / "mbtui").rglob("*.py"))
MOST_LINES = 400
TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "LICENSE",
    "README.md",
    "mbtui",
    "mbtui.tcss",
    "pyproject.toml",
    "screenshots",
    "tests",
}
MARKUP_TAKERS = {"Static", "Label", "Button", "Option", "Tab", "TabPane", "Collapsible", "notify"}
"""What reads a plain string as markup unless told otherwise."""


def test_rooms_import_downwards_only() -> None:
    """The layers of pyproject.toml hold."""
    done = subprocess.run([sys.executable, "-c", LINT_IMPORTS], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_library_stands_alone() -> None:
    """`import mbtui.api` loads neither the terminal toolkit nor storage, keyring, converter or server."""
    heavy = ("textual", "rich", "sqlite3", "keyring", "html2text", "starlette", "uvicorn")
    code = f"import sys, mbtui.api\nprint([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_first_frame_waits_for_nothing_it_does_not_show() -> None:
    """Opening the full screen loads neither network, converter, keyring nor demo server."""
    heavy = ("httpx", "html2text", "markdown_it", "keyring", "starlette", "uvicorn", "importlib.metadata")
    code = f"import sys, mbtui.app\nprint([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_top_level_holds_what_belongs_there() -> None:
    """No file has been put beside the rooms."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.partition("/")[0] for line in listed.splitlines()} <= TOP_LEVEL


def _draws(path: Path) -> bool:
    return "textual" in path.read_text(encoding="utf-8")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _calls(path: Path) -> Iterator[ast.Call]:
    for node in nodes(path):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in MARKUP_TAKERS:
                yield node


@cache
def _makers(path: Path) -> frozenset[str]:
    """The functions of a file that return a `Content`."""
    return frozenset(
        node.name
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Name) and node.returns.id == "Content"
    )


def _is_literal(node: ast.expr, makers: frozenset[str]) -> bool:
    """Whether an expression is a fixed text without brackets, or makes a `Content`."""
    match node:
        case ast.Constant(value=str(text)):
            return "[" not in text
        case ast.Call(func=ast.Name(id="Content")) | ast.Call(func=ast.Attribute(value=ast.Name(id="Content"))):
            return True
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
            return name in makers
    return False


def test_strangers_text_is_never_markup() -> None:
    """Whatever a widget is given to show is a `Content`, a fixed text, or explicitly no markup."""
    found = []
    for path in filter(_draws, SOURCES):
        makers = _makers(path) | _makers(ROOT / "mbtui/screens/text_layout.py")
        for call in _calls(path):
            is_plain = any(
                keyword.arg == "markup" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False
                for keyword in call.keywords
            )
            if not is_plain and call.args and not _is_literal(call.args[0], makers):
                found.append(f"{_name(path)}, line {call.lineno}")
    assert found == []


def _long_files() -> set[str]:
    return {_name(path) for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES}


def _files_with_promises() -> set[str]:
    """The files with a class that declares under `if TYPE_CHECKING` what only another class has."""
    found: set[str] = set()
    for path in SOURCES:
        for node in nodes(path):
            if isinstance(node, ast.ClassDef) and any(isinstance(part, ast.If) for part in node.body):
                found.add(_name(path))
    return found


def test_no_file_is_too_long_to_be_read() -> None:
    """A second subject in a file moves to a file of its own."""
    assert _long_files() == set()


def test_a_class_can_be_read_alone() -> None:
    """No class is cut into parts that declare what another part owns."""
    assert _files_with_promises() == set()


# What Textual finds by name. `MainScreen._key_at` was once taken for what handles the key @, and ended the program.

LOOKED_UP = ("key_", "_key_", "on_", "_on_", "watch_", "_watch_", "validate_", "_validate_", "compute_", "_compute_")


def _modules() -> Iterator[str]:
    for found in pkgutil.walk_packages(mbtui.__path__, "mbtui."):
        if not found.name.startswith("mbtui.demo"):
            yield found.name


def _below(base: type) -> Iterator[type]:
    children: list[type] = type.__subclasses__(base)
    for child in children:
        yield child
        yield from _below(child)


def _is_ours(known: type) -> bool:
    return known.__module__.startswith("mbtui.")


@cache
def _definitions(path: Path) -> dict[str, ast.ClassDef]:
    """The classes of a file by their qualified names."""
    found: dict[str, ast.ClassDef] = {}

    def look(body: Iterable[ast.AST], prefix: str) -> None:
        for node in body:
            match node:
                case ast.ClassDef(name=name):
                    found[prefix + name] = node
                    look(node.body, f"{prefix}{name}.")
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    look(node.body, f"{prefix}{name}.<locals>.")
                case _:
                    look(ast.iter_child_nodes(node), prefix)

    look(module(path).body, "")
    return found


def _definition(known: type) -> ast.ClassDef:
    return _definitions(Path(inspect.getfile(known)))[known.__qualname__]


@cache
def _assigned(known: type) -> frozenset[str]:
    """The names that a class gives to itself and to its objects, as its source has them."""
    definition = _definition(known)
    found: set[str] = set()
    for node in ast.walk(definition):
        match node:
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                found.add(name)
    for node in definition.body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
            case ast.Assign(targets=targets):
                found.update(target.id for target in targets if isinstance(target, ast.Name))
    return frozenset(found)


@cache
def _toolkits_names(known: type) -> frozenset[str]:
    """The names of all that a class of ours inherits from Textual."""
    bases = [base for base in known.__mro__ if base.__module__.startswith("textual.")]
    return frozenset(name for base in bases for name in _assigned(base))


@cache
def _ours() -> tuple[type, ...]:
    """Our classes that derive from Textual's."""
    for name in _modules():
        import_module(name)
    found = {known for base in (MessagePump, Driver) for known in _below(base) if _is_ours(known)}
    return tuple(sorted(found, key=lambda known: (known.__module__, known.__qualname__)))


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def test_no_name_of_ours_is_one_of_textuals_own() -> None:
    """Textual's private names are left alone, except in the room of the terminal."""
    shared = {
        f"{known.__module__}.{known.__qualname__}.{name}"
        for known in _ours()
        if not known.__module__.startswith("mbtui.terminal.")
        for name in _assigned(known) & _toolkits_names(known)
        if _is_private(name)
    }
    assert shared == set()


def _private_attributes(found: Iterable[ast.AST]) -> Iterator[tuple[str, bool]]:
    """The private attributes that are read or written, and whether they are those of `self`."""
    for node in found:
        if isinstance(node, ast.Attribute) and _is_private(node.attr):
            yield node.attr, isinstance(node.value, ast.Name) and node.value.id == "self"


@cache
def _attributes_of(known: type) -> tuple[tuple[str, bool], ...]:
    return tuple(_private_attributes(ast.walk(_definition(known))))


def test_private_names_of_the_toolkit_are_touched_in_the_room_of_the_terminal_only() -> None:
    """By no import and by no attribute."""
    sources = {path: nodes(path) for path in SOURCES if path.parent.name != "terminal"}
    theirs = {name for known in _ours() for name in _toolkits_names(known) if _is_private(name)}
    own = {name for found in sources.values() for name, is_own in _private_attributes(found) if is_own}
    touched: set[str] = set()
    for path, found in sources.items():
        touched.update(
            f"{_name(path)}: {name}"
            for name, is_own in _private_attributes(found)
            if not is_own and name in theirs - own
        )
        for node in found:
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in ("textual", "rich"):
                parts = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
                touched.update(f"{_name(path)}: {part}" for part in parts if part.startswith("_"))
    for known in _ours():
        part_of_ours = [base for base in known.__mro__ if base.__module__.startswith("mbtui.")]
        assigned = {name for part in part_of_ours for name in _assigned(part)}
        for part in part_of_ours:
            if part.__module__.startswith("mbtui.terminal."):
                continue
            for name, is_own in _attributes_of(part):
                if is_own and name in _toolkits_names(known) and name not in assigned:
                    touched.add(f"{part.__module__.replace('.', '/')}.py: {name}")
    assert touched == set()


@cache
def _handlers() -> frozenset[str]:
    return frozenset(message.handler_name for message in _below(Message) if issubclass(message, Message))


def _is_known(known: type, name: str) -> bool:
    """Whether Textual looks a method up by this name, and is meant to."""
    prefix, _, what = name.lstrip("_").partition("_")
    if prefix == "on":
        return f"on_{what}" in _handlers() or name in _toolkits_names(known)
    return prefix in ("watch", "validate", "compute") and what in getattr(known, "_reactives", {})


def test_textual_finds_no_more_than_it_is_to_find() -> None:
    """Handlers of keys and messages, and watchers, are looked up by name: none is there by chance or in vain."""
    found = [
        f"{known.__module__}.{known.__qualname__}.{name}"
        for known in _ours()
        for name in sorted(_assigned(known))
        if name.startswith(LOOKED_UP) and not _is_known(known, name)
    ]
    assert found == []


def test_every_action_is_the_action_of_a_command() -> None:
    """Or of a binding of its class."""
    actions = {command.action.partition("(")[0] for command in COMMANDS}
    unused = []
    for known in _ours():
        bound = {
            action.partition("(")[0].rpartition(".")[2]
            for base in known.__mro__
            for binding in vars(base).get("BINDINGS", ())
            for action in [binding.action if isinstance(binding, Binding) else binding[1]]
        }
        for name in sorted(_assigned(known)):
            is_meant = name.removeprefix("action_") in actions | bound or name in _toolkits_names(known)
            if name.startswith("action_") and not is_meant:
                unused.append(f"{known.__module__}.{known.__qualname__}.{name}")
    assert unused == []
