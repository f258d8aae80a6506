"""The panel of what was sent lately and has an address."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from mbtui.api.text import clean
from mbtui.content.document import Link
from mbtui.content.links import host
from mbtui.outbox import kinds, queue
from mbtui.outbox.kinds.kind import KINDS
from mbtui.screens.dialogs.links import LinkPanel
from mbtui.screens.dialogs.numbered import Entry
from mbtui.widgets.ages import DAY, ago

if TYPE_CHECKING:
    from mbtui.outbox.entry import OutboxEntry
    from mbtui.screens.pushed import Place

KEPT_SECONDS = 7 * DAY
TEXT_KINDS = tuple(id for id, kind in KINDS.items() if kind.is_text)


async def choose_sent(screen: Place) -> Link | None:
    """Let the reader choose among what was sent lately; `y` copies an address. None, with a sentence, without any.

    Raises:
        StoreError: It could not be read.
    """
    since = time.time() - KEPT_SECONDS
    found = await screen.session.store.outbox.read(queue.sent_texts, kinds=TEXT_KINDS, since=since)
    sent = [entry for entry in found if entry.url]
    if not sent:
        screen.say("Nothing that you have sent in the last days has an address.")
        return None
    links = [Link(entry.url, "") for entry in sent]
    chosen = await screen.app.push_screen_wait(LinkPanel("What you sent last", links, [_entry(each) for each in sent]))
    return None if chosen is None else links[chosen]


def _entry(entry: OutboxEntry) -> Entry:
    kind = kinds.of(entry)
    words = " ".join(clean(entry.title or entry.text).split()) or kind.name(entry)
    what = f"{kind.name(entry)} {kind.outcome(entry)}, {ago(entry.changed_at, time.time())}."
    return Entry(f"{words} · {host(entry.url)}", what, entry.url)
