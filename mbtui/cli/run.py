"""Runs the command that was asked for, and turns every failure into a sentence and an exit status."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from importlib import import_module

from mbtui.cli.context import Context
from mbtui.cli.exits import Exit, status_of
from mbtui.cli.full_screen import Options
from mbtui.cli.output import Output, tell_of_fault
from mbtui.cli.parser import parse
from mbtui.cli.table import BY_NAME


def run_command(given: Sequence[str]) -> int | Options:
    """Run a command. Returns its status; or what the full screen is to be opened with, when there is no command."""
    output = Output()
    context = None
    try:
        arguments = parse(given)
        if arguments.command is None:
            return Options.of(arguments)
        output.is_plain = getattr(arguments, "plain", False)
        context = Context(arguments, output)
        module, _, function = BY_NAME[arguments.command].run.partition(":")
        status = getattr(import_module(f"mbtui.cli.{module}"), function)(context)
        if isinstance(status, Coroutine):
            import asyncio

            status = asyncio.run(status)
        output.flush()
        return int(status or Exit.OK)
    except BrokenPipeError:
        return Exit.PIPE
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except OSError as error:
        # Files and terminals; what goes wrong on the network has been made a sentence in mbtui.api.
        name = f" {error.filename}" if error.filename else ""
        output.complain(f"The command stopped:{name} {error.strerror or error}.")
        return Exit.LOCAL
    except Exception as error:  # ours give a status; another ends with a report
        failed = status_of(error)
        if failed is None:
            failed = tell_of_fault(error)
        else:
            output.complain(str(error))
        for sentence in context.afterwards if context else ():
            output.complain(sentence)
        return failed
    finally:
        output.end()
