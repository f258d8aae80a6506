"""The command line: opens the full screen, or runs one command for a script.

The full screen, which is started most, imports nothing of the commands.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from mbtui.cli.full_screen import Options, open_screen


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for, the process's own unless given. Returns a status of `mbtui.cli.exits`."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if (options := _screen_options(given)) is not None:
            return open_screen(options)
        from mbtui.cli.run import run_command

        result = run_command(given)
        return open_screen(result) if isinstance(result, Options) else result
    except Exception as fault:  # nobody foresaw it: it ends with a report
        from mbtui.cli.output import tell_of_fault

        return tell_of_fault(fault)


def _screen_options(given: Sequence[str]) -> Options | None:
    """The options when they are those of the full screen and nothing else; None leaves the judgment to the parser.

    Making the parser of all commands takes 13 ms.
    """
    found: dict[str, Any] = {}
    left = iter(given)
    for option in left:
        name = option.removeprefix("--")
        if name not in Options._fields or name == option:
            return None
        found[name] = value = option == "--demo" or next(left, "")
        if not value or str(value)[0] == "-":
            return None
    if "demo" in found and ("account" in found or "server" in found):
        return None
    return Options(**found)
