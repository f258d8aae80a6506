"""The outbox's sentences: what happened to a write, what mbtui does about it, what the reader can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mbtui.api.text import clean
from mbtui.outbox import kinds
from mbtui.outbox.entry import OutboxEntry, State

if TYPE_CHECKING:
    from mbtui.api.errors import MicroblogError
    from mbtui.store import StoreError


_TAKEN_BACK = "It has been taken back here as well."
_LOST = "the answer was lost"
_LOOK = "Look for yourself, then send it again or discard it in the outbox."
_STATES: dict[State, str] = {
    "queued": "Waits to be sent.",
    "sending": "Being sent now.",
    "uncertain": "It may or may not have arrived. mbtui is looking for it.",
    "refused": "It was not accepted.",
    "sent": "Sent. Micro.blog does not show it yet.",
}


def waits(entry: OutboxEntry, error: MicroblogError | StoreError) -> str:
    return f"{_name(entry)} waits to be sent. {error}"


def refused(entry: OutboxEntry, error: MicroblogError) -> str:
    rest = "The text is kept in the outbox." if kinds.of(entry).is_text else _TAKEN_BACK
    return f"{_name(entry)} was not sent. {error} {rest}"


def failed_often(entry: OutboxEntry, error: MicroblogError) -> str:
    """Say that something failed again and again while other things may go through."""
    kept = "The text is kept in the outbox, where you can send it again."
    rest = kept if kinds.of(entry).is_text else _TAKEN_BACK
    return f"{_name(entry)} failed {entry.attempts} times, so mbtui stopped trying. {error} {rest}"


def looked_for(entry: OutboxEntry) -> str:
    name = _name(entry)
    return (
        f"The answer to {name[:1].lower()}{name[1:]} was lost. mbtui is looking for it {kinds.of(entry).place}, "
        "and does not send it again by itself."
    )


def not_looked_for_yet(entry: OutboxEntry, error: MicroblogError) -> str:
    return (
        f"{_name(entry)} may or may not have been posted: the answer was lost. "
        f"mbtui looks for it as soon as it can. {error}"
    )


def can_not_look(entry: OutboxEntry, error: MicroblogError) -> str:
    return f"{_name(entry)} may or may not have been posted: {_LOST}, and mbtui can not look. {error} {_LOOK}"


def undecided(entry: OutboxEntry) -> str:
    """Say that a text like it is there, perhaps from before."""
    there = "the same words are there, perhaps from before"
    return f"{_name(entry)} may or may not have been posted: {_LOST}, and {there}. {_LOOK}"


def absent(entry: OutboxEntry) -> str:
    """Say that a text was not found, and that only the reader can tell whether it will still show up."""
    not_found = f"mbtui has not found it {kinds.of(entry).place} since"
    return f"{_name(entry)} may have arrived: {_LOST}, and {not_found}. {_LOOK}"


def found(entry: OutboxEntry) -> str:
    return f"{_name(entry)} had arrived, although the answer was lost."


def sent(entry: OutboxEntry) -> str:
    return f"{_name(entry)} {kinds.of(entry).outcome(entry)}."


def state_words(entry: OutboxEntry) -> str:
    """Say what has become of an entry: the reason that is kept with it, or what its state means."""
    return clean(entry.reason) or _STATES[entry.state]


def _name(entry: OutboxEntry) -> str:
    return kinds.of(entry).name(entry)
