"""Where replies and posts are written: the composer with its draft, and what becomes of the text."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import work
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer

from mbtui.outbox import queue
from mbtui.panes.bindings import with_keys
from mbtui.panes.messages import Problem, ProblemMet, Said, Undoable
from mbtui.panes.typed_ahead import hold_keys, takes_keys
from mbtui.services.session import Session
from mbtui.store import SavedPost, StoreError, drafts, search
from mbtui.store import timelines as saved
from mbtui.store.drafts import Draft

if TYPE_CHECKING:
    from pathlib import Path

    from mbtui.widgets.composer import Composer

QUOTED_CHARACTERS = 240
SAVE_SECONDS = 0.5
RETRY_SECONDS = 5.0
"""After a failure to save, until the next attempt without a key."""
NAMES_LOOKED_FOR = 8


class ComposerPane(Vertical):
    """Empty until something is written; then the composer, docked under the list."""

    class Closed(Message):
        """The composer has gone; `words` says what became of the text."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class Saved(Message):
        """There is one draft more, or one less."""

    def __init__(self, session: Session, *, editor: Sequence[str] = ()) -> None:
        """
        Args:
            session: The account that writes.
            editor: The program that the composer can hand the text to; empty: $VISUAL, then $EDITOR.
        """
        super().__init__(id="writing")
        self._session = session
        self._editor = editor
        self._composer: Composer | None = None
        self._draft: Draft | None = None
        self._people: tuple[str, ...] = ()
        self._saving = asyncio.Lock()
        self._timer: Timer | None = None
        self._due_at = 0.0
        self._is_unsaved = False
        self._told: set[Path] = set()
        """What editors have left behind, as far as it was said."""

    @property
    def is_open(self) -> bool:
        """Whether something is being written."""
        return self._composer is not None

    @property
    def draft_id(self) -> int:
        """The draft that is being written; 0 when nothing is, or nothing of it was saved yet."""
        return self._draft.id if self._draft is not None else 0

    @property
    def has_words(self) -> bool:
        """Whether something has been written that is more than what stood there at first."""
        return self._draft is not None and not _is_blank(self._draft, self._text)

    @property
    def _text(self) -> str:
        return "" if self._composer is None else self._composer.text

    # Beginning

    @work(group="open", exclusive=True)
    @takes_keys
    async def reply_to(self, post: SavedPost, participants: Iterable[str] = ()) -> None:
        """Write a reply to a post, or go on with the draft of one.

        Args:
            post: The post that is answered.
            participants: Usernames of others in the conversation; offered behind an @.
        """
        if self._is_busy("reply", post.id):
            return
        draft = await self._kept("reply", post.id)
        others = [*(link.text for link in post.document.links if link.kind == "mention"), *participants]
        await self._open(
            draft or Draft(kind="reply", post_id=post.id, target=post.username, text=f"@{post.username} "), post, others
        )

    @work(group="open", exclusive=True)
    @takes_keys
    async def write_post(self) -> None:
        """Write a new post, or go on with the draft of one."""
        if not self._is_busy("post", None):
            await self._open(await self._kept("post", None) or Draft(kind="post"), None, ())

    @work(group="open", exclusive=True)
    @takes_keys
    async def go_on(self, draft: Draft) -> None:
        """Go on with a draft."""
        if self._is_busy(draft.kind, draft.post_id):
            return
        post = None
        if draft.post_id is not None:
            try:
                post = (await self._session.store.cache.read(saved.posts, [draft.post_id])).get(draft.post_id)
            except StoreError as error:
                self.post_message(ProblemMet(Problem("read the post that is answered", error)))
        await self._open(draft, post, ())

    def _is_busy(self, kind: str, post_id: int | None) -> bool:
        """Whether something is being written already; then the writer is led back to it."""
        if self._composer is None or self._draft is None:
            return False
        self._composer.take_focus()
        if (self._draft.kind, self._draft.post_id) != (kind, post_id):
            self.post_message(Said(f"{_title(self._draft)} is still open. Send it, keep it or discard it first."))
        return True

    async def _kept(self, kind: drafts.DraftKind, post_id: int | None) -> Draft | None:
        """Find the draft of the same text, or make one of the text that was refused last."""
        store, outbox = self._session.store, self._session.outbox
        try:
            draft = await store.outbox.read(drafts.draft_for, kind, post_id)
            if draft is None and outbox is not None:
                unsent = await store.outbox.read(queue.entries)
                alike = [
                    entry.id
                    for entry in unsent
                    if entry.state == "refused" and (entry.kind, entry.post_id) == (kind, post_id)
                ]
                draft = await outbox.take_back(alike[-1]) if alike else None
            return draft
        except StoreError as error:
            self.post_message(ProblemMet(Problem("look for a draft", error)))
            return None

    async def _open(self, draft: Draft, post: SavedPost | None, people: Iterable[str]) -> None:
        self._draft, self._is_unsaved = draft, False
        mine = self._session.username.lower()
        known = dict.fromkeys(name.removeprefix("@") for name in people)
        self._people = tuple(name for name in known if name and name.lower() not in (mine, draft.target.lower()))
        quote = "" if post is None else f"{post.author_name}: {post.document.plain_text}"
        if len(quote) > QUOTED_CHARACTERS:
            quote = quote[:QUOTED_CHARACTERS] + "…"
        from mbtui.widgets.composer import Composer

        self._composer = Composer(_title(draft), quote.replace("\n", " "), draft.text)
        await self.mount(self._composer)
        if draft.id:
            self.post_message(Said("This goes on with your draft."))
        self._tell_left_over()

    # Saving

    def on_composer_changed(self, event: Composer.Changed) -> None:
        """Keep what is typed, half a second behind the keys."""
        event.stop()
        if event.composer is self._composer:
            self._save_in(SAVE_SECONDS)

    def _save_in(self, seconds: float) -> None:
        """Save after some seconds, or when it is due anyway if that is earlier."""
        at = time.monotonic() + seconds
        if self._timer is not None and self._due_at <= at:
            return
        if self._timer is not None:
            self._timer.stop()
        self._due_at, self._timer = at, self.set_timer(seconds, self._save)

    @work(group="save")
    async def _save(self) -> None:
        self._timer = None
        if not await self.keep():
            self._save_in(RETRY_SECONDS)

    async def keep(self) -> bool:
        """Save what is written. Returns whether all of it is on the disk."""
        async with self._saving:
            draft, text = self._draft, self._text
            if draft is None or (text == draft.text and (draft.id or _is_blank(draft, text))):
                return True
            try:
                if _is_blank(draft, text):
                    if draft.id:
                        await self._session.store.outbox.write(drafts.delete_draft, draft.id)
                    self._draft = replace(draft, id=0, text=text)
                else:
                    id = await self._session.store.outbox.write(
                        drafts.save_draft, replace(draft, text=text), before=draft.text
                    )
                    self._draft = replace(draft, id=id, text=text)
            except StoreError as error:
                if not self._is_unsaved:
                    self.post_message(ProblemMet(Problem("save what you type", error)))
                self._is_unsaved = True
                return False
            if self._is_unsaved:
                self._is_unsaved = False
                self.post_message(Said("What you have typed is saved again."))
            if bool(draft.id) != bool(self._draft.id):
                self.post_message(self.Saved())
            return True

    async def catch_up(self) -> None:
        """Keep what is typed as a draft of its own when another program has sent, discarded or changed the draft.

        Raises:
            StoreError: It could not be looked at.
        """
        async with self._saving:
            draft = self._draft
            if draft is None or not draft.id:
                return
            if not await self._session.store.outbox.write(drafts.holds, draft.id, draft.text):
                self._draft = replace(draft, id=0)
                self._save_in(SAVE_SECONDS)

    # Names behind an @

    def on_composer_names_wanted(self, event: Composer.NamesWanted) -> None:
        """Look for people whose names begin so."""
        event.stop()
        self._find_names(event.composer, event.prefix)

    @work(group="names", exclusive=True)
    async def _find_names(self, composer: Composer, prefix: str) -> None:
        beginning = prefix.lower()
        names = [name for name in self._people if name.lower().startswith(beginning)]
        try:
            found = await self._session.store.cache.read(search.usernames, prefix, limit=NAMES_LOOKED_FOR)
        except StoreError as error:
            self.post_message(ProblemMet(Problem("look for names", error)))
            found = []
        mine = self._session.username.lower()
        names.extend(username for username, _ in found if username.lower() != mine)
        composer.offer(prefix, list(dict.fromkeys(names)))

    # Deciding

    def on_composer_decided(self, event: Composer.Decided) -> None:
        """Do what the writer wants."""
        event.stop()
        match event.decision:
            case "send":
                self._send()
            case "keep":
                self._close_kept()
            case "discard":
                hold_keys(self.app)
                self._discard()
            case "editor":
                hold_keys(self.app)
                self._edit_elsewhere()

    @work(group="send", exclusive=True)
    async def _send(self) -> None:
        from mbtui.panes.sending import put

        if self._composer is None or self._draft is None:
            return
        if not self.has_words:
            self.post_message(Said("There is nothing to send yet."))
            return
        outbox = self._session.outbox
        if outbox is None:
            if await self.keep():
                self.post_message(Said("Nobody is signed in yet. The text is kept as a draft."))
            return
        self._composer.is_held = True
        async with self._saving:
            draft = self._draft
            try:
                await put(outbox, replace(draft, text=self._text))
            except StoreError as error:
                self._is_unsaved = True
                self._composer.is_held = False
                self.post_message(ProblemMet(Problem("put it into the outbox", error)))
                self._save_in(RETRY_SECONDS)
                return
            await self._close(f"{_name(draft)} is on its way.")

    @work(group="send", exclusive=True)
    async def _close_kept(self) -> None:
        if not await self.keep():
            return
        async with self._saving:
            if self._draft is not None:
                reply = "{post.reply} on the same post" if self._draft.kind == "reply" else "{app.compose}"
                has_words = bool(self._draft.id)
                await self._close(
                    f"Kept as a draft. {with_keys(self.app, reply)} goes on with it."
                    if has_words
                    else "Nothing was written."
                )

    @work(group="send", exclusive=True)
    @takes_keys
    async def _discard(self) -> None:
        async with self._saving:
            draft, text = self._draft, self._text
            if draft is None:
                return
            try:
                if draft.id:
                    await self._session.store.outbox.write(drafts.delete_draft, draft.id)
            except StoreError as error:
                self.post_message(ProblemMet(Problem("discard the draft", error)))
                return
            if _is_blank(draft, text):
                await self._close("Discarded.")
                return
            await self._close(with_keys(self.app, "Discarded. {app.undo} brings it back."))
            discarded = replace(draft, id=0, text=text)
            # To the application itself: U may be the very next key.
            self.app.post_message(Undoable("discarding the text", lambda: self._bring_back(discarded)))

    async def _bring_back(self, draft: Draft) -> None:
        """Make what was discarded a draft again, and go on with it where that is seen.

        Raises:
            StoreError: It could not be kept.
        """
        id = await self._session.store.outbox.write(drafts.save_draft, draft)
        if not self.is_attached:
            return
        self.post_message(self.Saved())
        if self.screen.is_current and self._composer is None:
            hold_keys(self.app)
            self.go_on(replace(draft, id=id))

    @work(group="editor", exclusive=True)
    @takes_keys
    async def _edit_elsewhere(self) -> None:
        from mbtui.panes.editor import edit_in_editor

        await self.keep()
        composer = self._composer
        if composer is None:
            return

        async def put(text: str) -> bool:
            composer.text = text
            return await self.keep()

        problem = await edit_in_editor(self.app, self._session.store.folder, composer.text, put, self._editor)
        composer.take_focus()
        if problem:
            self.post_message(Said(problem, is_problem=True))

    @work(group="left over", exclusive=True)
    async def _tell_left_over(self) -> None:
        from mbtui.panes.left_over import left_over_words

        if words := await left_over_words(self._session.store, self._told):
            self.post_message(Said(words))

    async def _close(self, words: str) -> None:
        composer, self._composer, self._draft = self._composer, None, None
        self._is_unsaved = False
        if composer is not None:
            await composer.remove()
        self.post_message(ComposerPane.Closed(words))

    async def on_unmount(self) -> None:
        """Save the last half second when the program ends."""
        await self.keep()


def _is_blank(draft: Draft, text: str) -> bool:
    """Whether there is nothing but the name that a reply begins with."""
    return not text.strip().removeprefix(f"@{draft.target}" if draft.kind == "reply" else "").strip()


def _title(draft: Draft) -> str:
    match draft.kind:
        case "reply":
            return f"Reply to @{draft.target}" if draft.target else "Reply"
        case "post":
            return "New post"
        case "edit":
            return "Edit"


def _name(draft: Draft) -> str:
    match draft.kind:
        case "reply":
            return f"Your reply to @{draft.target}" if draft.target else "Your reply"
        case "post":
            return "Your post"
        case "edit":
            return "Your edit"
