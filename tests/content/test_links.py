"""Links and mentions: numbers, marks, hosts, and addresses that are not opened."""

from __future__ import annotations

import pytest

from mbtui.content.convert import convert
from mbtui.content.document import Link
from mbtui.content.links import absolute_url, host, original_picture, other_host
from tests.content.drawing import spell

BASE = "https://micro.blog"

SPELT = {
    "a link": ('<a href="https://e.com/x">words</a>.', ["{mark:[1] }{link:words}."]),
    "links count on": (
        "<p><a href=https://e.com>a</a> <a href=https://e.com>b</a></p><p><a href=https://f.com>c</a></p>",
        ["{mark:[1] }{link:a} {mark:[2] }{link:b}", "{mark:[3] }{link:c}"],
    ),
    "blanks inside stay outside": ("a<a href=https://e.com> b </a>c", ["a {mark:[1] }{link:b} c"]),
    "emphasis inside": (
        "<a href=https://e.com>a <b>b</b></a>",
        ["{mark:[1] }{link:a {bold:b}}"],
    ),
    "emphasis around": ("<i>a <a href=https://e.com>b</a></i>", ["{italic:a {mark:[1] }{link:b}}"]),
    "code inside": ("<a href=https://e.com><code>f()</code></a>", ["{mark:[1] }{link:{code:f()}}"]),
    "brackets inside": ("<a href=https://e.com>[a](b)</a>", ["{mark:[1] }{link:[a](b)}"]),
    "a mention": ('<a href="https://micro.blog/tomas">@tomas</a> hi', ["{mention:@tomas} hi"]),
    "a mention among links": (
        "<a href=https://micro.blog/a>@a</a> <a href=https://e.com>b</a>",
        ["{mention:@a} {mark:[1] }{link:b}"],
    ),
    "a mention from elsewhere": ("<a href=https://micro.blog/j@s.example>@j@s.example</a>", ["{mention:@j@s.example}"]),
    "a name elsewhere": ("<a href=https://s.example/@j>@j</a>", ["{mark:[1] }{link:@j}"]),
    "a post on Micro.blog": ("<a href=https://micro.blog/tomas/123>@tomas</a>", ["{mark:[1] }{link:@tomas}"]),
    "no words": ("<a href=https://www.example.com/x></a>", ["{mark:[1] }{link:example.com}"]),
    "only blanks": ("a<a href=https://example.com> </a>b", ["a{mark:[1] }{link:example.com} b"]),
    "another host's address": (
        "<a href=https://evil.example/x>https://bank.example/</a>",
        ["{mark:[1] }{link:https://bank.example/}{mark: (evil.example)}"],
    ),
    "another host's name": (
        "<a href=https://evil.example/x>bank.example</a>!",
        ["{mark:[1] }{link:bank.example}{mark: (evil.example)}!"],
    ),
    "its own host": ("<a href=https://www.e.com/long/path>e.com</a>", ["{mark:[1] }{link:e.com}"]),
    "its own host, longer": (
        "<a href=https://e.com/long/path>https://e.com/lo…</a>",
        ["{mark:[1] }{link:https://e.com/lo…}"],
    ),
    "a part of its host": ("<a href=https://a.e.com>e.com</a>", ["{mark:[1] }{link:e.com}{mark: (a.e.com)}"]),
    "a user that looks like a host": (
        "<a href=https://micro.blog@evil.com/>micro.blog</a>",
        ["{mark:[1] }{link:micro.blog}{mark: (evil.com)}"],
    ),
    "script": ("<a href='javascript:alert(1)'>a</a>", ["a"]),
    "script in disguise": ("<a href=' java\nscript:alert(1)'>a</a>", ["a"]),
    "data": ("<a href='data:text/html,x'>a</a>", ["a"]),
    "a file": ("<a href='file:///etc/passwd'>a</a>", ["a"]),
    "a place in the post": ("word<sup><a href='#fn1'>1</a></sup>", ["word¹"]),
    "no address": ("<a name=x>a</a><a href=''>b</a>", ["ab"]),
    "a broken address": ("<a href='http://[::1'>a</a> <a href='https:///x'>b</a>", ["a b"]),
    "mail": ("<a href='mailto:ines@example.net'>write</a>", ["{mark:[1] }{link:write}"]),
    "a link inside a link": (
        "<a href=https://e.com>a<a href=https://f.com>b</a></a>c",
        ["{mark:[1] }{mark:[2] }{link:a}{link:b}c"],
    ),
    "a link over paragraphs": (
        "<a href=https://e.com><p>a</p><p>b</p></a>c",
        ["{mark:[1] }{link:a}", "{link:b}", "c"],
    ),
    "a link never closed": ("<p><a href=https://e.com>a</p><p>b", ["{mark:[1] }{link:a}", "{link:b}"]),
    "a link in code": ("<code><a href=https://e.com>a</a></code>", ["{mark:[1] }{link:{code:a}}"]),
    "a titled post": (
        "<p>On leeks: <a href='https://ines.example/leeks'>ines.example</a></p>",
        ["On leeks: {mark:[1] }{link:ines.example}"],
    ),
    "an archived page": (
        'Words <p class="post_archived_links">Read: <a href="/bookmarks/123">example.com</a>',
        ["Words", "Read: {mark:[1] }{link:example.com}{mark: (micro.blog)}"],
    ),
    "a link within a word": (
        "so t<a href=https://e.com>hink</a>ing",
        ["so {mark:[1] }t{link:hink}ing"],
    ),
    "a link within an emphasized word": ("<b>t<a href=//e.com>hink</a></b>", ["{mark:[1] }{bold:t{link:hink}}"]),
    "words behind a linked picture": (
        '<a href="https://x.example/y"><img src="https://a.example/1.svg" alt="A"></a> Requires iOS',
        ["{mark:[image: }A{mark:]}", "{mark:[1] }{link:x.example} Requires iOS"],
    ),
    "a frame": ("a<iframe src='https://v.example/e/1'>x</iframe>b", ["a", "{mark:[1] }{link:v.example}", "b"]),
    "a frame with a title": ("<iframe src=//v.example/1 title='A talk'></iframe>", ["{mark:[1] }{link:A talk}"]),
    "bold over paragraphs": ("<b>a<p>b</b>c", ["{bold:a}", "{bold:b}c"]),
    "emphasis in itself": ("<i>a<em>b</em>c</i>d", ["{italic:abc}d"]),
    "emphasis crossed": ("<b>a<i>b</b>c</i>", ["{bold:a{italic:b}c}"]),
    "struck": ("<del>a</del> <s>b</s>", ["{strike:a} {strike:b}"]),
    "keys and samples": ("<kbd>a</kbd> <samp>b</samp> <tt>c</tt>", ["{code:a} {code:b} {code:c}"]),
    "a header cell": ("<table><tr><th>a<td>b</table>", ["{bold:a}{mark: │ }b"]),
}


