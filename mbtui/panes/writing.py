"""Where replies are written: the composer with its draft, and what becomes of the text."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import work
from textual.containers import Vertical
from textual.message import Message

from mbtui.panes.problem import Problem, ProblemMet, Said
from mbtui.services.session import Session
from mbtui.store import SavedPost, StoreError, drafts
from mbtui.store.drafts import Draft

if TYPE_CHECKING:
    from mbtui.widgets.composer import Composer

QUOTED_CHARACTERS = 240
SAVE_SECONDS = 0.5


class WritingPane(Vertical):
    """Empty until something is written; then the composer, docked under the list."""

    class Closed(Message):
        """The composer has gone; `words` says what became of the text."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, session: Session) -> None:
        """
        Args:
            session: The account that writes.
        """
        super().__init__(id="writing")
        self._session = session
        self._composer: Composer | None = None
        self._draft: Draft | None = None
        self._saving = asyncio.Lock()
        self._will_save = False

    @property
    def is_open(self) -> bool:
        """Whether something is being written."""
        return self._composer is not None

    @work(group="open", exclusive=True)
    async def reply_to(self, post: SavedPost) -> None:
        """Write a reply to a post, or go on with the draft of one."""
        if self._composer is not None:
            return
        try:
            kept = await self._session.store.run_writing(drafts.drafts)
        except StoreError as error:
            self.post_message(ProblemMet(Problem("look for a draft", error)))
            kept = []
        draft = next((draft for draft in kept if draft.kind == "reply" and draft.post_id == post.id), None)
        self._draft = draft or Draft(kind="reply", post_id=post.id, target=post.username, text=f"@{post.username} ")
        quote = f"{post.author_name}: {post.document.plain_text}"[:QUOTED_CHARACTERS].replace("\n", " ")
        await self._open(f"Reply to @{post.username}", quote, self._draft.text)

    async def _open(self, title: str, quote: str, text: str) -> None:
        from mbtui.widgets.composer import Composer

        self._composer = Composer(title, quote, text)
        await self.mount(self._composer)

    def on_composer_changed(self, event: Message) -> None:
        """Keep what is typed, half a second behind the keys."""
        if not self._will_save:
            self._will_save = True
            self.set_timer(SAVE_SECONDS, self._save)

    @work(group="save")
    async def _save(self) -> None:
        self._will_save = False
        await self._keep()

    async def _keep(self) -> bool:
        """Save the draft. Returns whether it is on the disk."""
        async with self._saving:
            if self._composer is None or self._draft is None:
                return False
            draft = replace(self._draft, text=self._composer.text)
            try:
                id = await self._session.store.run_writing(drafts.save_draft, draft)
            except StoreError as error:
                self.post_message(ProblemMet(Problem("save what you type", error)))
                return False
            self._draft = replace(draft, id=id)
            return True

    def on_composer_decided(self, event: Composer.Decided) -> None:
        """Do what the writer wants."""
        event.stop()
        match event.decision:
            case "send":
                self._send()
            case "keep":
                self._close_kept()
            case "discard":
                self._discard()
            case "editor":
                self._edit_elsewhere()

    @work(group="send", exclusive=True)
    async def _send(self) -> None:
        if self._composer is None or self._draft is None:
            return
        text, draft = self._composer.text, self._draft
        said = text.strip()
        if not said or said == f"@{draft.target}":
            self.post_message(Said("There is nothing to send yet."))
            return
        if self._session.outbox is None or draft.post_id is None:
            self.post_message(Said("Nobody is signed in. The text is kept as a draft."))
            await self._keep()
            return
        if not await self._keep():
            return
        try:
            await self._session.outbox.reply(draft.post_id, text, draft_id=self._draft.id)
        except StoreError as error:
            self.post_message(ProblemMet(Problem("put your reply into the outbox", error)))
            return
        await self._close(f"Your reply to @{draft.target} is on its way.")

    @work(group="send", exclusive=True)
    async def _close_kept(self) -> None:
        if self._draft is not None and await self._keep():
            await self._close("Kept as a draft. r on the same post goes on with it.")

    @work(group="send", exclusive=True)
    async def _discard(self) -> None:
        draft = self._draft
        if draft is not None and draft.id:
            try:
                await self._session.store.run_writing(drafts.delete_draft, draft.id)
            except StoreError as error:
                self.post_message(ProblemMet(Problem("discard the draft", error)))
                return
        await self._close("Discarded.")

    def _edit_elsewhere(self) -> None:
        from mbtui.panes.editor import edit_in_editor

        if self._composer is None:
            return
        text, problem = edit_in_editor(self.app, self._composer.text)
        self._composer.text = text
        if problem:
            self.post_message(Said(problem))

    async def _close(self, words: str) -> None:
        if self._composer is not None:
            composer, self._composer, self._draft = self._composer, None, None
            await composer.remove()
        self.post_message(WritingPane.Closed(words))
