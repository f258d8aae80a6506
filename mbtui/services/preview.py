"""How a text will look once Micro.blog has it. Not on the event loop: it loads the converter."""

from __future__ import annotations

from urllib.parse import quote

from msgspec.structs import replace

from mbtui.api.text import clean
from mbtui.content.convert import MICRO_BLOG, convert
from mbtui.content.document import Document
from mbtui.outbox.same_text import html_of
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import edited, parts_of


def preview(draft: Draft) -> Document:
    """Give the words of a text with the pictures that go with it, as a timeline will draw them."""
    text = clean(draft.text)
    if draft.kind != "reply":
        parts = parts_of(draft)
        # Those that are not uploaded have no address yet.
        photos = [
            replace(file, url=file.url or f"{MICRO_BLOG}/{quote(file.name or 'picture')}", alt=clean(file.alt))
            for file in parts.photos
        ]
        text = edited(replace(draft, text=text), replace(parts, photos=tuple(photos))).text
    return convert(html_of(text))
