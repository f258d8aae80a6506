"""The line below the text: how it stands with it, what completes it, or what can be decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content
from textual.widgets import Static

from mbtui.widgets.composer_completion import Completion
from mbtui.widgets.composer_decisions import Decision

ADVISED_LENGTH = 300
"""Characters after which Micro.blog shortens a post in timelines; a longer reply is still accepted."""
NARROW_SCREEN_CELLS = 66
"""Below this, the keys are named in fewer words."""

_Parts = list[str | tuple[str, str]]


class ComposerFoot(Static):
    """Names the keys that matter in a moment."""

    DEFAULT_CSS = "ComposerFoot { color: $text-muted; height: auto; max-height: 3; margin: 0 1; }"

    def __init__(self, keys: Mapping[str, str], decisions: Sequence[Decision]) -> None:
        super().__init__()
        self._keys = keys
        self._decisions = decisions

    def key(self, does: str) -> str:
        """The key that does something, as a person reads it; the first one of several."""
        key = next((key for key, known in self._keys.items() if known == does), "")
        return {"escape": "esc", "greater_than_sign": ">"}.get(key, key)

    def keyed(self, *hints: tuple[str, str]) -> _Parts:
        """Keys by what they do, each with the words beside it."""
        parts: _Parts = []
        for does, words in hints:
            parts.extend([(self.key(does), "bold"), f" {words}  "])
        return parts

    def show(self, *parts: Content | str | tuple[str, str]) -> None:
        """Show words; only what is different is painted, and the screen is laid out again for more or fewer lines."""
        words, shown = Content.assemble(*parts), self.visual
        if words != self.content:
            is_as_high = False
            if isinstance(shown, Content) and (width := self.size.width):
                rules = self.styles.get_rules()
                is_as_high = shown.get_height(rules, width) == words.get_height(rules, width)
            self.update(words, layout=not is_as_high)

    def show_decisions(self, *, is_reminder: bool = False) -> None:
        """Name what can be decided behind escape; as a reminder, when the key behind it was none of them."""
        width = self.app.size.width - 2
        begin = f"Only behind {self.key('stop')}: " if is_reminder else ""
        hints = [*((decision.id, decision.words) for decision in self._decisions), ("stop", "go on")]
        if is_reminder or len("".join(words + self.key(does) for does, words in hints)) + 3 * len(hints) > width + 2:
            # On one line where it can be, lest the list moves.
            hints = [(decision.id, decision.short) for decision in self._decisions]
        parts: _Parts = [begin]
        room = width - len(begin)
        for does, words in hints:
            # A key is not parted from its words.
            hint = self.keyed((does, words))
            length = len(self.key(does)) + len(words) + 1
            if length > room:
                parts.append("\n")
                room = width
            parts += hint
            room -= length + 2
        self.show(*parts)

    def show_undone(self) -> None:
        """Name the key that brings back what the last one took back."""
        self.show(*self.keyed(("redo", "brings back what was taken back")))

    def show_choices(self, completion: Completion) -> None:
        """Name what can complete what is being typed."""
        parts: _Parts = []
        for number, choice in enumerate(completion.choices):
            parts.extend([(choice.shown, "bold" if number == completion.place else ""), "  "])
        self.show(*parts, *self.keyed(("complete", "the next one" if completion.is_completed else "completes")))

    def show_length(self, count: int, *, is_all: bool) -> None:
        """Say how long the text is, as Micro.blog counts it: `is_all`, or without signs and addresses of Markdown."""
        over = f", {count - ADVISED_LENGTH} more than timelines show" if count > ADVISED_LENGTH else ""
        what = "" if is_all or self.app.size.width < NARROW_SCREEN_CELLS else " without Markdown"
        self.show(
            *self.keyed(("stop", f"then {self.key('send')} sends")),
            f"{count} character{'s' * (count != 1)}{what}{over}",
        )
