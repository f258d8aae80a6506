"""Write in the reader's own editor: the screen is handed over and taken back."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from textual.app import App


def edit_in_editor(app: App[object], text: str, command: Sequence[str] = ()) -> tuple[str, str]:
    """Let the reader write in an editor.

    Args:
        app: Suspended meanwhile.
        text: What stands in the file at first.
        command: The program and its arguments; empty: $VISUAL, $EDITOR, then vi.

    Returns:
        The text as it was left, and a sentence about what went wrong, or an empty one.
    """
    argv = list(command) or shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    with tempfile.TemporaryDirectory(prefix="mbtui-") as folder:
        path = Path(folder) / "text.md"
        path.write_text(text, encoding="utf-8")
        try:
            with app.suspend():
                status = subprocess.run([*argv, str(path)], check=False).returncode
        except OSError as error:
            return (
                text,
                f"Could not start the editor {argv[0]} ({error.strerror}). Set EDITOR to one that is installed.",
            )
        written = path.read_text(encoding="utf-8", errors="replace").rstrip("\n")
    return written, f"The editor {argv[0]} ended with status {status}." if status else ""
