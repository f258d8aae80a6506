"""Where the reader writes: docked under the list, with what is answered above the text."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea

from mbtui.content.counted_length import counted_length
from mbtui.store.drafts import DraftKind
from mbtui.widgets.composer_completion import Completion, Source
from mbtui.widgets.composer_decisions import DECISIONS
from mbtui.widgets.composer_foot import ComposerFoot
from mbtui.widgets.composer_quote import ComposerQuote
from mbtui.widgets.composer_text import ComposerText, writable

if TYPE_CHECKING:
    from mbtui.widgets.composer_head import ComposerHead
    from mbtui.widgets.composer_preview import ComposerPreview

SHORT_SCREEN_LINES = 18
"""Below this, what is answered gets one line."""
LONG_TEXT_LINES = 100
"""Lines on the screen of a text that takes milliseconds to count."""
COUNT_SECONDS = 0.2
LEAVING_SECONDS = 1.0
"""How long after an escape that has left the preview the key that opened it behind another is no letter."""


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
        & > TextArea {
            height: auto;
            min-height: 3;
            max-height: 30vh;
            border: none;
            padding: 0 1;
            background: $background;
        }
        &.-short > ComposerQuote { max-height: 1; }
        &.-short > TextArea { min-height: 2; }
        &.-short.-heading > TextArea { height: 0; min-height: 0; }
    }
    """

    class Changed(_OfComposer):
        """The text is different now."""

    class Decided(_OfComposer):
        """The writer wants something done with the text."""

        def __init__(self, composer: Composer, decision: str) -> None:
            super().__init__(composer)
            self.decision = decision
            """The id of one of `DECISIONS`."""

    def __init__(
        self,
        kind: DraftKind,
        title: str,
        quote: str,
        text: str,
        keys: Mapping[str, str],
        sources: Sequence[Source] = (),
        head: ComposerHead | None = None,
    ) -> None:
        """
        Args:
            kind: What is being written.
            title: The same in words: `Reply to @tomas`.
            quote: The words that are answered; shown above, at most three lines.
            text: What stands there already.
            keys: What the toolkit's keys do: `stop`, a decision after that, `send_now`, `undo`, `redo` or `complete`.
            sources: What completes the word before the cursor.
            head: What it has beside the text; None for a reply.
        """
        super().__init__()
        self._keys = keys
        self.border_title = Content(title)
        self._quote = quote
        self.area = ComposerText(text, self._takes_key)
        """Read only while the text is on its way."""
        self.head = head
        if head is not None:
            head.text = self.area
        self._completion = Completion(self.area, sources, self._refresh_foot)
        self._foot = ComposerFoot(keys, [decision for decision in DECISIONS if kind in decision.kinds])
        self._length, self._is_all_counted = 0, True
        self._recount: Timer | None = None
        """Counts a long text when the writer pauses."""
        self.preview: ComposerPreview | None = None
        """Shown in place of the text."""
        self._left_preview_at = float("-inf")
        self._is_deciding = False
        self._is_reminded = False
        """Whether the line below names the choices because the last key, behind escape, was none of them."""
        self._has_undone = False
        """Whether the last key took something back."""

    def compose(self) -> ComposeResult:
        if self._quote:
            yield ComposerQuote(self._quote)
        if self.head is not None:
            yield self.head
        yield self.area
        yield self._foot

    def on_mount(self) -> None:
        self._count()
        self.on_resize()
        self.area.move_cursor(self.area.document.end)
        self.area.focus()

    def on_resize(self) -> None:
        self.set_class(self.app.size.height < SHORT_SCREEN_LINES, "-short")

    def take_focus(self) -> None:
        """Lead the writer back to where they are: the text, its head or its preview."""
        if self.preview is not None:
            self.preview.focus()
        elif self.head is not None and self.head.is_open:
            self.head.take_focus()
        else:
            self.area.focus()

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

    def take_out(self, pasted: str) -> None:
        """Take back what was just pasted, if it still stands before the cursor."""
        area = self.area
        if area.get_text_range(area.document.start, area.cursor_location).endswith(writable(pasted)):
            area.undo()

    def _refresh_foot(self) -> None:
        foot = self._foot
        if self.head is not None and self.head.is_open:
            foot.show(self.head.hint())
        elif self.preview is not None:
            foot.show(*foot.keyed(("stop", "back to the text"), ("send_now", "sends")))
        elif self._is_deciding:
            foot.show_decisions()
        elif self._is_reminded:
            foot.show_decisions(is_reminder=True)
        elif self._has_undone:
            foot.show_undone()
        elif self._completion.choices:
            foot.show_choices(self._completion)
        else:
            foot.show_length(self._length, is_all=self._is_all_counted)

    def _count(self) -> None:
        text = self.text
        self._length = counted_length(text)
        self._is_all_counted = self._length == len(text.strip())
        self._refresh_foot()

    @on(TextArea.Changed)
    def _text_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._completion.look()
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
        self._completion.look()

    # The head

    def on_composer_head_moved(self, event: ComposerHead.Moved) -> None:
        event.stop()
        self.set_class(self.head is not None and self.head.is_open, "-heading")
        self._refresh_foot()

    def on_composer_head_send_wanted(self, event: ComposerHead.SendWanted) -> None:
        event.stop()
        self._tell("send")

    # The preview

    async def show_preview(self, preview: ComposerPreview) -> None:
        """Show how the text will look in its place, until the writer goes back."""
        self.preview = preview
        # Laid out once: beside the text it may be narrower, and another width takes it back to its top.
        with self.app.batch_update():
            await self.mount(preview, before=self.area)
            self.screen.set_focus(preview, scroll_visible=False)
            self.area.display = False
        self._refresh_foot()

    async def on_composer_preview_closed(self, event: ComposerPreview.Closed) -> None:
        event.stop()
        preview, self.preview = self.preview, None
        self._left_preview_at = time.monotonic()
        self._refresh_foot()
        if preview is not None:
            await preview.remove()

    def on_composer_preview_send_wanted(self, event: ComposerPreview.SendWanted) -> None:
        event.stop()
        self._tell("send")

    # Deciding

    async def _takes_key(self, key: str) -> bool:
        """Take a key that is not part of the text. Returns whether it was none."""
        if self._decide(key):
            return True
        if self._keys.get(key) == "complete" or key in ("tab", "shift+tab"):
            # Never on to the list, where the next letter would be a command.
            await self._completion.complete()
            return True
        return False

    def _tell(self, decision: str) -> None:
        self.area.stop_typing()
        self.post_message(self.Decided(self, decision))

    def _decision(self, key: str) -> str:
        """The id of what a key behind escape decides; empty when it decides nothing."""
        does = self._keys.get(key)
        return next((decision.id for decision in DECISIONS if decision.id == does), "")

    def _decide(self, key: str) -> bool:
        does = self._keys.get(key)
        if does == "preview" and not self._is_deciding and time.monotonic() < self._left_preview_at + LEAVING_SECONDS:
            # Escape alone has left the preview; this is the rest of the keys that opened it.
            self._left_preview_at = float("-inf")
            return True
        self._is_reminded = False
        self._has_undone = does == "undo" and not self._is_deciding
        if does == "send_now":
            self._tell("send")
            return True
        if key == "alt+d":
            # Escape and d in quick succession, or a line editor's key that takes a word away. They can not be told
            # apart, and so the letter is asked for again.
            self._is_deciding = True
            self._refresh_foot()
            return True
        if key.startswith("alt+") and self._decision(key[4:]):
            # Within a tenth of a second, or in one piece over a slow line, escape and a letter come as this.
            self._is_deciding, key = True, key[4:]
        if not self._is_deciding:
            self._is_deciding = does == "stop"
            self._refresh_foot()
            return self._is_deciding or self._takes_back(does)
        self._is_deciding = False
        if decision := self._decision(key):
            self._tell(decision)
        # Any other key but escape is typed as usual: what follows it may be meant as text, too.
        self._is_reminded = not decision and does != "stop"
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
