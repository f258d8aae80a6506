"""Where replies and posts are written: shows the composer, and passes on what the writer decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from textual import work
from textual.containers import Vertical
from textual.message import Message

from mbtui.panes.bindings import keymap, with_keys
from mbtui.panes.messages import Said, Undoable, could_not
from mbtui.panes.typed_ahead import hold_keys
from mbtui.services.session import Session
from mbtui.store import SavedPost, StoreError, search
from mbtui.store import timelines as saved
from mbtui.store.drafts import Draft

if TYPE_CHECKING:
    from pathlib import Path

    from mbtui.services.draft_keeper import DraftKeeper
    from mbtui.widgets.composer import Composer

QUOTED_CHARACTERS = 240
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
        self._beside = Draft(kind="post")
        """What is written, but for its text: the title, the parts, where it goes."""
        self._people: list[str] = []
        """Usernames of the conversation, offered behind an @ before others."""
        self._told: set[Path] = set()
        """What editors have left behind, as far as it was said."""

    @cached_property
    def _keeper(self) -> DraftKeeper:
        # Not before something is written: the first frame does without it.
        from mbtui.services.draft_keeper import DraftKeeper

        return DraftKeeper(
            self._session.store,
            on_failure=lambda error: self._meet("save what you type", error),
            on_recovery=lambda: self._say("What you have typed is saved again."),
            on_count=lambda: self.post_message(self.Saved()),
        )

    @property
    def is_open(self) -> bool:
        """Whether something is being written."""
        return self._composer is not None

    @property
    def draft_id(self) -> int:
        """The draft that is being written; 0 when nothing is, or nothing of it was saved yet."""
        return self._keeper.draft_id if self.is_open else 0

    @property
    def has_words(self) -> bool:
        """Whether something has been written that is more than what stood there at first."""
        draft = self._keeper.draft if self.is_open else None
        return draft is not None and not draft.is_blank

    @property
    def beside(self) -> Draft:
        """What is being written, but for its text, which is not up to date here."""
        return self._beside

    def change(self, **changes: Any) -> None:
        """Write something else than the text: `title`, `target` or `details`."""
        self._beside = replace(self._beside, **changes)
        self._keeper.touch()

    async def keep(self) -> bool:
        """Save what is written. Returns whether all of it is on the disk."""
        return await self._keeper.keep() if self.is_open else True

    async def catch_up(self) -> None:
        """Keep what is typed as a draft of its own when another program has sent, discarded or changed the draft.

        Raises:
            StoreError: It could not be looked at.
        """
        if self.is_open:
            await self._keeper.catch_up()

    async def on_unmount(self) -> None:
        await self.keep()

    def _say(self, words: str, *, is_problem: bool = False) -> None:
        self.post_message(Said(words, is_problem=is_problem))

    def _meet(self, doing: str, error: StoreError) -> None:
        self._say(could_not(doing, error), is_problem=True)

    # Opening

    @work(group="compose", exclusive=True)
    async def reply_to(self, post: SavedPost, participants: Iterable[str] = ()) -> None:
        """Write a reply to a post, or go on with the draft of one.

        Args:
            post: The post that is answered.
            participants: Usernames of others in the conversation; offered behind an @.
        """
        others = [*(link.text for link in post.document.links if link.kind == "mention"), *participants]
        new = Draft(kind="reply", post_id=post.id, target=post.username, text=f"@{post.username} ")
        await self._begin(new, post, others)

    @work(group="compose", exclusive=True)
    async def write_post(self) -> None:
        """Write a new post, or go on with the draft of one."""
        await self._begin(Draft(kind="post"))

    @work(group="compose", exclusive=True)
    async def go_on(self, draft: Draft) -> None:
        """Go on with a draft."""
        if self._is_busy(draft):
            return
        post = None
        if draft.post_id is not None:
            try:
                post = (await self._session.store.cache.read(saved.posts, [draft.post_id])).get(draft.post_id)
            except StoreError as error:
                self._meet("read the post that is answered", error)
        await self._open(draft, post)

    async def _begin(self, new: Draft, post: SavedPost | None = None, people: Iterable[str] = ()) -> None:
        """Open a new text, or what there is of the same one."""
        if self._is_busy(new):
            return
        draft = None
        try:
            draft = await self._keeper.find(new.kind, new.post_id, self._session.outbox)
        except StoreError as error:
            self._meet("look for a draft", error)
        await self._open(draft or new, post, people)

    def _is_busy(self, wanted: Draft) -> bool:
        """Whether something is being written already; then the writer is led back to it."""
        if self._composer is None or (draft := self._keeper.draft) is None:
            return False
        self._composer.area.focus()
        if (draft.kind, draft.post_id) != (wanted.kind, wanted.post_id):
            from mbtui.outbox import kinds

            self._say(f"{kinds.of(draft).title(draft)} is still open. Send it, keep it or discard it first.")
        return True

    async def _open(self, draft: Draft, post: SavedPost | None, people: Iterable[str] = ()) -> None:
        quote = "" if post is None else f"{post.author_name}: {post.document.plain_text}"
        if len(quote) > QUOTED_CHARACTERS:
            quote = quote[:QUOTED_CHARACTERS] + "…"
        without = ("", self._session.username.lower(), draft.target.lower())
        names = dict.fromkeys(name.removeprefix("@") for name in people)
        self._people = [name for name in names if name.lower() not in without]
        from mbtui.outbox import kinds
        from mbtui.widgets.composer import Composer

        if not self.is_attached:
            # Keys typed behind the one that ends the program.
            return
        self._composer = composer = Composer(
            kinds.of(draft).title(draft), quote.replace("\n", " "), draft.text, keymap(self.app, "composer")
        )
        self._beside = draft
        self._keeper.open(
            draft, lambda saved: replace(self._beside, id=saved.id, created_at=saved.created_at, text=composer.text)
        )
        self.run_worker(self._keeper.run(), group="save", exclusive=True)
        await self.mount(composer)
        if draft.id:
            self._say("This goes on with your draft.")
        self._tell_left_over()

    @work(group="left over", exclusive=True)
    async def _tell_left_over(self) -> None:
        from mbtui.services.external_editor import left_over_words

        if words := await left_over_words(self._session.store, self._told):
            self._say(words)

    async def _close(self, words: str) -> None:
        composer, self._composer = self._composer, None
        if composer is not None:
            await composer.remove()
        self.post_message(self.Closed(words))

    # What the composer tells

    def on_composer_changed(self, event: Composer.Changed) -> None:
        event.stop()
        if event.composer is self._composer:
            self._keeper.touch()

    def on_composer_names_wanted(self, event: Composer.NamesWanted) -> None:
        event.stop()
        self._offer_names(event.composer, event.prefix)

    @work(group="names", exclusive=True)
    async def _offer_names(self, composer: Composer, prefix: str) -> None:
        names = [name for name in self._people if name.lower().startswith(prefix.lower())]
        try:
            found = await self._session.store.cache.read(search.usernames, prefix, limit=NAMES_LOOKED_FOR)
            names += [name for name, _ in found if name.lower() != self._session.username.lower()]
        except StoreError as error:
            self._meet("look for names", error)
        composer.offer(prefix, list(dict.fromkeys(names)))

    def on_composer_decided(self, event: Composer.Decided) -> None:
        event.stop()
        if event.composer.area.read_only:
            # The same key again, before the text has left.
            return
        match event.decision:
            case "send":
                self._send()
            case "keep":
                self._put_away()
            case "discard":
                hold_keys(self.app, self._discard())
            case "editor":
                hold_keys(self.app, self._edit_elsewhere())

    # Deciding

    @work(group="send", exclusive=True)
    async def _send(self) -> None:
        composer, draft = self._composer, self._keeper.draft
        if composer is None or draft is None:
            return
        if draft.is_blank:
            self._say("There is nothing to send yet.")
            return
        outbox = self._session.outbox
        if outbox is None:
            if await self.keep():
                self._say("Nobody is signed in yet. The text is kept as a draft.")
            return
        composer.area.read_only = True
        try:
            await self._keeper.hand_over(outbox.put)
        except StoreError as error:
            composer.area.read_only = False
            self._meet("put it into the outbox", error)
            return
        from mbtui.outbox import kinds

        await self._close(f"{kinds.of(draft).name(draft)} is on its way.")

    @work(group="send", exclusive=True)
    async def _put_away(self) -> None:
        draft = self._keeper.draft
        if draft is None or not await self._keeper.put_away():
            return
        again = "{post.reply} on the same post" if draft.kind == "reply" else "{app.compose}"
        kept = f"Kept as a draft. {with_keys(self.app, again)} goes on with it."
        await self._close("Nothing was written." if draft.is_blank else kept)

    @work(group="send", exclusive=True)
    async def _discard(self) -> None:
        try:
            discarded = await self._keeper.discard()
        except StoreError as error:
            self._meet("discard the draft", error)
            return
        if discarded is None:
            return
        if discarded.is_blank:
            await self._close("Discarded.")
            return
        await self._close(with_keys(self.app, "Discarded. {app.undo} brings it back."))
        # To the application itself: U may be the very next key.
        self.app.post_message(Undoable("discarding the text", lambda: self._bring_back(discarded)))

    async def _bring_back(self, discarded: Draft) -> None:
        """Make what was discarded a draft again, and go on with it where that is seen.

        Raises:
            StoreError: It could not be kept.
        """
        draft = await self._keeper.bring_back(discarded)
        if self.is_attached and self.screen.is_current and not self.is_open:
            hold_keys(self.app, self.go_on(draft))

    @work(group="editor", exclusive=True)
    async def _edit_elsewhere(self) -> None:
        from mbtui.services.external_editor import edit_in_editor
        from mbtui.terminal.hand_over import hand_over

        await self.keep()
        composer = self._composer
        if composer is None:
            return

        async def put(text: str) -> bool:
            composer.text = text
            return await self.keep()

        def on_screen(run: Callable[[], str]) -> str:
            return hand_over(self.app, run, "This terminal can not be handed to an editor.")

        problem = await edit_in_editor(self._session.store.folder, composer.text, put, self._editor, on_screen)
        composer.area.focus()
        if problem:
            self._say(problem, is_problem=True)
