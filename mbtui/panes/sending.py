"""How a text that was written goes into the outbox."""

from __future__ import annotations

from mbtui.outbox.outbox import Outbox
from mbtui.store.drafts import Draft


async def put(outbox: Outbox, draft: Draft) -> None:
    """Put what was written into the outbox.

    Raises:
        StoreError: It could not be kept; the draft is still there.
    """
    match draft.kind:
        case "reply":
            assert draft.post_id is not None
            await outbox.reply(draft.post_id, draft.text, target=draft.target, draft_id=draft.id or None)
        case "post":
            await outbox.post(draft)
        case "edit":
            details = draft.details
            await outbox.edit(
                details.get("url") or draft.target,
                post_id=draft.post_id,
                text=draft.text,
                title=draft.title,
                categories=details.get("categories"),
                post_status=details.get("post_status"),
                destination=details.get("destination"),
                draft_id=draft.id or None,
            )
