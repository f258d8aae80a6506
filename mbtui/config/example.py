"""Writes the example of `mbtui config --example` from the table of options."""

from __future__ import annotations

import json
from textwrap import wrap

from mbtui.config.options import OPTIONS, Option


def example() -> str:
    """A config.toml with every key documented and commented out.

    Taking the `#` away before a key gives a file that can be read as it stands.
    """
    lines = [
        "# Configuration of mbtui. `mbtui paths` says where this file belongs.",
        "# Every key is shown with a possible value; take the # away to set it. mbtui never writes this file.",
    ]
    group = ""
    for option in OPTIONS:
        if option.group != group:
            group = option.group
            lines += ["", "", f"## {group}"]
        lines += ["", *(f"## {line}" for line in wrap(option.help, 100))]
        if (default := _default(option)) is not None:
            lines.append(f"## Default: {default}")
        lines += [f"#{line}" if line else "" for line in option.example.split("\n")]
    return "\n".join(lines) + "\n"


def _default(option: Option) -> str | None:
    """The default as TOML, or `None` for a section."""
    if option.group == "Sections":
        return None
    default = option.default
    if default is None:
        return '"auto"' if option.name == "mouse" else "[]"
    return json.dumps(default)
