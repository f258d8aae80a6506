"""The inline marks that stand in the Markdown between the HTML reader and the block reader.

Blocks (quotes, lists, headings, code) are written as Markdown. Emphasis, links and pictures are not: Markdown's
rules for where emphasis may begin, what may stand in a link and what has to be escaped would change what some
posts show. They are Unicode noncharacters, which `mbtui.api.text.clean` removes from every post's own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

GUARD = "\ufdd0"
"""Stands before a paragraph's first word, so that no word can be taken for a list, heading or quote."""

BOLD, BOLD_END = "\ufdd1", "\ufdd2"
ITALIC, ITALIC_END = "\ufdd3", "\ufdd4"
STRIKE, STRIKE_END = "\ufdd5", "\ufdd6"
CODE, CODE_END = "\ufdd7", "\ufdd8"
BREAK = "\ufdd9"
"""A hard line break."""
ROW = "\ufdda"
"""First character of a paragraph that is a table row."""
CELL = "\ufddb"
"""Between two cells of a row."""
LINK_END = "\ufddc"
FIGURE = "\ufddd"
"""Before the first picture of a figure, which stands apart from the words above it."""
CAPTION = "\ufdde"
"""First character of a paragraph that is a figure's caption, and stands tight under its picture."""

LINK = "\ufde0"
"""A link begins. This and the next two are followed by a target, see `numbered`."""
PICTURE = "\ufde1"
"""A picture, video or recording on a line of its own."""
THUMBNAIL = "\ufde2"
"""A picture so small that it stays among the words."""

_FIRST = 0xF0000
MOST_TARGETS = 0xFFFD
"""How many targets one post can have: the private characters of one plane."""


@dataclass(slots=True)
class Target:
    """What a link or picture in the text stands for."""

    url: str
    """Absolute and clean; of a picture or recording "" when it has none that can be opened."""
    kind: Literal["link", "mention", "image", "video", "audio"]
    words: str = ""
    """The words linked, or the description."""
    poster: str = ""
    """The address of the picture that stands for a video."""
    is_dropped: bool = False
    """The link only enlarges the picture inside it, which leads there itself instead."""
    number: int = 0
    """What the reader types to open it; 0 for what is not numbered."""
    place: int = -1
    """Its index in the document's links; -1 while or when it has none."""


def numbered(mark: str, index: int) -> str:
    """Give a mark together with the index of its target."""
    return mark + chr(_FIRST + index)


def index_of(mark: str) -> int:
    """Read the index that `numbered` wrote."""
    return ord(mark[1]) - _FIRST
