"""The outbox's sentences: what happened to a write, what mbtui does about it, what the reader can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mbtui.outbox.queue import OutboxEntry

if TYPE_CHECKING:
    from mbtui.api.errors import MicroblogError


def name(entry: OutboxEntry) -> str:
    """Name a write as the subject of a sentence."""
    is_on = bool(entry.details.get("is_on"))
    match entry.kind:
        case "reply":
            return f"Your reply to @{entry.target}" if entry.target else "Your reply"
        case "post":
            return f"Your post “{entry.title}”" if entry.title else "Your post"
        case "edit":
            return "Your edit"
        case "delete":
            return "The deletion"
        case "star":
            return "The star" if is_on else "Taking back the star"
        case "follow":
            return f"Following @{entry.target}" if is_on else f"Unfollowing @{entry.target}"
        case "mute":
            return f"Muting “{entry.target}”" if entry.details.get("is_keyword") else f"Muting @{entry.target}"
        case "unmute":
            return "Lifting the mute"
        case "modify_mute":
            return "The change to the mute"


def is_text(entry: OutboxEntry) -> bool:
    """Whether the entry holds words of the reader's."""
    return entry.kind in ("reply", "post", "edit")


def waits(entry: OutboxEntry, error: MicroblogError) -> str:
    """Say why something has not been sent yet."""
    return f"{name(entry)} waits to be sent. {error}"


def refused(entry: OutboxEntry, error: MicroblogError) -> str:
    """Say that something was refused, and what became of it."""
    rest = "The text is kept in the outbox." if is_text(entry) else "It has been taken back here as well."
    return f"{name(entry)} was not sent. {error} {rest}"


def failed_often(entry: OutboxEntry, error: MicroblogError) -> str:
    """Say that something failed again and again while other things may go through."""
    rest = (
        "The text is kept in the outbox, where you can send it again."
        if is_text(entry)
        else "It has been taken back here as well."
    )
    return f"{name(entry)} failed {entry.attempts} times, so mbtui stopped trying. {error} {rest}"


def looked_for(entry: OutboxEntry) -> str:
    """Say that nobody knows yet whether a text arrived."""
    return (
        f"The answer to {_lower(name(entry))} was lost. mbtui is looking for it {_place(entry)}, "
        "and does not send it again by itself."
    )


def not_looked_for_yet(entry: OutboxEntry, error: MicroblogError) -> str:
    """Say that looking has to wait."""
    return (
        f"{name(entry)} may or may not have been posted: the answer was lost. "
        f"mbtui looks for it as soon as it can. {error}"
    )


def can_not_look(entry: OutboxEntry, error: MicroblogError) -> str:
    """Say that only the reader can find out whether a text arrived."""
    return (
        f"{name(entry)} may or may not have been posted: the answer was lost, and mbtui can not look. {error} "
        "Look for yourself, then send it again or discard it in the outbox."
    )


def undecided(entry: OutboxEntry) -> str:
    """Say that a text like it is there, perhaps from before."""
    return (
        f"{name(entry)} may or may not have been posted: the answer was lost, and the same words are there, "
        "perhaps from before. Look for yourself, then send it again or discard it in the outbox."
    )


def absent(entry: OutboxEntry) -> str:
    """Say that a text was not found, and that only the reader can tell whether it will still show up."""
    return (
        f"{name(entry)} may have arrived: the answer was lost, and mbtui has not found it {_place(entry)} since. "
        "Look for yourself, then send it again or discard it in the outbox."
    )


def found(entry: OutboxEntry) -> str:
    """Say that a text had arrived after all."""
    return f"{name(entry)} had arrived, although the answer was lost."


def sent(entry: OutboxEntry) -> str:
    """Say that something was sent."""
    return f"{name(entry)} was sent."


def _place(entry: OutboxEntry) -> str:
    return "in the conversation" if entry.kind == "reply" else "on the blog"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
