"""The help: every command with its keys, from the command table, those of where the reader is first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from mbtui.commands import SCOPE_TITLES, Command, Scope, commands_in, key_names
from mbtui.screens.post_screen import PostScreen

WIDE = 70
"""Columns from which keys and words stand side by side."""

MARKS = (
    ("•", "newer than what you have read"),
    ("★", "has your star"),
    ("↩", "part of a conversation"),
    ("✎", "yours"),
    ("⌛", "waits to be sent"),
)


class HelpScreen(Screen[None], inherit_bindings=False):
    """All commands on one page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,backspace,q,question_mark,f1", "close", "Close", show=False),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
        Binding("space,pagedown,ctrl+d", "page(1)", "Page down", show=False),
        Binding("b,pageup,ctrl+u", "page(-1)", "Page up", show=False),
        Binding("g,home", "edge(-1)", "Top", show=False),
        Binding("G,end", "edge(1)", "Bottom", show=False),
    ]

    def __init__(self, keys: dict[str, tuple[str, ...]], seen: Screen[Any]) -> None:
        """
        Args:
            keys: The keys of each command as the reader sees them, by its id; the configuration may have changed them.
            seen: The screen that the reader asks about.
        """
        super().__init__()
        self._keys = keys
        self._scopes: Sequence[Scope] = seen.scopes if isinstance(seen, PostScreen) else ()
        self._is_writing = isinstance(seen, PostScreen) and seen.writing.has_focus_within
        self._own_keys = () if isinstance(seen, PostScreen) else _keys_of(seen)

    def compose(self) -> ComposeResult:
        """One long text that scrolls."""
        with VerticalScroll(can_focus=True):
            yield Static(self._text())

    def _text(self) -> Content:
        parts: list[str | tuple[str, str]] = [("Keys of mbtui", "bold"), "   esc closes this page\n"]
        for title, rows in self._sections():
            parts.extend(["\n", (title, "bold underline"), "\n"])
            for keys, words in rows:
                parts.extend(self._row(keys, words))
        return Content.assemble(*parts)

    def _sections(self) -> list[tuple[str, Sequence[tuple[str, str]]]]:
        """The headings, with keys and words under each: what works here, what works everywhere, the rest."""
        scopes = dict.fromkeys([*self._scopes, "app", *SCOPE_TITLES])
        sections: list[tuple[str, Sequence[tuple[str, str]]]] = [
            (SCOPE_TITLES[scope], [self._line(command) for command in commands_in(scope)]) for scope in scopes
        ]
        if self._own_keys:
            sections.insert(0, ("This screen", self._own_keys))
        sections.insert(0 if self._is_writing else len(sections), ("While writing", COMPOSER_KEYS))
        return [*sections, ("Marks", MARKS)]

    def _line(self, command: Command) -> tuple[str, str]:
        return "  ".join(self._keys.get(command.id, command.shown_keys)), command.help

    def _row(self, keys: str, words: str) -> list[str | tuple[str, str]]:
        """Keys and what they do, side by side, or under one another where the screen is narrow."""
        if self.app.size.width >= WIDE:
            return [(f"  {keys:<22}", "bold"), f"{words}\n"]
        return [(f"{keys}\n", "bold"), f"{words}\n"]

    def action_close(self) -> None:
        """Back to where the reader was."""
        self.dismiss(None)

    def action_scroll(self, lines: int) -> None:
        """Scroll by a line."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_page(self, direction: int) -> None:
        """Scroll by a page."""
        page = self.query_one(VerticalScroll)
        page.scroll_relative(y=direction * max(1, page.size.height - 2), animate=False)

    def action_edge(self, direction: int) -> None:
        """Scroll to the top or the bottom."""
        page = self.query_one(VerticalScroll)
        if direction < 0:
            page.scroll_home(animate=False)
        else:
            page.scroll_end(animate=False)


def _keys_of(screen: Screen[Any]) -> tuple[tuple[str, str], ...]:
    """What the keys of a screen do that has commands of its own."""
    bindings = [binding for binding in screen.BINDINGS if isinstance(binding, Binding)]
    return tuple(("  ".join(key_names(binding.key)), binding.description) for binding in bindings)


COMPOSER_KEYS = (
    ("escape", "stop typing; then one of the next four"),
    ("y", "send"),
    ("e", "write in $VISUAL or $EDITOR"),
    ("p", "keep as a draft"),
    ("d", "discard"),
    ("ctrl+j  ctrl+enter", "send at once"),
    ("tab", "complete the name behind an @; again, the next one"),
)
