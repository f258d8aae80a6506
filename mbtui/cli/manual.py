"""The manual page, made from the table of commands."""

from __future__ import annotations

import re
from collections import Counter

from mbtui import __version__
from mbtui.cli.exits import Exit
from mbtui.cli.records import RECORDS
from mbtui.cli.table import COMMANDS, DESCRIPTION, GLOBALS, Argument, Command
from mbtui.commands import COMMANDS as KEYS
from mbtui.commands import SCOPE_TITLES, key_names
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
    ("VISUAL, EDITOR", "The editor for texts, unless config.toml names one."),
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
        _roff("Most take the options above as well, but --theme. Options that several have stand here once:"),
        *(line for argument in _common() for line in _argument(argument)),
        *(line for command in COMMANDS for line in _command(command)),
        ".SH EXAMPLES",
        ".EX",
        *(_roff(example) for command in COMMANDS for example in command.examples),
        ".EE",
        ".SH KEYS",
        _roff("Those of the full screen, unless config.toml names others."),
        *(line for scope, title in SCOPE_TITLES.items() for line in _keys(scope, title)),
        ".SH JSON",
        _roff("With --json each line is an object with these fields. More may be added."),
        *(line for kind in RECORDS for line in _record(kind)),
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


def _common() -> list[Argument]:
    """What several commands have, each once."""
    found = Counter(argument for command in COMMANDS for argument in command.arguments if argument.is_option)
    return [argument for argument, times in found.items() if times > 1]


def _command(command: Command) -> list[str]:
    lines = [f".SS {_roff(command.usage.removeprefix('mbtui '))}", _roff(f"{command.help} {command.details}".strip())]
    common = _common()
    for argument in command.arguments:
        if argument not in common:
            lines += _argument(argument)
    return lines


def _keys(scope: str, title: str) -> list[str]:
    keys = (command for command in KEYS if command.scope == scope)
    return [
        f".SS {_roff(title)}",
        *(line for key in keys for line in _row(" ".join(key_names(key.keys)), f"{key.help}.")),
    ]


def _record(kind: str) -> list[str]:
    names = ", ".join(command.name for command in COMMANDS if command.record == kind)
    return [f".SS {_roff(names)}", *(line for name, meaning in RECORDS[kind].items() for line in _row(name, meaning))]


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
    text = "".join(letter if letter.isascii() else f"\\[u{ord(letter):04X}]" for letter in text)
    text = re.sub(r"`([^`]*)`", r"\1", text)
    return f"\\&{text}" if text.startswith((".", "'")) else text
