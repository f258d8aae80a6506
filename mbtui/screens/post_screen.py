"""A screen that shows posts: what the commands on a post need of it, whatever else it is made of.

The panes in it only say what is wanted; `PostCommands` carries it out.
"""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import events, on

from mbtui.api.errors import SignInRequired
from mbtui.config import Config
from mbtui.panes.bindings import key_of
from mbtui.panes.composer_pane import ComposerPane
from mbtui.panes.messages import LinkFollowed, PostWanted, ProblemSolved, Said
from mbtui.panes.timeline import TimelinePane
from mbtui.panes.typed_ahead import hold_keys
from mbtui.screens.pushed import Place
from mbtui.services.session import Session
from mbtui.store import SavedPost
from mbtui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from mbtui.outbox.change import Change
    from mbtui.outbox.entry import OutboxEntry
    from mbtui.screens.post_commands import PostCommands
    from mbtui.store.drafts import Draft
    from mbtui.widgets.composer import Composer
    from mbtui.widgets.composer_text import ComposerText

READ_SECONDS = 1.5
"""A sentence that was shown for so long has been read: the next key takes it away."""


class PostScreen(Place, inherit_bindings=False):
    """What the main screen, a profile and a conversation of its own have in common."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "post")
    """The commands that work here and not everywhere, as the help names them first."""

    def __init__(self, session: Session, config: Config) -> None:
        super().__init__(session, config)
        self.writing = ComposerPane(session, config)
        """Where texts are written on this screen."""
        self.status = StatusBar()
        self.last_key = 0.0
        """When the last key came, by the monotonic clock."""
        self._sent = (0, 0.0)
        """The entry of the text that was sent from here last, and the last key then."""

    @property
    def pane(self) -> TimelinePane:
        """The pane that is seen."""
        raise NotImplementedError

    @cached_property
    def post_commands(self) -> PostCommands:
        """What carries out the commands on posts; loaded with the first of them."""
        from mbtui.screens.post_commands import PostCommands

        return PostCommands(self)

    @property
    def panes(self) -> list[TimelinePane]:
        """All panes that have been looked at."""
        return [self.pane]

    async def take_change(self, change: Change) -> None:
        """Show what became of a write; `StoreError` when what it changed could not be read."""
        for pane in self.panes:
            await pane.take_change(change)
        if change.state == "refused" and change.kind.is_text and change.entry is not None:
            self._take_refusal(change.entry, change)
        elif change.is_said:
            key = f" {key_of(self.app, 'app.sign_in')} signs in." if isinstance(change.problem, SignInRequired) else ""
            self.say(f"{change.words}{key}", is_problem=change.state in ("refused", "uncertain"))

    def _take_refusal(self, entry: OutboxEntry, change: Change) -> None:
        """Open a text that was refused again, where it was sent and no key was pressed since; else name the key."""
        if entry.details.get("theirs"):
            settled = f"{key_of(self.app, 'post.edit')} on the post settles it"
            self.say(f"{change.kind.name(entry)} was not sent: {settled}. {change.problem}", is_problem=True)
            return
        if self._sent != (entry.id, self.last_key) or not self.is_current or self.writing.is_open:
            self.say(f"{change.words} {key_of(self.app, 'app.unsent')} shows it.", is_problem=True)
            return
        key = key_of(self.app, {"reply": "post.reply", "edit": "post.edit"}.get(entry.kind, "app.compose"))
        words = f"{change.kind.name(entry)} was not sent: {key} goes on with it. {change.problem}"
        hold_keys(self.app, self.writing.reopen(entry, words))

    async def catch_up(self) -> None:
        """Show what another program on this account has saved; `StoreError` when it could not be read."""
        for pane in self.panes:
            await pane.catch_up()
        await self.writing.catch_up()

    def tell_standing(self) -> None:
        """Say in the status line how things stand with what is shown."""
        raise NotImplementedError

    @on(TimelinePane.StateChanged)
    def _pane_changed(self, event: TimelinePane.StateChanged) -> None:
        event.stop()
        if event.pane.display:
            self.tell_standing()

    def on_screen_resume(self) -> None:
        """What was put off while the posts were covered is done now."""
        if self.is_mounted:
            self.draw_pictures_again()

    def draw_pictures_again(self) -> None:
        """With the next rest of the list."""
        self.pane.posts.look_around()

    # What is said

    def say(self, text: str, *, is_problem: bool = False) -> None:
        self.status.say(text, is_problem=is_problem)

    @on(events.Key)
    def note_key(self) -> None:
        """Words that were said a while ago have been read by the next key."""
        self.last_key = time.monotonic()
        self.status.let_go(said_before=self.last_key - READ_SECONDS)

    @on(Said)
    def _said(self, event: Said) -> None:
        event.stop()
        self.say(event.words, is_problem=event.is_problem)

    @on(ProblemSolved)
    def _problem_solved(self, event: ProblemSolved) -> None:
        event.stop()
        self.status.take_back(event.words)

    # Writing

    def compose_post(self) -> None:
        """Write a new post."""
        if self.session.can_write:
            self.writing.write_post()
        else:
            self.say("You have to be signed in to post.", is_problem=True)

    def show_unsent(self) -> None:
        """List what waits to be sent, and the drafts."""
        from mbtui.screens.outbox import OutboxScreen

        def take_up(draft: Draft | None) -> None:
            if draft is not None:
                self.post_commands.go_on(draft)

        screen = OutboxScreen(self.session, self.config, self.writing.draft_id)
        screen.status.set_progress(self.status.progress)
        self.app.push_screen(screen, take_up)

    def go_on(self, draft: Draft) -> None:
        hold_keys(self.app, self.writing.go_on(draft))

    def reply_to(self, post: SavedPost) -> None:
        self.writing.reply_to(post)

    def on_composer_decided(self, event: Composer.Decided) -> None:
        event.stop()
        from mbtui.screens.composer_decisions import decide

        decide(self.writing, event.decision)

    def on_composer_text_files_pasted(self, event: ComposerText.FilesPasted) -> None:
        event.stop()
        from mbtui.screens.composer_pictures import take_paste

        asking = self.writing.run_worker(take_paste(self.writing, event.text), group="panel", exclusive=True)
        hold_keys(self.app, asking)

    @on(ComposerPane.Closed)
    def _writing_closed(self, event: ComposerPane.Closed) -> None:
        event.stop()
        self.say(event.words)
        self._sent = (event.sent.id if event.sent else 0, self.last_key)
        self.take_focus()

    def take_focus(self) -> None:
        """Go on in the list that was read."""
        self.set_focus(self.pane.posts, scroll_visible=False)

    # What panes ask for

    @on(PostWanted)
    def _post_wanted(self, event: PostWanted) -> None:
        event.stop()
        self.post_commands.run(event.command, event.post)

    @on(LinkFollowed)
    def _link_followed(self, event: LinkFollowed) -> None:
        event.stop()
        self.post_commands.follow(event.link)
