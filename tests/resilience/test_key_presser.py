"""The short form of `python -m tests.presser`: every key somewhere, every state with some, and what is no key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.presser.keys import KEYS
from tests.presser.runs import press_at_random, press_every_key, send_junk
from tests.presser.states import STATES, State

PATIENCE_SECONDS = 20.0
"""Other tests run beside this one; the long form asks for an answer within a second."""


@pytest.mark.parametrize(("number", "state"), enumerate(STATES), ids=[state.name for state in STATES])
def test_keys_end_it_in_no_state(number: int, state: State, tmp_path: Path) -> None:
    """Each state gets its share of all keys, which then lead on from it."""
    keys = dict(list(KEYS.items())[number :: len(STATES)])
    press_every_key(state, tmp_path, keys, goes_back=False, limit_seconds=PATIENCE_SECONDS)


def test_keys_at_random_end_it_nowhere(tmp_path: Path) -> None:
    """While the server's faults come and go and the window is resized."""
    press_at_random(22, 600, tmp_path, limit_seconds=PATIENCE_SECONDS)


def test_what_is_no_key_does_nothing(tmp_path: Path) -> None:
    """In the list nothing moves; in the composer nothing is typed but what was typed or pasted."""
    send_junk(1, 1000, tmp_path, rounds=2, limit_seconds=PATIENCE_SECONDS)
