"""Keys that were typed ahead: each goes to what is there once the keys before it have opened or closed something.

Over a slow line `rHello` arrives at once. The composer is there some milliseconds after its `r`; without this the
letters behind it would be commands of the list. In the same way the key behind the one that closes a screen is for
what is seen then.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual import events, work
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.message import Message
from textual.message_pump import MessagePump
from textual.worker import WorkerError

from mbtui.commands import COMMANDS

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.worker import Worker

OPENING_ACTIONS = frozenset(command.action for command in COMMANDS if command.opens)
OPENING_GROUPS = ("panel", "compose")
"""The groups of workers that open something: keys behind a command that opens wait for those it has begun."""
MOST_GIVEN = 64
"""Keys that can be on their way back at a time."""
LONGEST_SECONDS = 10.0
"""What does not open in so long has failed: the keys are dropped rather than taken for commands."""


class Held:
    """The keys behind one that may lead to where they are meant for."""

    def __init__(self, known: Iterable[Worker[Any]]) -> None:
        """Hold what comes from now on, beside the workers that run already."""
        self.known = set(known)
        self.wanted: set[Worker[Any]] = set()
        """Workers that are waited for, whatever their group, and though they may have run already."""
        self.events: list[events.Key | events.Paste] = []
        self.signs: list[Sign] = []
        """Those that have not come back."""


class Sign(Message):
    """Follows the messages of a key: when it comes to the application, they have been handled."""

    def __init__(self, held: Held) -> None:
        super().__init__()
        self.held = held


class Opened(Message):
    """What the keys are meant for is there, or will not be."""

    def __init__(self, held: Held) -> None:
        super().__init__()
        self.held = held


class TypeAheadApp(App[None], inherit_bindings=False):
    """A part of the application: gives keys to what they were typed for."""

    _held: Held | None = None
    """None while keys go where they come."""
    _patience: Timer | None = None

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._given: deque[events.Event] = deque(maxlen=MOST_GIVEN)
        """What was given, one by one, to what lies over another screen. A key that nobody had a use for comes back, and
        maybe when the next is on its way already: held again, the two would take turns for ever."""

    async def run_action(self, action: Any, default_namespace: Any = None, namespaces: Any = None) -> bool:
        """Hold the keys behind a command that opens something, and behind what any of a held key's brings about."""
        if action not in OPENING_ACTIONS and self._held is None:
            return await super().run_action(action, default_namespace, namespaces)
        was_held, held = self._held, self._hold()
        is_done = await super().run_action(action, default_namespace, namespaces)
        if is_done:
            self._send_sign(held, default_namespace or self)
        elif was_held is None:
            self._held = None
        return is_done

    def _hold(self) -> Held:
        if self._held is None:
            self._held = Held(self.workers)
            if self._patience is not None:
                self._patience.stop()
            self._patience = self.set_timer(LONGEST_SECONDS, self._drop_keys)
        return self._held

    def _drop_keys(self) -> None:
        self._held = None

    def _send_sign(self, held: Held, behind: MessagePump) -> None:
        sign = Sign(held)
        held.signs.append(sign)
        if not behind.post_message(sign):
            self.post_message(sign)

    def hold_for(self, worker: Worker[Any]) -> None:
        """Hold the keys that follow until a worker is done."""
        held = self._hold()
        held.wanted.add(worker)
        self._release_after(held, [worker])

    @work(group="typed ahead")
    async def _release_after(self, held: Held, workers: Iterable[Worker[Any]]) -> None:
        for worker in workers:
            with suppress(WorkerError):
                await worker.wait()
        # By a message, so that keys which have come meanwhile are held before it is handled.
        self._send_sign(held, self)

    def on_sign(self, message: Sign) -> None:
        """Let the keys go on, or wait for the workers that the command has begun."""
        held = message.held
        if message not in held.signs:
            return
        held.signs.remove(message)
        if held is self._held and not held.signs:
            begun = {worker for worker in self.workers if worker.group in OPENING_GROUPS} - held.known
            if openers := [worker for worker in begun | held.wanted if not worker.is_finished]:
                self._release_after(held, openers)
            else:
                self.post_message(Opened(held))

    async def on_event(self, event: events.Event) -> None:
        """Hold keys; also one that a widget had no use for, since it was typed after the one that opens something."""
        if not isinstance(event, events.Key | events.Paste):
            await super().on_event(event)
        elif not self.screen_stack:
            # The program has ended: it is for nobody.
            return
        elif isinstance(event, events.Key) and self._is_torn(event):
            await self.on_event(events.Key("escape", "\x1b"))
            await self.on_event(events.Key(event.character or "", event.character))
        elif self._held is not None and not any(event is given for given in self._given):
            self._held.events.append(event)
        elif event.is_forwarded or len(self.screen_stack) == 1:
            await super().on_event(event)
        else:
            # What lies over another screen may close by this key.
            held, screen, target = self._hold(), self.screen, self.focused or self.screen
            self._given.append(event)
            await super().on_event(event)
            # Answered already, the key may have taken away what the sign would wait for.
            self._send_sign(held, target if self.screen is screen else self)

    def _is_torn(self, key: events.Key) -> bool:
        """Whether escape and a letter in quick succession have come as one key, outside of a text.

        A terminal that tells alt from escape names no character with it.
        """
        if not key.key.startswith("alt+") or key.character is None:
            return False
        from mbtui.widgets.text_keys import TextKeys

        return not isinstance(self.focused, TextKeys) and key.key not in self.screen.active_bindings

    async def on_opened(self, message: Opened) -> None:
        """Let the keys go on."""
        held = message.held
        if held is not self._held or held.signs:
            return
        self._held = None
        if self._patience is not None:
            self._patience.stop()
        waiting = deque(sorted(held.events, key=lambda event: event.time))
        while waiting and self._held is None:
            event = waiting.popleft()
            # Made anew: one that has been to a widget would not be given to another.
            again: events.Key | events.Paste
            if isinstance(event, events.Key):
                again = events.Key(event.key, event.character)
            else:
                # Only a text has a use for it: when none was there, it is not kept for the next one.
                again = events.Paste(event.text)
                self._given.append(again)
            again.time = event.time
            await self.on_event(again)
        if self._held is not None:
            self._held.events.extend(waiting)

    def push_screen(self, *arguments: Any, **options: Any) -> Any:
        """Show a screen over the others; it is given the keys that come before it can be seen."""
        held = self._hold()
        pushed = super().push_screen(*arguments, **options)
        self.screen.call_after_refresh(self._release, held)
        return pushed

    def _release(self, held: Held) -> None:
        held.signs.clear()
        self.post_message(Opened(held))

    def pop_screen(self) -> AwaitComplete:
        """Take a screen away. Signs may be lost with it; another one follows what its answer leads to."""
        popped = super().pop_screen()
        if self._held is not None:
            self._held.signs.clear()
            self.call_later(self._send_sign, self._held, self)
        return popped


def hold_keys(app: App[Any], worker: Worker[Any]) -> None:
    """Keep the keys that follow until a worker has opened what they are for; for what no command opens."""
    if isinstance(app, TypeAheadApp):
        app.hold_for(worker)
