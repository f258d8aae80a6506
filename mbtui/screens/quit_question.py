"""What speaks against quitting: a text that can not be kept, and what still waits to be sent."""

from __future__ import annotations

from mbtui.outbox.unsent import count_unsent
from mbtui.panes.composer_pane import ComposerPane
from mbtui.store import Store, StoreError


async def regret(writing: ComposerPane, store: Store) -> str:
    """Keep what is being written. Returns a question; empty when nothing speaks against quitting."""
    if writing.is_open and writing.has_words:
        if not await writing.keep():
            return "What you are writing can not be saved and would be lost. Quit?"
        return "What you are writing is kept as a draft. Quit?"
    try:
        waiting = (await count_unsent(store)).waiting
    except StoreError:
        # It can not be read, so it can not be told; it is as safe as it was.
        return ""
    if not waiting:
        return ""
    what = "1 thing is" if waiting == 1 else f"{waiting} things are"
    return f"{what} still waiting to be sent, and sent when mbtui runs again. Quit?"
