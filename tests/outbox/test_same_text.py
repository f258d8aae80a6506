"""Recognizing a text of ours in what Micro.blog made of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mbtui.outbox.entry import OutboxEntry
from mbtui.outbox.same_text import Candidate, alike, is_same, newly_there, words_of_html, words_of_markdown


def entry(text: str, *, title: str = "", exposed_at: float = 10_000.0) -> OutboxEntry:
    return OutboxEntry(
        id=1,
        kind="reply",
        post_id=5,
        target="tomas",
        title=title,
        text=text,
        details={},
        state="uncertain",
        reason="",
        created_at=0.0,
        changed_at=0.0,
        attempts=1,
        not_before=0.0,
        is_exposed=True,
        exposed_at=exposed_at,
    )


LONG = "The ferry left at nine and we were still looking for the other glove"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Hello", "<p>Hello</p>\n"),
        ("Hello", "Hello"),
        ("@tomas Hello", '<p><a href="https://micro.blog/tomas">@tomas</a> Hello</p>'),
        (
            "Hello",
            '<p><a href="https://micro.blog/tomas">@tomas</a> <a href="https://micro.blog/yuki">@yuki</a> Hello</p>',
        ),
        (
            "*Very* **good**, `x = 1` & more",
            "<p><em>Very</em> <strong>good</strong>, <code>x = 1</code> &amp; more</p>",
        ),
        ('It\'s "quoted" -- so...', "<p>It’s “quoted” – so…</p>"),
        ("See [the coast](https://a.example/b_c)", '<p>See <a href="https://a.example/b_c">the coast</a></p>'),
        ("One\n\nTwo\nthree", "<p>One</p>\n\n<p>Two<br>\nthree</p>"),
        ("1. One\n2. Two", "<ol><li>One</li><li>Two</li></ol>"),
        ("> quoted\n\nanswer", "<blockquote><p>quoted</p></blockquote><p>answer</p>"),
        ("```python\nx = 1\n```", '<pre><code class="python">x = 1</code></pre>'),
        ("<b>raw</b> html", "<p><b>raw</b> html</p>"),
        ("ÅNGSTRÖM ﬁne", "<p>ångström fine</p>"),
        ("👍", "<p>👍</p>"),
        ("日本語", "<p>日本語</p>"),
        (f"{LONG} https://ferries.example/a", f'<p>{LONG} <a href="https://ferries.example/a">ferries.example</a></p>'),
    ],
)
def test_a_text_is_the_same_after_rendering(ours: str, theirs: str) -> None:
    """Markup, entities, smart punctuation and the names at the beginning do not count."""
    assert is_same(words_of_markdown(ours), words_of_html(theirs))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Hello", "<p>Hello you</p>"),
        ("👍", "<p>👎</p>"),
        ("", "<p>Hello</p>"),
        ("Yes, at ten", "<p>Yes, at eleven</p>"),
        (LONG, "<p>The ferry left at ten and he was looking for another scarf then</p>"),
    ],
)
def test_another_text_is_not_the_same(ours: str, theirs: str) -> None:
    """A short text must agree in every word, a long one in nearly all."""
    assert not is_same(words_of_markdown(ours), words_of_html(theirs))


def candidate(name: str, text: str = "Thanks!", published_at: float | None = 10_000.0) -> Candidate:
    at = None if published_at is None else datetime.fromtimestamp(published_at, UTC)
    return Candidate(name, at, markdown=text)


def test_what_was_there_before_is_not_new() -> None:
    """Only a text that has appeared since counts, and one for each that was sent."""
    there = [candidate("a"), candidate("b"), candidate("c", "Other")]
    assert [found.name for found in alike(entry("Thanks!"), there)] == ["a", "b"]
    assert [found.name for found in newly_there(entry("Thanks!"), there, known=["a"])] == ["b"]
    assert newly_there(entry("Thanks!"), there, known=["a"], others=1) == []
    assert newly_there(entry("Thanks!"), there, known=["a", "b"]) == []


def test_without_knowing_what_was_there_time_tells() -> None:
    """Clocks may differ by some minutes; an unknown date may be now."""
    there = [candidate("old", published_at=5_000.0), candidate("near", published_at=9_500.0)]
    assert [found.name for found in newly_there(entry("Thanks!"), there, known=None)] == ["near"]
    assert newly_there(entry("Thanks!"), [candidate("x", published_at=None)], known=None)


def test_a_title_is_part_of_the_text() -> None:
    """A titled post is compared with its title."""
    assert (
        alike(entry("Words", title="Title"), [candidate("a", "Title\n\nWords"), candidate("b", "Words")])[0].name == "a"
    )
