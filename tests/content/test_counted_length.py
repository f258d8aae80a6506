"""How long a text counts."""

from __future__ import annotations

import pytest

from mbtui.content.counted_length import counted_length

COUNTS = [
    ("", 0),
    ("  plain  ", 5),
    ("a [link](https://example.com/a_(b)) here", len("a link here")),
    ('[x](https://example.com "a title")', 1),
    ("https://example.com/", 20),
    ("![a picture](https://example.com/a.jpg)words", 5),
    ("**bold** and *em* and _em_", len("bold and em and em")),
    ("snake_case_name and 2*3*4", len("snake_case_name and 2*3*4")),
    ("> quoted\n> twice", len("quoted\ntwice")),
    ("# Title\ntext", len("Title\ntext")),
    ("<b>x</b> 1 < 2", len("x 1 < 2")),
    ("[not a link] (https://e.com)", len("[not a link] (https://e.com)")),
    ("夜明け前 👩‍🌾", len("夜明け前 👩‍🌾")),
]


@pytest.mark.parametrize(("text", "count"), COUNTS)
def test_a_text_counts_as_it_is_shown(text: str, count: int) -> None:
    """Links count as their words, pictures and marks not at all."""
    assert counted_length(text) == count


def test_a_long_text_is_counted_without_delay() -> None:
    """Nothing that is typed makes the count take more than its length is worth."""
    for piece in ("[", "*a", "(", "![](", "<a", "_", "> ", "[a](b(", "**"):
        assert counted_length(piece * 5_000) >= 0
