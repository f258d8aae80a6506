"""What waits to be sent, what was refused, drafts, and what was sent lately: to send again, to edit or to discard."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from msgspec.structs import replace
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from mbtui.api.text import clean
from mbtui.commands import MOVING
from mbtui.config import Config
from mbtui.content.document import Link
from mbtui.outbox import kinds, queue
from mbtui.outbox.entry import NEVER, OutboxEntry
from mbtui.outbox.kinds.kind import KINDS
from mbtui.outbox.unsent import count_unsent
from mbtui.panes.bindings import bindings_for, with_keys
from mbtui.panes.copy import copy_text
from mbtui.panes.messages import could_not
from mbtui.panes.post_pane import moved_into_view
from mbtui.screens.dialogs.question import confirmed
from mbtui.screens.list_screen import ListScreen
from mbtui.screens.outbox_rows import outbox_row
from mbtui.screens.post_commands import PostCommands, first_words
from mbtui.services.session import Session
from mbtui.store import StoreError, drafts, posts
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import parts_of, with_parts
from mbtui.widgets.ages import DAY
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import Row

if TYPE_CHECKING:
    from mbtui.outbox.change import Change
    from mbtui.outbox.outbox import Outbox

EMPTY_TEXT = "Nothing waits to be sent, and there are no drafts."
NOTHING = "There is nothing here."
TICK_SECONDS = 30.0
CLIP_LINES = 6
"""Of each text; the key that unfolds shows all."""
TEXT_KINDS = tuple(id for id, kind in KINDS.items() if kind.is_text)

Item = OutboxEntry | Draft


class OutboxScreen(ListScreen, inherit_bindings=False):
    """The outbox and the drafts under one another. Returns the draft that the reader wants to go on with, or None."""

    scopes = ("outbox", "post.unfold", *MOVING)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(*scopes)

    def __init__(self, session: Session, config: Config, written: int) -> None:
        """List everything but the draft `written`, which the composer shows; 0 when it shows none."""
        super().__init__(session, replace(config, clip_lines=min(config.clip_lines or CLIP_LINES, CLIP_LINES)))
        self._written = written
        self._items: dict[int, Item] = {}
        self._rows: Mapping[int, Row] = {}
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

    def on_screen_resume(self) -> None:
        """Something may have been written on the screen that was closed."""
        if self.is_mounted:
            self._load()

    def on_unmount(self) -> None:
        self._unsubscribe()

    # What is shown

    def _changed(self, change: Change) -> None:
        if change.state == "sent":
            # Of all else its row tells.
            self.say(change.words)
        if change.progress is None:
            self._load()

    @work(group="load", exclusive=True)
    async def _load(self) -> None:
        store = self.session.store
        try:
            entries = await store.outbox.read(queue.entries)
            kept = [draft for draft in await store.outbox.read(drafts.drafts) if draft.id != self._written]
            sent = await store.outbox.read(queue.sent_texts, kinds=TEXT_KINDS, since=time.time() - DAY)
            ids = [item.post_id for item in (*entries, *kept) if item.post_id]
            about = await store.cache.read(posts.posts, ids)
            counted = await count_unsent(store, without_drafts=(self._written,))
        except StoreError as error:
            self.list.assign([], {})
            self.list.set_empty_text(f"{could_not('read what waits to be sent', error)}\n\nesc goes back.")
            return
        entries += [entry for entry in sent if entry.url]
        unsent: dict[int, Item] = {entry.id * 2: entry for entry in entries if entry.state != "sent"}
        self._items = {
            **unsent,
            **{draft.id * 2 + 1: draft for draft in kept},
            **{entry.id * 2: entry for entry in entries if entry.state == "sent"},
        }
        self._rows = rows = {key: outbox_row(key, item, about) for key, item in self._items.items()}
        kept_there = with_keys(self.app, "{app.own_posts} lists your posts, and the drafts that your blog keeps.")
        self.list.set_empty_text(f"{EMPTY_TEXT}\n\n{kept_there}")
        self.list.assign(list(rows), rows, highlight=self.list.highlighted, at=max(0, self.list.screen_row))
        self.status.set_standing(" · ".join(counted.words()))
        self._show_keys()

    @on(PostList.Wanted)
    def _rows_wanted(self, event: PostList.Wanted) -> None:
        """The list has let go of what is far away."""
        event.stop()
        self.list.replace({key: self._rows[key] for key in event.keys if key in self._rows})

    @on(PostList.Highlighted)
    def _show_keys(self) -> None:
        """Name the keys that do something with what is highlighted."""
        item = self._item
        hints: list[tuple[str, str]] = []
        if isinstance(item, Draft):
            hints = [("outbox.edit", "edit"), ("outbox.keep", "keep on the blog"), ("outbox.discard", "discard")]
        elif item is not None and item.state == "sent":
            hints = [("enter", "open"), ("outbox.copy", "copy")]
        elif item is not None:
            hints = [("outbox.edit", "edit"), ("outbox.send", "send"), ("outbox.discard", "discard")]
        self.show_hints(*hints, ("outbox.close", "back"))

    @property
    def _item(self) -> Item | None:
        key = self.list.highlighted
        return None if key is None else self._items.get(key)

    def _chosen(self) -> Item | None:
        """What a key is to do something with; None, and a sentence, when it is not on the screen."""
        if moved_into_view(self.list, self.say):
            return None
        if self._item is None:
            self.say(NOTHING)
        return self._item

    # What can be done

    @work(group="act", exclusive=True)
    async def action_outbox_send(self) -> None:
        item, outbox = self._chosen(), self.session.outbox
        if item is None:
            return
        if isinstance(item, Draft):
            self.say(with_keys(self.app, "{outbox.edit} opens the draft; send it from there."))
        elif item.state == "sent":
            self.say("It was sent already.")
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
        item, outbox = self._chosen(), self.session.outbox
        if item is None:
            return
        if isinstance(item, Draft):
            self.dismiss(item)
        elif item.state == "sent":
            PostCommands(self).follow(Link(item.url, ""))
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
    async def action_outbox_keep(self) -> None:
        item, outbox = self._chosen(), self.session.outbox
        if item is None:
            return
        if not isinstance(item, Draft):
            self.say("Only drafts can be kept on the blog.")
        elif item.kind != "post":
            where = (
                "It is on the blog already" if item.kind == "edit" else "A blog keeps drafts of posts, not of replies"
            )
            self.say(with_keys(self.app, f"{where}. {{outbox.edit}} goes on with it here."))
        elif outbox is None:
            self.say("Nobody is signed in yet. The draft stays here.")
        else:
            try:
                await outbox.put(with_parts(item, replace(parts_of(item), post_status="draft")), item)
            except StoreError as error:
                self.say(could_not("put it into the outbox", error), is_problem=True)
                return
            self.say("The draft is on its way to the blog.")

    def action_outbox_copy(self) -> None:
        item = self._chosen()
        if isinstance(item, OutboxEntry) and item.url:
            self.say(copy_text(self.app, item.url))
        elif item is not None:
            self.say("It has no address: it was not sent yet.")

    @work(group="act", exclusive=True)
    async def action_outbox_discard(self) -> None:
        item, outbox = self._chosen(), self.session.outbox
        if item is None:
            return
        if isinstance(item, OutboxEntry) and item.state == "sent":
            words = "It was sent already. {app.own_posts} lists your posts, to edit and delete them."
            self.say(with_keys(self.app, words))
            return
        words = first_words(clean(item.title or item.text))
        what = (
            f"“{words}”"
            if words
            else (kinds.of(item).name(item) if isinstance(item, OutboxEntry) else "the empty draft")
        )
        if not await confirmed(self.app, f"Discard {what}?", "discard", "no"):
            return
        try:
            await self.session.undoing.do(
                f"discarding {what}", self._discard(item, outbox), lambda _: self._bring_back(item, outbox)
            )
        except StoreError as error:
            self.say(could_not("discard it", error), is_problem=True)

    async def _discard(self, item: Item, outbox: Outbox | None) -> Literal[True] | None:
        """Throw a draft away, or what was not sent; None when that can not be."""
        if isinstance(item, Draft):
            is_gone = await self.session.store.outbox.write(drafts.delete_draft, item)
            self._load()
            if not is_gone:
                self.say("Another mbtui has sent, discarded or changed it since. What there is of it is shown now.")
                return None
        elif outbox is None:
            self.say("Not connected yet. Try again in a moment.")
            return None
        elif not await outbox.discard(item.id):
            self.say("It is being sent at this moment.")
            return None
        self.say(with_keys(self.app, "Discarded. {app.undo} brings it back."))
        return True

    async def _bring_back(self, item: Item, outbox: Outbox | None) -> None:
        """Keep a text as a draft again; put anything else into the outbox again."""
        if isinstance(item, Draft) or kinds.of(item).is_text:
            draft = item if isinstance(item, Draft) else queue.draft_of(item)
            await self.session.store.outbox.write(drafts.save_draft, replace(draft, id=0))
        elif outbox is not None:
            await outbox.put(item.write)
        if self.is_attached:
            self._load()
