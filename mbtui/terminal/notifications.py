"""What the terminal is told outside the screen: its title, and that somebody wrote to the reader."""

from __future__ import annotations

from collections.abc import Callable, Collection

from mbtui.api.text import clean_line

MOST_CHARACTERS = 120
"""Of a notification's words; some terminals drop longer ones."""


class TerminalNotifier:
    """Writes titles and notifications. Nothing is written that is the same as before."""

    def __init__(self, write: Callable[[str], None], *, ways: Collection[str], has_title: bool) -> None:
        """Write past the screen; `ways` are any of "bell", "osc9" and "osc777"."""
        self._write = write
        self._ways = frozenset(ways)
        self._has_title = has_title
        self._title = ""

    def show_counts(self, account: str, counts: dict[str, int]) -> None:
        """Put the unread counts, by the tabs' titles, into the terminal's title; zeros are left out."""
        if not self._has_title:
            return
        parts = [f"{title} {count}" for title, count in counts.items() if count]
        title = " · ".join(["mbtui", *([f"@{account}"] if account else []), *parts])
        title = clean_line(title).replace("\x07", "")
        if title == self._title:
            return
        # The title that was there is put on the terminal's stack the first time, and taken back at the end.
        self._write(("" if self._title else "\x1b[22;2t") + f"\x1b]2;{title}\x07")
        self._title = title

    def leave(self) -> None:
        """Give the terminal its title back."""
        if self._title:
            self._write("\x1b[23;2t")
            self._title = ""

    def mention(self, words: str) -> None:
        """Tell of a new mention, in the ways that are configured; the words are cleaned and shortened here."""
        # A semicolon would end a field, and nothing may end the sequence early.
        text = clean_line(words).replace(";", ",")[:MOST_CHARACTERS]
        if "bell" in self._ways:
            self._write("\x07")
        if "osc9" in self._ways:
            self._write(f"\x1b]9;{text}\x07")
        if "osc777" in self._ways:
            self._write(f"\x1b]777;notify;mbtui;{text}\x07")
