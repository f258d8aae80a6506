"""A list of people, a line each, of any length: only the lines on the screen are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events, on
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from mbtui.content.links import host
from mbtui.widgets.wrapping import fit, wrap

if TYPE_CHECKING:
    from mbtui.api import User

MARGIN = 2
"""Cells of the marker at the left, and left blank at the right."""
MOST_NAME = 24
"""Cells of the column of names."""
LEAST_SITE = 12
"""Cells from which a site is shown behind the names."""


class PeopleList(Widget, can_focus=True):
    """People under one another, one of them marked: whether the reader follows them, name, username, site."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    PeopleList {
        height: 1fr;
        background: $background;
        color: $foreground;
        & > .people-list--marker { color: $text-primary; }
        & > .people-list--name { text-style: bold; }
        & > .people-list--quiet { color: $text-muted; }
        & > .people-list--follows { color: $text-success; }
        &:ansi > .people-list--quiet { text-style: dim; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"people-list--{part}" for part in ("marker", "name", "quiet", "follows")}

    class Opened(Message):
        """Somebody was double-clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._people: Sequence[User] = ()
        self._found: Sequence[int] = ()
        """Places of those that are shown."""
        self._texts: Sequence[str] = ()
        self._follows: dict[str, bool] = {}
        self._name_width = 0
        self._words = ""
        self._at = 0
        self._first = 0
        """The place on the first line of the screen, among those that are shown."""
        self._empty_text = ""
        self._styles: dict[str, Style] = {}
        """Of the parts, as long as the theme is the same."""

    def __len__(self) -> int:
        return len(self._found)

    @property
    def marked(self) -> User | None:
        """Who is marked; None when nobody is shown."""
        return self._people[self._found[self._at]] if self._found else None

    def assign(self, people: Sequence[User], follows: Mapping[str, bool]) -> None:
        """Show other people; `follows` tells, by username in small letters, what counts in place of what they say."""
        before = self.marked
        self._people, self._follows = people, dict(follows)
        self._texts = [f"{user.name} @{user.username} {user.url}".casefold() for user in people]
        self._name_width = min(MOST_NAME, max((cell_len(user.name) for user in people), default=0))
        self._show(before)

    def note_follow(self, username: str, value: bool | None) -> None:
        """Show whether the reader follows somebody, from now on; None: nobody has said, as far as is known here."""
        if value is None:
            self._follows.pop(username.lower(), None)
        else:
            self._follows[username.lower()] = value
        self.refresh()

    def is_followed(self, user: User) -> bool | None:
        """Whether the reader follows somebody, as it is shown; None when nobody has said."""
        return self._follows.get(user.username.lower(), user.is_following)

    def find(self, words: str) -> None:
        """Show only those whose name, username or site has all of some words; who is marked stays so, if shown."""
        before, self._words = self.marked, words
        self._show(before)

    def _show(self, before: User | None) -> None:
        """Take who is to be shown, and mark whoever was marked."""
        wanted = self._words.casefold().split()
        self._found = [place for place, text in enumerate(self._texts) if all(word in text for word in wanted)]
        name = "" if before is None else before.username
        places = (number for number, place in enumerate(self._found) if self._people[place].username == name)
        self._at = next(places, 0)
        self._moved()

    def set_empty_text(self, text: str) -> None:
        """Say why there is nobody; seen only while the list is empty."""
        self._empty_text = text
        self.refresh()

    # Moving

    def move(self, delta: int) -> None:
        self._mark(self._at + delta)

    def page(self, direction: int) -> None:
        self._turn(direction * max(1, self.size.height - 1))

    def half_page(self, direction: int) -> None:
        self._turn(direction * max(1, self.size.height // 2))

    def top(self) -> None:
        self._mark(0)

    def bottom(self) -> None:
        self._mark(len(self._found) - 1)

    def _turn(self, lines: int) -> None:
        self._first += lines
        self._mark(self._at + lines)

    def _mark(self, at: int) -> None:
        old, first = self._at, self._first
        self._at = max(0, min(at, len(self._found) - 1))
        self._moved(old, first)

    def _moved(self, old: int | None = None, first: int | None = None) -> None:
        """Keep who is marked on the screen, and draw what looks different."""
        room = max(1, self.size.height)
        if not self._first <= self._at < self._first + room:
            # Most of a page, so that holding a key does not draw the screen anew at each step.
            self._first = self._at - room // 4 if self._at >= self._first else self._at - 3 * room // 4
        self._first = max(0, min(self._first, len(self._found) - room))
        if old is None or first != self._first:
            self.refresh()
        else:
            for place in {old, self._at}:
                self.refresh(Region(0, place - self._first, MARGIN, 1))

    def on_resize(self) -> None:
        self._moved()

    @on(events.MouseScrollDown)
    @on(events.MouseScrollUp)
    def _wheel_turned(self, event: events.MouseScrollDown | events.MouseScrollUp) -> None:
        event.stop()
        self.move(3 if isinstance(event, events.MouseScrollDown) else -3)

    def on_click(self, event: events.Click) -> None:
        if (place := self._first + event.y) < len(self._found):
            self._mark(place)
            if event.chain == 2:
                self.post_message(self.Opened())

    # Drawing

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()

    def _style(self, part: str) -> Style:
        if part not in self._styles:
            self._styles[part] = self.get_component_rich_style(f"people-list--{part}")
        return self._styles[part]

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        place = self._first + y
        if place < len(self._found):
            parts = self._line(self._people[self._found[place]], width, is_marked=place == self._at)
        elif not self._found:
            parts = self._empty_line(y, width)
        else:
            parts = []
        strip = Strip(parts).adjust_cell_length(width, self.rich_style)
        for line_filter in self.app.get_line_filters():
            strip = strip.apply_filter(line_filter, self.background_colors[1])
        return strip

    def _line(self, user: User, width: int, *, is_marked: bool) -> list[Segment]:
        base, style = self.rich_style, self._style
        mark, part = ("✓ ", "follows") if self.is_followed(user) else ("  ", "quiet")
        room = max(1, width - 2 * MARGIN - 2)
        name_width = min(self._name_width, room // 2)
        name = fit(user.name, name_width)
        left = max(0, room - name_width - 2)
        handle = fit(f"@{user.username}", left)
        left -= cell_len(handle) + 2
        site = "This is you." if user.is_you else host(user.url)
        parts = [
            Segment("▌ " if is_marked else "  ", style("marker") if is_marked else base),
            Segment(mark, style(part)),
            Segment(name, style("name")),
            Segment(" " * (name_width - cell_len(name) + 2), base),
            Segment(handle, style("quiet")),
        ]
        if site and left >= LEAST_SITE:
            parts.append(Segment(f"  {fit(site, left)}", style("quiet")))
        return parts

    def _empty_line(self, y: int, width: int) -> list[Segment]:
        """A line of the sentence of an empty list, a third down the screen."""
        room = max(1, width - 4 * MARGIN)
        lines = [part[start:end] for part in self._empty_text.split("\n") for start, end in wrap(part, room)]
        number = y - self.size.height // 3
        words = lines[number] if 0 <= number < len(lines) else ""
        return [Segment(" " * 2 * MARGIN, self.rich_style), Segment(words, self._style("quiet"))]
