"""The manual page, made from the table of commands."""

from __future__ import annotations

import re

from mbtui import __version__
from mbtui.cli.exits import Exit
from mbtui.cli.table import COMMANDS, DESCRIPTION, GLOBALS, SHARED, Argument, Command
from mbtui.config.options import OPTIONS

_FILES = (
    ("~/.config/mbtui/config.toml", "The configuration; mbtui never writes it."),
    ("~/.local/share/mbtui", "Accounts, saved posts and drafts, one folder for each server."),
    ("~/.local/state/mbtui", "The log, and what `mbtui check` last heard."),
)

_ENVIRONMENT = (
    ("MBTUI_TOKEN", "An app token; it comes before every other place."),
    ("MBTUI_SERVER, MBTUI_ACCOUNT", "What `--server` and `--account` give, where these are not given."),
    ("NO_COLOR", "When set, no colours are used."),
    ("VISUAL, EDITOR", "The editor for the composer, unless config.toml names one."),
    ("HTTPS_PROXY, ALL_PROXY, NO_PROXY", "Proxies, SOCKS included; not used for this computer itself."),
    ("XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME", "Other places for the files."),
)


def manual_page() -> str:
    """The page mbtui(1), in the language of man."""
    parts = [
        f'.TH MBTUI 1 "" "mbtui {__version__}" "User Commands"',
        ".SH NAME",
        "mbtui \\- " + _roff("read and write Micro.blog in a terminal"),
        ".SH SYNOPSIS",
        ".B mbtui",
        _roff(" ".join(argument.usage for argument in GLOBALS)),
        ".br",
        ".B mbtui",
        ".I command",
        _roff("[argument …]"),
        ".SH DESCRIPTION",
        _roff(DESCRIPTION),
        _roff("Without a command the full screen opens; ? shows its keys there, and `mbtui keys` prints them."),
        ".SH OPTIONS",
        *(line for argument in GLOBALS for line in _argument(argument)),
        ".SH COMMANDS",
        _roff(f"All commands take {', '.join(argument.names[0] for argument in SHARED)} as well."),
        *(line for command in COMMANDS for line in _command(command)),
        ".SH EXIT STATUS",
        *(line for exit in Exit for line in _row(str(exit.value), exit.meaning)),
        ".SH CONFIGURATION",
        _roff("Keys of config.toml; `mbtui config --example` prints a file with all of them."),
        *(line for option in OPTIONS for line in _row(option.name, option.help)),
        ".SH FILES",
        *(line for name, meaning in _FILES for line in _row(name, meaning)),
        ".SH ENVIRONMENT",
        *(line for name, meaning in _ENVIRONMENT for line in _row(name, meaning)),
    ]
    return "\n".join(parts) + "\n"


def _command(command: Command) -> list[str]:
    lines = [f".SS {_roff(command.usage.removeprefix('mbtui '))}", _roff(command.help)]
    if command.details:
        lines.append(_roff(command.details))
    for argument in command.arguments:
        lines += _argument(argument)
    if command.fields:
        lines += [".PP", _roff("Fields of a line of --json:")]
    for name, meaning in command.fields.items():
        lines += _row(name, meaning)
    for example in command.examples:
        lines += [".PP", ".EX", _roff(example), ".EE"]
    return lines


def _argument(argument: Argument) -> list[str]:
    value = f" {argument.shown}" if argument.takes_value else ""
    names = ", ".join(argument.names) if argument.is_option else argument.shown
    choices = f" One of {', '.join(argument.choices)}." if argument.choices else ""
    return _row(f"{names}{value}", argument.help + choices)


def _row(name: str, meaning: str) -> list[str]:
    return [".TP", f".B {_roff(name)}", _roff(meaning)]


def _roff(text: str) -> str:
    """Words for a line of roff: no dash, backslash or leading dot of theirs means anything."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...")
    text = re.sub(r"`([^`]*)`", r"\1", text)
    return f"\\&{text}" if text.startswith((".", "'")) else text
