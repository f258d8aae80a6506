"""Programs under test sit in a terminal of no special kind."""

from __future__ import annotations

from tests.interface.conftest import _plain_terminal

__all__ = ["_plain_terminal"]
