"""The help: every command with its keys, from the command table, and a few words on the marks."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from mbtui.commands import COMMANDS, SCOPE_TITLES, Command

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

    def __init__(self, keys: dict[str, tuple[str, ...]]) -> None:
        """
        Args:
            keys: The keys of each command as the reader sees them, by its id; the configuration may have changed them.
        """
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """One long text that scrolls."""
        with VerticalScroll(can_focus=True):
            yield Static(self._text())

    def _text(self) -> Content:
        parts: list[str | tuple[str, str]] = [("Keys of mbtui", "bold"), "   esc closes this page\n"]
        for scope, title in SCOPE_TITLES.items():
            parts.extend(["\n", (title, "bold underline"), "\n"])
            for command in COMMANDS:
                if command.scope == scope:
                    parts.extend(self._line(command))
        parts.extend(["\n", ("While writing", "bold underline"), "\n"])
        for key, words in COMPOSER_KEYS:
            parts.extend(self._row(key, words))
        parts.extend(["\n", ("Marks", "bold underline"), "\n"])
        for mark, words in MARKS:
            parts.extend(self._row(mark, words))
        return Content.assemble(*parts)

    def _line(self, command: Command) -> list[str | tuple[str, str]]:
        return self._row("  ".join(self._keys.get(command.id, command.shown_keys)), command.help)

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


COMPOSER_KEYS = (
    ("escape", "stop typing; then one of the next four"),
    ("y", "send"),
    ("e", "write in $VISUAL or $EDITOR"),
    ("p", "keep as a draft"),
    ("d", "discard"),
    ("ctrl+j  ctrl+enter", "send at once"),
    ("tab", "complete the name behind an @; again, the next one"),
)
