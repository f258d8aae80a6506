"""Completion scripts for shells, made from the table of commands. They run nothing of mbtui when they complete."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from mbtui.cli.table import COMMANDS, GLOBALS, SHARED, Argument

_NOTE = "made by `mbtui completion`; make it again after an update"


def bash() -> str:
    """For bash 4 and later; needs nothing else."""
    cases = []
    for command in COMMANDS:
        words = [*_names(command.options), *(choice for argument in command.arguments for choice in argument.choices)]
        files = _names(argument for argument in command.options if argument.is_file)
        values = _names(argument for argument in command.options if argument.takes_value and not argument.is_file)
        cases.append(
            f"    {command.name}) words={_quoted(' '.join(words))}; files={_quoted(_padded(files))}; "
            f"values={_quoted(_padded(values))} ;;"
        )
    top = [*_names(GLOBALS), "--version", "--help"]
    values = _names(argument for argument in GLOBALS if argument.takes_value)
    return "\n".join(
        [
            f"# Completion of mbtui for bash; {_NOTE}.",
            "_mbtui() {",
            '  local current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"',
            '  local command="" skip="" word index',
            f"  local words={_quoted(' '.join([command.name for command in COMMANDS] + top))}",
            f"  local files='' values={_quoted(_padded(values))}",
            "  for ((index = 1; index < COMP_CWORD; index++)); do",
            '    word="${COMP_WORDS[index]}"',
            '    if [[ -n "$skip" ]]; then skip=""; continue; fi',
            f'    case "$word" in {"|".join(values)}) skip=1 ;; -*) ;; *) command="$word"; break ;; esac',
            "  done",
            '  case "$command" in',
            *cases,
            "  esac",
            '  if [[ "$files" == *" $before "* ]]; then COMPREPLY=($(compgen -f -- "$current")); return; fi',
            '  if [[ "$values" == *" $before "* ]]; then COMPREPLY=(); return; fi',
            '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
            "}",
            "complete -o filenames -F _mbtui mbtui",
            "",
        ]
    )


def zsh() -> str:
    """For zsh, with descriptions."""
    lines = [
        "#compdef mbtui",
        f"# Completion of mbtui for zsh; {_NOTE}.",
        "_mbtui() {",
        "  local context state line",
        "  typeset -A opt_args",
        "  local -a commands",
        "  commands=(",
        *(f"    {_quoted(f'{command.name}:{command.help}')}" for command in COMMANDS),
        "  )",
        "  _arguments -C \\",
        *(f"    {spec} \\" for argument in GLOBALS for spec in _zsh_specs(argument)),
        "    '--version[Print the version.]' '--help[Print the help.]' \\",
        "    '1:command:->command' '*::argument:->arguments'",
        "  case $state in",
        "    command) _describe command commands ;;",
        "    arguments)",
        "      case $line[1] in",
    ]
    for command in COMMANDS:
        specs = [spec for argument in (*command.arguments, *SHARED) for spec in _zsh_specs(argument)]
        lines.append(f"        {command.name}) _arguments {' '.join(specs)} ;;")
    return "\n".join([*lines, "      esac ;;", "  esac", "}", '_mbtui "$@"', ""])


def fish() -> str:
    """For fish, with descriptions."""
    lines = [f"# Completion of mbtui for fish; {_NOTE}.", "complete -c mbtui -f"]
    for command in COMMANDS:
        lines.append(f"complete -c mbtui -n __fish_use_subcommand -a {command.name} -d {_fish(command.help)}")
    for argument in GLOBALS:
        lines.append(f"complete -c mbtui -n __fish_use_subcommand {_fish_option(argument)}")
    for command in COMMANDS:
        condition = f"-n '__fish_seen_subcommand_from {command.name}'"
        for argument in (*command.arguments, *SHARED):
            if argument.is_option:
                lines.append(f"complete -c mbtui {condition} {_fish_option(argument)}")
            elif argument.choices:
                lines.append(f"complete -c mbtui {condition} -a {_fish(' '.join(argument.choices))}")
    return "\n".join([*lines, ""])


SCRIPTS: dict[str, Callable[[], str]] = {"bash": bash, "zsh": zsh, "fish": fish}
"""The script for each shell."""


def _names(arguments: Iterable[Argument]) -> list[str]:
    return [name for argument in arguments for name in argument.names]


def _padded(words: list[str]) -> str:
    return f" {' '.join(words)} " if words else ""


def _quoted(text: str) -> str:
    """As one word for bash and zsh."""
    return "'" + text.replace("'", "'\\''") + "'"


def _fish(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _zsh_specs(argument: Argument) -> list[str]:
    words = re.sub(r"([\[\]:])", r"\\\1", argument.help)
    if not argument.is_option:
        action = f"({' '.join(argument.choices)})" if argument.choices else " "
        return [_quoted(f"{'*' if argument.kind == 'words' else ''}:{argument.shown}:{action}")]
    repeat = "*" if argument.kind == "many" else ""
    value = f":{argument.shown}:{'_files' if argument.is_file else ' '}" if argument.takes_value else ""
    return [_quoted(f"{repeat}{name}[{words}]{value}") for name in argument.names]


def _fish_option(argument: Argument) -> str:
    names = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in argument.names)
    value = " -r" if argument.takes_value else ""
    files = " -F" if argument.is_file else ""
    return f"{names}{value}{files} -d {_fish(argument.help)}"
