"""Posts made to do harm: to the terminal, to the program's time, to its memory."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbtui.api.text import clean
from mbtui.content.convert import MOST_CHARACTERS, convert
from mbtui.content.document import Document, decode, encode
from mbtui.content.document_text import as_markdown, excerpt
from tests.content.drawing import texts
from tests.content.examples import steady

POISON = (
    "\x1b]52;c;eA==\x07", "\x1b[2J", "\x9b31m", "\x00", "\x7f", "\x0e", "\u202e", "\u2066", "\u200b", "\u200e",
    "\ufeff", "\u2028", "\x85", "\ufdd0", "\ufdd9", "\ufddc", "\ufde0", "\ufde1\U000f0000", "\ufdef", "\ufffe",
    "\U000e0041", "\ud83d", "&#27;[31m", "&#x1b;]0;x&#7;", "&#155;", "&#8238;", "&#xFDE0;&#xF0000;", "&#65534;",
    "&#0;", "&lrm;", "&shy;", "&ZeroWidthSpace;", "\u200d", "👩\u200d", "\u0301" * 9,
)  # fmt: skip

FRAMES = (
    "<p>a{}b</p>", "<pre>{}</pre>", "<pre>a\n{}b</pre>", "<pre>{}<b>{}</b></pre>", "<a href=x>{}<b>{}</b></a>", "<a href='https://e.com/{}'>x</a>",
    "<a href=https://e.com/>{}</a>", "<img src='/{}.jpg' alt='{}'>", "<video src='/{}.mp4'></video>",
    "<a href='https://{}.com/'></a>", "<table><tr><td>{}<td>{}</table>",
    "<img src='https://micro.blog/photos/50/https%3A%2F%2Fe.com%2F%1b{}'>",
    "<iframe src='//e.com/{}' title='{}'></iframe>", "<{}>", "<b{}>x</b>", "<li>{}", "<h2>{}</h2>", "{}",
    "<b>{}</b>{}<i>{}", "<a href='mailto:{}@e.com'></a>",
)  # fmt: skip

WRITTEN_PIECES = r"""
<p> </p> <a·href=//e.com/ > </a> <b <b> </b> <ul> <ol·start=5> <li> </ul> </ol> <pre> </pre> <blockquote> </blockquote>
<table> <tr> <td> <th> </table> <br> <hr> <h2> </h2> <dl> <dt> <dd> <img·src=x> <img·src=y·class=mini_thumbnail> <img
<video·src=y> </video> <svg> </svg> <!-- --> <! <![ <? > < & &amp; &#27; &#x " ' = ` * _ # | - 1. \ x · <q> </q> <sup>
2 <iframe·src=//f.com></iframe> @a <a·href=//e.com> <a·href=https://micro.blog/a>
"""
PIECES = [
    *(piece.replace("·", " ") for piece in WRITTEN_PIECES.split()),
    *("\n", "\ufdd1", "\ufde0", "\U000f0001", "\u200d", "👩", "\u0301"),
]

PATHOLOGICAL = {
    "newlines": "a" + "\n" * 60_000 + "b",
    "quotes": "<blockquote>x" * 20_000,
    "quotes closed": "<blockquote>" * 3_000 + "x" + "</blockquote>" * 3_000,
    "lists": "<ul><li>" * 5_000,
    "lists and quotes": "<ul><li>x<blockquote>" * 3_000,
    "items": "<li>x" * 9_000,
    "a number of 5,000 digits": "&#" + "9" * 5_000 + ";",
    "an address with a number of 5,000 digits": "<a href='https://e.com/&#" + "9" * 5_000 + ";'>x</a>",
    "a long word": "x" * 10_000,
    "a post of 1 MB": "<p>" + "word " * 200_000,
    "paragraphs of 1 MB": "<p>para para</p>" * 70_000,
    "opened tags": "<a " * 100_000,
    "comments": "<!--" * 100_000,
    "sections": "<![CDATA[" * 100_000,
    "marked sections": "<![if x]>" * 5_000,
    "signs": "<" * 60_000,
    "quotation marks": '<a " ="' * 8_000,
    "quotation marks closed": '<a " ="' * 6_000 + ">",
    "attributes": "<a " + "x=1 " * 12_000 + ">y",
    "ampersands": "&" * 60_000,
    "emphasis": "<b><i>" * 8_000 + "x",
    "breaks": "<br>" * 12_000 + "x",
    "pictures": "<img src=x>" * 4_300,
    "links": "<a href=//x.y>z" * 3_000,
    "cells": "<table>" + "<td>x" * 9_000,
    "tables": "<table><tr><td>" * 3_000 + "x",
    "code": "<pre>" * 9_000 + "x",
    "code of backticks": "<pre>" + "`" * 40_000,
    "vectors": "<svg>" * 9_000 + "x",
    "combining marks": "a" + "\u0301" * 40_000,
    "joiners": "<a href=//e.com>👩\u200d</a>\u200d👩" * 1_200,
    "rules": "<hr>" * 10_000,
    "wrapped pictures": "<img src='" + "https://micro.blog/photos/50/" * 1_000 + "'>",
}


def assert_is_harmless(document: Document) -> None:
    """Hold that no string of a document can do anything but be read, and that its spans fit."""
    for text in texts(document):
        assert clean(text) == text
    for block in document.blocks:
        assert all(0 <= span.start < span.end <= len(block.text) for span in block.spans)
        assert [span.start for span in block.spans] == sorted(span.start for span in block.spans)
        assert all(-1 <= link < len(document.links) for link in (block.link, *(span.link for span in block.spans)))
        assert block.first_prefix is None or len(block.first_prefix) == len(block.prefix)
    for link in document.links:
        assert link.url.startswith(("https://", "http://", "mailto:"))
        assert not any(character.isspace() for character in link.url)
    assert decode(encode(document)) == document


def test_nothing_that_a_terminal_obeys_gets_through() -> None:
    """Control characters and our own marks are removed wherever they stand, also as entities."""
    for frame, poison in product(FRAMES, POISON):
        document = convert(frame.replace("{}", poison))
        assert_is_harmless(document)
        for text in (as_markdown(document), excerpt(document, 20)):
            assert clean(text) == text, (frame, poison)


@steady
@given(st.text(max_size=60))
def test_any_text_is_taken(text: str) -> None:
    """No string makes the converter fail."""
    document = convert(text)
    assert_is_harmless(document)
    as_markdown(document)
    excerpt(document, 10)


@steady
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_pieces_of_html_are_taken(pieces: list[str]) -> None:
    """Tags in any order give a document that can be drawn."""
    document = convert("".join(pieces))
    assert_is_harmless(document)
    as_markdown(document)
    assert len(excerpt(document, 10)) <= 10


@pytest.mark.parametrize("html", PATHOLOGICAL.values(), ids=PATHOLOGICAL.keys())
def test_a_post_made_to_hang_the_program_stays_small(html: str) -> None:
    """What a document holds grows with the HTML that is read, never with its square."""
    document = convert(html)
    assert_is_harmless(document)
    assert len(encode(document)) < 12 * min(len(html), MOST_CHARACTERS) + 1_000
    assert len(as_markdown(document)) < 12 * min(len(html), MOST_CHARACTERS) + 1_000
    assert max(len(block.prefix) for block in document.blocks) < 80 if document.blocks else True