@pytest.mark.parametrize(("html", "spelt"), SPELT.values(), ids=SPELT.keys())
def test_words_carry_their_links_and_emphasis(html: str, spelt: list[str]) -> None:
    """Spans lie exactly on the words they are for."""
    assert [spell(block) for block in convert(html).blocks] == spelt


def test_links_are_listed_in_the_order_of_the_text() -> None:
    """Links, mentions and pictures keep their order; only links are numbered."""
    html = (
        "<a href=https://micro.blog/tomas>@tomas</a> <a href='/discover'>look</a>"
        "<img src=/a.jpg alt=sea><a href='https://e.com/?a=1&amp;b=2&copy=3'></a>"
    )
    assert convert(html).links == (
        Link("https://micro.blog/tomas", "@tomas", "mention"),
        Link("https://micro.blog/discover", "look", "link", 1),
        Link("https://micro.blog/a.jpg", "sea", "image"),
        Link("https://e.com/?a=1&b=2&copy=3", "", "link", 2),
    )


def test_every_span_of_a_link_knows_its_place() -> None:
    """Number, words and host of one link lead to the same entry."""
    document = convert("<a href=https://micro.blog/a>@a</a> <a href=https://e.com>f.com</a>")
    assert [(span.kind, span.link) for span in document.blocks[0].spans] == [
        ("mention", 0), ("mark", 1), ("link", 1), ("mark", 1),
    ]  # fmt: skip


def test_five_hundred_links_are_all_numbered() -> None:
    """Numbers do not stop at nine."""
    document = convert("".join(f"<a href=https://e.com/{n}>w</a> " for n in range(500)))
    assert [link.number for link in document.links] == list(range(1, 501))
    assert document.blocks[0].text.endswith("[500] w")


