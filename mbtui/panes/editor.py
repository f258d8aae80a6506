"""Write in the reader's own editor: the screen is handed over and taken back."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from textual.app import App, SuspendNotSupported


def edit_in_editor(app: App[object], text: str, command: Sequence[str] = ()) -> tuple[str, str]:
    """Let the reader write in an editor.

    Args:
        app: Suspended meanwhile.
        text: What stands in the file at first.
        command: The program and its arguments; empty: $VISUAL, $EDITOR, then vi.

    Returns:
        The text as it was left, and a sentence about what went wrong, or an empty one.
    """
    try:
        argv = list(command) or shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    except ValueError:
        return text, "The quotes in EDITOR do not match. Set it to a program and its arguments."
    with tempfile.TemporaryDirectory(prefix="mbtui-") as folder:
        path = Path(folder) / "text.md"
        path.write_text(text, encoding="utf-8")
        problem = ""
        try:
            with app.suspend():
                # An error must not leave this block: the screen would not be taken back.
                problem = _run([*argv, str(path)])
        except SuspendNotSupported:
            return text, "This terminal can not be handed to an editor. Write on here."
        written = path.read_text(encoding="utf-8", errors="replace").rstrip("\n")
    return written, problem


def _run(argv: Sequence[str]) -> str:
    """Run the editor to its end. Returns a sentence about what went wrong, or an empty one."""
    try:
        status = subprocess.run(argv, check=False).returncode
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return f"Could not start the editor {argv[0]} ({reason}). Set EDITOR to one that is installed."
    return f"The editor {argv[0]} ended with status {status}." if status else ""
