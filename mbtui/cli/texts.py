"""Where the text of a command comes from: its words, a file, a pipe, or an editor."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from mbtui.cli.context import Context
from mbtui.cli.desk import Desk
from mbtui.cli.exits import Exit, Failure
from mbtui.outbox import kinds
from mbtui.store.drafts import Draft, save_draft

_LIMIT_BYTES = 1_000_000


def given_text(context: Context) -> str | None:
    """The text of words, a file (`-` is standard input) or a pipe; None when the person is to write it in an editor."""
    words, file = context.arguments.text, context.arguments.file
    if words:
        text = " ".join(words)
    elif file and file != "-":
        text = _decode(read_file(file), file)
    elif file == "-" or not sys.stdin.isatty():
        text = _decode(sys.stdin.buffer.read(_LIMIT_BYTES + 1), "standard input")
    elif sys.stdout.isatty():
        return None
    else:
        raise Failure("There is no text. Give it in the command, with --file, or through a pipe.")
    if not (text := _trimmed(text)):
        raise Failure("The text is empty, so nothing was sent.")
    return text


async def written(context: Context, at: Desk, draft: Draft, before: Draft) -> Draft:
    """Let the person write a draft in an editor, or go on with it. Gives it as it is kept.

    `before` is the draft as it was read from the disk; what another mbtui has made of it since is left to that.
    """
    from mbtui.services.external_editor import AS_BEFORE, edit_in_editor

    kept = draft

    async def put(taken: Draft) -> bool:
        nonlocal kept
        kept = replace(taken, text=_trimmed(taken.text))
        if not kept.is_blank:
            kept = replace(kept, id=await at.store.outbox.write(save_draft, kept, before=before))
        return True

    def on_screen(call: Callable[[], str]) -> str:
        # ctrl+c is the editor's while it runs. To ignore the signal would make the editor ignore it as well.
        before = signal.signal(signal.SIGINT, lambda *_: None)
        try:
            return call()
        finally:
            signal.signal(signal.SIGINT, before)

    problem = await edit_in_editor(at.store, draft, put, context.config.editor, on_screen)
    if problem:
        raise Failure(f"{problem.replace(f' {AS_BEFORE}', '')} Nothing was sent.", Exit.LOCAL)
    if kept.is_blank and kept.kind != "edit":
        raise Failure("Nothing was written, so nothing was sent.")
    if refusal := kinds.of(kept).why_not_sent(kept):
        raise Failure(refusal)
    return kept


def _trimmed(text: str) -> str:
    """A text without blank lines around it; empty when there is nothing to see in it."""
    return text.strip("\r\n").rstrip()


def read_file(name: str, limit_bytes: int = _LIMIT_BYTES) -> bytes:
    """Read a file that the person named and that is not larger than the limit."""
    try:
        with Path(name).open("rb") as file:
            content = file.read(limit_bytes + 1)
    except OSError as error:
        raise Failure(f"{name} could not be read ({error.strerror}).") from error
    if len(content) > limit_bytes:
        raise Failure(f"{name} is larger than {limit_bytes:,} bytes.")
    return content


def _decode(content: bytes, name: str) -> str:
    if len(content) > _LIMIT_BYTES:
        raise Failure(f"The text from {name} is longer than {_LIMIT_BYTES:,} bytes.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Failure(f"The text from {name} is not UTF-8.") from error
