"""The words that are answered, above the text."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from mbtui.content.document import QUOTE_PREFIX
from mbtui.widgets.wrapping import fit, wrap


class ComposerQuote(Widget):
    """As many lines of them as there is room for, behind the bar of a quote."""

    DEFAULT_CSS = """
    ComposerQuote {
        color: $text-muted;
        height: auto;
        max-height: 3;
        margin: 0 1;
        &:ansi { text-style: dim; }
    }
    """

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def _lines(self, width: int) -> list[str]:
        return [self._words[start:end] for start, end in wrap(self._words, max(1, width - len(QUOTE_PREFIX)))]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        lines, most = self._lines(self.size.width), self.size.height
        if len(lines) > most:
            lines[most - 1] = fit(f"{lines[most - 1]} {lines[most]}", self.size.width - len(QUOTE_PREFIX))
        return Content("\n".join(f"{QUOTE_PREFIX}{line}" for line in lines[:most]))
