"""The short form of `python -m tests.presser`: every key somewhere, every state with some, and what is no key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.presser.keys import KEYS
from tests.presser.runs import press_at_random, press_on_the_way, send_junk
from tests.presser.states import STATES, State

STATES_A_WALK = 23
PATIENCE_SECONDS = 20.0
"""Other tests run beside this one; the long form asks for an answer within a second."""


def _walks() -> dict[str, dict[State, dict[str, bytes]]]:
    """The states in each world, by the name of the first; with each its share of all keys."""
    keys = list(KEYS.items())
    walks: dict[object, dict[State, dict[str, bytes]]] = {}
    for number, state in enumerate(STATES):
        # One that needs a larger terminal has its own walk, and the walks of the usual world are of a fair length.
        part = -1 if "two columns" in state.name else number // STATES_A_WALK
        from_the_start = () if state.path else state.faults
        is_usual = not state.faults and state.posts is None and state.usernames is None
        world = (from_the_start, bool(state.faults), state.posts, state.usernames, part if is_usual else 0)
        walks.setdefault(world, {})[state] = dict(keys[number :: len(STATES)])
    return {next(iter(walk)).name: walk for walk in walks.values()}


@pytest.mark.parametrize("shares", [pytest.param(walk, id=f"from {name}") for name, walk in _walks().items()])
def test_keys_end_it_in_no_state(shares: dict[State, dict[str, bytes]], tmp_path: Path) -> None:
    """Each state gets its share of all keys, which then lead on from it."""
    press_on_the_way(shares, tmp_path, limit_seconds=PATIENCE_SECONDS)


def test_keys_at_random_end_it_nowhere(tmp_path: Path) -> None:
    """While the server's faults come and go and the window is resized."""
    press_at_random(22, 300, tmp_path, limit_seconds=PATIENCE_SECONDS)


def test_what_is_no_key_does_nothing(tmp_path: Path) -> None:
    """In the list nothing moves; in the composer nothing is typed but what was typed or pasted."""
    send_junk(1, 1000, tmp_path, rounds=2, limit_seconds=PATIENCE_SECONDS)
