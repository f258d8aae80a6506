"""The head of a post above its text: one line while it is closed, a field on each line while it is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from mbtui.services.blogs import Blogs
from mbtui.services.post_words import post_words
from mbtui.store.drafts import Draft
from mbtui.widgets.composer_text import ComposerText, writable
from mbtui.widgets.head_fields import Field, PublishTime, fields_of
from mbtui.widgets.text_keys import Line
from mbtui.widgets.wrapping import fit

LABEL_CELLS = 12
LINES_BESIDE = 9
"""Lines of the screen that are not the form's: on a low one, only the fields around the open one are seen."""
LONGEST_TITLE = 20_000
"""Characters; more than any blog shows."""


class ComposerHead(Vertical):
    """What a post has beside its text. It changes a draft, whose own text it leaves alone."""

    DEFAULT_CSS = f"""
    ComposerHead {{
        height: auto;
        padding: 0 1;
        & > Static {{ color: $text-muted; height: auto; }}
        &:ansi > Static {{ text-style: dim; }}
        & > Horizontal {{ height: 1; display: none; }}
        & .composer-head--label {{ width: {LABEL_CELLS}; text-style: bold; }}
        & Line {{ width: 1fr; border: none; padding: 0; background: $background; text-style: underline; }}
        &.-open > Horizontal {{ display: block; }}
    }}
    """

    class Changed(Message):
        """The draft is different now."""

    class Moved(Message):
        """Another field is open than before, or none; another line helps."""

    class SendWanted(Message):
        """The post is to be sent."""

    class BlogWanted(Message):
        """The post is to go to another blog, of which more may have to be known."""

        def __init__(self, uid: str) -> None:
            super().__init__()
            self.uid = uid

    def __init__(self, draft: Draft, blogs: Blogs, keys: Mapping[str, str], clock: Callable[[], float]) -> None:
        """
        Args:
            draft: A post or an edit.
            blogs: Where it can go.
            keys: What the toolkit's keys do: a command of the head, without its scope, `send_now`, `undo` or `redo`.
            clock: Gives unix seconds.
        """
        super().__init__()
        self.draft = draft
        """With the parts as they are here."""
        self.is_open = False
        self.text: ComposerText | None = None
        """Where the writer goes on when the form is closed."""
        self._blogs = blogs
        self._keys = keys
        self._clock = clock
        self._fields: list[Field] = []
        self._at = 0
        self._loaded = self._undone = ""
        """What stood in the open field at first, and what stood there before the last undo."""
        self._told = ""
        """What is said in the line below in place of the hint. That a field can not be taken is said to who leaves it:
        before, it is not finished and no fault."""
        self._above, self._below = Static(), Static()
        self._label = Static(classes="composer-head--label")
        self._line = _HeadLine(self)

    def compose(self) -> ComposeResult:
        yield self._above
        with Horizontal():
            yield self._label
            yield self._line
        yield self._below

    def on_mount(self) -> None:
        self._redraw()

    def on_resize(self) -> None:
        self._redraw()

    def show(self, draft: Draft, blogs: Blogs | None = None) -> None:
        """Show another draft, or what is known of the blogs by now. What is being typed stays."""
        if blogs is not None:
            self._blogs = blogs
        self.draft = draft
        if self.is_open:
            active = self._active
            self._renew_fields(active)
            self._at = next((number for number, field in enumerate(self._fields) if field.label == active.label), 0)
            self._load()
        self._redraw()

    def open(self, label: str = "") -> None:
        """Open the form, at the first field or the one with a label."""
        self.is_open = True
        self.add_class("-open")
        self._renew_fields()
        self._at = next((number for number, field in enumerate(self._fields) if field.label == label), 0)
        self._load()
        self._redraw()
        self.take_focus()

    def take_focus(self) -> None:
        """Lead the writer to the field that is open."""
        self.screen.set_focus(self._line, scroll_visible=False)

    def close(self) -> None:
        """Close the form; what was typed in it stays."""
        self.is_open = False
        self.remove_class("-open")
        self._redraw()
        self.post_message(self.Moved())
        if self.text is not None:
            self.screen.set_focus(self.text, scroll_visible=False)

    def problem(self) -> str:
        """Say in a sentence why the post can not be sent as it stands here; empty when it can."""
        return self._typed_problem() or PublishTime(self.draft, self._blogs, self._clock).gone_by(self.draft)

    def tell(self, words: str) -> None:
        """Say something in the line below, until the next key."""
        self._told = words
        self.post_message(self.Moved())

    def _typed_problem(self) -> str:
        return next((field.problem for field in self._fields if field.problem), "")

    def hint(self) -> Content:
        """What helps with the field that is open."""
        active = self._active
        if self._told:
            return Content.styled(self._told, "bold")
        helps = active.hint() if active.is_typed else f"← → choose  {active.hint()}"
        parts: list[str | tuple[str, str]] = [f"{helps}  "] if helps else []
        for does, words in ("next", "next"), ("back", "back to the text"):
            key = next((key for key, known in self._keys.items() if known == does), "")
            parts.extend([("esc" if key == "escape" else key, "bold"), f" {words}  "])
        # On one line, lest the list moves with every field.
        return Content.assemble(*parts).truncate(max(10, self.size.width - 2), ellipsis=True)

    @property
    def is_typing(self) -> bool:
        """Whether letters are typed into the field that is open."""
        return self.is_open and self._active.is_typed

    @property
    def _active(self) -> Field:
        return self._fields[self._at]

    def _renew_fields(self, active: Field | None = None) -> None:
        """Make the fields anew; what is being typed stays, and what could not be taken."""
        typed = {field.label: field for field in self._fields if field.problem or field is active}
        self._fields = fields_of(self.draft, self._blogs, self._clock)
        for field in self._fields:
            if field.is_typed and (old := typed.get(field.label)):
                field.text, field.problem = old.text, old.problem

    def _load(self) -> None:
        field = self._active
        self._told = ""
        self._loaded = self._undone = field.text
        self._label.update(Content(field.label))
        if self._line.value != field.text:
            with self.prevent(Input.Changed):
                self._line.value = field.text
            self._line.cursor_position = field.cursor
        elif not field.is_typed:
            self._line.cursor_position = field.cursor
        self.post_message(self.Moved())

    def _redraw(self) -> None:
        width = max(10, self.size.width)
        if not self.is_open:
            words = self._typed_problem() or " · ".join(post_words(self.draft, self._blogs))
            self._show(self._above, fit(words, width) if words else "")
            self._show(self._below, "")
            return
        rows = [f"{field.label:<{LABEL_CELLS}}{field.text}".replace("\n", " ") for field in self._fields]
        rows = [fit(row[: 2 * width], width) for row in rows]
        room = max(3, self.app.size.height - LINES_BESIDE)
        first = max(0, min(self._at - room // 2, len(rows) - room))
        self._show(self._above, "\n".join(rows[first : self._at]))
        self._show(self._below, "\n".join(rows[self._at + 1 : first + room]))

    def _show(self, line: Static, words: str) -> None:
        line.display = bool(words)
        if line.content != Content(words):
            line.update(Content(words))

    # Keys

    def take(self, key: str) -> bool:
        """Take a key that is not typed into a field. Returns whether it was none."""
        # What came together with the key was typed before it; the field's own message comes later.
        self._take_typed()
        does = self._keys.get(key)
        if does in ("next", "previous"):
            self._leave(1 if does == "next" else -1)
        elif does == "back":
            self.close()
        elif does == "send_now":
            self.post_message(self.SendWanted())
        elif does in ("undo", "redo"):
            self._undo(is_back=does == "redo")
        elif self._active.is_typed:
            return False
        elif does in ("choose", "choose_back"):
            self._change(lambda: self._active.step(1 if does == "choose" else -1))
        elif does == "toggle":
            self._change(self._active.toggle)
        # A letter has no meaning where there is nothing to type.
        return True

    def _leave(self, direction: int) -> None:
        """Go to another field; from the last one forwards to the text. What can not be taken is to be mended first."""
        if self._active.problem:
            self.tell(self._active.problem)
            return
        if self._at + direction >= len(self._fields):
            self.close()
            return
        self._active.text = self._active.of(self.draft)
        self._at = (self._at + direction) % len(self._fields)
        self._load()
        self._redraw()

    def _undo(self, *, is_back: bool) -> None:
        """Put what stood in the field when it was opened, or what was taken back, into it."""
        text = self._undone if is_back else self._loaded
        if self.is_typing and text != self._line.value:
            self._undone = self._line.value
            self._line.value = text
            self._line.cursor_position = len(text)
            self._take_typed()

    def _change(self, change: Callable[[], object]) -> None:
        change()
        self._put()
        self._load()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._take_typed()

    def _take_typed(self) -> None:
        if self.is_typing and self._active.text != self._line.value:
            self._active.text = self._line.value
            self._put()

    def _put(self) -> None:
        before = self.draft
        self.draft = self._active.put(before)
        if self.draft != before:
            self.post_message(self.Changed())
            if self.draft.target != before.target:
                self.post_message(self.BlogWanted(self.draft.target))
                self.show(self.draft)
        if self._told:
            self.tell("")

    def suggestion(self, typed: str) -> str | None:
        """How what is typed in the field that is open may go on."""
        return self._active.suggestion(typed) if self.is_open else None


class _HeadLine(Line):
    """The field that is open: always the same widget, so that keys that come together are typed in their order."""

    def __init__(self, head: ComposerHead) -> None:
        super().__init__(suggester=_Suggestions(head), select_on_focus=False, compact=True)
        self.max_length = LONGEST_TITLE
        self._head = head

    async def on_key(self, event: events.Key) -> None:
        """Offer a key to the head; it is typed afterwards."""
        if not self._head.is_open and self._head.text is not None:
            # It came together with the one that has closed the form.
            self._head.text.post_message(events.Key(event.key, event.character))
        elif not self._head.take(event.key):
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Make one line of what is pasted."""
        if not self._head.is_open and self._head.text is not None:
            self._head.text.post_message(events.Paste(event.text))
            event.prevent_default()
            return
        event.text = " ".join(writable(event.text).split("\n"))
        if not self._head.is_typing:
            event.prevent_default()
            self._head.tell("Nothing can be pasted here.")
        elif len(self.value) + len(event.text) > LONGEST_TITLE:
            event.prevent_default()
            self._head.tell(f"This line has room for {LONGEST_TITLE:,} characters. Nothing was pasted.")


class _Suggestions(Suggester):
    def __init__(self, head: ComposerHead) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._head = head

    async def get_suggestion(self, value: str) -> str | None:
        return self._head.suggestion(value)
