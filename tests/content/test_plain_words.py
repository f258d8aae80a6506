"""Words are shown as they were written, whatever they look like."""

from __future__ import annotations

import html
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbtui.api.text import clean
from mbtui.content.convert import convert
from mbtui.content.document import Block
from mbtui.content.document_text import as_markdown
from tests.content.drawing import draw
from tests.content.examples import steady

LOOKALIKES = [
    "[/oops]", "[@click=app.quit]x[/]", "[bold]x[/bold]", "[$error]x", "\\[x]", "[link=http://x", "* x", "- x", "+ x",
    "-x", "# x", "####### x", "#tag", "1. y", "1) y", "2024. A year", "> x", ">x", ">>> x", "`t`", "``` t", "~~~",
    "~~x~~", "*x*", "**x**", "***", "---", "___", "- - -", "===", "=", "_x_", "__init__", "snake_case_",
    "a*b*c _x_ [y] `t`", "[x](y)", "![x](y)", "[x]: http://y", "[^1]", "<http://x>", "&amp;", "&#27;",
    "&nbsp_place_holder;", "a | b", "|---|---|", "| a |", ":---:", "\\", "\\*", "\\\\", "x\\", "a  b", "C:\\new\\*",
    "\t# x", "    x", "<b>x</b>", "</p>", "<!-- x -->", "{{< x >}}", "$x$", ":smile:", "%s {0}", "http://e.com/a_b_c",
    "x ^2^ ~1~", "..", "1.", "-", "#",
]  # fmt: skip

FRAMES = [
    "{}",
    "<p>{}</p>",
    "<p>a</p><p>{}</p>",
    "<b>{}</b>",
    "<blockquote>{}</blockquote>",
    "<ul><li>{}</li></ul>",
    "<h2>{}</h2>",
]

SIGNS = " \n*_`~[]()#+-.!\\|<>&'\"=:;{}^$%@/0123456789abcäß“”…—你好👍"


def one_line(text: str) -> str:
    """Give words as HTML shows them: runs of blanks as one, none at the ends."""
    return re.sub("[ \t\n\r\f]+", " ", clean(text)).strip(" ")


@pytest.mark.parametrize("frame", FRAMES)
def test_words_that_look_like_markup_are_words(frame: str) -> None:
    """Neither Markdown nor the terminal toolkit's markup is read in a post's words."""
    kinds = ["bold"] if frame.startswith("<b>") else []
    for text in LOOKALIKES:
        (*_, block) = convert(frame.format(html.escape(text))).blocks
        assert (block.text, [span.kind for span in block.spans]) == (one_line(text), kinds)


def test_code_that_looks_like_markup_is_code() -> None:
    """In a listing even the blanks stay."""
    for text in LOOKALIKES:
        block = convert(f"<pre>{html.escape(text)}</pre>").blocks[0]
        assert (block.text, block.kind) == (text.expandtabs(4), "code")


def test_a_table_keeps_words_that_look_like_tables() -> None:
    """Signs of a table in a cell make no cells."""
    for text in LOOKALIKES:
        words = html.escape(text)
        assert convert(f"<table><tr><td>{words}</td><td>{words}</td></tr></table>").blocks[0].text == (
            f"{one_line(text)} │ {one_line(text)}"
        )


@steady
@given(st.text(alphabet=SIGNS, min_size=1, max_size=40))
def test_any_words_survive(text: str) -> None:
    """Words full of signs come out as they went in."""
    document = convert(f"<p>{html.escape(text)}</p>")
    assert [block.text for block in document.blocks] == [words for words in [one_line(text)] if words]


@steady
@given(st.text(alphabet=SIGNS, max_size=40))
def test_any_listing_survives(text: str) -> None:
    """Lines and blanks of a listing stay; only what is empty at its ends goes."""
    document = convert(f"<ul><li><pre>\n{html.escape(text)}</pre></li></ul>")
    assert [block.text for block in document.blocks] == [code for code in [text.rstrip()] if code]


@steady
@given(st.randoms(use_true_random=False))
def test_words_survive_any_nesting_of_inline_tags(chance: random.Random) -> None:
    """However tags are nested, crossed or left open, the words are those between them."""
    tags = ("b", "i", "em", "strong", "del", "code", "u", "span", "small", "mark", "kbd", "cite", "font")
    written: list[str] = []
    words: list[str] = []
    for _ in range(chance.randint(1, 12)):
        for _ in range(chance.randint(0, 3)):
            written.append(f"<{chance.choice(('', '/'))}{chance.choice(tags)}>")
        words.append("".join(chance.choice(SIGNS) for _ in range(chance.randint(0, 5))))
        written.append(html.escape(words[-1]))
    assert " ".join(draw(convert("".join(written))).split("\n")) == one_line("".join(words))


@steady
@given(st.randoms(use_true_random=False))
def test_words_survive_any_nesting_of_blocks(chance: random.Random) -> None:
    """However blocks are nested or left open, each word is shown once and in order."""
    tags = (
        "p",
        "blockquote",
        "ul",
        "ol",
        "li",
        "div",
        "h2",
        "pre",
        "table",
        "tr",
        "td",
        "dl",
        "dd",
        "b",
        "a href=//e.com",
    )
    written: list[str] = []
    words: list[str] = []
    for number in range(chance.randint(1, 14)):
        for _ in range(chance.randint(0, 3)):
            name = chance.choice(tags)
            written.append(f"<{name}>" if chance.random() < 0.6 else f"</{name.split()[0]}>")
        words.append(f"w{number}*")
        written.append(words[-1])
    shown = " ".join(block.text for block in convert("".join(written)).blocks)
    assert re.findall(r"w\d+\*", shown) == words


@steady
@given(st.text(alphabet=SIGNS, min_size=1, max_size=40))
def test_any_words_survive_the_way_through_markdown(text: str) -> None:
    """What is copied as Markdown shows the same words when a blog renders it."""
    markdown_it = pytest.importorskip("markdown_it")
    markdown = as_markdown(convert(f"<p>{html.escape(text)}</p>"))
    rendered = markdown_it.MarkdownIt("commonmark").enable(["strikethrough", "table"]).render(markdown)
    assert convert(rendered).blocks == tuple(Block(words) for words in [one_line(text)] if words)
