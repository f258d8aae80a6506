"""Hiding people and words, and the list of what is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType

from mbtui.outbox.kinds.mute import modify_mute, mute, unmute
from mbtui.panes.bindings import bindings_for, with_keys
from mbtui.panes.messages import Undoable, could_not, why_not_written
from mbtui.screens.dialogs.numbered import Entry, NumberedPanel
from mbtui.screens.dialogs.question import Choice, LinePrompt, Question
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
    name = "" if post is None else post.username
    is_site = post is not None and post.is_web_page
    is_person = bool(name) and not is_site and name.lower() != session.username.lower()
    choices = []
    if is_site:
        choices.append(Choice("p", f"nobody: {name} is a web site", "site"))
    elif is_person and mutes.of_person(name) is not None:
        choices.append(Choice("u", f"show @{name} again", "unmute"))
    elif is_person:
        choices.append(Choice("p", f"@{name}", "person"))
        choices.append(Choice("r", f"@{name}, and what others reply to them", "replies"))
    choices.append(Choice("w", "posts with a word or phrase…", "word"))
    choices.append(Choice("l", f"the list of what is muted ({len(mutes.saved)})", "list"))
    answer = await screen.app.push_screen_wait(Question("Hide, for all your apps:", choices))
    match answer:
        case "person" | "replies":
            entry = await outbox.put(mute(name, is_hiding_other_replies=answer == "replies"))
            more = " and what others reply to them" if answer == "replies" else ""
            await _say_muted(screen, outbox, entry, f"@{name}", more)
        case "site":
            screen.say(f"{name} is a web site, not a person on Micro.blog: there is nobody to mute.")
        case "unmute":
            if (saved := mutes.of_person(name)) is not None:
                await show_again(screen, outbox, saved)
        case "word":
            typed = await screen.app.push_screen_wait(LinePrompt("Hide posts that hold this word or phrase:"))
            word = " ".join((typed or "").split())
            if word and mutes.of_word(word) is not None:
                screen.say(f"“{word}” is muted already.")
            elif word:
                await _say_muted(screen, outbox, await outbox.put(mute(keyword=word)), f"“{word}”")
        case "list" if mutes.saved:
            await screen.app.push_screen_wait(MutedPanel(screen, outbox))
        case "list":
            screen.say(with_keys(screen.app, "Nothing is muted. On a post, {post.mute} mutes its author, or a word."))


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


class MutedPanel(NumberedPanel):
    """The muted people, words and sites. It stays open while they are changed."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("muted")

    def __init__(self, screen: Place, outbox: Outbox) -> None:
        self.session = screen.session
        self._mutes = screen.session.mutes
        self._outbox = outbox
        hints = [("muted.unmute", "show again"), ("muted.replies", "replies too, or not")]
        super().__init__("Muted", [_entry(mute) for mute in self._mutes.saved], hints)

    def on_mount(self) -> None:
        """Follow what is changed here or elsewhere, and what becomes of it: the status line is covered."""
        self._endings = [self._mutes.subscribe(self._show), self._outbox.subscribe(self._tell)]

    def on_unmount(self) -> None:
        for end in self._endings:
            end()

    def _show(self) -> None:
        self._entries = [_entry(mute) for mute in self._mutes.saved]
        self.mark(max(0, min(self._at, len(self._entries) - 1)))

    def _tell(self, change: Change) -> None:
        if change.kind.about == "mutes" and change.words and change.problem is not None:
            self.say(change.words)

    def choose(self, place: int) -> None:
        """A number only marks: what is to be done is said by a letter."""
        self.redraw()

    def action_muted_unmute(self) -> None:
        if self._mutes.saved:
            self._change(self._mutes.saved[self._at], is_unmuting=True)
        else:
            self.say(NOTHING_MUTED)

    def action_muted_replies(self) -> None:
        if not self._mutes.saved:
            self.say(NOTHING_MUTED)
            return
        mute = self._mutes.saved[self._at]
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


def _entry(mute: SavedMute) -> Entry:
    words = name_of(mute)
    if mute.is_hiding_other_replies:
        words += ", and what others reply to them"
    return Entry(f"{words}  ⌛ waits to be sent" if mute.is_pending else words)


def name_of(mute: SavedMute) -> str:
    """Name what is muted."""
    if mute.username:
        return f"@{mute.username}"
    return f"“{mute.keyword}”" if mute.keyword else f"posts of {mute.domain}"
