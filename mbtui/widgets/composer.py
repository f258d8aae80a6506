"""Where the reader writes: docked under the list, with what is answered above the text."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TextArea

ADVISED_LENGTH = 300
"""Characters after which Micro.blog shortens a post in timelines; a longer reply is still accepted."""

Decision = Literal["send", "editor", "keep", "discard"]


class Composer(Vertical):
    """A text being written. It neither sends nor saves: it says what the writer has decided."""

    DEFAULT_CSS = """
    Composer {
        height: auto;
        max-height: 100%;
        border-top: solid $foreground-muted;
        & > .composer--title { text-style: bold; height: auto; padding: 0 1; }
        & > .composer--quote { color: $text-muted; height: auto; max-height: 12vh; padding: 0 1; }
        & > TextArea {
            height: auto;
            min-height: 3;
            max-height: 30vh;
            border: none;
            padding: 0 1;
            background: $background;
        }
        & > .composer--foot { color: $text-muted; height: auto; max-height: 2; }
    }
    """

    class Changed(Message):
        """The text is different now."""

        def __init__(self, composer: Composer, text: str) -> None:
            super().__init__()
            self.composer = composer
            self.text = text

    class Decided(Message):
        """The writer wants something done with the text."""

        def __init__(self, composer: Composer, decision: Decision) -> None:
            super().__init__()
            self.composer = composer
            self.decision: Decision = decision

    def __init__(self, title: str, quote: str, text: str) -> None:
        """
        Args:
            title: What is being written: `Reply to @tomas`.
            quote: The words that are answered; shown above, at most three lines.
            text: What stands there already.
        """
        super().__init__()
        self._title = title
        self._quote = quote
        self._start = text
        self._is_deciding = False

    def compose(self) -> ComposeResult:
        """The lines above, the text, the line below."""
        yield Static(Content(self._title), classes="composer--title")
        if self._quote:
            yield Static(Content(self._quote), classes="composer--quote")
        yield _Text(self._start, soft_wrap=True, compact=True, tab_behavior="focus", show_line_numbers=False)
        yield Static(self._foot(), classes="composer--foot")

    def on_mount(self) -> None:
        """Begin at the end of what stands there."""
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        area.focus()

    @property
    def text(self) -> str:
        """What is written."""
        return self.query_one(TextArea).text

    @text.setter
    def text(self, text: str) -> None:
        area = self.query_one(TextArea)
        area.text = text
        area.move_cursor(area.document.end)

    def _foot(self) -> Content:
        if self._is_deciding:
            return Content.assemble(
                *_keyed(("y", "send"), ("e", "editor"), ("p", "keep as draft"), ("d", "discard"), ("esc", "go on"))
            )
        count = len(self._start if not self.is_mounted else self.text)
        over = f", {count - ADVISED_LENGTH} more than timelines show" if count > ADVISED_LENGTH else ""
        return Content.assemble(*_keyed(("esc", "then y sends")), f" {count} characters{over}")

    def _refresh_foot(self) -> None:
        self.query_one(".composer--foot", Static).update(self._foot())

    @on(TextArea.Changed)
    def _text_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._refresh_foot()
        self.post_message(self.Changed(self, event.text_area.text))

    def decide(self, key: str) -> bool:
        """Take a key pressed after escape. Returns whether it meant something."""
        decisions: dict[str, Decision] = {"y": "send", "e": "editor", "p": "keep", "d": "discard"}
        if not self._is_deciding:
            if key == "escape":
                self._is_deciding = True
                self._refresh_foot()
                return True
            return False
        self._is_deciding = False
        self._refresh_foot()
        if key in decisions:
            self.post_message(self.Decided(self, decisions[key]))
        return True


class _Text(TextArea):
    """A text area that knows when the writer is done."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+j,ctrl+enter", "send", "Send", show=False, priority=True)]

    async def _on_key(self, event: events.Key) -> None:
        composer = self.parent
        if isinstance(composer, Composer) and composer.decide(event.key):
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)

    def action_send(self) -> None:
        """Send without the question."""
        composer = self.parent
        if isinstance(composer, Composer):
            composer.post_message(Composer.Decided(composer, "send"))


def _keyed(*hints: tuple[str, str]) -> list[str | tuple[str, str]]:
    parts: list[str | tuple[str, str]] = [" "]
    for key, words in hints:
        parts.extend([(key, "bold"), f" {words}  "])
    return parts
