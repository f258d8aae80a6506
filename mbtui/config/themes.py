"""Reads theme files: one TOML file with a name and colours.

Knows the words of a theme, not the toolkit that draws with them.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from mbtui.config.read import meant

COLORS = (
    *("primary", "secondary", "accent", "foreground", "background", "surface", "panel", "boost"),
    *("success", "warning", "error"),
)
"""The colours a theme may name; only `primary` must be there."""

_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})|[a-z][a-z0-9_]*")


class ThemeFile(msgspec.Struct, frozen=True):
    """One theme as its file describes it."""

    name: str
    is_dark: bool
    colors: dict[str, str]
    """Colours by the names in `COLORS`: `#rrggbb`, or a name such as `teal` or `ansi_blue`."""
    variables: dict[str, str]


def read_theme(path: Path) -> tuple[ThemeFile | None, tuple[str, ...]]:
    """Give a theme, or `None` when it can not be used, and one sentence for each thing that is wrong with its file."""
    import tomllib

    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return None, (f"The theme {path.name} could not be read ({error.strerror or error}).",)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        return None, (f"The theme {path.name} is not TOML: {error}.",)
    notices = []
    colors = {}
    for name, value in document.items():
        if name in ("name", "dark", "variables"):
            continue
        if name not in COLORS:
            notices.append(f"{path.name}: unknown colour `{name}`.{meant(name, COLORS)} It is ignored.")
        elif isinstance(value, str) and _COLOR.fullmatch(value):
            colors[name] = value
        else:
            notices.append(f'{path.name}: `{name}` must be a colour, such as "#3b82f6" or "ansi_blue". It is ignored.')
    name = document.get("name", path.stem)
    variables = document.get("variables", {})
    if not isinstance(name, str) or not re.fullmatch(r"[\w-]+", name):
        return None, (*notices, f"{path.name}: `name` must be letters, digits and dashes. The theme is left out.")
    if "primary" not in colors:
        return None, (*notices, f"{path.name}: a theme needs the colour `primary`. The theme is left out.")
    if not isinstance(variables, dict) or not all(isinstance(value, str) for value in variables.values()):
        notices.append(f"{path.name}: [variables] must hold texts. They are ignored.")
        variables = {}
    return ThemeFile(name, document.get("dark") is not False, colors, variables), tuple(notices)
