"""Paths that were renamed: Micro.blog answers to the old and the new name, others may know only one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from mbtui.api.errors import NotFound

_Result = TypeVar("_Result")

_RENAMED = (("/posts/all", "/posts/timeline"), ("/posts/favorites", "/posts/bookmarks"))


class RenamedPaths:
    """What one server knows of the pairs of names."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._unknown: set[str] = set()

    async def call(self, path: str, ask: Callable[[str], Awaitable[_Result]]) -> _Result:
        """Ask for a path and, if its name is not found and never has been, for its other name; remember which."""
        name, other = _names(path)
        if not other:
            return await ask(path)
        rest = path.removeprefix(name)
        if name in self._unknown:
            name, other = other, name
        try:
            result = await ask(name + rest)
        except NotFound as missing:
            if name in self._known:
                raise
            try:
                result = await ask(other + rest)
            except NotFound:
                raise missing from None
            self._unknown = self._unknown - {other} | {name}
            name = other
        self._known.add(name)
        return result


def _names(path: str) -> tuple[str, str]:
    """Give the name that a path begins with, and the other one; two empty texts when it was never renamed."""
    for older, newer in _RENAMED:
        for name, other in ((older, newer), (newer, older)):
            if path == name or path.startswith(f"{name}/"):
                return name, other
    return "", ""
