"""What a picture must not depend on."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the theme that the person who runs the tests likes."""
    monkeypatch.delenv("TEXTUAL_THEME", raising=False)
