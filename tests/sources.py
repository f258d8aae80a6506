"""The sources of mbtui as trees, parsed once for all tests that look at them; those run in one process (`GROUP`)."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GROUP = pytest.mark.xdist_group("sources")


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """A file's module, and all that is in it."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def module(path: Path) -> ast.Module:
    """The whole file."""
    tree = nodes(path)[0]
    assert isinstance(tree, ast.Module)
    return tree
