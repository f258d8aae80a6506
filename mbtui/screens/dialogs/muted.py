"""Hiding people and words, and the list of what is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType

from mbtui.outbox.kinds.mute import modify_mute, mute, unmute
from mbtui.panes.bindings import bindings_for, with_keys
from mbtui.panes.messages import Undoable, could_not, why_not_written
from mbtui.screens.dialogs.numbered import Entry, NumberedPanel
from mbtui.screens.dialogs.question import Choice, LinePrompt, Question
from mbtui.services.mutes import Mutes
from mbtui.store import SavedPost, StoreError
from mbtui.store.people import SavedMute

if TYPE_CHECKING:
    from mbtui.outbox.change import Change
    from mbtui.outbox.entry import OutboxEntry
    from mbtui.outbox.outbox import Outbox
    from mbtui.screens.pushed import Place


NOTHING_MUTED = "Nothing is muted any more."


async def choose_mute(screen: Place, post: SavedPost | None) -> None:
    """Ask, from a worker, what to hide or to show again, with the post that gave the reason; may raise `StoreError`."""
    session = screen.session
    outbox, mutes = session.outbox, session.mutes
    if outbox is None or not session.can_write:
        screen.say(why_not_written(session, "mute"))
        return
    username = post.username if post is not None else ""
    if username.lower() == session.username.lower():
        username = ""
    site = post.username if post is not None and post.is_web_page else ""
    if site:
        username = ""
    choices = _choices(username, mutes.of_person(username) if username else None, len(mutes.saved))
    if site:
        choices.insert(0, Choice("p", f"nobody: {site} is a web site", "site"))
    answer = await screen.app.push_screen_wait(Question("Hide, for all your apps:", choices))
    match answer:
        case "person" | "replies":
            await mute_person(screen, outbox, username, is_hiding_other_replies=answer == "replies")
        case "site":
            screen.say(f"{site} is a web site, not a person on Micro.blog: there is nobody to mute.")
        case "unmute":
            if (saved := mutes.of_person(username)) is not None:
                await show_again(screen, outbox, saved)
        case "word":
            word = await screen.app.push_screen_wait(LinePrompt("Hide posts that hold this word or phrase:"))
            if word:
                await mute_word(screen, outbox, " ".join(word.split()))
        case "list":
            await show_muted(screen, outbox)


def _choices(username: str, mute: SavedMute | None, count: int) -> list[Choice]:
    choices = []
    if mute is not None:
        choices.append(Choice("u", f"show @{username} again", "unmute"))
    elif username:
        choices.append(Choice("p", f"@{username}", "person"))
        choices.append(Choice("r", f"@{username}, and what others reply to them", "replies"))
    choices.append(Choice("w", "posts with a word or phrase…", "word"))
    choices.append(Choice("l", f"the list of what is muted ({count})", "list"))
    return choices


async def mute_person(screen: Place, outbox: Outbox, username: str, *, is_hiding_other_replies: bool) -> None:
    """Hide a person. Shown at once, undone when the server refuses."""
    entry = await outbox.put(mute(username, is_hiding_other_replies=is_hiding_other_replies))
    more = " and what others reply to them" if is_hiding_other_replies else ""
    await _say_muted(screen, outbox, entry, f"@{username}", more)


async def mute_word(screen: Place, outbox: Outbox, word: str) -> None:
    """Hide posts with a word or phrase."""
    if screen.session.mutes.of_word(word) is not None:
        screen.say(f"“{word}” is muted already.")
        return
    await _say_muted(screen, outbox, await outbox.put(mute(keyword=word)), f"“{word}”")


async def _say_muted(screen: Place, outbox: Outbox, entry: OutboxEntry, name: str, more: str = "") -> None:
    await screen.session.mutes.reload()
    screen.say(
        with_keys(screen.app, f"Muted {name}{more}. {{app.undo}} undoes it; {{post.unfold}} shows a folded post.")
    )
    screen.post_message(Undoable(f"the mute of {name}", lambda: outbox.undo(entry)))


async def show_again(screen: Place | MutedPanel, outbox: Outbox, saved: SavedMute) -> None:
    """Show again what a mute hid."""

    async def mute_again() -> None:
        is_hiding = saved.is_hiding_other_replies and not saved.keyword
        await outbox.put(mute(saved.username, keyword=saved.keyword, is_hiding_other_replies=is_hiding))

    await outbox.put(unmute(saved))
    await screen.session.mutes.reload()
    screen.say(f"{name_of(saved)} is shown again.")
    if not saved.domain:
        screen.post_message(Undoable(f"showing {name_of(saved)} again", mute_again))


async def show_muted(screen: Place, outbox: Outbox) -> None:
    """Show the list of what is muted, to be changed."""
    mutes = screen.session.mutes
    if not mutes.saved:
        screen.say(with_keys(screen.app, "Nothing is muted. On a post, {post.mute} mutes its author, or a word."))
        return
    await screen.app.push_screen_wait(MutedPanel(screen, outbox))


class MutedPanel(NumberedPanel):
    """The muted people, words and sites. It stays open while they are changed."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("muted")

    def __init__(self, screen: Place, outbox: Outbox) -> None:
        self.session = screen.session
        self._outbox = outbox
        hints = [("muted.unmute", "show again"), ("muted.replies", "replies too, or not")]
        super().__init__("Muted", _entries(self._mutes.saved), hints)

    @property
    def _mutes(self) -> Mutes:
        return self.session.mutes

    def on_mount(self) -> None:
        """Follow what is changed here or elsewhere, and what becomes of it: the status line is covered."""
        self._endings = [self._mutes.subscribe(self._show), self._outbox.subscribe(self._tell)]

    def on_unmount(self) -> None:
        for end in self._endings:
            end()

    def _show(self) -> None:
        self.set_entries(_entries(self._mutes.saved))

    def _tell(self, change: Change) -> None:
        if change.kind.about == "mutes" and change.words and change.problem is not None:
            self.say(change.words)

    def choose(self, place: int) -> None:
        """A number only marks: what is to be done is said by a letter."""
        self.redraw()

    def action_muted_unmute(self) -> None:
        if self._mutes.saved:
            self._change(self._mutes.saved[self.marked], is_unmuting=True)
        else:
            self.say(NOTHING_MUTED)

    def action_muted_replies(self) -> None:
        if not self._mutes.saved:
            self.say(NOTHING_MUTED)
            return
        mute = self._mutes.saved[self.marked]
        if not mute.username:
            self.say("Only people have replies.")
        elif mute.id < 0:
            self.say("This mute is still being sent. Try again in a moment.")
        else:
            self._change(mute, is_unmuting=False)

    @work(group="change")
    async def _change(self, saved: SavedMute, *, is_unmuting: bool) -> None:
        try:
            if is_unmuting:
                await show_again(self, self._outbox, saved)
            else:
                is_hiding = not saved.is_hiding_other_replies
                entry = await self._outbox.put(modify_mute(saved, is_hiding_other_replies=is_hiding))
                await self._mutes.reload()
                self.post_message(Undoable(f"the change to {name_of(saved)}", lambda: self._outbox.undo(entry)))
        except StoreError as error:
            self.say(could_not("change what is muted", error))


def _entries(saved: Sequence[SavedMute]) -> list[Entry]:
    return [Entry(_line(mute)) for mute in saved]


def _line(mute: SavedMute) -> str:
    words = name_of(mute)
    if mute.is_hiding_other_replies:
        words += ", and what others reply to them"
    return f"{words}  ⌛ waits to be sent" if mute.is_pending else words


def name_of(mute: SavedMute) -> str:
    """Name what is muted."""
    if mute.username:
        return f"@{mute.username}"
    return f"“{mute.keyword}”" if mute.keyword else f"posts of {mute.domain}"
