"""Starts mbtui: `python -m mbtui`, and the command `mbtui`."""

from __future__ import annotations

import sys

from mbtui.terminal import kept_frame


def main() -> None:
    """Run the command line and end the process with its status."""
    if None in (sys.stdin, sys.stdout, sys.stderr):
        from mbtui.cli.output import open_missing

        open_missing()
    kept_frame.show(sys.argv[1:])
    try:
        from mbtui.cli import main as run

        status = run()
    finally:
        kept_frame.withdraw()
    sys.exit(status)


if __name__ == "__main__":
    main()
