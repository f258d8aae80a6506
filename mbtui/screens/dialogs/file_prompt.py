"""A line for the names of files, which `tab` completes."""

from __future__ import annotations

import os
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input

from mbtui.api.daemon_thread import in_daemon_thread
from mbtui.panes.bindings import bindings_for
from mbtui.screens.dialogs.question import LinePrompt
from mbtui.screens.text_layout import key_hints
from mbtui.services.named_files import DISK_SECONDS, LONGEST_DROPPED, common_beginning, completions, quoted
from mbtui.widgets.composer_text import writable
from mbtui.widgets.text_keys import Line
from mbtui.widgets.wrapping import fit


class FileLine(Line):
    """Takes what a terminal gives for files that are dropped onto it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("file")

    def in_one_line(self, text: str) -> str:
        """Put several names, one a line, beside one another; the blanks in a name stay."""
        lines = [line for line in writable(text).splitlines() if line.strip()]
        return " ".join(quoted(line) for line in lines) if len(lines) > 1 else "".join(lines).strip()

    async def action_file_complete(self) -> None:
        assert isinstance(self.screen, FilePrompt)
        await self.screen.complete()


class FilePrompt(LinePrompt):
    """Ask for names of files. Returns what was typed, or None when the reader backed out."""

    def __init__(self, text: str) -> None:
        hints = [("file.complete", "completes"), ("*", "stands for many"), ("enter", "adds")]
        super().__init__(text, hints=hints, line=FileLine(compact=True))
        self._line.max_length = LONGEST_DROPPED
        self._offered: list[str] = []
        self._place = -1
        """Of what tab has put there; -1 before that."""

    async def complete(self) -> None:
        """Complete as far as there is one way; then go through the ways, one by one."""
        line = self._line
        if self._offered:
            self._place = (self._place + 1) % len(self._offered)
            self._put(self._offered[self._place])
            return
        try:
            found = await in_daemon_thread(partial(completions, line.value), DISK_SECONDS)
        except TimeoutError:
            self.show_foot(Content("This folder does not answer."))
            return
        if not found:
            self.show_foot(Content("No picture or folder is called so."))
        elif len(found) == 1:
            self._put(found[0])
        else:
            self._put(max(common_beginning(found), line.value, key=len))
            self._offered, self._place = found, -1
            self._show_offered()

    def _put(self, name: str) -> None:
        with self.prevent(Input.Changed):
            self._line.value = name
        self._line.cursor_position = len(name)
        if self._offered:
            self._show_offered()

    def _show_offered(self) -> None:
        names = [os.path.basename(name.rstrip("/")) + "/" * name.endswith("/") for name in self._offered]
        shown = max(0, self._place)
        rest = names[shown + 1 :] + names[:shown]
        words = fit("  ".join([names[shown], *rest]), max(10, self.app.size.width - 2))
        is_put = self._place >= 0
        self.show_foot(
            Content.assemble((words[: len(names[shown])], "bold" if is_put else ""), words[len(names[shown]) :])
        )

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._offered, self._place = [], -1
        self.show_foot(key_hints(self.app, *self._hints))
