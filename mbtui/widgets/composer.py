"""Where the reader writes: docked under the list, with what is answered above the text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static, TextArea

from mbtui.content.counted_length import counted_length
from mbtui.content.document import QUOTE_PREFIX
from mbtui.widgets.composer_text import ComposerText, writable
from mbtui.widgets.wrapping import fit, wrap

ADVISED_LENGTH = 300
"""Characters after which Micro.blog shortens a post in timelines; a longer reply is still accepted."""
SHORT_SCREEN_LINES = 18
"""Below this, what is answered gets one line."""
NARROW_SCREEN_CELLS = 66
"""Below this, the keys are named in fewer words."""
LONG_TEXT_LINES = 100
"""Lines on the screen of a text that takes milliseconds to count."""
COUNT_SECONDS = 0.2
LONGEST_NAME = 100
MOST_NAMES = 6
"""People offered at a time."""

Decision = Literal["send", "editor", "keep", "discard"]

_NAME_BEFORE_CURSOR = re.compile(r"(?:^|(?<=[\s(\[,;:]))@([\w-]*(?:[.@][\w.-]*)?)$")


class _OfComposer(Message):
    def __init__(self, composer: Composer) -> None:
        super().__init__()
        self.composer = composer


class Composer(Vertical):
    """A text being written. It neither sends nor saves: it says what the writer has decided."""

    DEFAULT_CSS = """
    Composer {
        height: auto;
        max-height: 100%;
        border-top: solid $foreground-muted;
        border-title-style: bold;
        border-title-color: $foreground;
        border-title-background: $background;
        & > .composer--quote { color: $text-muted; height: auto; max-height: 3; margin: 0 1; }
        &:ansi > .composer--quote { text-style: dim; }
        & > TextArea {
            height: auto;
            min-height: 3;
            max-height: 30vh;
            border: none;
            padding: 0 1;
            background: $background;
        }
        & > .composer--foot { color: $text-muted; height: auto; max-height: 2; margin: 0 1; }
        &.-short > .composer--quote { max-height: 1; }
        &.-short > TextArea { min-height: 2; }
        &.-short > .composer--foot { max-height: 1; }
    }
    """

    class Changed(_OfComposer):
        """The text is different now."""

    class Decided(_OfComposer):
        """The writer wants something done with the text."""

        def __init__(self, composer: Composer, decision: Decision) -> None:
            super().__init__(composer)
            self.decision: Decision = decision

    class NamesWanted(_OfComposer):
        """A name is being typed behind an @; answer with `offer`."""

        def __init__(self, composer: Composer, prefix: str) -> None:
            super().__init__(composer)
            self.prefix = prefix

    def __init__(self, title: str, quote: str, text: str, keys: Mapping[str, str]) -> None:
        """
        Args:
            title: What is being written: `Reply to @tomas`.
            quote: The words that are answered; shown above, at most three lines.
            text: What stands there already.
            keys: What the toolkit's keys do: `stop`, a decision after that, `send_now`, `undo`, `redo` or `complete`.
        """
        super().__init__()
        self._keys = keys
        self._decisions: dict[str, Decision] = {
            key: word for key, does in keys.items() for word in get_args(Decision) if word == does
        }
        self.border_title = Content(title)
        self._quote = quote
        self.area = ComposerText(text, self._takes_key)
        """Read only while the text is on its way."""
        self._last_line = Static(classes="composer--foot")
        self._length = counted_length(text)
        self._recount: Timer | None = None
        """Counts a long text when the writer pauses."""
        self._is_deciding = False
        self._is_reminded = False
        """Whether the line below names the choices because the last key, behind escape, was none of them."""
        self._has_undone = False
        """Whether the last key took something back."""
        self._prefix: str | None = None
        self._names: tuple[str, ...] = ()
        self._completed: tuple[int, int, int] | None = None
        """Row and columns of a name that tab has put there, until something else is typed."""
        self._name_at = 0

    def compose(self) -> ComposeResult:
        if self._quote:
            yield _Quote(self._quote)
        yield self.area
        yield self._last_line

    def on_mount(self) -> None:
        self._refresh_foot()
        self.on_resize()
        self.area.move_cursor(self.area.document.end)
        self.area.focus()

    def on_resize(self) -> None:
        self.set_class(self.app.size.height < SHORT_SCREEN_LINES, "-short")

    @property
    def text(self) -> str:
        """What is written."""
        return self.area.text

    @text.setter
    def text(self, text: str) -> None:
        # As an edit, not as another document: what stood there can be brought back.
        area = self.area
        if (text := writable(text)) != area.text:
            area.replace(text, area.document.start, area.document.end, maintain_selection_offset=False)
        area.move_cursor(area.document.end)

    # The line below

    def _foot(self) -> Content:
        if self._is_deciding:
            is_narrow = self.app.size.width < NARROW_SCREEN_CELLS
            words = {"send": "send", "editor": "editor", "keep": "keep as draft", "discard": "discard", "stop": "go on"}
            short = {"send": "send", "editor": "edit", "keep": "keep", "discard": "discard"}
            return Content.assemble(*self._keyed(*(short if is_narrow else words).items()))
        if self._is_reminded:
            choices = self._keyed(("send", "sends"), ("editor", "editor"), ("keep", "draft"), ("discard", "discards"))
            return Content.assemble(f"Only behind {self._key('stop')}: ", *choices)
        if self._has_undone:
            return Content.assemble(*self._keyed(("redo", "brings back what was taken back")))
        if self._names:
            parts: list[str | tuple[str, str]] = []
            for number, name in enumerate(self._names):
                is_meant = number == (self._name_at if self._completed else 0)
                parts.extend([(f"@{name}", "bold" if is_meant else ""), "  "])
            return Content.assemble(
                *parts, *self._keyed(("complete", "completes" if not self._completed else "the next one"))
            )
        count = self._length
        over = f", {count - ADVISED_LENGTH} more than timelines show" if count > ADVISED_LENGTH else ""
        return Content.assemble(
            *self._keyed(("stop", f"then {self._key('send')} sends")), f"{count} character{'s' * (count != 1)}{over}"
        )

    def _key(self, does: str) -> str:
        key = next((key for key, known in self._keys.items() if known == does), "")
        return "esc" if key == "escape" else key

    def _keyed(self, *hints: tuple[str, str]) -> list[str | tuple[str, str]]:
        parts: list[str | tuple[str, str]] = []
        for does, words in hints:
            parts.extend([(self._key(does), "bold"), f" {words}  "])
        return parts

    def _refresh_foot(self) -> None:
        foot = self._foot()
        if foot != self._last_line.content:
            self._last_line.update(foot)

    def _count(self) -> None:
        self._length = counted_length(self.text)
        self._refresh_foot()

    @on(TextArea.Changed)
    def _text_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._look_for_name()
        if self._recount is not None:
            self._recount.stop()
        if self.area.virtual_size.height < LONG_TEXT_LINES:
            self._count()
        else:
            self._recount = self.set_timer(COUNT_SECONDS, self._count)
        self.post_message(self.Changed(self))

    @on(TextArea.SelectionChanged)
    def _cursor_moved(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        self._look_for_name()

    # Deciding

    def _takes_key(self, key: str) -> bool:
        """Take a key that is not part of the text. Returns whether it was none."""
        if self._decide(key):
            return True
        if self._keys.get(key) == "complete" or key in ("tab", "shift+tab"):
            # Never on to the list, where the next letter would be a command.
            self._complete()
            return True
        return False

    def _decide(self, key: str) -> bool:
        does = self._keys.get(key)
        self._is_reminded = False
        self._has_undone = does == "undo" and not self._is_deciding
        if does == "send_now":
            self.post_message(self.Decided(self, "send"))
            return True
        decisions = self._decisions
        if key == "alt+d":
            # Escape and d in quick succession, or a line editor's key that takes a word away. They can not be told
            # apart, and so the letter is asked for again.
            self._is_deciding = True
            self._refresh_foot()
            return True
        if key.startswith("alt+") and key[4:] in decisions:
            # Within a tenth of a second, or in one piece over a slow line, escape and a letter come as this.
            self._is_deciding, key = True, key[4:]
        if not self._is_deciding:
            self._is_deciding = does == "stop"
            self._refresh_foot()
            return self._is_deciding or self._takes_back(does)
        self._is_deciding = False
        if key in decisions:
            self.post_message(self.Decided(self, decisions[key]))
        # Any other key but escape is typed as usual: what follows it may be meant as text, too.
        self._is_reminded = key not in decisions and does != "stop"
        self._refresh_foot()
        return not self._is_reminded or self._takes_back(does)

    def _takes_back(self, does: str | None) -> bool:
        """Undo or redo for a key that is to. Returns whether it is."""
        if does == "undo":
            self.area.undo()
        elif does == "redo":
            self.area.redo()
        else:
            return False
        return True

    # Names behind an @

    def offer(self, prefix: str, names: Sequence[str]) -> None:
        """Offer people whose names can complete what is typed, the likeliest first."""
        if prefix == self._prefix and self._completed is None:
            self._names = tuple(name for name in names if name.lower() != prefix.lower())[:MOST_NAMES]
            self._refresh_foot()

    def _complete(self) -> None:
        """Put the first of the offered names into the text; the next one when it is there already."""
        if not self._names:
            return
        area = self.area
        row, column = area.cursor_location
        if self._completed is not None:
            start = self._completed[1]
            self._name_at = (self._name_at + 1) % len(self._names)
        else:
            start = column - len(self._prefix or "") - 1
            self._name_at = 0
        written = f"@{self._names[self._name_at]} "
        self._completed = (row, start, start + len(written))
        area.replace(written, (row, start), (row, column))
        area.move_cursor((row, start + len(written)))
        self._refresh_foot()

    def _look_for_name(self) -> None:
        area = self.area
        row, column = area.cursor_location
        if self._completed is not None:
            completed_row, start, end = self._completed
            line = area.document.get_line(row)
            if (row, column) == (completed_row, end) and line[start:end] == f"@{self._names[self._name_at]} ":
                return
            self._completed, self._prefix, self._names = None, None, ()
            self._refresh_foot()
        line, first = area.document.get_line(row), max(0, column - LONGEST_NAME)
        match = _NAME_BEFORE_CURSOR.search(line, first, column) if area.selection.is_empty else None
        prefix = match[1] if match else None
        if prefix == self._prefix:
            return
        self._prefix = prefix
        if prefix is not None:
            self.post_message(self.NamesWanted(self, prefix))
        elif self._names:
            self._names = ()
            self._refresh_foot()


class _Quote(Widget):
    """Words that are answered, as many lines as there is room for, behind the bar of a quote."""

    def __init__(self, words: str) -> None:
        super().__init__(classes="composer--quote")
        self._words = words

    def _lines(self, width: int) -> list[str]:
        return [self._words[start:end] for start, end in wrap(self._words, max(1, width - len(QUOTE_PREFIX)))]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        lines, most = self._lines(self.size.width), self.size.height
        if len(lines) > most:
            lines[most - 1] = fit(f"{lines[most - 1]} {lines[most]}", self.size.width - len(QUOTE_PREFIX))
        return Content("\n".join(f"{QUOTE_PREFIX}{line}" for line in lines[:most]))
