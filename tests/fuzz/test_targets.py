"""The fuzzer's entry points with the inputs that it begins with: what it finds from there is another matter."""

from __future__ import annotations

import pytest

from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_the_first_inputs_are_taken(name: str) -> None:
    """None of them breaks what must hold."""
    for data in TARGETS[name].seeds():
        try:
            TARGETS[name].try_one(data)
        except Exception as error:
            raise AssertionError(f"{name}: {data!r}") from error
