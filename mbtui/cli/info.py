"""The commands that tell about mbtui itself: its files, keys and configuration, completions and the manual."""

from __future__ import annotations

from pathlib import Path

from mbtui import paths
from mbtui.cli.context import Context
from mbtui.cli.exits import OK, USAGE


def places(server: str, username: str) -> list[tuple[str, Path]]:
    """Every file and folder of mbtui, with what it is."""
    rows = [
        ("configuration", paths.config_file()),
        ("data", paths.data_folder()),
        ("accounts", paths.accounts_file(server)),
    ]
    if username:
        rows += [
            ("saved posts and drafts", paths.account_folder(server, username)),
            ("token file", paths.token_file(server, username)),
        ]
    return [*rows, ("state", paths.state_folder()), ("log", paths.log_file()), ("stylesheet", paths.stylesheet())]


def print_paths(context: Context) -> int:
    """Print where the files are."""
    account = context.accounts.expected(context.username)
    for name, path in places(context.server, account.username if account else ""):
        if context.arguments.json:
            context.output.json({"name": name, "path": str(path), "exists": path.exists()})
        else:
            context.output.line(f"{name}: {path}" + ("" if path.exists() else " (not there yet)"))
    return OK


def keys(context: Context) -> int:
    """Print the keys of the full screen with those of config.toml."""
    from mbtui.commands import COMMANDS, SCOPE_TITLES
    from mbtui.screens.keymap import check_keys

    changed, notices = check_keys(context.config.keys)
    for notice in (*context.notices, *notices):
        context.output.complain(notice)
    scope = None
    for command in COMMANDS:
        own = changed.get(command.id, command.keys)
        found = [key for key in own.split(",") if key]
        is_yours = command.id in changed
        if context.arguments.json:
            context.output.json(
                {
                    "id": command.id,
                    "keys": found,
                    "title": command.title,
                    "help": command.help,
                    "is_yours": is_yours,
                }
            )
            continue
        if command.scope != scope:
            if scope is not None:
                context.output.line()
            scope = command.scope
            context.output.heading(SCOPE_TITLES[scope])
        shown = " ".join(found) or "no key"
        context.output.line(f"{shown}: {command.help}. ({command.id})" + (" Yours." if is_yours else ""))
    return OK


def config(context: Context) -> int:
    """Print the example, or check the configuration."""
    from mbtui.config.example import example

    if context.arguments.example:
        context.output.raw(example())
        return OK
    from mbtui.config.themes import read_theme
    from mbtui.screens.keymap import check_keys

    file = paths.config_file()
    notices = [*check_keys(context.config.keys)[1]]
    for theme in context.config.theme_files:
        notices += read_theme(Path(theme))[1]
    for notice in (*context.notices, *notices):
        context.output.complain(notice)
    if context.notices or notices:
        return USAGE
    if file.exists():
        context.output.line(f"{paths.displayed(file)} is in order.")
    else:
        context.output.line(f"There is no {paths.displayed(file)}. `mbtui config --example` prints one.")
    return OK


def completion(context: Context) -> int:
    """Print a completion script."""
    from mbtui.cli.completions import SCRIPTS

    context.output.raw(SCRIPTS[context.arguments.shell]())
    return OK


def man(context: Context) -> int:
    """Print the manual page."""
    from mbtui.cli.manual import manual_page

    context.output.raw(manual_page())
    return OK
