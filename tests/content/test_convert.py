"""What a post's HTML looks like on the screen: blocks, prefixes, empty rows."""

from __future__ import annotations

import pytest

from mbtui.content.convert import convert
from mbtui.content.document import VERSION, Block, Document, decode, encode
from tests.content.drawing import draw

ROWS = {
    "paragraphs": ("<p>One.</p>\n<p>Two.</p>\n", "One.\n\nTwo."),
    "bare text": ("just words", "just words"),
    "text beside paragraphs": ("a<p>b</p>c", "a\n\nb\n\nc"),
    "divisions": ("<div>a<div>b</div></div>", "a\n\nb"),
    "blanks and newlines of the source": ("<p>\n  one\n  two\t three \n</p>", "one two three"),
    "empty paragraphs": ("<p></p><p>&nbsp;</p><p> <b> </b> </p><p>a</p>", "a"),
    "blanks around emphasis": ("<p>a<b> b </b>c <i>d</i>, <i> e</i> f<em>g</em>h</p>", "a b c d, e fgh"),
    "a hard break": ("<p>a <br> b<br/>c</p>", "a\nb\nc"),
    "many hard breaks": ("<br>a<br><br><br><br>b<br><br>", "a\n\nb"),
    "entities": (
        "<p>&lt;b&gt; &amp;amp; &quot;&copy;&quot; &hellip; &#8212; &#x2014; &euro;</p>",
        '<b> &amp; "©" … — — €',
    ),
    "typographic signs": ("<p>“a” — ‘b’…</p>", "“a” — ‘b’…"),
    "spaces that do not break": ("<p>10&nbsp;km &nbsp; on</p>", "10\xa0km \xa0 on"),
    "an indent of ideographic spaces": ("<p>\u3000春は\u3000あけぼの</p>", "\u3000春は\u3000あけぼの"),
    "emoji, joined and flagged": ("<p>👩‍👩‍👧 🇫🇮 ❤️ 👍🏽</p>", "👩‍👩‍👧 🇫🇮 ❤️ 👍🏽"),
    "right-to-left words": ("<p>שלום עולם</p>", "שלום עולם"),
    "a quote": ("<blockquote><p>a</p><p>b</p></blockquote><p>c</p>", "▎ a\n\n▎ b\n\nc"),
    "a quote without paragraphs": ("x<blockquote>a<br>b</blockquote>y", "x\n\n▎ a\n▎ b\n\ny"),
    "quotes in a quote": (
        "<blockquote>a<blockquote>b<blockquote>c</blockquote></blockquote>d</blockquote>",
        "▎ a\n\n▎ ▎ b\n\n▎ ▎ ▎ c\n\n▎ d",
    ),
    "a quote never closed": ("<blockquote><p>a<p>b", "▎ a\n\n▎ b"),
    "an empty quote": ("a<blockquote></blockquote>b", "a\n\nb"),
    "a list": ("<p>x</p><ul><li>a</li><li>b</li></ul><p>y</p>", "x\n\n• a\n• b\n\ny"),
    "a list without end tags": ("<ul><li>a<li>b</ul>c", "• a\n• b\n\nc"),
    "items with paragraphs": (
        "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>",
        "• a\n\n  b\n• c",
    ),
    "items with breaks hang": ("<ol><li>a<br>b</li></ol>", "1. a\n   b"),
    "lists in lists": (
        "<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li><li>d</li></ul>",
        "• a\n  • b\n    1. c\n• d",
    ),
    "words after an inner list": ("<ul><li>a<ul><li>b</li></ul>c</li></ul>", "• a\n  • b\n\n  c"),
    "a list that begins with a list": ("<ul><li><ul><li>a</li></ul></li></ul>", "• • a"),
    "numbers": ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
    "numbers from nine": ("<ol start='9'><li>a</li><li>b</li></ol>", "9. a\n10. b"),
    "a number of its own": ("<ol><li>a</li><li value=7>b</li><li>c</li></ol>", "1. a\n7. b\n8. c"),
    "numbers that go down": (
        "<ol reversed><li>a<ul><li>x</ul><li>b</ol><ol reversed start=9><li>c<li>d</ol><ol reversed start=0><li>e<li>f",
        "2. a\n   • x\n1. b\n\n9. c\n8. d\n\n0. e\n0. f",
    ),
    "a list between items": (
        "<ol><li>a</li><ul><li>b</li><li>c</li></ul><li>d</li></ol><ul><ul><li>e</ul></ul>",
        "1. a\n   • b\n   • c\n2. d\n\n• e",
    ),
    "numbers that are none": ("<ol start='-x'><li value='²'>a</li></ol>", "1. a"),
    "numbers beyond Markdown": ("<ol start=999999999><li>a<li>b</ol>", "999999999. a\n999999999. b"),
    "one list after another": (
        "<ol><li>a</ol><ol><li>b</ol><ul><li>c</ul><ul><li>d</ul>",
        "1. a\n\n1. b\n\n• c\n\n• d",
    ),
    "an item without a list": ("<li>a</li><li>b</li>", "• a\n• b"),
    "an empty item": ("<ul><li></li><li>a</li></ul>", "• a"),
    "only empty items": ("<ul><li><ul><li><ul><li></ul></ul></ul>a", "a"),
    "a quote in an item": ("<ul><li>a<blockquote>b</blockquote></li><li>c</li></ul>", "• a\n\n  ▎ b\n• c"),
    "a list in a quote": ("<blockquote>x<ul><li>a</li><li>b</li></ul></blockquote>", "▎ x\n\n▎ • a\n▎ • b"),
    "tasks": ("<ul><li><input type=checkbox checked> a<li><input type=checkbox>b</ul>", "• ☑ a\n• ☐ b"),
    "explanations": ("<dl><dt>a<dd>b<dd>c<dt>d</dt><dd>e</dd></dl>f", "a\n  b\n  c\n\nd\n  e\n\nf"),
    "headings": ("<h1>a</h1><h6>b</h6>c", "a\n\nb\n\nc"),
    "a heading that ends like one": ("<h2>C# ##</h2>", "C# ##"),
    "a heading with a break and a paragraph": ("<h2>a<br>b</h2><h3><p>c</p></h3>", "a\nb\n\nc"),
    "a heading never closed": ("<h2>a#<p>b", "a#\n\nb"),
    "a list in a heading": ("<h2><ul><li>a</ul></h2>", "• a"),
    "a rule": ("a<hr>b", "a\n\n\n\nb"),
    "code": ("<pre><code>def f():\n\treturn  1\n</code></pre>", "def f():\n    return  1"),
    "code with an empty first line": ("<pre>\n\n a\n\n\n b</pre>", "\n a\n\n\n b"),
    "code with fences inside": ("a<pre>```\n````</pre>b", "a\n\n```\n````\n\nb"),
    "code that looks like HTML": ("<pre>&lt;p&gt; *a* <b>b</b><br>c</pre>", "<p> *a* b\nc"),
    "code in an item": ("<ul><li>a<pre>b\n\n  c</pre>d</li></ul>", "• a\n\n  b\n\n    c\n\n  d"),
    "an item that is code": ("<ul><li><pre>a\nb</pre></li></ul>", "• a\n  b"),
    "code in a quote": ("<blockquote><pre>a\n&gt; b</pre></blockquote>", "▎ a\n▎ > b"),
    "code never closed": ("a<pre>b <i>c", "a\n\nb c"),
    "code that is empty": ("a<pre> \n </pre>b", "a\n\nb"),
    "a table": (
        "<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td><td>3</td></tr></table>x",
        "a   │ b\n1|2 │ 3\n\nx",
    ),
    "an uneven table": ("<table><tr><td>a<tr><td>b<td>c<td>d</table>", "a\nb │ c │ d"),
    "cells that take rows": (
        "<table><tr><td rowspan=2>Mon<td>leek<tr><td>kale<tr><td>Tue<td rowspan=9>bean</table>"
        "<table><tr><td>a<td>b</table>",
        "Mon │ leek\n    │ kale\nTue │ bean\na   │ b",
    ),
    "cells that take columns": (
        "<table><tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e<tr><td>f<td colspan=2 rowspan=2>g<tr><td>h"
        "<tr><td>i<td>j<td>k</table>",
        "a │   │ b\nc │ d │ e\nf │ g\nh\ni │ j │ k",
    ),
    "an empty cell": ("<table><tr><td>a</td><td></td><td>c</td></tr></table>", "a │  │ c"),
    "a cell with paragraphs": ("<table><tr><td><p>a</p><p>b</p></td><td>c<br>d</td></tr></table>", "a b │ c d"),
    "a table for layout": ("<table><tr><td><p>a</p><p>b</p></td></tr></table>", "a\nb"),
    "a table in a table": ("<table><tr><td>a<table><tr><td>b</td></tr></table></td><td>c</td></tr></table>", "a b │ c"),
    "a list in a table": ("<table><tr><td><ul><li>a<li>b</ul></td><td>c</td></tr></table><p>d", "a b │ c\n\nd"),
    "a cell over all columns": (
        "<table><tr><td>a<td>bb<tr><td colspan=2>wide words<tr><td>ccc<td>d</table>",
        "a   │ bb\nwide words\nccc │ d",
    ),
    "columns of wide characters": ("<table><tr><td>漢字<td>b<tr><td>a<td>b</table>", "漢字 │ b\na    │ b"),
    "a table too wide to align": (
        "<table><tr><td>" + "a" * 62 + "<td>b<tr><td>c<td>d</table>",
        "a" * 62 + " │ b\nc │ d",
    ),
    "a table's caption": ("<table><caption>a</caption><tr><td>b<td>c</table>", "a\n\nb │ c"),
    "figures": ("<figure>a<figcaption>b</figcaption></figure>c", "a\n\nb\n\nc"),
    "a figure with its caption": (
        "<p>one</p><figure><img src=//e.com/a.jpg alt=q><figcaption>A cap</figcaption></figure><p>z</p>",
        "one\n\n[image: q]\nA cap\n\nz",
    ),
    "a figure of two pictures": (
        "<p>one</p><figure><img src=//e.com/a.jpg alt=q><img src=//e.com/b.jpg alt=r></figure>",
        "one\n\n[image: q]\n[image: r]",
    ),
    "line breaks that are kept": (
        '<p style="white-space: pre-wrap">one\n  two\n\nthree <b>x\ny</b></p>a\nb',
        "one\n\xa0\xa0two\n\nthree x\ny\n\na b",
    ),
    "a formula": ('so <math alttext="a^2"><mi>a</mi></math> is', "so a^2 is"),
    "a formula with its source": (
        "<math><mi>x</mi><annotation encoding='application/x-tex'>\\sqrt&lt;x</annotation></math>",
        "\\sqrt<x",
    ),
    "a formula without a source": ("<math><mi>a</mi><mo>+</mo><mn>2</mn></math>", "a+2"),
    "details": ("<details><summary>a</summary>b</details>c", "a\n\nb\n\nc"),
    "quotation marks": ("<q>a <q>b</q> c</q> d</q>", "“a ‘b’ c” d"),
    "raised and lowered digits": ("E=mc<sup>2</sup> H<sub>2</sub>O 1<sup>st</sup>", "E=mc² H₂O 1st"),
    "raised and lowered words": ("10<sup>−6.5</sup> x<sup>2n</sup> a<sub>1,2</sub>", "10^(−6.5) x^(2n) a_(1,2)"),
    "an abbreviation": ("<abbr title='HyperText'>HTML</abbr> and <cite>this</cite>", "HTML and this"),
    "how words are read": ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>", "漢(かん)"),
    "comments": ("a<!-- <b>x</b> -->b<!-- never closed <p>c", "ab"),
    "declarations": ("<!DOCTYPE html><?xml version='1'?>a<![CDATA[b]]>c", "ac"),
    "scripts and styles": ("a<script>x<b></script>b<style>c{}</style></style></script></head>d", "abd"),
    "a script never closed": ("a<script>b", "ab"),
    "tags nobody knows": ("<foo>a</foo><o:p>b</o:p>", "ab"),
    "end tags of nothing": ("</p></ul></blockquote></b></a></table></li>a", "a"),
    "signs that are no tags": ("<p>a < b <3 <- </3 x<y <> </></p>", "a < b <3 <- </3 x<y <> </>"),
    "a quotation mark too many": ('<a href="https://e.com>a</a> b', "[1] a b"),
    "attributes with signs": ("<p title='a > b'>c</p>", "c"),
    "capitals": ("<P>a<BR>b</P><UL><LI>c</UL>", "a\nb\n\n• c"),
    "a shortcode": ('<p>{{< audio src="x.mp3" >}}</p>', '{{< audio src="x.mp3" >}}'),
}


