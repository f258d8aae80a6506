"""How long a text counts as on Micro.blog: its words as they are shown, not the Markdown around them."""

from __future__ import annotations

import re

_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"\n]*\")?\)")
_LINK = re.compile(r"\[([^\]\n]*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"\n]*\")?\)")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>")
_STRONG = re.compile(r"(?<![\w*])(\*{1,3})(?=\S)([^*\n]+?)(?<=\S)\1(?![\w*])")
_EMPHASIS = re.compile(r"(?<![\w_])(_{1,3})(?=\S)([^_\n]+?)(?<=\S)\1(?![\w_])")
_LINE_START = re.compile(r"^ {0,3}(?:>[ \t]?|#{1,6}[ \t]+)+", re.MULTILINE)


def counted_length(markdown: str) -> int:
    """Count the characters that a post or reply is measured by.

    A link counts as its words, a picture as nothing; an address that stands alone counts in full.
    """
    text = _IMAGE.sub("", markdown)
    text = _LINK.sub(r"\1", text)
    text = _TAG.sub("", text)
    text = _STRONG.sub(r"\2", text)
    text = _EMPHASIS.sub(r"\2", text)
    return len(_LINE_START.sub("", text).strip())
