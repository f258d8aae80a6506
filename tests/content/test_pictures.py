"""Pictures, recordings, emoji and ornaments."""

from __future__ import annotations

import pytest

from mbtui.content.convert import convert
from mbtui.content.document import Block, Link, Span
from tests.content.drawing import draw, spell

CDN = "https://cdn.micro.blog/photos/1000x/https%3A%2F%2Fines.example%2Fsea.jpg"

ROWS = {
    "a photo": (
        f'<p>a</p><p><img src="{CDN}" width="600" height="600" alt="A sea" loading="lazy"></p>',
        "a\n[image: A sea]",
    ),
    "no description": ("<img src=/a.jpg alt=''><img src=/b.jpg>", "[image, no description]\n[image, no description]"),
    "a description of several lines": ("<img src=/a.jpg alt='a\n\n b\tc'>", "[image: a b c]"),
    "among words": ("<p>a <img src=/a.jpg alt=b> c</p>", "a\n[image: b]\nc"),
    "between paragraphs": ("<p>a</p><img src=/a.jpg alt=b><p>c</p>", "a\n[image: b]\n\nc"),
    "in emphasis": ("<b>a<img src=/a.jpg alt=b>c</b>", "a\n[image: b]\nc"),
    "in a list": (
        "<ul><li>a<img src=/a.jpg alt=b></li><li><img src=/c.jpg alt=d></ul>",
        "• a\n  [image: b]\n• [image: d]",
    ),
    "in a table": ("<table><tr><td>a<img src=/a.jpg alt=b>c<td>d</table>", "a [image: b] c │ d"),
    "in a heading": ("<h2>a<img src=/a.jpg alt=b></h2>", "a\n[image: b]"),
    "without an address": ("<img alt=a><img src='data:image/png;base64,AA==' alt=b>", "[image: a]\n[image: b]"),
    "a small copy beside a title": (
        "<p>Title<img class='mini_thumbnail' src='https://micro.blog/photos/50/https://e.com/a.jpg'> x</p>",
        "Title [image] x",
    ),
    "an emoji of WordPress": ("a <img class='wp-smiley' src=/x.png alt='🙂'> b", "a 🙂 b"),
    "an emoji by class": ("a<img class='custom-emoji' src=/x.png alt=':blob:'>b", "a:blob:b"),
    "an emoji by address": ("<img src='https://s.w.org/images/core/emoji/1.svg' alt='😀'>", "😀"),
    "an emoji by size": ("<img src=/x.png style='height: 1em; width:1em' alt='😀'>", "😀"),
    "an ornament": ("a <img src=/x.png width=88 height=31 alt='badge'> b", "a badge b"),
    "an ornament without words": ("a <img src=/x.png width=88 height=31> b", "a b"),
    "an ornament by style": ("a <img src=/x.png style='width: 24px; height: 24px' alt=b>", "a b"),
    "a wide picture": ("<img src=/x.png width=600 height=80 alt=a>", "[image: a]"),
    "a picture in percent": ("<img src=/x.png width='100%' height='50%' alt=a>", "[image: a]"),
    "a picture of one pixel": ("a<img src=/x.gif width=1 height=1 alt=b><img src=/y.gif width='1px'>c", "ac"),
    "a video": ("<video src=/a/My%20film.mp4 controls></video>", "[video: My film.mp4]"),
    "a video with a description": (
        "<video src=/a.mp4 poster='' alt='A train' playsinline></video>",
        "[video: A train]",
    ),
    "a video with sources": (
        "a<video><source src=/b.m3u8><source src=/c.mp4>No video here.</video>d",
        "a\n[video: b.m3u8]\nd",
    ),
    "a video never closed": ("<video src=/a.mp4>b", "[video: a.mp4]\nb"),
    "a video without an address": ("<video></video>", "[video]"),
    "a recording": ("<audio controls src=/a.mp3></audio>", "[audio]"),
    "a recording with a title": ("<audio src=/a.mp3 title='Birds at five'></audio>", "[audio: Birds at five]"),
    "a hidden narration": ("a<audio src=/a.mp3 preload='metadata' style='display: none'></audio>b", "ab"),
    "an image never loaded": ("<img src='' data-src=/a.jpg alt=a>", "[image: a]"),
}


@pytest.mark.parametrize(("html", "rows"), ROWS.values(), ids=ROWS.keys())
def test_pictures_are_lines_and_ornaments_are_words(html: str, rows: str) -> None:
    """What is to be looked at has a line with its description."""
    assert draw(convert(html)) == rows


def test_a_picture_block_leads_to_the_original() -> None:
    """The block and its brackets point at the picture itself, not at Micro.blog's copy."""
    document = convert(f'<img src="{CDN}" alt="A sea">')
    assert document.blocks == (
        Block("[image: A sea]", "image", (Span(0, 8, "mark", 0), Span(13, 14, "mark", 0)), is_spaced=False, link=0),
    )
    assert document.links == (Link("https://ines.example/sea.jpg", "A sea", "image"),)


def test_a_picture_without_an_address_leads_nowhere() -> None:
    """It is shown, and is no link."""
    document = convert("<img src='javascript:x' alt=a>")
    assert (document.blocks[0].link, document.links) == (-1, ())


def test_a_small_copy_is_a_mark_among_the_words() -> None:
    """It does not take a line of its own."""
    document = convert("a <img class=mini_thumbnail src=https://micro.blog/photos/50/https://e.com/b.jpg alt=c>")
    assert spell(document.blocks[0]) == "a {mark:[image]}"
    assert document.links == (Link("https://e.com/b.jpg", "c", "image"),)


def test_a_link_that_enlarges_a_picture_is_the_picture() -> None:
    """A thumbnail linked to its large form is one thing, not two."""
    document = convert("<a href=https://e.com/large.jpg><img src=https://e.com/small.jpg alt=a></a> b")
    assert draw(document) == "[image: a]\nb"
    assert document.links == (Link("https://e.com/large.jpg", "a", "image"),)


def test_a_link_around_a_picture_that_leads_elsewhere_is_kept() -> None:
    """Its host stands below the picture."""
    document = convert("<a href=https://e.com/page><img src=https://f.com/b.jpg alt=a></a>")
    assert draw(document) == "[image: a]\n[1] e.com"
    assert [link.kind for link in document.links] == ["link", "image"]


def test_recordings_tell_what_they_are() -> None:
    """A video and a recording have a kind and an address of their own."""
    document = convert("<video><source src=/a.mp4></video><audio src=https://e.com/b.mp3 title=c></audio>")
    assert document.links == (
        Link("https://micro.blog/a.mp4", "", "video"),
        Link("https://e.com/b.mp3", "c", "audio"),
    )
    assert [(block.kind, block.link) for block in document.blocks] == [("media", 0), ("media", 1)]
