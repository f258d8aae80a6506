"""Runs the command that was asked for, and turns every failure into a sentence and an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Coroutine
from importlib import import_module
from typing import TYPE_CHECKING

from mbtui.cli.context import Context
from mbtui.cli.exits import Exit, Failure, status_of
from mbtui.cli.output import Output
from mbtui.cli.table import BY_NAME

if TYPE_CHECKING:
    from argparse import Namespace


def run_command(arguments: Namespace) -> int:
    """Run a command to its end.

    Args:
        arguments: As the parser gives them.

    Returns:
        The exit status.
    """
    output = Output(is_plain=getattr(arguments, "plain", False))
    try:
        status = _run(arguments, output)
        output.flush()
    except BrokenPipeError:
        _forget_output()
        return Exit.PIPE
    except KeyboardInterrupt:
        _flush_quietly(output)
        return Exit.INTERRUPTED
    return status


def _run(arguments: Namespace, output: Output) -> int:
    command = BY_NAME[arguments.command]
    context = Context(arguments, output)
    try:
        if arguments.demo and not command.has_demo:
            raise Failure(f"`mbtui {command.name}` has nothing to do with the demo.")
        module, _, function = command.run.partition(":")
        result = getattr(import_module(f"mbtui.cli.{module}"), function)(context)
        if isinstance(result, Coroutine):
            import asyncio

            result = asyncio.run(result)
        return int(result or Exit.OK)
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except OSError as error:
        # Files and terminals; what goes wrong on the network has been made a sentence in mbtui.api.
        name = f" {error.filename}" if error.filename else ""
        output.complain(f"The command stopped:{name} {error.strerror or error}.")
        return Exit.LOCAL
    except Exception as error:
        status = status_of(error)
        if status is None:
            raise  # a bug stays loud
        output.complain(str(error))
        for sentence in context.afterwards:
            output.complain(sentence)
        return status


def _flush_quietly(output: Output) -> None:
    try:
        output.flush()
    except BrokenPipeError:
        _forget_output()


def _forget_output() -> None:
    """Keep the interpreter from complaining at its end that the output could not be written."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
