"""The command line: opens the full screen, or runs one command for a script.

The full screen, which is started most, imports nothing of the rest of this package.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

_USAGE = 2
_VALUED = ("account", "theme", "server")
"""Options of the full screen that take a value."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for.

    Args:
        arguments: Without the program's name; those of the process when None.

    Returns:
        The exit status; `mbtui.cli.exits` has their meanings.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = _screen_options(given)
    if options is not None:
        return _open_screen(demo="--demo" in options, **{name: options.get(f"--{name}") for name in _VALUED})
    from mbtui import __version__
    from mbtui.cli.parser import parse

    try:
        parsed = parse(given, __version__)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else _USAGE
    if parsed.command is None:
        return _open_screen(demo=parsed.demo, account=parsed.account, theme=parsed.theme, server=parsed.server)
    from mbtui.cli.run import run_command

    return run_command(parsed)


def _screen_options(given: Sequence[str]) -> dict[str, str] | None:
    """The options when they are those of the full screen and nothing else; None leaves the judgment to the parser.

    Making the parser of all commands takes 13 ms.
    """
    found: dict[str, str] = {}
    left = iter(given)
    for option in left:
        if option == "--demo":
            found[option] = ""
            continue
        value = next(left, "")
        if option.removeprefix("--") not in _VALUED or not option.startswith("--") or not value or value[0] == "-":
            return None
        found[option] = value
    return found


def _open_screen(*, demo: bool, account: str | None = None, theme: str | None = None, server: str | None = None) -> int:
    if complaint := _no_screen():
        sys.stderr.write(f"mbtui: {complaint}\n")
        return _USAGE
    if server is not None:
        from mbtui.config import BadValue, origin

        try:
            server = origin(server)
        except BadValue as error:
            sys.stderr.write(f"mbtui: --server must be {error}.\n")
            return _USAGE
    # The app enables it again after its first frame, for which everything is kept: looking for garbage takes 15 ms.
    gc.disable()
    from mbtui.app import Options, run

    return run(Options(demo=demo, account=account, theme=theme, server=server))


def _no_screen() -> str:
    """Why the full screen can not be opened here; empty when it can."""
    for stream, name in ((sys.stdin, "input"), (sys.stdout, "output")):
        if stream is None or not stream.isatty():
            return (
                f"The full screen needs a terminal, and the {name} is none. "
                "`mbtui timeline` prints posts, `mbtui --help` lists all commands."
            )
    if os.environ.get("TERM", "dumb") in ("dumb", "unknown", ""):
        return (
            "This terminal can not move its cursor (TERM is dumb or not set), which the full screen needs. "
            "`mbtui timeline --plain` prints posts."
        )
    return ""
