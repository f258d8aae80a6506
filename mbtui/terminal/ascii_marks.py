"""What our marks are drawn as where the terminal is not known to show more than ASCII: `LANG=C`, or none set."""

from __future__ import annotations

import sys
from collections.abc import Mapping

ASCII_MARKS = str.maketrans(
    {
        **{"▌": "|", "▎": "|", "│": "|", "─": "-", "┌": "+", "┐": "+", "└": "+", "┘": "+"},
        **{"•": "+", "★": "*", "↩": "<", "✎": "~", "⌛": "..", "☑": "x", "✓": "x", "☐": "o"},
        **{"▏": ":", "↳": ">"},
        **{"…": ".", "·": "-", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " "},
        **{"↑": "^", "↓": "v", "←": "<", "→": ">", "▸": ">", "×": "x"},
    }
)
"""Every mark with one as wide. The letters of posts are not here: they are sent as they are."""

_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")
"""What Python sets LC_CTYPE to when it starts in the C locale (PEP 538)."""


def is_utf8(environment: Mapping[str, str]) -> bool:
    """Whether the locale that the reader has set, not the one Python makes of it, is one of UTF-8."""
    names = [environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    is_coerced = sys.flags.utf8_mode and "PYTHONUTF8" not in environment and names[1] in _COERCED
    if is_coerced and not names[0]:
        names[1] = ""
    return "utf8" in next(filter(None, names), "").lower().replace("-", "")
