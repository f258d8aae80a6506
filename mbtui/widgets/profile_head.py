"""The lines about a person above their posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget

from mbtui.widgets.row_painter import hyperlink
from mbtui.widgets.wrapping import fit, wrap

if TYPE_CHECKING:
    from mbtui.api import Profile

BIO_LINES = 4
"""Lines of what a person says of themself; fewer on a low screen."""
LOW_SCREEN = 18


class ProfileHead(Widget):
    """A name, some words, how the reader stands to the person, and a rule."""

    DEFAULT_CSS = """
    ProfileHead {
        height: auto;
        background: $background;
        & > .profile-head--name { text-style: bold; }
        & > .profile-head--quiet { color: $text-muted; }
        & > .profile-head--standing { text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"profile-head--{part}" for part in ("name", "quiet", "standing")}

    def __init__(self, username: str) -> None:
        super().__init__()
        self._username = username
        self._profile: Profile | None = None
        self._standing = ""

    def show(self, profile: Profile | None, standing: str) -> None:
        """Show what the server says (None before it did), and in a line how the reader stands to the person."""
        if (profile, standing) != (self._profile, self._standing):
            self._profile, self._standing = profile, standing
            self.refresh(layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._lines(width)) + 1

    def render(self) -> Content:
        width = self.size.width
        parts: list[Content | str | tuple[str, str]] = []
        for line in self._lines(width):
            parts.extend([line, "\n"])
        return Content.assemble(*parts, ("─" * width, ".profile-head--quiet"))

    def _lines(self, width: int) -> list[Content]:
        room = max(1, width - 2)
        profile = self._profile
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
            lines.extend(Content(f" {text}") for text in self._bio(profile, room))
            if profile.url and hyperlink(profile.url):
                lines.append(Content.assemble(" ", (fit(profile.url, room), ".profile-head--quiet")))
        if self._standing:
            lines.append(Content.assemble(" ", (fit(self._standing, room), ".profile-head--standing")))
        return lines

    def _bio(self, profile: Profile, room: int) -> list[str]:
        most = BIO_LINES if self.app.size.height >= LOW_SCREEN else 1
        lines = [
            paragraph[start:end]
            for paragraph in profile.bio.split("\n")
            if paragraph.strip()
            for start, end in wrap(paragraph, room)
        ]
        if len(lines) > most:
            lines = [*lines[: most - 1], fit(lines[most - 1], room - 2) + " …"]
        return lines