def test_relative_addresses_are_resolved_against_the_page() -> None:
    """A feed of another site has another base."""
    assert convert("<a href=b>c</a>", base_url="https://e.com/a/").links[0].url == "https://e.com/a/b"


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://e.com/a b", "https://e.com/a%20b"),
        ("  HTTPS://E.com/A  ", "https://E.com/A"),
        ("https://e.com/\n\ta", "https://e.com/a"),
        ("//e.com/a", "https://e.com/a"),
        ("/a", "https://micro.blog/a"),
        ("?a", "https://micro.blog?a"),
        ("https:\\\\e.com\\a", "https://e.com/a"),
        ("https://micro.blog\\@evil.com", "https://micro.blog/@evil.com"),
        ("\\\\e.com/a", "https://e.com/a"),
        ("https://e.com/\x1b]8;;\u202ea", "https://e.com/]8;;a"),
        ("mailto:a@e.com?subject=x y", "mailto:a@e.com?subject=x%20y"),
        ("mailto:", ""),
        ("vbscript:x", ""),
        ("x-apple:y", ""),
        ("http:", ""),
        ("https://", ""),
        ("#a", ""),
        ("", ""),
    ],
)
def test_addresses_are_absolute_and_clean(written: str, url: str) -> None:
    """Only http, https and mailto come out, read as a browser would read them."""
    assert absolute_url(written, BASE) == url


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.e.com:8080/a", "e.com"),
        ("https://a@b@e.com/", "e.com"),
        ("https://münchen.example/", "xn--mnchen-3ya.example"),
        ("https://" + "a" * 300 + "ü.example/", ""),
        ("https://[::1]/", "::1"),
        ("https://[", ""),
        ("mailto:a@e.com?x=y", "a@e.com"),
    ],
)
def test_hosts_are_shown_as_they_are_resolved(url: str, name: str) -> None:
    """A letter of another alphabet cannot pass for a Latin one."""
    assert host(url) == name


@pytest.mark.parametrize(
    ("words", "url", "shown"),
    [
        ("see e.com now", "https://f.com", ""),
        ("see https://e.com/ now", "https://f.com", "f.com"),
        ("v1.2.3", "https://f.com", ""),
        ("etc.", "https://f.com", ""),
        ("E.com", "https://e.com", ""),
        ("е.com", "https://e.com", "e.com"),
        ("e.com", "mailto:a@f.com", "a@f.com"),
        ("e.com:80/a?b", "https://f.com", "f.com"),
    ],
)
def test_words_that_name_another_host_are_answered_with_the_real_one(words: str, url: str, shown: str) -> None:
    """Only words that look like an address or a domain count."""
    assert other_host(words, url) == shown


@pytest.mark.parametrize(
    ("url", "original"),
    [
        (
            "https://cdn.micro.blog/photos/1000x/https%3A%2F%2Fines.example%2Fa%2520b.jpg",
            "https://ines.example/a%20b.jpg",
        ),
        ("https://micro.blog/photos/50/https://ines.example/a.jpg", "https://ines.example/a.jpg"),
        ("https://micro.blog/photos/50/https:/ines.example/a.jpg?x=1", "https://ines.example/a.jpg?x=1"),
        ("https://micro.blog/photos/200x200/http%3a%2f%2fines.example%2fa.jpg", "http://ines.example/a.jpg"),
        (
            "https://micro.blog/photos/50/https://cdn.micro.blog/photos/1000x/https%3A%2F%2Fe.com%2Fa.jpg",
            "https://e.com/a.jpg",
        ),
        ("https://micro.blog/photos/50/https%3A%2F%2Fe.com%2Fa%1B%5D0%3Bx%07.jpg", "https://e.com/a]0;x.jpg"),
        ("https://micro.blog/photos/50/ines", "https://micro.blog/photos/50/ines"),
        ("https://e.com/photos/50/https://f.com/a.jpg", "https://e.com/photos/50/https://f.com/a.jpg"),
        ("https://micro.blog/photos/50/https://", "https://micro.blog/photos/50/https://"),
    ],
)
def test_resized_pictures_lead_to_the_original(url: str, original: str) -> None:
    """Micro.blog wraps the address of a photo in the address of its copy."""
    assert original_picture(url) == original
