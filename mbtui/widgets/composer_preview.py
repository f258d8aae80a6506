"""The text as the timeline will draw it, in the place where it is written."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from textual import events
from textual.geometry import Size
from textual.message import Message

from mbtui.widgets.composer_text import ComposerText
from mbtui.widgets.post_list import PostList
from mbtui.widgets.row_painter import Look
from mbtui.widgets.rows import PostRow

_ANY_HEIGHT = 1_000


class ComposerPreview(PostList):
    """A post list of one post: its very rows."""

    class Closed(Message):
        """The writer goes back to the text."""

    class SendWanted(Message):
        """The text is to be sent."""

    def __init__(
        self,
        row: PostRow,
        area: ComposerText,
        keys: Mapping[str, str],
        look: Look,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """
        Args:
            row: What is shown.
            area: Where the writer goes on.
            keys: What the toolkit's keys do: `stop`, `preview`, `send_now`, or a command of lists without its scope.
            look: How the timeline draws posts.
            clock: Gives unix seconds.
        """
        super().__init__(look, scroll="line", clock=clock)
        self.is_open = True
        self._area = area
        self._keys = keys
        self.assign([row.post.id], {row.post.id: row}, highlight=row.post.id, is_unfolded=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines of the post at a width, without the blank line under it."""
        if width != self._canvas.size.width:
            # As high as it is, once it is: it may have been scrolled before a scrollbar beside it came or went.
            self._canvas.fit(Size(width, self.size.height or _ANY_HEIGHT))
        return (self.at_hand.height(self.keys()[0]) or 1) - 1

    def close(self) -> None:
        """Go back to the text."""
        self.is_open = False
        self._area.display = True
        self.screen.set_focus(self._area, scroll_visible=False)
        self.display = False
        self.post_message(self.Closed())

    def on_key(self, event: events.Key) -> None:
        """Scroll, or go back. A letter that means nothing here is no command of the list below."""
        if self.size and self.size != self._canvas.size:
            # It is laid out, and was not told yet: as high as it was measured there is nothing to scroll.
            self._fit(self.size)
        does = self._keys.get(event.key.removeprefix("alt+"), "")
        scroll = {
            "next": lambda: self.move(1),
            "previous": lambda: self.move(-1),
            "page_down": lambda: self.page(1),
            "page_up": lambda: self.page(-1),
            "half_down": lambda: self.half_page(1),
            "half_up": lambda: self.half_page(-1),
            "top": self.top,
            "bottom": self.bottom,
        }
        if not self.is_open:
            # It came together with the one that has closed the preview.
            self._area.post_message(events.Key(event.key, event.character))
        elif does in ("stop", "preview"):
            self.close()
        elif does == "send_now":
            self.post_message(self.SendWanted())
        elif does in scroll:
            scroll[does]()
        elif event.key.startswith(("f", "ctrl+")) and not event.is_printable:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted is meant for the text."""
        event.stop()
        if self.is_open:
            self.close()
        self._area.post_message(events.Paste(event.text))
