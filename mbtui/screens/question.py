"""Questions that one key answers, lists to choose from by number, and one line of text to type.

They lie over the bottom of the screen; only the lines they need are painted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from mbtui.widgets.line import Line


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer."""

    key: str
    """The key that gives it, as the toolkit names it; empty: the next free digit."""
    text: str
    """Plain words; never markup."""
    value: str
    """What the question returns for it."""
    detail: str = ""
    """More words in a quieter style: an address."""


class Question(ModalScreen[str | None], inherit_bindings=False):
    """Ask something; answered by one key or by moving to an answer and pressing enter.

    Returns the value of the choice, or None when the reader backed out.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,backspace,q", "back", "Back", show=False),
        Binding("down,j,tab", "move(1)", "Next", show=False),
        Binding("up,k,shift+tab", "move(-1)", "Previous", show=False),
        Binding("enter", "take", "Choose", show=False),
    ]

    def __init__(self, text: str, choices: Sequence[Choice], *, is_short: bool = False) -> None:
        """
        Args:
            text: The question.
            choices: The answers. Their keys win over those that move.
            is_short: Put the answers on the question's line; for a yes and a no.
        """
        super().__init__()
        self._text = text
        digits = iter("123456789")
        taken = {choice.key for choice in choices}
        self._choices = [
            choice if choice.key else Choice(next((d for d in digits if d not in taken), ""), *_rest(choice))
            for choice in choices
        ]
        self._is_short = is_short
        self._at = 0

    def compose(self) -> ComposeResult:
        """The panel at the bottom."""
        with Vertical(classes="panel"):
            yield Static(Content(self._text), classes="panel--title")
            yield Static(self._body(), classes="panel--choices")

    def _body(self) -> Content:
        if self._is_short:
            parts: list[str | tuple[str, str]] = []
            for choice in self._choices:
                parts.extend([(choice.key, "bold"), f" {choice.text}   "])
            return Content.assemble(*parts, ("esc", "bold"), " back")
        lines: list[str | tuple[str, str]] = []
        room = max(3, self.app.size.height // 2)
        first = max(0, min(self._at - room // 2, len(self._choices) - room))
        for number, choice in enumerate(self._choices[first : first + room], first):
            if lines:
                lines.append("\n")
            lines.append(("▌ ", "bold") if number == self._at else "  ")
            lines.append((f"{choice.key or ' ':>2} ", "bold"))
            lines.append(f" {choice.text}")
            if choice.detail:
                lines.append((f"  {choice.detail}", "dim"))
        return Content.assemble(*lines)

    def on_key(self, event: events.Key) -> None:
        """Take the answer whose key was pressed."""
        for choice in self._choices:
            if (choice.key and event.key == choice.key) or event.character == choice.key:
                event.stop()
                event.prevent_default()
                self.dismiss(choice.value)
                return

    def action_back(self) -> None:
        """Answer nothing."""
        self.dismiss(None)

    def action_move(self, delta: int) -> None:
        """Mark the next or previous answer."""
        if self._choices:
            self._at = (self._at + delta) % len(self._choices)
            self.query_one(".panel--choices", Static).update(self._body())

    def action_take(self) -> None:
        """Give the marked answer; a question of yes and no wants its letter."""
        if self._choices and not self._is_short:
            self.dismiss(self._choices[self._at].value)


class LinePrompt(ModalScreen[str | None], inherit_bindings=False):
    """Ask for one line of text. Returns it, or None when the reader backed out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back", show=False)]

    def __init__(self, text: str, *, value: str = "", is_secret: bool = False) -> None:
        """
        Args:
            text: What is asked for.
            value: What stands there already.
            is_secret: Show dots instead of what is typed.
        """
        super().__init__()
        self._text = text
        self._value = value
        self._is_secret = is_secret

    def compose(self) -> ComposeResult:
        """The panel at the bottom."""
        with Vertical(classes="panel"):
            yield Static(Content(self._text), classes="panel--title")
            yield Line(self._value, password=self._is_secret, compact=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the line."""
        event.stop()
        self.dismiss(event.value.strip() or None)

    def action_back(self) -> None:
        """Give nothing."""
        self.dismiss(None)


def _rest(choice: Choice) -> tuple[str, str, str]:
    return choice.text, choice.value, choice.detail
