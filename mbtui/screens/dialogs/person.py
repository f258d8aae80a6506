"""What is asked and shown about one person: their pins, whether to block them, whether to report them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.content import Content

from mbtui.api.errors import MicroblogError, NotFound
from mbtui.content.document import Link
from mbtui.outbox.kinds.block import block
from mbtui.outbox.kinds.report import report
from mbtui.panes.bindings import with_keys
from mbtui.panes.messages import could_not, why_not_written
from mbtui.screens.dialogs.links import LinkPanel
from mbtui.screens.dialogs.numbered import Entry
from mbtui.screens.dialogs.question import Choice, Question, confirmed
from mbtui.screens.text_layout import content_of, hanging

if TYPE_CHECKING:
    from mbtui.api import Pin
    from mbtui.screens.pushed import Place
    from mbtui.services.session import Session

GUIDELINES = "https://help.micro.blog/t/community-guidelines/39"


class PinPanel(LinkPanel):
    """Somebody's pins; it is there before they are."""

    def __init__(self, session: Session, username: str) -> None:
        super().__init__(f"Pins of @{username}", [], [])
        self.pins: tuple[Pin, ...] = ()
        self._session = session
        self._username = username
        self._words = "Loading the pins…"

    def on_mount(self) -> None:
        self._load()

    @work(group="pins")
    async def _load(self) -> None:
        try:
            self.pins = await self._session.client().users.pins(self._username)
        except NotFound:
            pass
        except MicroblogError as error:
            self._words = could_not("load the pins", error)
            self.redraw()
            return
        self._words = f"@{self._username} has no pins."
        self._links = [Link(pin.url, "") for pin in self.pins]
        self._entries = [_entry(pin) for pin in self.pins]
        self.redraw()

    def body(self) -> Content:
        return super().body() if self._entries else content_of(hanging(self._words, self.width))

    def foot(self) -> Content:
        return super().foot() if self._entries else Content()

    def choose(self, place: int) -> None:
        if self.pins[place].url:
            super().choose(place)
        else:
            self.say("This pin has no page or picture to open.")

    def action_links_copy(self) -> None:
        if self._entries:
            super().action_links_copy()


def _entry(pin: Pin) -> Entry:
    title = f"{pin.emoji} {pin.title}".strip()
    return Entry(f"{title} · {pin.description}" if pin.description else title, pin.description, pin.url)


async def choose_pin(screen: Place, username: str) -> Link | None:
    """Let the reader look at somebody's pins. Returns the one to open."""
    panel = PinPanel(screen.session, username)
    place = await screen.app.push_screen_wait(panel)
    return None if place is None else Link(panel.pins[place].url, "")


async def ask_to_block(screen: Place, username: str) -> None:
    """Block a person after a question, or lift the block without one; may raise `StoreError`."""
    session = screen.session
    outbox, is_blocked = session.outbox, username.lower() in map(str.lower, session.mutes.blocked)
    if (refusal := why_not_written(session, "block people")) or outbox is None:
        screen.say(refusal, is_problem=True)
        return
    question = f"Block @{username}? Nothing they write is shown to you, nor what others reply to them."
    if not is_blocked and not await confirmed(screen.app, question, "block"):
        return
    done = f"lifting the block of @{username}" if is_blocked else f"the block of @{username}"
    await session.undoing.do(done, outbox.put(block(username, not is_blocked)), outbox.undo)
    await session.mutes.reload()
    words = f"@{username} is no longer blocked." if is_blocked else f"Blocked @{username}. {{app.undo}} undoes it."
    screen.say(with_keys(screen.app, words))


async def ask_to_report(screen: Place, username: str) -> Link | None:
    """Report a person after a question. Returns the guidelines when the reader wants to see them first.

    Raises:
        StoreError: The report could not be kept.
    """
    session = screen.session
    if (refusal := why_not_written(session, "report people")) or session.outbox is None:
        screen.say(refusal, is_problem=True)
        return None
    choices = [
        Choice("y", "report them: it can not be taken back", "report"),
        Choice("g", "read the community guidelines first, in the browser", "guidelines"),
    ]
    question = f"Report @{username} to those who run Micro.blog, for violating the community guidelines?"
    match await screen.app.push_screen_wait(Question(question, choices)):
        case "guidelines":
            return Link(GUIDELINES, "")
        case "report":
            await session.outbox.put(report(username))
            screen.say(with_keys(screen.app, f"The report of @{username} is on its way. {{post.mute}} mutes them."))
    return None
