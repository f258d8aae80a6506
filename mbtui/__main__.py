"""Starts mbtui: `python -m mbtui`, and the command `mbtui`."""

from __future__ import annotations

import sys

from mbtui.cli import main as run


def main() -> None:
    """Run the command line and end the process with its status."""
    sys.exit(run())


if __name__ == "__main__":
    main()
