"""Questions that one key answers, lists to choose from by a key, and one line of text to type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from mbtui.panes.bindings import bindings_for
from mbtui.screens.dialogs.panel import Panel
from mbtui.screens.pushed import PushedScreen
from mbtui.screens.text_layout import TextLine, content_of, hanging, key_hints
from mbtui.widgets.text_keys import Line


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer."""

    key: str
    """The key that gives it, as the toolkit names it."""
    text: str
    """Plain words; never markup."""
    value: str
    """What the question returns for it."""


class Question(Panel[str]):
    """Ask something; answered by one key or by moving to an answer and pressing enter.

    Returns the value of the choice, or None when the reader backed out.
    """

    def __init__(self, text: str, choices: Sequence[Choice], *, is_short: bool = False) -> None:
        """The keys of choices win over those that move; a short question has its answers on one line."""
        super().__init__(text)
        self._choices = choices
        self._is_short = is_short

    def count(self) -> int:
        return len(self._choices)

    def body(self) -> Content:
        if self._is_short:
            return key_hints(self.app, *((choice.key, choice.text) for choice in self._choices), ("panel.back", "back"))
        lines: list[TextLine] = []
        room = max(3, self.app.size.height // 2)
        first = max(0, min(self._at - room // 2, len(self._choices) - room))
        for number, choice in enumerate(self._choices[first : first + room], first):
            mark: TextLine = [("▌ " if number == self._at else "  ", "bold"), (f"{choice.key:>2}  ", "bold")]
            lines.extend(hanging(choice.text, self.width, first=mark))
        return content_of(lines)

    def on_key(self, event: events.Key) -> None:
        """Take the answer whose key was pressed."""
        for choice in self._choices:
            if choice.key in (event.key, event.character):
                event.stop()
                event.prevent_default()
                self.dismiss(choice.value)
                return

    def choose(self, place: int) -> None:
        # A question of yes and no wants its letter.
        if not self._is_short:
            self.dismiss(self._choices[place].value)


async def confirmed(app: App[Any], question: str, yes: str, no: str = "") -> bool:
    """Ask from a worker for a yes. Without a word for no, only backing out says so."""
    choices = [Choice("y", yes, "yes"), Choice("n", no, "no")]
    return await app.push_screen_wait(Question(question, choices if no else choices[:1], is_short=True)) == "yes"


class LinePrompt(ModalScreen[str | None], PushedScreen[str | None], inherit_bindings=False):
    """Ask for one line of text. Returns it without blanks around it, or None when the reader backed out."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("panel.back")

    def __init__(
        self, text: str, value: str = "", *, hints: Sequence[tuple[str, str]] = (), line: Line | None = None
    ) -> None:
        """
        Args:
            text: What is asked.
            value: What stands there already.
            hints: Keys by their commands, or as they are, and what they do; named below.
            line: Where to type; one that completes, for example.
        """
        super().__init__()
        self._text = text
        self._line = line or Line(value, compact=True, select_on_focus=False)
        self._hints = hints
        self._foot = Static(classes="panel--foot")

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield Static(Content(self._text), classes="panel--title")
            yield self._line
            yield self._foot

    def on_mount(self) -> None:
        self.show_foot(key_hints(self.app, *self._hints))

    def show_foot(self, words: Content) -> None:
        """Say something below the line; nothing takes no room."""
        self._foot.update(words)
        self._foot.display = bool(words)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip())
