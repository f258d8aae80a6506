"""The lines about a person above their posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import msgspec
from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from mbtui.widgets.row_painter import hyperlink
from mbtui.widgets.wrapping import fit, wrap

if TYPE_CHECKING:
    from mbtui.api import Profile
    from mbtui.graphics.graphics import Drawn

BIO_LINES = 3
"""Lines of what a person says of themself until it is unfolded; one on a low screen."""
LOW_SCREEN = 18
LINES_BELOW = 9
"""Lines of the screen that an unfolded text leaves to what stands around it, and to a post."""
AVATAR_COLUMNS, AVATAR_ROWS = 12, 6
NARROW_SCREEN = 60
"""On a narrow or low screen the words need the room of the picture."""


class PersonLines(msgspec.Struct, frozen=True):
    """What is said of a person besides what they say themselves; plain words, empty when there is nothing to say."""

    standing: str = ""
    """How the reader stands to them."""
    more: str = ""
    """What else there is of them, and the keys that lead there."""
    unfold_key: str = ""
    """How the rest of what they say is shown."""
    site_key: str = ""


class ProfileHead(Widget):
    """A name, some words, how the reader stands to the person, what else there is of them, and a rule."""

    DEFAULT_CSS = """
    ProfileHead {
        height: auto;
        background: $background;
        & > .profile-head--name { text-style: bold; }
        & > .profile-head--quiet { color: $foreground-muted; }
        & > .profile-head--standing { text-style: bold; }
        &:ansi > .profile-head--quiet { text-style: dim; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"profile-head--{part}" for part in ("name", "quiet", "standing")}

    def __init__(self, username: str, *, has_avatar: bool) -> None:
        """`has_avatar` keeps a place free for the person's picture, so that nothing moves when it comes."""
        super().__init__()
        self._username = username
        self._has_avatar = has_avatar
        self.avatar: Drawn | None = None
        """The picture that is shown."""
        self._profile: Profile | None = None
        self._said = PersonLines()
        self._first_line: int | None = None
        """The first line of an unfolded text that is shown; None while it is folded."""

    def show(self, profile: Profile | None, said: PersonLines) -> None:
        """Show what the server says (None before it did), and what there is to say besides."""
        if (profile, said) != (self._profile, self._said):
            self._profile, self._said = profile, said
            self.refresh(layout=True)

    def show_avatar(self, avatar: Drawn) -> None:
        """Show the person's picture, of `AVATAR_COLUMNS` by `AVATAR_ROWS` cells at most."""
        self.avatar = avatar
        self.refresh()

    def unfold(self) -> str:
        """Show all of what the person says, the next part when that is more than fits, or the first lines again.

        Returns:
            Why nothing happens, as a sentence; else empty.
        """
        lines = self._bio_lines(self._room(self.size.width))
        if not lines:
            return f"@{self._username} says nothing about themselves."
        if self._first_line is None:
            if len(lines) <= self._folded_height:
                return "All of it is shown."
            self._first_line = 0
        else:
            self._first_line += self._unfolded_height
            if self._first_line >= len(lines):
                self._first_line = None
        self.refresh(layout=True)
        return ""

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._lines(width)) + 1

    def render(self) -> Content:
        width = self.size.width
        parts: list[Content | str | tuple[str, str]] = []
        for line in self._lines(width):
            parts.extend([" " * self._indent(width), line, "\n"])
        return Content.assemble(*parts, ("─" * width, ".profile-head--quiet"))

    def render_line(self, y: int) -> Strip:
        """Put the lines of the picture into the place that the words leave free."""
        strip = super().render_line(y)
        if self.avatar is None or y >= self.avatar.rows or not self._indent(self.size.width):
            return strip
        avatar = Strip([Segment(" ", self.rich_style), *self.avatar.lines[y]])
        return Strip.join([avatar, strip.crop(1 + self.avatar.columns)])

    def _indent(self, width: int) -> int:
        """Cells in front of the words."""
        return AVATAR_COLUMNS + 2 if self._has_avatar and width >= NARROW_SCREEN and not self._is_low else 0

    def _room(self, width: int) -> int:
        """Cells for words."""
        return max(1, width - 2 - self._indent(width))

    @property
    def _is_low(self) -> bool:
        return self.app.size.height < LOW_SCREEN

    @property
    def _folded_height(self) -> int:
        return 1 if self._is_low else BIO_LINES

    @property
    def _unfolded_height(self) -> int:
        return max(2, self.app.size.height - LINES_BELOW)

    def _lines(self, width: int) -> list[Content]:
        room, profile, said = self._room(width), self._profile, self._said
        name = fit(profile.name, room) if profile is not None else ""
        handle = f"@{self._username}"
        if profile is not None and profile.pronouns:
            handle += f" · {profile.pronouns}"
        left = room - Content(name).cell_length - (2 if name else 0)
        first: list[str | tuple[str, str]] = [" ", (name, ".profile-head--name")]
        if left > 4:
            first.append((("  " if name else "") + fit(handle, left), ".profile-head--quiet"))
        lines = [Content.assemble(*first)]
        if profile is not None:
            lines.extend(self._bio(room))
            if profile.url and hyperlink(profile.url) and not self._is_low:
                site = f"{fit(profile.url, room - len(said.site_key) - 3)} ({said.site_key})"
                lines.append(Content.assemble(" ", (site, ".profile-head--quiet")))
        if said.standing:
            lines.append(Content.assemble(" ", (fit(said.standing, room), ".profile-head--standing")))
        if said.more:
            lines.append(Content.assemble(" ", fit(said.more, room)))
        if self._indent(width):
            lines.extend([Content()] * (AVATAR_ROWS - len(lines)))
        return lines

    def _bio(self, room: int) -> list[Content]:
        """The lines of what they say that are shown, with how much is left and the key that shows it."""
        lines, first = self._bio_lines(room), self._first_line
        most = self._folded_height if first is None else self._unfolded_height
        shown = lines[first or 0 :][:most]
        left = len(lines) - (first or 0) - len(shown)
        if not left:
            return [Content(f" {line}") for line in shown]
        notice = f"… {left} more {'line' if left == 1 else 'lines'} ({self._said.unfold_key})"
        last = "" if first is not None else fit(shown.pop(), max(1, room - len(notice) - 1))
        if last.endswith("…"):
            notice = notice.removeprefix("… ")
        last += " " if last else ""
        return [
            *(Content(f" {line}") for line in shown),
            Content.assemble(f" {last}", (notice, ".profile-head--quiet")),
        ]

    def _bio_lines(self, room: int) -> list[str]:
        return [
            paragraph[start:end]
            for paragraph in (self._profile.bio.split("\n") if self._profile is not None else ())
            if paragraph.strip()
            for start, end in wrap(paragraph, room)
        ]
