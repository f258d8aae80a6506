"""What is the same for all kinds of writes, and what each has to answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar

import msgspec

from mbtui.api.errors import NotFound, Refused
from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.same_text import Candidate
from mbtui.outbox.uploads import Uploads
from mbtui.store import Store
from mbtui.store.drafts import Draft
from mbtui.store.timelines import Merge

if TYPE_CHECKING:
    from mbtui.api import Client, Published

Choose = Callable[[list[Candidate]], Awaitable[list[Candidate]]]
"""Picks the texts that are new and have the words of an entry."""
T = TypeVar("T")

_TOO_NEW = "It was written by a later version of mbtui, which this one does not understand."


class Kind:
    """One kind of write. The methods about showing change the saved posts, and may be called again without harm.

    Raises:
        MicroblogError: What is sent or looked for was refused or did not reach Micro.blog.
        StoreError: What is shown could not be saved.
    """

    id: ClassVar[str] = ""
    """As it is stored: never changed."""
    about: ClassVar[Literal["", "post", "person", "mutes"]] = ""
    """What is drawn differently. For "post", `post_id` is the post."""
    is_text: ClassVar[bool] = False
    """It holds words of the reader's: they are kept when it is refused, and can be edited."""
    is_repeatable: ClassVar[bool] = True
    """Sent twice it does no harm. What is not is looked for before it is sent again."""
    is_replacing: ClassVar[bool] = False
    """It takes the place of one for the same thing that still waits: star, unstar and star again are one write."""
    is_in_conversation: ClassVar[bool] = False
    """It is shown in the conversation of `post_id` until that holds it."""
    is_of_bookmarks: ClassVar[bool] = False
    """What it did is seen when the bookmarks are asked for anew."""
    place: ClassVar[str] = ""
    """Where a text is looked for, as it stands in a sentence."""

    def __init_subclass__(cls) -> None:
        KINDS[cls.id] = cls()

    def name(self, write: Write) -> str:
        """Name it as the subject of a sentence."""
        return "Something that a later mbtui wrote"

    def title(self, draft: Draft) -> str:
        """Name a text that is being written."""
        return "Text"

    def makes_page(self, entry: OutboxEntry) -> bool:
        """Whether Micro.blog makes a page for one that was just sent, and tells how far that is."""
        return False

    def outcome(self, entry: OutboxEntry) -> str:
        """What has become of one that was sent, behind its name."""
        return "was sent"

    def why_not_sent(self, draft: Draft) -> str:
        """Say why a text can not be sent as it is; empty when it can."""
        return "There is nothing to send yet." if draft.is_blank else ""

    def changes_bookmarks(self, write: Write) -> bool:
        """Whether what this write did is seen when the bookmarks are asked for anew."""
        return self.is_of_bookmarks

    def cancels(self, write: Write, waiting: OutboxEntry) -> bool:
        """Whether an entry that waits is discarded in place of sending this write."""
        return False

    async def inverse(self, store: Store, entry: OutboxEntry) -> Write | None:
        """Give the write that undoes one that was sent; None when nothing does."""
        return None

    async def prepare(self, client: Client, entry: OutboxEntry, uploads: Uploads) -> OutboxEntry:
        """Send what comes before and may be repeated: pictures. Returns the entry with what came of it."""
        return entry

    async def send(self, client: Client, entry: OutboxEntry) -> Published | None:
        """Send it. What is to be taken away and is gone already is a success. Returns where it is, if that is told."""
        raise Refused(_TOO_NEW)

    async def own_texts(self, client: Client, entry: OutboxEntry, username: str) -> list[Candidate]:
        """Read the texts of ours among which it would be, had it arrived. For what is not repeatable."""
        raise NotImplementedError

    async def late_texts(self, client: Client, entry: OutboxEntry, choose: Choose) -> list[Candidate]:
        """Look where a text may be that `own_texts` does not hold."""
        return []

    async def apply(self, store: Store, entry: OutboxEntry) -> Merge | None:
        """Show it before Micro.blog has it. Returns what that did to the bookmarks, for a star."""
        return None

    async def take_back(self, store: Store, entry: OutboxEntry) -> None:
        """Show what was there before it."""

    async def confirm(self, store: Store, entry: OutboxEntry) -> None:
        """Note that Micro.blog has it now."""

    async def learn(self, client: Client, store: Store, entry: OutboxEntry) -> None:
        """Ask for what sending did not tell."""


KINDS: dict[str, Kind] = {}


def details_of(entry: OutboxEntry, form: type[T]) -> T:
    """Read an entry's details as what the kind writes there."""
    try:
        return msgspec.convert(entry.details, form)
    except msgspec.ValidationError as error:
        raise Refused(_TOO_NEW) from error


def post_id_of(entry: OutboxEntry) -> int:
    """For kinds that always have one."""
    assert entry.post_id is not None
    return entry.post_id


async def gone_is_fine(call: Awaitable[None]) -> None:
    """Take something away that may be gone already."""
    try:
        await call
    except NotFound:
        return
