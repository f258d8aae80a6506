"""What the main screen does for the commands that work everywhere: search, count what waits, leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from mbtui.outbox.unsent import count_unsent
from mbtui.panes.composer_pane import ComposerPane
from mbtui.panes.messages import Problem, ProfileWanted, describe
from mbtui.panes.timeline import TimelinePane
from mbtui.screens.post_screen import PostScreen
from mbtui.screens.status_model import StatusModel
from mbtui.store import StoreError

if TYPE_CHECKING:
    from mbtui.screens.search import FoundPerson, FoundPost


class MainCommands(PostScreen, inherit_bindings=False):
    """A part of the main screen."""

    standing: StatusModel
    _searched = ""
    _found: int | None = None

    if TYPE_CHECKING:

        @property
        def pane(self) -> TimelinePane: ...

        async def show_post(self, timelines: tuple[str, ...], post_id: int) -> None: ...

        def tell_standing(self) -> None: ...

    # Searching

    def search(self) -> None:
        """Open the search over whatever is seen, with what was searched for last."""
        from mbtui.screens.search import SearchScreen

        screen = SearchScreen(self.session, self.config, text=self._searched, highlight=self._found)

        async def take(found: FoundPost | FoundPerson | None) -> None:
            self._searched = screen.text
            await self._go_to_found(found)

        self.app.push_screen(screen, take)

    async def _go_to_found(self, found: FoundPost | FoundPerson | None) -> None:
        from mbtui.screens.search import FoundPost

        if isinstance(found, FoundPost):
            self._found = found.post_id
            while self.app.screen is not self:
                # What was read above this screen, a person's posts or a conversation, is left for the post's own place.
                self.app.pop_screen()
            await self.show_post(found.timelines, found.post_id)
        elif found is not None:
            self.post_message(ProfileWanted(found.username))

    # What has not been sent

    @on(ComposerPane.Saved)
    def _saved(self, event: ComposerPane.Saved) -> None:
        event.stop()
        self.count_unsent()

    def on_screen_resume(self) -> None:
        """Count anew: a draft may have been kept on the screen that was closed."""
        if self.is_mounted:
            self.count_unsent()
            self.pane.reading.look_again()

    @work(group="unsent", exclusive=True)
    async def count_unsent(self) -> None:
        """Count what has not been sent, for the status line."""
        try:
            self.standing.unsent = await count_unsent(self.session.store, without_drafts=(self.writing.draft_id,))
        except StoreError as error:
            self.say(describe(Problem("read what waits to be sent", error)), is_problem=True)
            return
        self.tell_standing()

    # Leaving

    async def leave(self) -> None:
        """Quit, after asking when something unsent would be left behind."""
        self._leave()

    @work(group="leave", exclusive=True)
    async def _leave(self) -> None:
        from mbtui.screens.dialogs.question import Choice, Question

        if question := await self._regret():
            choices = [Choice("y", "quit", "yes"), Choice("n", "stay", "no")]
            if await self.app.push_screen_wait(Question(question, choices, is_short=True)) != "yes":
                return
        self.app.exit()

    async def _regret(self) -> str:
        """What speaks against quitting, as a question; empty when nothing does."""
        if self.writing.is_open and self.writing.has_words:
            if not await self.writing.keep():
                return "What you are writing can not be saved and would be lost. Quit?"
            return "What you are writing is kept as a draft. Quit?"
        try:
            waiting = (await count_unsent(self.session.store)).waiting
        except StoreError:
            # It can not be read, so it can not be told; it is as safe as it was.
            return ""
        if not waiting:
            return ""
        what = "1 thing is" if waiting == 1 else f"{waiting} things are"
        return f"{what} still waiting to be sent, and sent when mbtui runs again. Quit?"
