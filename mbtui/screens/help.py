"""The help: every command with its keys, from the command table, those of where the reader is first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from mbtui.commands import MOVING, SCOPE_TITLES, commands_in
from mbtui.panes.bindings import bindings_for, keys_of
from mbtui.screens.post_screen import PostScreen
from mbtui.screens.pushed import PushedScreen
from mbtui.screens.text_layout import TextLine, content_of, hanging

WIDE = 70
"""Columns from which keys and words stand side by side."""
PADDING = 3
"""Columns beside the lines: a blank at each side, and the scroll bar."""

MARKS = (
    ("•", "newer than what you have read"),
    ("★", "has your star"),
    ("↩", "part of a conversation"),
    ("↳", "whom it answers, when that is not the post above or the first one"),
    ("✎", "yours"),
    ("⌛", "waits to be sent"),
    ("✓", "in a list of people: you follow them"),
)

WITHOUT_KEY = (
    (
        "push notifications",
        "Micro.blog sends them to telephones, and a terminal can not receive them: mbtui asks for news itself, and "
        "`notify` in config.toml rings for mentions. `mbtui api` registers a device",
    ),
)


class HelpScreen(PushedScreen[None], inherit_bindings=False):
    """All commands on one page."""

    scopes = ("help", *MOVING)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(*scopes)

    def __init__(self, seen: Screen[Any]) -> None:
        """
        Args:
            seen: The screen that the reader asks about.
        """
        super().__init__()
        self._problem: str = getattr(getattr(seen, "standing", None), "problem", "")
        self._scopes: Sequence[str] = getattr(seen, "scopes", ())
        self._body = Static()
        self._page = VerticalScroll(self._body, can_focus=True)
        self._is_reading = isinstance(seen, PostScreen)
        self._is_writing = isinstance(seen, PostScreen) and seen.writing.has_focus_within

    def compose(self) -> ComposeResult:
        yield self._page

    def on_resize(self) -> None:
        self._body.update(self._text())

    def _text(self) -> Content:
        lines: list[TextLine] = [[("Keys of mbtui", "bold"), ("   esc closes this page", "")]]
        if self._problem:
            lines.append([("", "")])
            lines.extend(hanging(self._problem, self.app.size.width - PADDING, first=[("Now: ", "bold")]))
        for title, rows in self._sections():
            lines.extend([[("", "")], [(title, "bold underline")]])
            for keys, words in rows:
                lines.extend(self._row(keys, words))
        return content_of(lines)

    def _sections(self) -> list[tuple[str, Sequence[tuple[str, str]]]]:
        """The headings, with keys and words under each: what works here, what works everywhere, the rest."""
        here = self._scopes if self._is_reading else ()
        first = "composer" if self._is_writing else None
        scopes = dict.fromkeys(filter(None, [first, *here, "app", *SCOPE_TITLES]))
        sections: list[tuple[str, Sequence[tuple[str, str]]]] = [
            (SCOPE_TITLES[scope], self._lines(scope)) for scope in scopes
        ]
        if self._scopes and not self._is_reading:
            sections.insert(0, ("This screen", self._lines(*self._scopes)))
        return [*sections, ("Marks", MARKS), ("What has no key", WITHOUT_KEY)]

    def _lines(self, *scopes: str) -> list[tuple[str, str]]:
        return [("  ".join(keys_of(self.app, command.id)), command.help) for command in commands_in(*scopes)]

    def _row(self, keys: str, words: str) -> Iterator[TextLine]:
        """Keys and what they do, side by side, or under one another where the screen is narrow."""
        width = self.app.size.width - PADDING
        if width + PADDING >= WIDE:
            return hanging(words, width, first=[(f"  {f'{keys} ':<22}", "bold")])
        return chain([[(keys, "bold")]], hanging(words, width, first=[("  ", "")]))

    def action_move(self, delta: int) -> None:
        self._page.scroll_relative(y=delta, animate=False)

    def action_page(self, direction: int) -> None:
        self._page.scroll_relative(y=direction * max(1, self._page.size.height - 2), animate=False)

    def action_half_page(self, direction: int) -> None:
        self._page.scroll_relative(y=direction * max(1, self._page.size.height // 2), animate=False)

    def action_edge(self, direction: int) -> None:
        if direction < 0:
            self._page.scroll_home(animate=False)
        else:
            self._page.scroll_end(animate=False)
