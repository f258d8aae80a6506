"""A post's HTML to the `Document` that is stored and drawn.

Brings html2text and markdown-it (110 ms to import): never imported before the first frame, and run off the
event loop for posts that may be long.
"""

from __future__ import annotations

import re

from mbtui.api.text import clean
from mbtui.content.blocks import to_document
from mbtui.content.document import Block, Document, Span
from mbtui.content.html_reader import MarkdownWriter
from mbtui.content.html_tags import decode

MICRO_BLOG = "https://micro.blog"
MOST_CHARACTERS = 48_000
"""How much of a post's HTML is read: some 8,000 words. The worst HTML of this length takes a quarter of a second."""

REST = "… the rest of this post is on its page"
"""The last block of a post that is longer."""
_REST = Block(REST, spans=(Span(0, len(REST), "mark"),))

_TAG = re.compile(r"<[^<>]{0,400}>")
_PARAGRAPH = re.compile(r"\A\s*<p>|</p>\s*\Z")
_MOST_PLAIN_CHARACTERS = 2_000
_CUT_TAG_OR_ENTITY = re.compile(r"(?:<[a-zA-Z/!][^<>]{0,2000}|&#?\w{0,32})\Z")


def base_url(html: str, post_url: str) -> str:
    """Give what relative addresses in a post are relative to: its own page.

    Under a bookmarked page Micro.blog lists links of its own, relative to itself.
    """
    return MICRO_BLOG if not post_url or "post_archived_links" in html else post_url


def convert(html: str, *, base_url: str = MICRO_BLOG) -> Document:
    """Make a document of a post's HTML, as the server sent it; addresses in it are relative to `base_url`.

    Never raises, whatever the HTML: unclosed tags are closed, text that is no tag is text. All of the
    document's text is clean also of what the HTML's entities decode to.
    """
    is_cut = len(html) > MOST_CHARACTERS
    if is_cut:
        html = _CUT_TAG_OR_ENTITY.sub("", html[:MOST_CHARACTERS])
    writer = MarkdownWriter(base_url)
    document = to_document(writer.handle(html), writer.targets)
    if not is_cut:
        return document
    return Document((*document.blocks, _REST), document.links)


def plain_document(html: str) -> Document:
    """Make a document of a post's first words alone, in time that does not depend on what they are marked up with."""
    beginning = _CUT_TAG_OR_ENTITY.sub("", html[:_MOST_PLAIN_CHARACTERS])
    words = " ".join(clean(decode(_TAG.sub(" ", beginning))).split())
    is_whole = beginning == html and "<" not in _PARAGRAPH.sub("", html)
    return Document((*((Block(words),) if words else ()), *(() if is_whole else (_REST,))))
