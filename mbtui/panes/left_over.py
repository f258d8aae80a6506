"""Says what editors have left behind: the line had dropped, or mbtui was killed, while they had a text."""

from __future__ import annotations

import asyncio
from pathlib import Path

from mbtui import paths
from mbtui.store import Store, StoreError, drafts


async def left_over_words(store: Store, told: set[Path]) -> str:
    """Say where texts are that editors have never given back.

    Args:
        store: The account's files.
        told: What was said before and is not said again; grows.

    Returns:
        Some sentences, or an empty one.
    """
    try:
        kept = await store.outbox.read(drafts.drafts)
    except StoreError:
        # What opened the composer has said so. Next time.
        return ""
    new = set(await asyncio.to_thread(_left_over, store.folder, [draft.text for draft in kept])) - told
    if not new:
        return ""
    told |= new
    what = "a text" if len(new) == 1 else f"{len(new)} texts"
    where = ", ".join(paths.displayed(folder) for folder in sorted(new))
    return (
        f"An editor that did not end in good order has left {what}: {where}. mbtui keeps it. "
        "Open what is in there with the editor, or remove the folder."
    )


def _left_over(folder: Path, texts: list[str]) -> list[Path]:
    # Imported beside the event loop: it brings some milliseconds of other modules.
    from mbtui.services.external_editor import left_over

    return left_over(folder, texts)
