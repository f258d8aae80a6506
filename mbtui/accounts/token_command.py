"""Runs `token_command`: a program that prints the token on its first line. No shell, and a time limit."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress

from mbtui.api.text import clean_line

_TIMEOUT_SECONDS = 15.0

_OUTPUT_LIMIT_BYTES = 64 * 1024


class TokenCommandFailed(Exception):
    """Why the command gave no token; the text is a sentence for the reader and holds nothing the command printed
    on its standard output."""


async def run_token_command(command: Sequence[str], *, timeout_seconds: float = _TIMEOUT_SECONDS) -> str:
    """Run the command and take the first line it prints.

    The command has no terminal: one that asks for a passphrase must do it in a window, as it would otherwise read the
    keys meant for the screen.

    Args:
        command: Program and arguments.
        timeout_seconds: When to give up and end it, with what it started.

    Raises:
        TokenCommandFailed: It could not be started, failed, printed nothing, or took too long.
    """
    name = os.path.basename(command[0])
    environment = {key: value for key, value in os.environ.items() if key != "GPG_TTY"}
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            env=environment,
            limit=_OUTPUT_LIMIT_BYTES,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name can not be used"
        raise TokenCommandFailed(f"token_command could not run {name} ({reason}).") from error
    try:
        async with asyncio.timeout(timeout_seconds):
            output, complaint = await process.communicate()
    except TimeoutError:
        raise TokenCommandFailed(
            f"token_command ({name}) was ended because it took longer than {timeout_seconds:g} seconds. If it asks for "
            "a passphrase, unlock it in another terminal first."
        ) from None
    finally:
        # The whole group, and also when this task is cancelled: nothing it started stays behind.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    if process.returncode:
        said = clean_line(complaint[:500].decode(errors="replace"))
        raise TokenCommandFailed(
            f"token_command ({name}) failed with status {process.returncode}: {said or 'no reason'}"
        )
    token = output[:_OUTPUT_LIMIT_BYTES].decode(errors="replace").split("\n", 1)[0].strip()
    if not token:
        raise TokenCommandFailed(f"token_command ({name}) printed nothing.")
    return token
