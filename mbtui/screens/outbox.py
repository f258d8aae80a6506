"""What waits to be sent, what was refused, and drafts: to send again, to edit or to discard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from mbtui.config import Config
from mbtui.content.document import Document
from mbtui.outbox import kinds, queue
from mbtui.outbox.queue import NEVER, OutboxEntry
from mbtui.outbox.unsent import as_post, count_unsent, first_words, plain, state_words
from mbtui.panes.configured_list import post_list
from mbtui.panes.messages import Problem, describe
from mbtui.screens.question import Choice, Question
from mbtui.services.session import Session
from mbtui.store import SavedPost, StoreError, drafts, posts
from mbtui.store.drafts import Draft
from mbtui.widgets.rows import PostRow, Row
from mbtui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from mbtui.outbox.change import Change

EMPTY_TEXT = "Nothing waits to be sent, and there are no drafts."
TICK_SECONDS = 30.0

Item = OutboxEntry | Draft


class WaitingScreen(Screen[Draft | None], inherit_bindings=False):
    """The outbox and the drafts under one another. Returns the draft that the reader wants to go on with, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,backspace,q,W", "close", "Back", show=False),
        Binding("j,down", "move(1)", "Next", show=False),
        Binding("k,up", "move(-1)", "Previous", show=False),
        Binding("space,pagedown", "page(1)", "Page down", show=False),
        Binding("b,pageup", "page(-1)", "Page up", show=False),
        Binding("g,home", "edge(-1)", "Top", show=False),
        Binding("G,end", "edge(1)", "Bottom", show=False),
        Binding("z", "unfold", "Unfold", show=False, id="post.unfold"),
        Binding("s", "send", "Send again", show=False),
        Binding("e,enter", "edit", "Edit", show=False),
        Binding("d", "discard", "Discard", show=False),
    ]

    def __init__(self, session: Session, config: Config) -> None:
        """
        Args:
            session: The account.
            config: What the reader has configured.
        """
        super().__init__()
        self._session = session
        self._list = post_list(self.app, config, session)
        self._status = StatusBar()
        self._items: dict[int, Item] = {}
        self._unsubscribe: Callable[[], None] | None = None

    def compose(self) -> ComposeResult:
        """A heading, the list, the status line."""
        yield Static(Content.assemble(("What waits to be sent, and drafts", "bold")), classes="screen--heading")
        yield self._list
        yield self._status

    def on_mount(self) -> None:
        """Read the outbox, and listen to it."""
        self._list.set_empty_text("Loading…")
        self._list.focus()
        self._status.set_hints([("e", "edit"), ("s", "send"), ("d", "discard"), ("esc", "back")])
        if self._session.outbox is not None:
            self._unsubscribe = self._session.outbox.subscribe(self._changed)
        self.set_interval(TICK_SECONDS, self._list.tick)
        self._load()

    def on_unmount(self) -> None:
        """Listen no longer."""
        if self._unsubscribe is not None:
            self._unsubscribe()

    # What is shown

    def _changed(self, change: Change) -> None:
        self._load()

    @work(group="load", exclusive=True)
    async def _load(self) -> None:
        store = self._session.store
        try:
            entries = await store.outbox.write(queue.entries)
            kept = await store.outbox.write(drafts.drafts)
            about = await store.cache.read(posts.posts, [entry.post_id for entry in entries if entry.post_id])
            counted = await count_unsent(store)
        except StoreError as error:
            self._list.assign([], {})
            self._list.set_empty_text(f"{describe(Problem('read what waits to be sent', error))}\n\nesc goes back.")
            return
        self._items = {entry.id * 2: entry for entry in entries} | {draft.id * 2 + 1: draft for draft in kept}
        rows: dict[int, Row] = {key: _row(key, item, about) for key, item in self._items.items()}
        self._list.set_empty_text(EMPTY_TEXT)
        self._list.assign(list(rows), rows, highlight=self._list.highlighted, at=max(0, self._list.screen_row))
        self._status.set_standing(" · ".join(counted.words()))

    @property
    def _item(self) -> Item | None:
        key = self._list.highlighted
        return None if key is None else self._items.get(key)

    def _say(self, text: str, *, is_problem: bool = False) -> None:
        self._status.say(text, is_problem=is_problem)

    # What can be done

    @work(group="act", exclusive=True)
    async def action_send(self) -> None:
        """Send what is highlighted, or try at once what waits for the network."""
        item, outbox = self._item, self._session.outbox
        if isinstance(item, Draft):
            self._say("e opens the draft; send it from there.")
        elif item is not None and outbox is None:
            self._say("Not connected yet. It goes out when Micro.blog answers.")
        elif item is not None and outbox is not None:
            is_certain = item.state == "uncertain" and item.not_before == NEVER
            if is_certain and not await self._asks(
                f"{_name(item)} may be there already. Have you looked, and shall it be sent again?",
                "send",
            ):
                return
            try:
                if item.state in ("refused", "uncertain"):
                    await outbox.resend(item.id, is_certain=is_certain)
                else:
                    outbox.wake()
            except StoreError as error:
                self._say(describe(Problem("send it again", error)), is_problem=True)
                return
            is_looked_for = item.state == "uncertain" and not is_certain
            self._say(f"{_name(item)} is {'looked for once more' if is_looked_for else 'tried again'}.")

    @work(group="act", exclusive=True)
    async def action_edit(self) -> None:
        """Open the text in the composer."""
        item, outbox = self._item, self._session.outbox
        if isinstance(item, Draft):
            self.dismiss(item)
        elif item is not None and not kinds.of(item).is_text:
            self._say("Only texts can be edited. d takes it back.")
        elif item is not None and outbox is None:
            self._say("Not connected yet. Try again in a moment.")
        elif item is not None and outbox is not None:
            try:
                draft = await outbox.take_back(item.id)
            except StoreError as error:
                self._say(describe(Problem("open it", error)), is_problem=True)
                return
            if draft is None:
                self._say("It is being sent at this moment.")
                return
            self.dismiss(draft)

    @work(group="act", exclusive=True)
    async def action_discard(self) -> None:
        """Throw away what is highlighted, after a question."""
        item, outbox = self._item, self._session.outbox
        if item is None:
            return
        words = first_words(item.text)
        what = f"“{words}”" if words else (_name(item) if isinstance(item, OutboxEntry) else "the empty draft")
        if not await self._asks(f"Discard {what}? It can not be brought back.", "discard"):
            return
        try:
            if isinstance(item, Draft):
                await self._session.store.outbox.write(drafts.delete_draft, item.id)
                self._load()
            elif outbox is None:
                self._say("Not connected yet. Try again in a moment.")
                return
            elif not await outbox.discard(item.id):
                self._say("It is being sent at this moment.")
                return
        except StoreError as error:
            self._say(describe(Problem("discard it", error)), is_problem=True)
            return
        self._say("Discarded.")

    async def _asks(self, question: str, verb: str) -> bool:
        answer = await self.app.push_screen_wait(
            Question(question, [Choice("y", verb, "yes"), Choice("n", "no", "no")], is_short=True)
        )
        return answer == "yes"

    # Moving

    def action_close(self) -> None:
        """Back to where the reader was."""
        self.dismiss(None)

    def action_move(self, delta: int) -> None:
        """The next or previous one."""
        self._list.move(delta)

    def action_page(self, direction: int) -> None:
        """A page."""
        self._list.page(direction)

    def action_edge(self, direction: int) -> None:
        """The first or the last."""
        if direction < 0:
            self._list.top()
        else:
            self._list.bottom()

    def action_unfold(self) -> None:
        """Show all of a long text."""
        self._list.toggle_fold()


def _row(key: int, item: Item, about: dict[int, SavedPost]) -> PostRow:
    if isinstance(item, Draft):
        post = as_post(key, _draft_name(item), plain(item.text), item.changed_at)
        return PostRow(post, note="Draft.")
    document = plain(item.text)
    if not item.text and item.post_id in about:
        post = about[item.post_id]
        document = plain(first_words(f"{post.author_name}: {post.document.plain_text}", length=100))
    return PostRow(
        as_post(key, _name(item), document or Document(), item.created_at),
        is_waiting=item.state != "refused",
        note=state_words(item),
    )


def _name(entry: OutboxEntry) -> str:
    return kinds.of(entry).name(entry)


def _draft_name(draft: Draft) -> str:
    match draft.kind:
        case "reply":
            return f"A reply to @{draft.target}" if draft.target else "A reply"
        case "post":
            return f"A post “{draft.title}”" if draft.title else "A post"
        case "edit":
            return "A change to a post"
