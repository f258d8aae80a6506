"""The short form of `python -m tests.soak`: a round of each attack that no other test plays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.soak import odd_words
from tests.soak.attacks import ATTACKS

FIRST = int(os.environ.get("MBTUI_TEST_SEED", "1"))
MOST_CHARACTERS = 100_000


@pytest.fixture(autouse=True)
def _shorter_posts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a million characters, which half of the time went into, a tenth; all of them are for the long form."""
    monkeypatch.setattr(odd_words, "HTML", tuple(text[:MOST_CHARACTERS] for text in odd_words.HTML))


@pytest.mark.parametrize("name", ["words", "lies", "token", "files"])
def test_a_round_finds_nothing(name: str, tmp_path: Path) -> None:
    """Odd words, lying answers, a token that others would like to have, and links in the place of files."""
    assert ATTACKS[name].run(FIRST, tmp_path).count
