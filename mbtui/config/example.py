"""Writes the example of `mbtui config --example` from the table of options."""

from __future__ import annotations

import json
from textwrap import wrap

from mbtui.config.options import GROUPS, Option


def example() -> str:
    """A config.toml with every key documented and commented out.

    Taking the `#` away before a key gives a file that can be read as it stands.
    """
    lines = [
        "# Configuration of mbtui. `mbtui paths` says where this file belongs.",
        "# Every key is shown with a possible value; take the # away to set it. mbtui never writes this file.",
    ]
    for group, options in GROUPS.items():
        lines += ["", "", f"## {group}"]
        for option in options:
            lines += ["", *(f"## {line}" for line in wrap(option.help, 100))]
            if group != "Sections":
                lines.append(f"## Default: {_as_toml(option)}")
            lines += [f"#{line}" if line else "" for line in option.example.split("\n")]
    return "\n".join(lines) + "\n"


def _as_toml(option: Option) -> str:
    if option.default is None:
        return '"auto"' if option.name == "mouse" else "[]"
    return json.dumps(option.default)
