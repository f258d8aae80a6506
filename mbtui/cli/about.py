"""The commands that tell about mbtui itself: its files, keys and configuration, completions and the manual."""

from __future__ import annotations

from mbtui import __version__, paths
from mbtui.cli.context import Context
from mbtui.cli.exits import Exit, Failure
from mbtui.cli.parser import help_text


def print_paths(context: Context) -> None:
    server, account = context.server, context.accounts.expected(context.options.username)
    places = {
        "configuration": context.options.config_file,
        "data": paths.data_folder(),
        "accounts": paths.accounts_file(server),
    }
    if account:
        places["saved posts and drafts"] = paths.account_folder(server, account.username)
        places["fetched pictures"] = paths.pictures_folder(server, account.username)
        places["token file"] = paths.token_file(server, account.username)
    places |= {"state": paths.state_folder(), "log": paths.log_file(), "stylesheet": paths.stylesheet()}
    for name, path in places.items():
        exists = path.exists()
        words = f"{name}: {path}" + ("" if exists else " (not there yet)")
        context.show(None, words, name=name, path=str(path), exists=exists)


def keys(context: Context) -> None:
    from mbtui.commands import COMMANDS, SCOPE_TITLES
    from mbtui.screens.keymap import check_keys  # brings Textual, 60 ms

    changed, notices = check_keys(context.config.keys)
    for notice in notices:
        context.output.complain(notice)
    scope = None
    for command in COMMANDS:
        found = [key for key in changed.get(command.id, command.keys).split(",") if key]
        is_yours = command.id in changed
        if command.scope != scope and not context.arguments.json:
            if scope is not None:
                context.output.line()
            scope = command.scope
            context.output.heading(SCOPE_TITLES[scope])
        words = f"{' '.join(found) or 'no key'}: {command.help}. ({command.id})" + (" Yours." if is_yours else "")
        context.show(command, words, keys=found, is_yours=is_yours)


def config(context: Context) -> Exit:
    if context.arguments.example:
        from mbtui.config.options import example

        context.output.raw(example())
        return Exit.OK
    notices = context.all_notices()
    for notice in notices:
        context.output.complain(notice)
    if notices:
        return Exit.USAGE
    file = context.options.config_file
    shown = paths.displayed(file)
    is_there = file.exists()
    context.output.line(
        f"{shown} is in order." if is_there else f"There is no {shown}. `mbtui config --example` prints one."
    )
    return Exit.OK


def help(context: Context) -> None:
    context.output.raw(help_text(context.arguments.name))


def version(context: Context) -> None:
    context.output.line(f"mbtui {__version__}")


def man(context: Context) -> None:
    from mbtui.cli.manual import manual_page

    context.output.raw(manual_page())


def demo_server(context: Context) -> None:
    from mbtui.demo import FAULTS, serve

    given = context.arguments
    if given.faults:
        for name, kind in FAULTS.items():
            value = f" (={kind.default})" if kind.default else ""
            context.output.line(f"{name}{value}: {kind.summary}")
        return
    port = given.port or 0
    if port > 65_535:
        raise Failure("A port is a number up to 65535.")

    def say(line: str) -> None:
        context.output.line(line)
        context.output.flush()

    try:
        host = given.host or "127.0.0.1"
        serve(port, host, given.fault, given.posts, given.seed, hostile=given.hostile, say=say)
    except ValueError as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise Failure(f"The port can not be listened on ({error.strerror}).", Exit.LOCAL) from error
