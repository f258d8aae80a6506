"""What a post's pictures and recordings are for: to be looked at, to stand for a character, or to count readers."""

from __future__ import annotations

import re
from typing import Literal

from mbtui.api.text import clean_line
from mbtui.content.html_tags import read_attributes, scan
from mbtui.content.links import absolute_url, file_name

TINY_PIXELS = 100
"""A picture no wider and no higher than this is an ornament; Micro.blog does not cross-post it either."""

_EMOJI_SIZE = re.compile(r"(?:width|height)\s*:\s*1(?:\.\d+)?em\b")
_STYLED_PIXELS = re.compile(r"(?:^|[;\s])(width|height)\s*:\s*(\d{1,6})(?:\.\d+)?px")
_PIXELS = re.compile(r"\s*(\d{1,6})(?:\.\d+)?\s*(?:px)?\s*", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none")


def role(attributes: dict[str, str]) -> Literal["picture", "thumbnail", "words", "nothing"]:
    """Tell what an `img` is.

    "picture" has a line of its own, "thumbnail" is Micro.blog's small copy beside a title, for "words" its description
    stands (emoji, ornaments), "nothing" is a picture of one pixel.
    """
    classes = attributes.get("class", "").lower()
    style = attributes.get("style", "").lower()
    if "mini_thumbnail" in classes:
        return "thumbnail"
    if "emoji" in classes or "smiley" in classes or "/images/core/emoji" in attributes.get("src", ""):
        return "words"
    if style and _EMOJI_SIZE.search(style):
        return "words"
    styled = {name: int(pixels) for name, pixels in _STYLED_PIXELS.findall(style)}
    width, height = (_pixels(attributes.get(side, ""), styled.get(side)) for side in ("width", "height"))
    if (width is not None and width <= 1) or (height is not None and height <= 1):
        return "nothing"
    if width is not None and height is not None and max(width, height) <= TINY_PIXELS:
        return "words"
    return "picture"


def source(attributes: dict[str, str], content: str, base_url: str) -> str:
    """Give the address of a picture, or of a recording: its own or its first `source`'s; "" when it has none."""
    written = [attributes.get(name, "") for name in ("src", "data-src")]
    tags = (piece for piece in scan(content) if not isinstance(piece, str) and piece.name == "source")
    written += [read_attributes(tag.attributes).get("src", "") for tag in tags]
    return next(filter(None, (absolute_url(each, base_url) for each in written)), "")


def description(attributes: dict[str, str]) -> str:
    """Give what the author says is to be seen or heard, on one line; "" when nothing is said."""
    found = (clean_line(attributes.get(name, "")) for name in ("alt", "aria-label", "title"))
    return next(filter(None, found), "")


def label(kind: str, words: str, url: str) -> str:
    """Give the line that stands for a picture, a video or a recording."""
    shown = words or (file_name(url) if kind == "video" else "")
    if shown:
        return f"[{kind}: {shown}]"
    return "[image, no description]" if kind == "image" else f"[{kind}]"


def is_hidden(attributes: dict[str, str]) -> bool:
    """Whether an element is not meant to be seen, as Micro.blog's narrations are."""
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style", "").lower()) is not None


def _pixels(written: str, styled: int | None) -> int | None:
    match = _PIXELS.fullmatch(written)
    return int(match.group(1)) if match else styled
