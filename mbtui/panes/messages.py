"""What crosses the borders of panes: problems, sentences for the status line, what is wanted of the screen."""

from __future__ import annotations

from textual.message import Message

from mbtui.api.errors import MicroblogError
from mbtui.content.document import Link
from mbtui.services.session import Session
from mbtui.store import SavedPost, StoreError


class ProblemSolved(Message):
    """What could not be done has been done since: the words that were said of it no longer hold."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


class Said(Message):
    """A sentence for the status line."""

    def __init__(self, words: str, *, is_problem: bool = False) -> None:
        super().__init__()
        self.words = words
        self.is_problem = is_problem


class PostWanted(Message):
    """A command on the highlighted post that the screen carries out; see `screens.post_commands`."""

    def __init__(self, command: str, post: SavedPost | None) -> None:
        super().__init__()
        self.command = command
        self.post = post


class LinkFollowed(Message):
    """The reader goes where a link leads, inside mbtui or outside."""

    def __init__(self, link: Link) -> None:
        super().__init__()
        self.link = link


class TimelineWanted(Message):
    """The reader wants to see a conversation, a person's posts or a topic, by the name of the timeline."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


NO_POST = "No post from Micro.blog is highlighted here."
"""Why a command on a post does nothing on a gap, in an empty list, on what was not sent yet."""


def why_not_written(session: Session, what: str) -> str:
    """Say why nothing can be written now, after “You have to be signed in to”; empty when it can."""
    if session.can_write and session.outbox is not None:
        return ""
    return (
        f"You have to be signed in to {what}." if session.is_connected else "Not connected yet. Try again in a moment."
    )


def could_not(doing: str, error: MicroblogError | StoreError) -> str:
    """Say what happened, in sentences a reader understands; `doing` is what was tried: `load the timeline`."""
    return f"Could not {doing}. {error}"
