"""Converting a page of posts: what strangers put into them chooses neither our time nor where their links lead."""

from __future__ import annotations

import pytest

from mbtui.api import Post
from mbtui.services import timeline
from mbtui.services.timeline import converted


def post(html: str, url: str = "https://ana.example/2022/02/a.html") -> Post:
    """A post as Micro.blog sends it."""
    read = Post.from_json({"id": "5", "content_html": html, "url": url, "author": {"name": "Ana"}}, None)
    assert read is not None
    return read


@pytest.mark.parametrize(
    ("html", "url", "address"),
    [
        (
            '<a href="/2022/02/27/x.html">x</a>',
            "https://ana.example/2022/02/a.html",
            "https://ana.example/2022/02/27/x.html",
        ),
        ('<a href="b.html">x</a>', "https://ana.example/2022/02/a.html", "https://ana.example/2022/02/b.html"),
        ('<a href="/about">x</a>', "", "https://micro.blog/about"),
        (
            'Words <p class="post_archived_links">Read: <a href="/bookmarks/123">host</a>',
            "https://site.example/page",
            "https://micro.blog/bookmarks/123",
        ),
    ],
)
def test_a_relative_link_leads_to_the_posts_own_site(html: str, url: str, address: str) -> None:
    """Only what Micro.blog itself adds to a bookmarked page is relative to Micro.blog."""
    ((_, document),) = converted([post(html, url)])
    assert document.links[0].url == address


def test_a_page_that_takes_too_long_is_shown_as_its_first_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any markup, and with a pointer to the rest."""
    monkeypatch.setattr(timeline, "PAGE_SECONDS", 0.0)
    ((_, document),) = converted([post("<p>Many <b>words</b>" + "<blockquote><ul><li><b><i><a>" * 10_000)])
    assert document.plain_text == "Many words\n… the rest of this post is on its page"


@pytest.mark.parametrize("html", ["<p>Few words &amp; no more.</p>", "Few words &amp; no more."])
def test_what_has_nothing_but_words_has_no_rest(html: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is missing of it, however long the page took."""
    monkeypatch.setattr(timeline, "PAGE_SECONDS", 0.0)
    ((_, document),) = converted([post(html)])
    assert document.plain_text == "Few words & no more."
