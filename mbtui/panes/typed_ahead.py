"""Keys that were typed ahead: held while something opens that they are meant for, then given to it, in their order.

Over a slow line `rHello` arrives at once. The composer is there some milliseconds after its `r`; without this the
letters behind it would be commands of the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual import events, work
from textual.app import App
from textual.message import Message
from textual.worker import WorkerError

from mbtui.commands import COMMANDS

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.worker import Worker

OPENING_ACTIONS = frozenset(command.action for command in COMMANDS if command.opens)
OPENING_GROUPS = ("panel", "compose")
"""The groups of workers that open something: keys behind a command that opens wait for those it has begun."""
LONGEST_SECONDS = 10.0
"""What does not open in so long has failed: the keys are dropped rather than taken for commands."""


class Held:
    """The keys behind one command."""

    def __init__(self, known: Iterable[Worker[Any]]) -> None:
        """
        Args:
            known: The workers that ran before the command.
        """
        self.events: list[events.Key | events.Paste] = []
        self.known = set(known)


class Asked(Message):
    """Follows the messages of an opening command: when it comes to the application, they have been handled."""

    def __init__(self, held: Held) -> None:
        super().__init__()
        self.held = held


class Opened(Message):
    """What the keys are meant for is there, or will not be."""


class TypeAheadApp(App[None], inherit_bindings=False):
    """A part of the application: gives keys to what they were typed for."""

    _held: Held | None = None
    """None while keys go where they come."""
    _patience: Timer | None = None

    async def run_action(self, action: Any, default_namespace: Any = None, namespaces: Any = None) -> bool:
        """Hold the keys behind a command that opens something."""
        if action not in OPENING_ACTIONS:
            return await super().run_action(action, default_namespace, namespaces)
        was_held, held = self._held, self._hold()
        is_done = await super().run_action(action, default_namespace, namespaces)
        if is_done:
            (default_namespace or self).post_message(Asked(held))
        elif was_held is None:
            self._held = None
        return is_done

    def _hold(self) -> Held:
        if self._held is None:
            self._held = Held(self.workers)
            self._patience = self.set_timer(LONGEST_SECONDS, self._drop_keys)
        return self._held

    def _drop_keys(self) -> None:
        self._held = None

    def hold_for(self, worker: Worker[Any]) -> None:
        """Hold the keys that follow until a worker is done."""
        self._release_after(self._hold(), [worker])

    @work(group="typed ahead")
    async def _release_after(self, held: Held, workers: Iterable[Worker[Any]]) -> None:
        for worker in workers:
            with suppress(WorkerError):
                await worker.wait()
        # By a message, so that keys which have come meanwhile are held before it is handled.
        self.post_message(Asked(held))

    def on_asked(self, message: Asked) -> None:
        """Let the keys go on, or wait for the workers that the command has begun."""
        if message.held is self._held:
            openers = [worker for worker in self.workers if worker.group in OPENING_GROUPS and not worker.is_finished]
            if begun := [worker for worker in openers if worker not in message.held.known]:
                self._release_after(message.held, begun)
            else:
                self.post_message(Opened())

    async def on_event(self, event: events.Event) -> None:
        """Hold keys; also one that a widget had no use for, since it was typed after the one that opens something."""
        if self._held is not None and isinstance(event, events.Key | events.Paste):
            self._held.events.append(event)
            return
        await super().on_event(event)

    async def on_opened(self) -> None:
        """Let the keys go on."""
        held, self._held = self._held, None
        if self._patience is not None:
            self._patience.stop()
        for event in sorted(held.events if held else (), key=lambda event: event.time):
            # Made anew: one that has been to a widget would not be given to another.
            again: events.Key | events.Paste
            if isinstance(event, events.Key):
                again = events.Key(event.key, event.character)
            else:
                again = events.Paste(event.text)
            again.time = event.time
            await super().on_event(again)

    def push_screen(self, *arguments: Any, **options: Any) -> Any:
        """Show a screen over the others; it is given the keys that come before it can be seen."""
        self._hold()
        pushed = super().push_screen(*arguments, **options)
        self.screen.call_after_refresh(self.post_message, Opened())
        return pushed


def hold_keys(app: App[Any], worker: Worker[Any]) -> None:
    """Keep the keys behind the one that is handled now until a worker has opened what they are for.

    For what no command opens; see `Command.opens`.
    """
    if isinstance(app, TypeAheadApp):
        app.hold_for(worker)
