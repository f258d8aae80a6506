"""What waits to be sent, what was refused, and drafts: to send again, to edit or to discard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from mbtui.api.text import clean
from mbtui.commands import MOVING
from mbtui.config import Config
from mbtui.content.document import plain
from mbtui.outbox import kinds, queue
from mbtui.outbox.entry import NEVER, OutboxEntry
from mbtui.outbox.sentences import state_words
from mbtui.outbox.unsent import count_unsent
from mbtui.panes.bindings import bindings_for, with_keys
from mbtui.panes.messages import could_not
from mbtui.screens.dialogs.question import confirmed
from mbtui.screens.list_screen import ListScreen
from mbtui.services.session import Session
from mbtui.store import SavedPost, StoreError, drafts, posts
from mbtui.store.drafts import Draft
from mbtui.widgets.rows import PostRow, Row

if TYPE_CHECKING:
    from mbtui.outbox.change import Change

EMPTY_TEXT = "Nothing waits to be sent, and there are no drafts."
NOTHING = "There is nothing here."
TICK_SECONDS = 30.0

Item = OutboxEntry | Draft


class OutboxScreen(ListScreen, inherit_bindings=False):
    """The outbox and the drafts under one another. Returns the draft that the reader wants to go on with, or None."""

    scopes = ("outbox", "post.unfold", *MOVING)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(*scopes)

    def __init__(self, session: Session, config: Config) -> None:
        super().__init__(session, config)
        self._items: dict[int, Item] = {}
        self._unsubscribe: Callable[[], None] = lambda: None

    def compose(self) -> ComposeResult:
        yield Static(Content("What waits to be sent, and drafts"), classes="heading")
        yield self.list
        yield self.status

    def on_mount(self) -> None:
        self.list.set_empty_text("Loading…")
        self.list.focus()
        if self.session.outbox is not None:
            self._unsubscribe = self.session.outbox.subscribe(self._changed)
        self.set_interval(TICK_SECONDS, self.list.tick)
        self._load()

    def on_unmount(self) -> None:
        self._unsubscribe()

    # What is shown

    def _changed(self, change: Change) -> None:
        if change.progress is None:
            self._load()

    @work(group="load", exclusive=True)
    async def _load(self) -> None:
        store = self.session.store
        try:
            entries = await store.outbox.read(queue.entries)
            kept = await store.outbox.read(drafts.drafts)
            about = await store.cache.read(posts.posts, [entry.post_id for entry in entries if entry.post_id])
            counted = await count_unsent(store)
        except StoreError as error:
            self.list.assign([], {})
            self.list.set_empty_text(f"{could_not('read what waits to be sent', error)}\n\nesc goes back.")
            return
        self._items = {entry.id * 2: entry for entry in entries} | {draft.id * 2 + 1: draft for draft in kept}
        rows: dict[int, Row] = {key: _row(key, item, about) for key, item in self._items.items()}
        self.list.set_empty_text(EMPTY_TEXT)
        self.list.assign(list(rows), rows, highlight=self.list.highlighted, at=max(0, self.list.screen_row))
        hints = [("outbox.edit", "edit"), ("outbox.send", "send"), ("outbox.discard", "discard")] if rows else []
        self.show_hints(*hints, ("outbox.close", "back"))
        self.status.set_standing(" · ".join(counted.words()))

    @property
    def _item(self) -> Item | None:
        key = self.list.highlighted
        return None if key is None else self._items.get(key)

    # What can be done

    @work(group="act", exclusive=True)
    async def action_outbox_send(self) -> None:
        item, outbox = self._item, self.session.outbox
        if item is None:
            self.say(NOTHING)
        elif isinstance(item, Draft):
            self.say(with_keys(self.app, "{outbox.edit} opens the draft; send it from there."))
        elif outbox is None:
            self.say("Not connected yet. It goes out when Micro.blog answers.")
        else:
            is_certain = item.state == "uncertain" and item.not_before == NEVER
            if is_certain and not await confirmed(
                self.app,
                f"{kinds.of(item).name(item)} may be there already. Have you looked, and shall it be sent again?",
                "send",
                "no",
            ):
                return
            try:
                if item.state in ("refused", "uncertain"):
                    await outbox.resend(item.id, is_certain=is_certain)
                else:
                    outbox.wake()
            except StoreError as error:
                self.say(could_not("send it again", error), is_problem=True)
                return
            is_looked_for = item.state == "uncertain" and not is_certain
            self.say(f"{kinds.of(item).name(item)} is {'looked for once more' if is_looked_for else 'tried again'}.")

    @work(group="act", exclusive=True)
    async def action_outbox_edit(self) -> None:
        item, outbox = self._item, self.session.outbox
        if item is None:
            self.say(NOTHING)
        elif isinstance(item, Draft):
            self.dismiss(item)
        elif not kinds.of(item).is_text:
            self.say(with_keys(self.app, "Only texts can be edited. {outbox.discard} takes it back."))
        elif outbox is None:
            self.say("Not connected yet. Try again in a moment.")
        else:
            try:
                draft = await outbox.take_back(item.id)
            except StoreError as error:
                self.say(could_not("open it", error), is_problem=True)
                return
            if draft is None:
                self.say("It is being sent at this moment.")
                return
            self.dismiss(draft)

    @work(group="act", exclusive=True)
    async def action_outbox_discard(self) -> None:
        item, outbox = self._item, self.session.outbox
        if item is None:
            self.say(NOTHING)
            return
        words = _first_words(item.text)
        what = (
            f"“{words}”"
            if words
            else (kinds.of(item).name(item) if isinstance(item, OutboxEntry) else "the empty draft")
        )
        if not await confirmed(self.app, f"Discard {what}? It can not be brought back.", "discard", "no"):
            return
        try:
            if isinstance(item, Draft):
                await self.session.store.outbox.write(drafts.delete_draft, item.id)
                self._load()
            elif outbox is None:
                self.say("Not connected yet. Try again in a moment.")
                return
            elif not await outbox.discard(item.id):
                self.say("It is being sent at this moment.")
                return
        except StoreError as error:
            self.say(could_not("discard it", error), is_problem=True)
            return
        self.say("Discarded.")


def _row(key: int, item: Item, about: dict[int, SavedPost]) -> PostRow:
    if isinstance(item, Draft):
        at, is_waiting, note = item.changed_at, False, "Draft."
    else:
        at, is_waiting, note = item.created_at, item.state != "refused", state_words(item)
    document = plain(item.text)
    if not item.text and item.post_id in about:
        post = about[item.post_id]
        document = plain(_first_words(f"{post.author_name}: {post.document.plain_text}", length=100))
    post = SavedPost(key, kinds.of(item).name(item), published_at=at, document=document)
    return PostRow(post, is_waiting=is_waiting, note=note)


def _first_words(text: str, *, length: int = 40) -> str:
    line = " ".join(clean(text).split())
    return line if len(line) <= length else f"{line[:length].rstrip()}…"
