"""Write in the reader's own editor: the screen is handed over and taken back, and no text goes astray between them."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import subprocess
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from mbtui import paths
from mbtui.services.external_editor import EditedText
from mbtui.services.urls import environment_for_others

AS_BEFORE = "The text stands here as it was before."


async def edit_in_editor(
    app: App[Any], folder: Path, text: str, put: Callable[[str], Awaitable[bool]], command: Sequence[str] = ()
) -> str:
    """Let the reader write in an editor.

    Args:
        app: Suspended meanwhile.
        folder: Where the account's files are; the text lies there until it is back and saved.
        text: What the editor begins with.
        put: Takes what was written. Returns whether that is on the disk.
        command: The program and its arguments; empty: $VISUAL, $EDITOR, then vi.

    Returns:
        A sentence about what went wrong, or an empty one. Then `put` was not called, unless it says so.
    """
    try:
        argv = [*command] or shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "") or ["vi"]
    except ValueError:
        return "The quotes in EDITOR do not match. Set it to a program and its arguments."
    try:
        edited = await asyncio.to_thread(EditedText, folder, text)
    except OSError as error:
        return f"The text could not be written to a file for the editor ({_reason(error)}). It stands here; write on."
    try:
        problem = _hand_over(app, [*argv, str(edited.path)])
        return await _taken_back(edited, problem, argv[0], put)
    finally:
        edited.leave()


async def _taken_back(edited: EditedText, problem: str, program: str, put: Callable[[str], Awaitable[bool]]) -> str:
    """Put into the composer what the editor has left. The files go when that is saved, or nothing new is in them."""
    place = paths.displayed(edited.folder)
    written: str | None = None
    if not problem:
        try:
            written = await asyncio.to_thread(edited.read)
        except FileNotFoundError:
            problem = f"The editor {program} left no file."
        except OSError as error:
            problem = f"What the editor {program} left could not be read ({_reason(error)})."
        except UnicodeError:
            problem = f"What the editor {program} left is not UTF-8."
    if written is None:
        if await asyncio.to_thread(lambda: edited.has_more):
            return f"{problem} {AS_BEFORE} What the editor left is in {place}."
        await asyncio.to_thread(edited.remove)
        return f"{problem} {AS_BEFORE}"
    if not await put(written):
        return f"What you wrote could not be saved as a draft yet. It stands here, and in {place}."
    await asyncio.to_thread(edited.remove)
    return ""


def _hand_over(app: App[Any], argv: Sequence[str]) -> str:
    """Run the editor on the screen. Returns a sentence about what went wrong, or an empty one."""
    problem = ""
    try:
        with app.suspend(), _interrupts_for_others():
            # An error must not leave this block: the screen would not be taken back.
            problem = _run(argv)
    except SuspendNotSupported:
        return "This terminal can not be handed to an editor."
    return problem


def _run(argv: Sequence[str]) -> str:
    try:
        status = subprocess.run(argv, check=False, env=environment_for_others()).returncode
    except (OSError, ValueError) as error:
        return f"Could not start the editor {argv[0]} ({_reason(error)}). Set EDITOR to one that is installed."
    if status < 0:
        return f"The editor {argv[0]} was ended by signal {-status}."
    return f"The editor {argv[0]} ended with status {status}." if status else ""


@contextmanager
def _interrupts_for_others() -> Iterator[None]:
    """Leave ctrl+c to the program that has the screen. A handler, unlike SIG_IGN, is not passed on to it."""
    numbers = (signal.SIGINT, signal.SIGQUIT)
    before = [signal.signal(number, lambda *_: None) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler or signal.SIG_DFL)


def _reason(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)