@pytest.mark.parametrize(("html", "rows"), ROWS.values(), ids=ROWS.keys())
def test_html_is_shown_as_rows(html: str, rows: str) -> None:
    """Each kind of HTML has one look."""
    assert draw(convert(html)) == rows


@pytest.mark.parametrize(
    "html", ["", " ", "\n\n", "<p></p>", "<!-- -->", "<ul><li></ul>", "<br>", "<b>", "<p>&nbsp;</p>"]
)
def test_nothing_to_see_is_an_empty_document(html: str) -> None:
    """A post without words or pictures has no blocks."""
    assert convert(html) == Document()


def test_blocks_tell_their_kind() -> None:
    """Headings, code, pictures, recordings, rules and rows can be told from text."""
    html = (
        "a<h2>b</h2><pre>c</pre><img src=https://e.com/d.jpg><video src=https://e.com/e.mp4></video>"
        "<hr><table><tr><td>f<td>g</table>"
    )
    assert [block.kind for block in convert(html).blocks] == [
        "text", "heading", "code", "image", "media", "rule", "row",
    ]  # fmt: skip


def test_hanging_indents_are_as_wide_as_what_hangs() -> None:
    """The first row's prefix and the others' are of one width, however lists and quotes are nested."""
    html = "<ol start=99><li>a<ul><li><blockquote>b<ol><li>c<p>d</ol></blockquote></ul><li>e</ol>" * 3
    blocks = convert(html).blocks
    assert len(blocks) == 15
    for block in blocks:
        assert block.first_prefix is None or len(block.first_prefix) == len(block.prefix)


