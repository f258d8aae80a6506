"""Documents as Markdown and as excerpts."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from mbtui.content.convert import convert
from mbtui.content.document_text import as_markdown, excerpt
from tests.content.drawing import draw

MARKDOWN = {
    "paragraphs": ("<p>a</p><p>b<br>c</p>", "a\n\nb  \nc"),
    "emphasis": ("<b>a <i>b</i></b> <del>c</del><code>d</code>", "**a *b*** ~~c~~`d`"),
    "emphasis with blanks": ("a<b> b </b>c", "a **b** c"),
    "emphasis that Markdown cannot say": ("a<b>(b)</b>c", "a(b)c"),
    "emphasis crossed": ("<b>a<i>b</b>c</i>", "**a*b***c"),
    "code with backticks": ("<code>a`b</code> <code>`</code>", "``a`b`` `` ` ``"),
    "links": ("<a href='https://e.com/a_(b)'>c [d]</a>", "[c \\[d\\]](https://e.com/a_%28b%29)"),
    "code linked": ("<a href=https://e.com><code>a</code></a>", "[`a`](https://e.com)"),
    "an address as its words": ("<a href='https://e.com/a'>https://e.com/a</a>", "<https://e.com/a>"),
    "a link without words": ("<a href='https://e.com/a'></a>", "<https://e.com/a>"),
    "a link with a false name": ("<a href=https://e.com>f.com</a>", "[f.com](https://e.com)"),
    "mentions": ("<a href=https://micro.blog/tomas>@tomas</a> hi", "@tomas hi"),
    "pictures": ("a<img src=https://e.com/b.jpg alt='c [d]'>", "a\n![c \\[d\\]](https://e.com/b.jpg)"),
    "a picture without an address": ("<img alt=a>", "\\[image: a\\]"),
    "a small picture": ("a <img class=mini_thumbnail src=https://e.com/b.jpg>", "a ![](https://e.com/b.jpg)"),
    "recordings": ("<audio src=https://e.com/b.mp3></audio>", "[audio](https://e.com/b.mp3)"),
    "headings and rules": ("<h1>a</h1><hr>b", "## a\n\n---\n\nb"),
    "code": ("<pre>a\n```\n\nb</pre>", "````\na\n```\n\nb\n````"),
    "lists": ("<ul><li>a<ol><li>b</ol><li><p>c<p>d</ul>", "- a\n  1. b\n- c\n\n  d"),
    "quotes": ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>\n> > b\n\nc"),
    "tables": ("<table><tr><td>a<td>b|c<tr><td>d<td>e</table>f", "| a | b\\|c |\n| --- | --- |\n| d | e |\n\nf"),
    "words like markup": (
        "<p>1. a<br># b<br>&gt; c<br>- d<br>--- <p>snake_case _e_ *f* &amp;lt; a~~b 2*3 #tag +1",
        "1\\. a  \n\\# b  \n\\> c  \n\\- d  \n\\---\n\nsnake_case \\_e\\_ \\*f\\* \\&lt; a\\~\\~b 2\\*3 #tag +1",
    ),
    "an exclamation before a link": ("a!<a href=https://e.com>b</a>", "a\\![b](https://e.com)"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("html", "markdown"), MARKDOWN.values(), ids=MARKDOWN.keys())
def test_posts_are_copied_as_markdown(html: str, markdown: str) -> None:
    """Numbers and hosts that we added are left out; escapes stand only where they are needed."""
    assert as_markdown(convert(html)) == markdown


@pytest.mark.parametrize(
    "html",
    [
        "<p>a <b>b</b>, <i>c</i> <a href='https://e.com/_(d)_'>e <b>f</b></a></p><p>g<br>* h</p>",
        "<blockquote><p>a</p><ul><li>b</li><li>c<ol><li>d</li></ol></li></ul></blockquote><p>e</p>",
        "<ul><li><p>a</p><p>b</p></li><li><pre>c\n\n  d</pre></li></ul>",
        "<h2>a # b</h2><hr><pre># c\n```</pre>",
        "<table><tr><th>d</th><th>e|f</th></tr><tr><td>g</td><td>h</td></tr></table>",
        "<p>a</p><p><img src='https://e.com/b.jpg' alt='c'></p><p>[x](y) &lt;b&gt; &amp;amp; \\</p>",
    ],
)
def test_markdown_is_what_the_post_says(html: str) -> None:
    """Rendered by a blog and read again, it looks the same."""
    rendered = MarkdownIt("commonmark").enable(["strikethrough", "table"]).render(as_markdown(convert(html)))
    assert draw(convert(rendered)) == draw(convert(html))


@pytest.mark.parametrize(
    ("html", "length", "words"),
    [
        ("<p>One two</p><p>three</p>", 50, "One two three"),
        ("<p>One two</p><p>three</p>", 13, "One two three"),
        ("<p>One two</p><p>three</p>", 12, "One two…"),
        ("<p>One, two</p>", 6, "One…"),
        ("abcdefghij", 5, "abcd…"),
        ("ab cdefghijkl", 8, "ab cdef…"),
        ("今日は良い天気です", 5, "今日は良…"),
        ("👩‍👩‍👧 a", 3, "👩…"),
        ("see <a href=https://e.com>this</a> and <a href=https://f.com>g.com</a>", 50, "see this and g.com (f.com)"),
        ("<a href=https://micro.blog/a>@a</a> [1] b", 50, "@a [1] b"),
        ("<img src=/a.jpg alt=Sea>", 50, "[image: Sea]"),
        ("a<hr>b<br>c", 50, "a b c"),
        ("", 50, ""),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_an_excerpt_is_one_line_of_whole_words(html: str, length: int, words: str) -> None:
    """It is never longer than asked for, and shows no link numbers."""
    shown = excerpt(convert(html), length)
    assert shown == words
    assert len(shown) <= length
