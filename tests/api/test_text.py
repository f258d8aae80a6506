"""Nothing that a terminal obeys gets through, and nothing that people write gets lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbtui.api import clean, clean_line

HARMLESS = (
    "Plain words, tabs\tand\nlines.",
    "Grüße aus Bergen, naïve café, Ærøskøbing",
    "日本語とかな、한국어",
    "עברית וגם العربية",
    "فارسی با نیم‌فاصله: می‌خواهم",
    "हिन्दी क्ष क्‍ष",
    "👩‍👩‍👧 ❤️‍🔥 🇳🇴 🏳️‍🌈 ☎︎ 1️⃣",
    "[/oops] [@click=app.quit]x[/] <b>&#27;[31m</b>",
    "e\u0301 a\u0308\u0304",
)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_people_write_stays(text: str) -> None:
    """Scripts, emoji and markup are text like any other."""
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x1b[2Jb", "a[2Jb"),
        ("\x1b]52;c;ZXZpbA==\x07x", "]52;c;ZXZpbA==x"),
        ("a\x9b31mb\x90q\x9c", "a31mbq"),
        ("nul\x00 bell\x07 back\x08 del\x7f", "nul bell back del"),
        ("one\r\ntwo\rthree\x0bfour\x85five\u2028six", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("file\u202egnp.exe\u202c", "filegnp.exe"),
        ("\u2066isolated\u2069\u200e\u200f\u061c", "isolated"),
        ("pass\u200bword so\u00adft \ufeffbom \u2060join", "password soft bom join"),
        ("a\u200db and\u200c c", "ab and c"),
        ("\u200d\u200d\u200d", ""),
        ("tagged\U000e0041\U000e007f", "tagged"),
        ("non\ufdd0char\ufffe\U0001ffff", "nonchar"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("z" + "\u0301" * 50 + "!", "z" + "\u0301" * 4 + "!"),
    ],
)
def test_what_a_terminal_would_obey_goes(text: str, cleaned: str) -> None:
    """Controls, overrides and invisible characters are gone, and the rest is where it was."""
    assert clean(text) == cleaned


def test_a_line_is_one_line() -> None:
    """Breaks, tabs and runs of blanks become one blank, and the ends are bare."""
    assert clean_line("  Ines\r\n\tOkafor\u2028 \u00a0x ") == "Ines Okafor x"


_HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x1b\x9b\x07\r\u202e\u2066\u200b\u200c\u200d\u0301\ufe0f\ud83d\udc00e👩"),
    ),
    max_size=60,
)


@given(_HOSTILE)
def test_no_text_gets_through_with_a_control(text: str) -> None:
    """Whatever comes in, what comes out is printable, can be encoded, and is clean already."""
    cleaned = clean(text)
    cleaned.encode()
    assert clean(cleaned) == cleaned
    for character in cleaned:
        assert character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(character) not in (
            "LRE",
            "RLE",
            "LRO",
            "RLO",
            "PDF",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        )
    assert "\n" not in clean_line(text)
