"""Keys that were typed ahead: held while something opens that they are meant for, then given to it, in their order.

Over a slow line `rHello` arrives at once. The composer is there some milliseconds after its `r`; without this the
letters behind it would be commands of the list.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from textual import events
from textual.app import App
from textual.message import Message

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.timer import Timer

P = ParamSpec("P")
R = TypeVar("R")
Node = TypeVar("Node", bound="DOMNode")

LONGEST_SECONDS = 10.0
"""What does not open in so long has failed: the keys are dropped rather than taken for commands."""


class Opened(Message):
    """What the keys are meant for is there."""


class TypeAheadApp(App[None], inherit_bindings=False):
    """A part of the application: gives keys to what they were typed for."""

    _ahead: list[events.Key | events.Paste] | None = None
    """What was typed since; None while keys go where they come."""
    _patience: Timer | None = None

    def hold_keys(self) -> None:
        """Keep the keys that follow this one until `release_keys`."""
        if self._ahead is None:
            self._ahead = []
            self._patience = self.set_timer(LONGEST_SECONDS, self._drop_keys)

    def release_keys(self) -> None:
        """Give what was typed to whatever has the focus now. Without a hold nothing happens."""
        if self._ahead is not None:
            # By a message, so that keys which have come meanwhile are held before it is handled.
            self.post_message(Opened())

    def _drop_keys(self) -> None:
        self._ahead = None

    async def on_event(self, event: events.Event) -> None:
        """Hold keys; also one that a widget had no use for, since it was typed after the one that opens something."""
        if self._ahead is not None and isinstance(event, events.Key | events.Paste):
            self._ahead.append(event)
            return
        await super().on_event(event)

    async def on_opened(self) -> None:
        """Let the keys go on."""
        ahead, self._ahead = self._ahead, None
        if self._patience is not None:
            self._patience.stop()
        for event in sorted(ahead or (), key=lambda event: event.time):
            # Made anew: one that has been to a widget would not be given to another.
            if isinstance(event, events.Key):
                await super().on_event(events.Key(event.key, event.character))
            else:
                await super().on_event(events.Paste(event.text))

    def push_screen(self, *arguments: Any, **options: Any) -> Any:
        """Show a screen over the others; it is given the keys that come before it can be seen."""
        self.hold_keys()
        pushed = super().push_screen(*arguments, **options)
        self.screen.call_after_refresh(self.release_keys)
        return pushed


def hold_keys(app: App[Any]) -> None:
    """Keep the keys behind the one that is handled now for what it opens."""
    if isinstance(app, TypeAheadApp):
        app.hold_keys()


def release_keys(app: App[Any]) -> None:
    """It is open, or will not be."""
    if isinstance(app, TypeAheadApp):
        app.release_keys()


def takes_keys(
    opens: Callable[Concatenate[Node, P], Awaitable[R]],
) -> Callable[Concatenate[Node, P], Awaitable[R]]:
    """Decorate what opens something: when it is done, with or without success, the keys that were held go on."""

    @wraps(opens)
    async def opened(node: Node, /, *arguments: P.args, **options: P.kwargs) -> R:
        try:
            return await opens(node, *arguments, **options)
        finally:
            release_keys(node.app)

    return opened
