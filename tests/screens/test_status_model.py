"""What the status line says, in every combination, without a terminal."""

from __future__ import annotations

from itertools import product

import pytest

from mbtui.api.errors import MicroblogError, ServiceUnavailable
from mbtui.outbox.unsent import Unsent
from mbtui.screens.status_model import StatusModel
from mbtui.store import DiskFull, StoreError

NOW = 1_000_000.0
UNREACHED = ServiceUnavailable("micro.blog refused the connection.")


def words(model: StatusModel, *, is_connected: bool = True, can_write: bool = True, view: str = "") -> str:
    """Its words, with keys of their own."""
    return model.words(
        now=NOW, is_connected=is_connected, can_write=can_write, view=view, sign_in_key="S", unsent_key="W"
    )


@pytest.mark.parametrize(
    ("heard_at", "error", "is_connected", "can_write", "expected"),
    [
        (None, None, False, True, "connecting…"),
        (None, None, True, True, "asking…"),
        (None, None, True, False, "nobody is signed in (S signs in)"),
        (NOW, None, True, True, "updated just now"),
        (NOW - 300, None, True, True, "updated 5 min ago"),
        (None, UNREACHED, True, True, "no answer"),
        (None, UNREACHED, False, True, "offline"),
        (NOW - 300, UNREACHED, True, True, "no answer · last update 5 min ago"),
        (NOW - 300, UNREACHED, False, True, "offline · last update 5 min ago"),
        (NOW, DiskFull("The disk is full."), True, True, "not saved · last update just now"),
    ],
)
def test_it_says_how_things_stand(
    heard_at: float | None,
    error: MicroblogError | StoreError | None,
    is_connected: bool,
    can_write: bool,
    expected: str,
) -> None:
    """The network first, then the age of what is shown."""
    model = StatusModel()
    if heard_at is not None:
        model.heard(heard_at)
    if error is not None:
        assert model.failed(error)
    assert words(model, is_connected=is_connected, can_write=can_write) == expected


def test_no_two_parts_contradict_each_other() -> None:
    """Whoever has no answer is not told that all is up to date, and the other way round."""
    yes_no = (False, True)
    for heard_at, has_failed, is_connected, waiting in product((None, NOW, NOW - 90), yes_no, yes_no, (0, 2)):
        model = StatusModel()
        if heard_at is not None:
            model.heard(heard_at)
        if has_failed:
            model.failed(UNREACHED)
        model.unsent = Unsent(waiting=waiting)
        said = words(model, is_connected=is_connected)
        assert ("updated" in said) is (heard_at is not None and not has_failed)
        assert ("no answer" in said or "offline" in said) is has_failed
        assert ("2 waiting to send" in said) is bool(waiting)
        assert len(said) <= 60


def test_a_trouble_is_said_once_and_its_end_once() -> None:
    """The same failure again says nothing; the answer after it does."""
    model = StatusModel()
    assert "refused the connection" in model.failed(UNREACHED)
    assert model.failed(UNREACHED) == ""
    assert model.heard(NOW) == "The server answers again."
    assert model.heard(NOW) == ""
    assert model.failed(DiskFull("The disk is full."))
    assert model.heard(NOW) == "New posts are saved again."
