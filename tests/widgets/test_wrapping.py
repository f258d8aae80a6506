"""Where rows break: in cells, between graphemes, with no word lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, split_graphemes

from mbtui.api.text import clean_line
from mbtui.widgets.wrapping import fit, wrap, wrap_verbatim
from tests.widgets.examples import steady

PIECES = (
    *("a", "word", "Straße", "naïve", "—", "“so”", " ", " ", "  ", "\u00a0", "http://example.com/a/b?c=d", "."),
    *(
        "日本語",
        "、",
        "。",
        "カ\u3099",
        "字\u0301",
        "㊗\ufe0f",
        "한국어",
        "😀",
        "👩\u200d👩\u200d👧",
        "🇮🇸",
        "👍🏽",
        "☎\ufe0f",
    ),
    *("e\u0301", "שלום", "مرحبا", "ක්\u200dර", "\u0301", "\ufe0f", "\u3000", "！", "ﬁ", "ｗｉｄｅ"),
)
"""Things that texts are made of."""
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join).map(clean_line) | st.text(max_size=40).map(
    clean_line
)


def _is_one(row: str) -> bool:
    """Whether only one grapheme of a row takes any room."""
    return sum(cells > 0 for _, _, cells in split_graphemes(row)[0]) == 1


@steady
@given(TEXTS, st.integers(1, 30))
def test_every_row_fits_and_every_character_survives(text: str, width: int) -> None:
    """Only blanks are left out, only between rows, and no grapheme is cut in two."""
    rows = list(wrap(text, width))
    edges = {start for start, _, _ in split_graphemes(text)[0]} | {len(text), 0}
    at = 0
    for start, end in rows:
        assert not text[at:start].strip()
        assert start in edges and end in edges
        row = text[start:end]
        assert cell_len(row) <= width or _is_one(row)
        assert row == row.rstrip(" ")
        at = end
    assert rows
    assert not text[at:].strip()
    assert all(start < end for start, end in rows) or not text.strip()


@steady
@given(TEXTS, st.integers(1, 30))
def test_a_row_ends_early_only_when_the_next_word_does_not_fit(text: str, width: int) -> None:
    """Rows are filled: the word that begins a row had no room in the one before."""
    rows = list(wrap(text, width))
    for (start, _), (following, end) in pairwise(rows):
        first_word = text[following:end].split(" ")[0]
        assert cell_len(text[start:following] + first_word) > width


@steady
@given(TEXTS, st.integers(1, 30))
def test_code_is_cut_where_the_row_ends(text: str, width: int) -> None:
    """Blanks stay, nothing is left out, and rows are as full as graphemes allow."""
    rows = list(wrap_verbatim(text, width))
    assert "".join(text[start:end] for start, end in rows) == text
    for start, end in rows:
        assert cell_len(text[start:end]) <= width or _is_one(text[start:end])


@steady
@given(TEXTS, st.integers(-1, 30))
def test_a_shortened_text_fits_and_says_so(text: str, width: int) -> None:
    """What does not fit ends with an ellipsis; what fits is left alone."""
    short = fit(text, width)
    assert cell_len(short) <= max(0, width)
    assert short == text or not short or (short.endswith("…") and text.startswith(short[:-1]))


@pytest.mark.parametrize(
    ("text", "width", "rows"),
    [
        ("", 5, [""]),
        ("one two", 7, ["one two"]),
        ("one two", 6, ["one", "two"]),
        ("one  two", 4, ["one", "two"]),
        ("café crème", 5, ["café", "crème"]),
        ("abcdefgh ij", 3, ["abc", "def", "gh", "ij"]),
        ("a abcdefgh", 3, ["a", "abc", "def", "gh"]),
        ("日本語、です", 4, ["日本", "語、", "です"]),
        ("日本語", 1, ["日", "本", "語"]),
        ("ab日本", 4, ["ab日", "本"]),
        ("« mot\u00a0»", 6, ["«", "mot\u00a0»"]),
        ("日本 [1]\u00a0語", 8, ["日本", "[1]\u00a0語"]),
        ("👩\u200d👩\u200d👧👩\u200d👩\u200d👧", 3, ["👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"]),
        ("abc字\u0301def", 5, ["abc字\u0301", "def"]),
        ("שלום עולם", 5, ["שלום", "עולם"]),
    ],
)
def test_rows_break_where_a_reader_expects(text: str, width: int, rows: list[str]) -> None:
    """At blanks, between CJK characters but not before their closing marks, and inside what is too long."""
    assert [text[start:end] for start, end in wrap(text, width)] == rows


@pytest.mark.parametrize("letter", ["x", "é", "ж", "日", "😀", "e\u0301"])
def test_a_word_of_ten_thousand_characters_is_broken(letter: str) -> None:
    """It fills rows from edge to edge, in order."""
    text = letter * 10_000
    rows = [text[start:end] for start, end in wrap(text, 76)]
    assert "".join(rows) == text
    assert {cell_len(row) for row in rows[:-1]} == {76}
