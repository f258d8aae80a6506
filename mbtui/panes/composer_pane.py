"""Where replies and posts are written: shows the composer, and passes on what the writer decides."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from textual import work
from textual.containers import Vertical
from textual.message import Message

from mbtui.api.errors import MicroblogError
from mbtui.config import Config
from mbtui.panes.bindings import keymap
from mbtui.panes.messages import Said, could_not
from mbtui.services.session import Session
from mbtui.store import SavedPost, StoreError, TooNew
from mbtui.store import timelines as saved
from mbtui.store.drafts import Draft

if TYPE_CHECKING:
    from pathlib import Path

    from mbtui.outbox.entry import OutboxEntry
    from mbtui.services.blogs import Blogs
    from mbtui.services.draft_keeper import DraftKeeper
    from mbtui.widgets.composer import Composer
    from mbtui.widgets.composer_head import ComposerHead

QUOTED_CHARACTERS = 240
BLOGS_HOLD_SECONDS = 86_400.0
"""What is known of the reader's blogs is asked for anew after so long, and whenever the head is opened."""


class ComposerPane(Vertical):
    """Empty until something is written; then the composer, docked under the list."""

    class Closed(Message):
        """The composer has gone; `words` says what became of the text, `sent` is its entry when it is on its way."""

        def __init__(self, words: str, sent: OutboxEntry | None = None) -> None:
            super().__init__()
            self.words = words
            self.sent = sent

    class Saved(Message):
        """There is one draft more, or one less."""

    def __init__(self, session: Session, config: Config) -> None:
        super().__init__(id="writing")
        self.session = session
        """The account that writes."""
        self.config = config
        self.composer: Composer | None = None
        """Shown while something is being written."""
        self.post: SavedPost | None = None
        """The post that is answered or edited, where it is known."""
        self._beside = Draft(kind="post")
        """What is written, but for its text: the title, the parts, where it goes."""
        self.people: list[str] = []
        """Usernames of the conversation, offered behind an @ before others."""
        self._told: set[Path] = set()
        """What editors have left behind, as far as it was said."""

    @cached_property
    def keeper(self) -> DraftKeeper:
        # Not before something is written: the first frame does without it.
        from mbtui.services.draft_keeper import DraftKeeper

        return DraftKeeper(
            self.session.store,
            on_failure=lambda error: self.meet("save what you type", error),
            on_recovery=lambda: self.say("What you have typed is saved again."),
            on_count=lambda: self.post_message(self.Saved()),
        )

    @property
    def is_open(self) -> bool:
        """Whether something is being written."""
        return self.composer is not None

    @property
    def draft_id(self) -> int:
        """The draft that is being written; 0 when nothing is, or nothing of it was saved yet."""
        return self.keeper.draft_id if self.is_open else 0

    @property
    def has_words(self) -> bool:
        """Whether something has been written that is more than what stood there at first."""
        draft = self.keeper.draft if self.is_open else None
        return draft is not None and not draft.is_blank

    @property
    def beside(self) -> Draft:
        """What is being written, but for its text, which is not up to date here."""
        head = None if self.composer is None else self.composer.head
        # What its messages tell comes later: an answer to what was asked for the head may be shown in between.
        return self._beside if head is None else head.draft

    def change(self, **changes: Any) -> None:
        """Write something else than the text: `title`, `target` or `details`."""
        changed = replace(self.beside, **changes)
        if self.composer is not None and self.composer.head is not None:
            self.composer.head.show(changed)
        else:
            self._beside = changed
        self.keeper.touch()

    async def keep(self) -> bool:
        """Save what is written. Returns whether all of it is on the disk."""
        return await self.keeper.keep() if self.is_open else True

    async def catch_up(self) -> None:
        """Keep what is typed as a draft of its own when another program has sent, discarded or changed the draft.

        Raises:
            StoreError: It could not be looked at.
        """
        if self.is_open:
            await self.keeper.catch_up()

    async def on_unmount(self) -> None:
        await self.keep()

    def say(self, words: str, *, is_problem: bool = False) -> None:
        self.post_message(Said(words, is_problem=is_problem))

    def meet(self, doing: str, error: StoreError) -> None:
        self.say(could_not(doing, error), is_problem=True)

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
        await self._begin(await self.new_post())
        await self.look_at_blogs()

    async def new_post(self) -> Draft:
        """A post that goes where the last one went, and is copied to what that was copied to."""
        from mbtui.store.post_parts import PostParts, with_parts

        blogs = await self._saved_blogs()
        new = Draft(kind="post", target=blogs.last_uid)
        return with_parts(new, PostParts(syndicate_to=blogs.of(blogs.last_uid).syndicate_to))

    async def look_at_blogs(self) -> None:
        """Ask for the blogs a post can go to, when nobody has for a while."""
        blogs = await self._saved_blogs()
        self._tell_of_no_blog(blogs)
        is_due = blogs.asked_at < self.session.clock() - BLOGS_HOLD_SECONDS or blogs.has_none
        if is_due and self.session.is_connected:
            self.ask_for_blogs(self.beside.target)

    @work(group="compose", exclusive=True)
    async def go_on(self, draft: Draft) -> None:
        """Go on with a draft."""
        if self._is_busy(draft):
            return
        post = None
        if draft.post_id is not None:
            try:
                post = (await self.session.store.cache.read(saved.posts, [draft.post_id])).get(draft.post_id)
            except StoreError as error:
                self.meet("read the post that is answered", error)
        await self.open(draft, post)

    @work(group="compose", exclusive=True)
    async def reopen(self, entry: OutboxEntry, words: str) -> None:
        """Show a text that was refused again, and say why. Keys go where they went: they were not meant for it."""
        outbox, focused = self.session.outbox, self.screen.focused
        if self.is_open or outbox is None:
            return
        try:
            draft = await outbox.take_back(entry.id)
        except StoreError as error:
            self.meet("open the text again", error)
            return
        if draft is not None:
            await self.open(draft, self.post)
            if focused is not None:
                focused.focus(scroll_visible=False)
            self.post_message(self.Saved())
            self.say(words, is_problem=True)

    async def _begin(self, new: Draft, post: SavedPost | None = None, people: Iterable[str] = ()) -> None:
        """Open a new text, or what there is of the same one."""
        if self._is_busy(new):
            return
        draft = None
        try:
            from mbtui.services.draft_keeper import unfinished

            draft = await unfinished(self.session.store, new, self.session.outbox)
        except StoreError as error:
            self.meet("look for a draft", error)
        await self.open(draft or new, post, people)

    def _is_busy(self, wanted: Draft) -> bool:
        """Whether something is being written already; then the writer is led back to it."""
        if self.composer is None or (draft := self.keeper.draft) is None:
            return False
        self.composer.take_focus()
        if not draft.is_same_text(wanted):
            from mbtui.outbox import kinds

            self.say(f"{kinds.of(draft).title(draft)} is still open. Send it, keep it or discard it first.")
        return True

    async def open(self, draft: Draft, post: SavedPost | None, people: Iterable[str] = ()) -> None:
        """Show a draft as it is on the disk, or a new one, in the place of what is open."""
        quote = "" if post is None or draft.kind != "reply" else f"{post.author_name}: {post.document.plain_text}"
        if len(quote) > QUOTED_CHARACTERS:
            quote = quote[:QUOTED_CHARACTERS] + "…"
        without = ("", self.session.username.lower(), draft.target.lower())
        names = dict.fromkeys(name.removeprefix("@") for name in people)
        self.people = [name for name in names if name.lower() not in without]
        from mbtui.outbox import kinds
        from mbtui.panes.completion_sources import Emoji, Names
        from mbtui.widgets.composer import Composer

        if not self.is_attached:
            # Keys typed behind the one that ends the program.
            return
        if self.composer is not None:
            await self.composer.remove()
        if draft.id:
            self.say("This goes on with your draft.")
        self.composer = composer = Composer(
            draft.kind,
            kinds.of(draft).title(draft),
            quote.replace("\n", " "),
            draft.text,
            keymap(self.app, "composer"),
            [Names(self.session, lambda: self.people, self.meet), Emoji()],
            await self._head(draft),
        )
        self._beside, self.post = draft, post
        self.keeper.open(
            draft, lambda saved: replace(self.beside, id=saved.id, created_at=saved.created_at, text=composer.text)
        )
        self.run_worker(self.keeper.run(), group="save", exclusive=True)
        if self.config.width:
            # As wide as posts are, with a blank at each side.
            composer.area.styles.max_width = self.config.width + 2
        # Not painted before it is whole.
        with self.app.batch_update():
            await self.mount(composer)
        self._tell_left_over()

    @work(group="left over", exclusive=True)
    async def _tell_left_over(self) -> None:
        from mbtui.services.external_editor import left_over_words

        if words := await left_over_words(self.session.store, self._told):
            self.say(words)

    async def close(self, words: str, sent: OutboxEntry | None = None) -> None:
        composer, self.composer = self.composer, None
        # First the words: what becomes of a text that was sent may be said before its widgets are gone.
        self.post_message(self.Closed(words, sent))
        if composer is not None:
            await composer.remove()

    # What the composer tells

    def on_composer_changed(self, event: Composer.Changed) -> None:
        event.stop()
        if event.composer is self.composer:
            self.keeper.touch()

    # The head

    async def _saved_blogs(self) -> Blogs:
        from mbtui.services.blogs import Blogs, saved_blogs

        try:
            return await saved_blogs(self.session.store)
        except StoreError as error:
            self.meet("read which blogs you have", error)
            return Blogs()

    async def _head(self, draft: Draft) -> ComposerHead | None:
        """The head of a post or an edit; None for one with parts that only a later version understands."""
        if draft.kind == "reply":
            return None
        from mbtui.store.post_parts import parts_of
        from mbtui.widgets.composer_head import ComposerHead

        try:
            parts_of(draft)
        except TooNew as error:
            self.say(str(error))
            return None
        shared = ("send_now", "undo", "redo")
        own = {key: does for key, does in keymap(self.app, "composer").items() if does in shared}
        keys = {**own, **keymap(self.app, "head")}
        return ComposerHead(draft, await self._saved_blogs(), keys, self.session.clock)

    def on_composer_head_changed(self, event: ComposerHead.Changed) -> None:
        event.stop()
        self.keeper.touch()

    def on_composer_head_blog_wanted(self, event: ComposerHead.BlogWanted) -> None:
        event.stop()
        self.ask_for_blogs(event.uid)

    @work(group="blogs", exclusive=True)
    async def ask_for_blogs(self, uid: str) -> None:
        """Ask Micro.blog what can be chosen in the head of a post for a blog, and show it there."""
        from mbtui.services.blogs import ask_for_blogs

        session = self.session
        head = self.composer.head if self.composer is not None else None
        try:
            blogs = await ask_for_blogs(session.client(), session.store, uid, session.clock())
        except (MicroblogError, StoreError) as error:
            if head is not None and head.is_open:
                self.say(could_not("ask for your blogs and categories", error), is_problem=True)
            return
        if head is not None and head.is_attached:
            head.show(head.draft, blogs)
        self._tell_of_no_blog(blogs)

    def _tell_of_no_blog(self, blogs: Blogs) -> None:
        """Say before a post is written that it has nowhere to go; a server may name no blog and take it, though."""
        if blogs.has_none and self.is_open and self.beside.kind == "post":
            self.say(
                "No blog of yours is named here, so a post may be refused. What you write is kept.", is_problem=True
            )

    async def remember_choice(self, draft: Draft) -> None:
        """Remember where a post has gone: the next one begins with that."""
        from mbtui.services.blogs import remember_choice

        try:
            await remember_choice(self.session.store, draft)
        except StoreError as error:
            self.meet("remember where the post goes", error)
