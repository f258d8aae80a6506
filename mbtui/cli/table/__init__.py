"""The one table of the command line: parser, help, completions, manual page and README are made from it.

Plain data. Which function does a command is named as text, so that reading the table imports nothing.
"""

from __future__ import annotations

from mbtui.cli.table.read import READ
from mbtui.cli.table.row import DESCRIPTION, GLOBALS, ONE_OF, Argument, Command
from mbtui.cli.table.setup import SETUP
from mbtui.cli.table.write import WRITE

COMMANDS = (*READ, *WRITE, *SETUP)
"""Every command, in the order of the help."""

BY_NAME = {command.name: command for command in COMMANDS}
"""The same by name."""

__all__ = ["BY_NAME", "COMMANDS", "DESCRIPTION", "GLOBALS", "ONE_OF", "Argument", "Command"]
