"""Reports of people to those who run Micro.blog, which can not be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.kinds.kind import Kind

if TYPE_CHECKING:
    from mbtui.api import Client


def report(username: str) -> Write:
    """Tell those who run Micro.blog that a person violates its guidelines."""
    return Write(kind="report", target=username)


class Report(Kind):
    """A report. It may be repeated: people read it, and a second one changes nothing."""

    id = "report"
    is_replacing = True

    def name(self, write: Write) -> str:
        return f"The report of @{write.target}"

    async def send(self, client: Client, entry: OutboxEntry) -> None:
        await client.users.report(entry.target)
