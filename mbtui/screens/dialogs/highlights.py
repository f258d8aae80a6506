"""The passages that the reader marked in bookmarked pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from mbtui.api.errors import MicroblogError
from mbtui.content.document import Link
from mbtui.content.links import host
from mbtui.outbox.kinds.highlight import delete_highlight
from mbtui.panes.bindings import bindings_for, with_keys
from mbtui.panes.copy import copy_text
from mbtui.panes.messages import could_not, why_not_written
from mbtui.screens.dialogs.numbered import Entry, NumberedPanel
from mbtui.services.bookmarks import NO_HIGHLIGHTS
from mbtui.store import StoreError

if TYPE_CHECKING:
    from mbtui.api import Highlight
    from mbtui.outbox.entry import OutboxEntry
    from mbtui.screens.pushed import Place


async def choose_highlight(screen: Place) -> Link | None:
    """Show the highlights, from a worker; may raise `StoreError`. What was taken out is deleted when they close.

    Returns:
        The page that is to be opened.
    """
    session = screen.session
    if refusal := why_not_written(session, "have highlights"):
        screen.say(refusal, is_problem=True)
        return None
    if session.bookmarks.lacks_highlights:
        screen.say(NO_HIGHLIGHTS)
        return None
    screen.say("Loading your highlights…")
    problem = ""
    try:
        found = await session.bookmarks.ask_for_highlights()
    except MicroblogError as error:
        found = await session.bookmarks.highlights()
        problem = could_not("load your highlights", error)
    if not found:
        none = NO_HIGHLIGHTS if session.bookmarks.lacks_highlights else "You have marked nothing in your bookmarks."
        screen.say(problem or none, is_problem=bool(problem))
        return None
    screen.say("")
    panel = HighlightPanel(found)
    if problem:
        panel.call_after_refresh(panel.say, f"{problem} These are the ones from before.")
    place = await screen.app.push_screen_wait(panel)
    await _delete(screen, panel.removed)
    return None if place is None else Link(panel.shown[place].url, "")


async def _delete(screen: Place, highlights: Sequence[Highlight]) -> None:
    outbox = screen.session.outbox
    if not highlights or outbox is None:
        return

    async def put() -> list[OutboxEntry] | None:
        entries: list[OutboxEntry] = []
        try:
            for each in highlights:
                entries.append(await outbox.put(delete_highlight(each.id, each.text)))
        except StoreError as error:
            left = len(highlights) - len(entries)
            doing = "delete the highlight" if len(highlights) == 1 else f"delete {left} of {len(highlights)} highlights"
            screen.say(could_not(doing, error), is_problem=True)
        else:
            is_one = len(entries) == 1
            screen.say("The highlight is being deleted." if is_one else f"{len(entries)} highlights are being deleted.")
        return entries or None

    async def undo(entries: list[OutboxEntry]) -> bool:
        return any([await outbox.undo(entry) for entry in entries])

    await screen.session.undoing.do("the deletion", put(), undo)


class HighlightPanel(NumberedPanel):
    """Highlights to read, to copy, to open and to take out. Returns the place of the one whose page is wanted.

    Nothing on the wire brings one back. So what is taken out stays until the panel closes.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("highlights")

    def __init__(self, highlights: Sequence[Highlight]) -> None:
        hints = [("panel.take", "open"), ("highlights.copy", "copy"), ("highlights.remove", "delete")]
        super().__init__("What you marked in your bookmarks", [_entry(each) for each in highlights], hints)
        self.shown = list(highlights)
        self.removed: list[Highlight] = []
        """Those that were taken out, the last one last."""
        self._places: list[int] = []

    def choose(self, place: int) -> None:
        if self.shown[place].url:
            self.dismiss(place)
        else:
            self.say("Its page is not known.")

    def action_highlights_copy(self) -> None:
        if self.shown:
            self.say(copy_text(self.app, self.shown[self._at].text, "The highlight"))

    def action_highlights_remove(self) -> None:
        if not self.shown:
            return
        self._places.append(self._at)
        self.removed.append(self.shown.pop(self._at))
        self._show(min(self._at, len(self.shown) - 1))
        self.say(with_keys(self.app, "Deleted when this list closes; {highlights.restore} brings it back."))

    def action_highlights_restore(self) -> None:
        if not self.removed:
            self.say("Nothing was taken out.")
            return
        place = self._places.pop()
        self.shown.insert(place, self.removed.pop())
        self._show(place)

    def _show(self, place: int) -> None:
        self._entries = [_entry(each) for each in self.shown]
        self.mark(max(0, place))


def _entry(highlight: Highlight) -> Entry:
    title = highlight.title or host(highlight.url)
    return Entry(highlight.text, f"{highlight.text}\n{title}" if title else highlight.text, highlight.url)
