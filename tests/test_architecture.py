"""Which room may know which, what importing loads, and what stands at the top of the checkout."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.__main__ import LINT_IMPORTS

ROOT = Path(__file__).resolve().parent.parent
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


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in MARKUP_TAKERS:
                yield node


def _makers(tree: ast.AST) -> set[str]:
    """The functions that return a `Content`."""
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Name) and node.returns.id == "Content"
    }


def _is_literal(node: ast.expr, makers: set[str]) -> bool:
    """Whether an expression is a fixed text without brackets, or makes a `Content`."""
    match node:
        case ast.Constant(value=str(text)):
            return "[" not in text
        case ast.Call(func=ast.Name(id="Content")) | ast.Call(func=ast.Attribute(value=ast.Name(id="Content"))):
            return True
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
            return name in makers
    return False


@pytest.mark.parametrize("path", [path for path in sorted((ROOT / "mbtui").rglob("*.py")) if _draws(path)], ids=_name)
def test_strangers_text_is_never_markup(path: Path) -> None:
    """Whatever a widget is given to show is a `Content`, a fixed text, or explicitly no markup."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    makers = _makers(tree) | _makers(ast.parse((ROOT / "mbtui/screens/text_layout.py").read_text(encoding="utf-8")))
    for call in _calls(tree):
        is_plain = any(
            keyword.arg == "markup" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False
            for keyword in call.keywords
        )
        assert is_plain or not call.args or _is_literal(call.args[0], makers), f"line {call.lineno}"