def test_deep_nesting_stops_at_a_readable_depth() -> None:
    """Twenty quotes in each other leave room for the words."""
    block = convert("<blockquote>" * 20 + "a").blocks[-1]
    assert (block.text, block.prefix) == ("a", "▎ " * 8)


def test_words_after_deep_nesting_are_outside_again() -> None:
    """Quotes too deep to be shown still end where they end."""
    html = "<blockquote>" * 20 + "a" + "</blockquote>" * 20 + "b"
    assert convert(html).blocks[-1] == Block("b")


def test_a_long_post_ends_with_a_pointer_to_its_page() -> None:
    """What is beyond the limit is not read, and the reader is told."""
    document = convert("<p>paragraph</p>" * 100_000)
    assert document.blocks[-1].text == "… the rest of this post is on its page"
    assert {block.text for block in document.blocks[:-1]} == {"paragraph"}
    assert len(document.blocks) < 4_000


@pytest.mark.parametrize("end", ["<a href='https://example.com/", "&am", "<", "</p", "&#1"])
def test_a_tag_or_entity_cut_in_two_is_not_shown(end: str) -> None:
    """The limit may fall inside a tag."""
    html = "a" * (48_000 - len(end)) + end + "x" * 100
    text, pointer = convert(html).blocks
    assert text.text.rstrip("<") == "a" * (48_000 - len(end))
    assert pointer.text.startswith("…")


def test_a_document_survives_the_store() -> None:
    """Writing and reading a document gives it back, and writing it again the same bytes."""
    document = convert(
        "<ul><li><b>a</b> <a href=https://e.com>b</a> <img src=https://e.com/c.jpg alt=d></ul><pre>e</pre>"
    )
    assert decode(encode(document)) == document
    assert encode(decode(encode(document))) == encode(document)
    assert VERSION >= 1
