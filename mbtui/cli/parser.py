"""Makes the argument parser from the table of commands."""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Callable, Collection, Sequence
from functools import partial
from textwrap import fill
from typing import Any, NoReturn

from mbtui.cli.exits import Exit, Failure
from mbtui.cli.table import BY_NAME, COMMANDS, DESCRIPTION, GLOBALS, ONE_OF, Argument


class _HelpWanted(Exception):
    """`--help` was given, to the command that is its argument."""


class _Parser(argparse.ArgumentParser):
    """Complains in sentences and names what was probably meant."""

    def print_help(self, file: object = None) -> NoReturn:
        raise _HelpWanted(*self.prog.split()[1:])

    def error(self, message: str) -> NoReturn:
        unknown = re.search(r"COMMAND: invalid choice: '(.*?)' \(", message)
        if unknown:
            raise _no_command(unknown[1])
        usage = self.format_usage().removeprefix("usage: ").strip()
        raise Failure(f"{message[:1].upper()}{message[1:].removesuffix('.')}. Usage: {usage}")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line, or say as a Failure what is wrong in it. `command` is None for the full screen."""
    parser, commands = _parsers(arguments)
    try:
        parsed, rest = parser.parse_known_args(arguments)
    except _HelpWanted as wanted:
        return parse(["help", *wanted.args])
    if parsed.version:
        return parse(["version"])
    # argparse takes all words of a text at once, so those behind an option in its middle are left over.
    if rest and isinstance(getattr(parsed, "text", None), list) and not any(word.startswith("-") for word in rest):
        parsed.text += rest
    elif rest:
        commands.get(parsed.command, parser).error(f"unrecognized arguments: {' '.join(rest)}")
    _refuse_the_ineffective(parsed)
    return parsed


def _refuse_the_ineffective(parsed: argparse.Namespace) -> None:
    """Refuse what was given and could have no effect."""
    command = BY_NAME.get(parsed.command)
    arguments = [*GLOBALS, *(command.arguments if command else ())]
    given = {
        name: argument.names[-1] if argument.is_option else argument.shown
        for argument in arguments
        if getattr(parsed, argument.field) not in ([], None) and getattr(parsed, argument.field) is not False
        for name in argument.names
    }
    for names in (*ONE_OF, *(command.one_of if command else ())):
        if len(found := [given[name] for name in names.split() if name in given]) > 1:
            raise Failure(f"Give either {found[0]} or {found[1]}, not both.")
    for option, needed in (names.split() for names in (command.needs if command else ())):
        if option in given and needed not in given:
            raise Failure(f"{given[option]} has an effect with {needed} only.")
    for argument in GLOBALS:
        name = argument.names[0]
        if command and name in given and name not in command.uses:
            if name == "--theme":
                raise Failure("--theme is for the full screen, and a command has no colors.")
            raise Failure(f"`mbtui {command.name}` has nothing to do with {_MATTERS[name]}.")


_MATTERS = {"--demo": "the demo", "--account": "accounts", "--server": "servers", "--config": "config.toml"}


def help_text(name: str | None) -> str:
    """The help of a command, or of mbtui."""
    if name and name not in BY_NAME:
        raise _no_command(name)
    parser, commands = _parsers([name] if name else BY_NAME)
    return (commands[name] if name else parser).format_help()


def _parsers(names: Collection[str]) -> tuple[_Parser, dict[str, _Parser]]:
    """The parser of everything, and that of each command among these names: making all of them takes 50 ms."""
    columns = shutil.get_terminal_size().columns - 2
    width = min(columns, 100)
    # Told the width, argparse does not ask the terminal for it with each argument.
    shape: dict[str, Any] = {
        "formatter_class": partial(argparse.RawDescriptionHelpFormatter, width=columns),
        "allow_abbrev": False,
    }
    parser = _Parser(
        "mbtui",
        usage="mbtui [OPTION…] [COMMAND …]",
        description=fill(DESCRIPTION, width),
        epilog=_epilog(width),
        **shape,
    )
    parser.add_argument("-V", "--version", action="store_true", help="Print the version.")
    for argument in GLOBALS:
        _add(parser.add_argument, argument)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=_Parser)
    for command in (command for command in COMMANDS if command.name in names):
        own = commands.add_parser(
            command.name,
            prog=f"mbtui {command.name}",
            help=command.help,
            description=fill(f"{command.help} {command.details}", width),
            usage=command.usage,
            epilog="\n  ".join(("examples:", *command.examples)) if command.examples else None,
            **shape,
        )
        for argument in command.arguments:
            _add(own.add_argument, argument)
        shared = own.add_argument_group("options of many commands")
        for argument in command.shared:
            # Given before the command, they must not be reset by the command's own default.
            _add(shared.add_argument, argument, default=argparse.SUPPRESS)
    return parser, commands.choices


def _no_command(name: str) -> Failure:
    from mbtui.config.read import meant

    return Failure(f"There is no command `{name}`.{meant(name, BY_NAME)} `mbtui help` lists all.")


def _add(add_argument: Callable[..., object], argument: Argument, **options: Any) -> None:
    options["help"] = argument.help.replace("%", "%%")
    if argument.kind != "flag" and not argument.choices:
        options["metavar"] = argument.shown
    if argument.choices:
        options["choices"] = argument.choices
    add_argument(*argument.names, **{**_KINDS[argument.kind], **options})


def _number(text: str) -> int:
    number = int(text)
    if not 0 <= number < 2**63:
        raise ValueError(text)
    return number


_number.__name__ = "number"  # argparse puts it into its complaint

_KINDS: dict[str, dict[str, Any]] = {
    "flag": {"action": "store_true"},
    "text": {},
    "number": {"type": _number},
    "many": {"action": "append", "default": []},
    "words": {"nargs": "*"},
    "optional": {"nargs": "?"},
    "optional number": {"nargs": "?", "type": _number},
}


def _epilog(width: int) -> str:
    statuses = (fill(exit.meaning, width, initial_indent=f"  {exit:<3} ", subsequent_indent=" " * 6) for exit in Exit)
    return "\n".join(("Without a command the full screen opens.\n\nexit statuses:", *statuses))
