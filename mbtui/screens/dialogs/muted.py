"""Hiding people and words, and the list of what is hidden, whom the reader has blocked included."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType

from mbtui.outbox.kinds.block import block
from mbtui.outbox.kinds.mute import modify_mute, mute, unmute
from mbtui.panes.bindings import bindings_for, with_keys
from mbtui.panes.messages import could_not, why_not_written
from mbtui.screens.dialogs.numbered import Entry, NumberedPanel
from mbtui.screens.dialogs.question import Choice, LinePrompt, Question
from mbtui.store import SavedPost, StoreError
from mbtui.store.people import SavedMute

if TYPE_CHECKING:
    from mbtui.outbox.change import Change
    from mbtui.outbox.entry import Write
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
    blocked = f" and who is blocked ({len(mutes.blocked)})" if mutes.blocked else ""
    choices.append(Choice("l", f"the list of what is muted ({len(mutes.saved)}){blocked}", "list"))
    answer = await screen.app.push_screen_wait(Question("Hide, for all your apps:", choices))
    match answer:
        case "person" | "replies":
            more = " and what others reply to them" if answer == "replies" else ""
            await _mute(screen, outbox, mute(name, is_hiding_other_replies=bool(more)), f"@{name}", more)
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
                await _mute(screen, outbox, mute(keyword=word), f"“{word}”")
        case "list" if mutes.saved or mutes.blocked:
            await screen.app.push_screen_wait(MutedPanel(screen, outbox))
        case "list":
            screen.say(with_keys(screen.app, "Nothing is muted. On a post, {post.mute} mutes its author, or a word."))


async def _mute(screen: Place, outbox: Outbox, write: Write, name: str, more: str = "") -> None:
    session = screen.session
    await session.undoing.do(f"the mute of {name}", outbox.put(write), outbox.undo)
    await session.mutes.reload()
    screen.say(
        with_keys(screen.app, f"Muted {name}{more}. {{app.undo}} undoes it; {{post.unfold}} shows a folded post.")
    )


async def show_again(screen: Place | MutedPanel, outbox: Outbox, saved: SavedMute | str) -> None:
    """Show again what a mute hid, or whom a block did, by the username."""

    async def mute_again(_: object) -> None:
        if isinstance(saved, str):
            await outbox.put(block(saved, True))
            return
        is_hiding = saved.is_hiding_other_replies and not saved.keyword
        await outbox.put(mute(saved.username, keyword=saved.keyword, is_hiding_other_replies=is_hiding))

    showing, session = outbox.put(block(saved, False) if isinstance(saved, str) else unmute(saved)), screen.session
    if isinstance(saved, str) or not saved.domain:
        await session.undoing.do(f"showing {name_of(saved)} again", showing, mute_again)
    else:
        await showing
    await session.mutes.reload()
    screen.say(f"{name_of(saved)} is shown again.")


class MutedPanel(NumberedPanel):
    """The muted people, words and sites, and the blocked people. It stays open while they are changed."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("muted")

    def __init__(self, screen: Place, outbox: Outbox) -> None:
        self.session = screen.session
        self._mutes = screen.session.mutes
        self._outbox = outbox
        hints = [("muted.unmute", "show again"), ("muted.replies", "replies too, or not")]
        super().__init__("Muted and blocked", [_entry(hidden) for hidden in self._hidden], hints)

    @property
    def _hidden(self) -> list[SavedMute | str]:
        """The mutes, then the usernames of the blocked."""
        return [*self._mutes.saved, *self._mutes.blocked]

    def on_mount(self) -> None:
        """Follow what is changed here or elsewhere, and what becomes of it: the status line is covered."""
        self._endings = [self._mutes.subscribe(self._show), self._outbox.subscribe(self._tell)]

    def on_unmount(self) -> None:
        for end in self._endings:
            end()

    def _show(self) -> None:
        self._entries = [_entry(hidden) for hidden in self._hidden]
        self.mark(max(0, min(self._at, len(self._entries) - 1)))

    def _tell(self, change: Change) -> None:
        if change.kind.about == "mutes" and change.words and change.problem is not None:
            self.say(change.words)

    def choose(self, place: int) -> None:
        """A number only marks: what is to be done is said by a letter."""
        self.redraw()

    def action_muted_unmute(self) -> None:
        if hidden := self._hidden:
            self._show_again(hidden[self._at])
        else:
            self.say(NOTHING_MUTED)

    @work(group="change")
    async def _show_again(self, hidden: SavedMute | str) -> None:
        try:
            await show_again(self, self._outbox, hidden)
        except StoreError as error:
            self.say(could_not("change what is muted", error))

    def action_muted_replies(self) -> None:
        if not self._hidden:
            self.say(NOTHING_MUTED)
            return
        mute = self._hidden[self._at]
        if isinstance(mute, str):
            self.say("A block hides what others reply to them in any case.")
        elif not mute.username:
            self.say("Only people have replies.")
        elif mute.id < 0:
            self.say("This mute is still being sent. Try again in a moment.")
        else:
            self._change(mute)

    @work(group="change")
    async def _change(self, saved: SavedMute) -> None:
        """Hide what others reply to a muted person, too, or no longer."""
        try:
            is_hiding = not saved.is_hiding_other_replies
            change = self._outbox.put(modify_mute(saved, is_hiding_other_replies=is_hiding))
            await self.session.undoing.do(f"the change to {name_of(saved)}", change, self._outbox.undo)
            await self._mutes.reload()
        except StoreError as error:
            self.say(could_not("change what is muted", error))


def _entry(hidden: SavedMute | str) -> Entry:
    words = name_of(hidden)
    if isinstance(hidden, str):
        return Entry(f"{words}, blocked")
    if hidden.is_hiding_other_replies:
        words += ", and what others reply to them"
    return Entry(f"{words}  ⌛ waits to be sent" if hidden.is_pending else words)


def name_of(hidden: SavedMute | str) -> str:
    """Name what is muted, or who is blocked."""
    if isinstance(hidden, str):
        return f"@{hidden}"
    if hidden.username:
        return f"@{hidden.username}"
    return f"“{hidden.keyword}”" if hidden.keyword else f"posts of {hidden.domain}"
