"""The account's outbox while a command runs: takes what is written, as keys do, and waits for what becomes of it."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from mbtui import paths
from mbtui.api import Client, MicroblogError, SignInRequired
from mbtui.cli.context import Access, Context, no_token
from mbtui.cli.exits import Exit, status_of
from mbtui.outbox import kinds, queue, sentences
from mbtui.outbox.change import Change
from mbtui.outbox.entry import NEVER, OutboxEntry, State, Write
from mbtui.outbox.outbox import Outbox
from mbtui.store import Store, StoreError
from mbtui.store.drafts import Draft

_WAIT_SECONDS = 60.0
"""How long others are waited for: a text whose answer was lost to show up, and another mbtui that is sending."""
_LOOK_SECONDS = 0.3
"""How often to look what another mbtui has done."""


class Delivery(NamedTuple):
    """What has become of a write."""

    entry: OutboxEntry
    """As it is in the outbox, or was last."""
    state: State | None
    """None: nothing had to be sent, since it took back what was waiting, or another mbtui has discarded it."""
    problem: MicroblogError | StoreError | None = None
    """Why it is not sent, where that is known."""

    @property
    def status(self) -> Exit:
        match self.state:
            case "sent" | None:
                return Exit.OK
            case "uncertain":
                return Exit.UNCERTAIN
            case "refused":
                return (self.problem and status_of(self.problem)) or Exit.REFUSED
        return Exit.SIGN_IN if isinstance(self.problem, SignInRequired) else Exit.WAITING

    @property
    def reason(self) -> str:
        """Why it is not sent, and what is done about it; empty when it is."""
        entry = self.entry
        match self.state:
            case "sent" | None:
                return ""
            case "refused":
                is_text = kinds.of(entry).is_text
                return entry.reason + (f" `mbtui outbox {entry.id}` prints it." if is_text else "")
            case "uncertain":
                return f"{sentences.state_words(entry)} `mbtui outbox` tells what has become of it."
        name = kinds.of(entry).name(entry)
        behind = "what was written before it has to go first, or another mbtui is sending"
        reason = entry.reason or f"{name} waits to be sent: {behind}."
        if self.problem is not None and not entry.reason:
            reason = sentences.waits(entry, self.problem)
        when = "when mbtui runs next, or with `mbtui outbox --send`"
        if isinstance(self.problem, SignInRequired):
            when = "when you have signed in again"
        return f"{reason} It is kept in the outbox and goes out {when}."


class Desk:
    """One account's outbox, and the client that sends."""

    def __init__(self, context: Context, access: Access, store: Store, username: str, refusal: str) -> None:
        """`refusal` says why there is no token; then everything waits in the outbox."""
        self.access = access
        self.store = store
        self.username = username
        self._context = context
        self._refusal = refusal
        self.outbox = Outbox(self.client, store, username)
        self.outbox.subscribe(self._hear)
        self._changed = asyncio.Event()
        self._problems: dict[int, MicroblogError] = {}
        """Why entries, by their numbers, are not sent."""
        self._waiting: set[int] = set()
        """Those that hold up what is behind them."""
        self._looked_for: set[int] = set()
        """Those of which was said that their answer was lost."""
        self._disk_problem: StoreError | None = None
        self._is_at_work = False
        """Whether this program's sender is at an entry: it ends that in its own time."""

    def client(self) -> Client:
        """SignInRequired when there is no token to use."""
        if self._refusal:
            raise SignInRequired(self._refusal)
        return self.access.client

    async def deliver(self, write: Write, before: Draft | None = None) -> Delivery:
        """Put a write into the outbox and wait for what becomes of it. For `before` see `queue.enqueue`.

        Interrupted, it takes back what is not on its way. StoreError: the disk does not take it.
        """
        entry = await self.outbox.put(write, before)
        try:
            (delivery,) = await self.sent([entry])
        except asyncio.CancelledError:
            await self._call_back(entry)
            raise
        if delivery.state == "refused" and not kinds.of(entry).is_text:
            # It is said now, and nobody has to decide anything.
            await self.outbox.discard(entry.id)
        return delivery

    async def sent(self, entries: Sequence[OutboxEntry]) -> list[Delivery]:
        """Send, and wait until entries are sent, refused, or wait for something that takes longer."""
        sender = asyncio.create_task(self.outbox.run())
        waited, has_renewed = 0.0, False
        try:
            while True:
                self._changed.clear()
                began = time.monotonic()
                if sender.done():
                    sender.result()  # a fault of the sender is one of the command
                found = [await self._delivery(entry, is_last=waited >= _WAIT_SECONDS) for entry in entries]
                done = [delivery for delivery in found if delivery is not None]
                refused = next((each.problem for each in done if isinstance(each.problem, SignInRequired)), None)
                if refused is not None and not (has_renewed or self._refusal):
                    has_renewed = True
                    await self._renew(refused)
                    entries = [new.entry if new else old for new, old in zip(found, entries, strict=True)]
                elif len(done) == len(entries):
                    return done
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_SECONDS):
                        await self._changed.wait()
                if not self._is_at_work:
                    waited += time.monotonic() - began
        finally:
            sender.cancel()
            with suppress(asyncio.CancelledError):
                await sender

    async def _delivery(self, entry: OutboxEntry, *, is_last: bool) -> Delivery | None:
        """What has become of an entry; None while that may change at any moment, unless this is the last look."""
        now = await self.store.outbox.read(queue.entry, entry.id)
        if now is None:
            return Delivery(entry, None)
        if self._is_at_work:
            # What it has noted is shown and told in a moment.
            return None
        problem = self._problems.get(entry.id)
        is_decided = now.state in ("sent", "refused") or (now.state == "uncertain" and now.not_before == NEVER)
        if now.state == "queued":
            waiting = (self._problems[id] for id in sorted(self._problems) if id < entry.id and id in self._waiting)
            problem = problem or next(waiting, None)
            # What another mbtui has tried in vain has a reason, and one attempt more.
            is_decided = problem is not None or (now.attempts > entry.attempts and bool(now.reason))
        if is_decided or is_last:
            return Delivery(now, now.state, problem or self._disk_problem)
        return None

    async def _renew(self, refused: SignInRequired) -> None:
        """Have the token verified that was refused, and try once more: with another one, or to note why there is none.

        The server may not be able to tell; then the first answer stands.
        """
        try:
            await self.access.renew(refused)
        except SignInRequired as error:
            self._refusal = str(error)
        self._problems.clear()
        self.outbox.wake()

    def _hear(self, change: Change) -> None:
        self._is_at_work = change.state in ("sending", "uncertain") and not change.words
        if isinstance(change.problem, StoreError):
            self._disk_problem = change.problem
        if (entry := change.entry) is not None:
            self._problems.pop(entry.id, None)
            self._waiting.discard(entry.id)
            if isinstance(change.problem, MicroblogError):
                self._problems[entry.id] = change.problem
                if change.state == "queued":
                    self._waiting.add(entry.id)
                if change.state == "uncertain" and entry.id not in self._looked_for:
                    self._looked_for.add(entry.id)
                    self._context.output.complain(change.words)
        self._changed.set()

    async def _call_back(self, entry: OutboxEntry) -> None:
        """Say what becomes of a write whose command is interrupted."""
        now = await self.store.outbox.read(queue.entry, entry.id)
        if now is None or now.state == "sent":
            return
        name = kinds.of(entry).name(entry)
        if now.state != "queued":
            self._context.output.complain(f"{name} was on its way. `mbtui outbox` tells what has become of it.")
        elif kinds.of(entry).is_text and (draft := await self.outbox.take_back(entry.id)) is not None:
            self._context.output.complain(f"{name} was not sent. `mbtui drafts {draft.id}` prints it.")
        elif await self.outbox.undo(entry):
            self._context.output.complain(f"{name} was not sent.")


@asynccontextmanager
async def desk(context: Context) -> AsyncIterator[Desk]:
    """Open the outbox of the account that is asked for. Without a usable token what is written waits in it.

    The demo's world, and with it the outbox, ends with the command.
    """
    from mbtui.accounts.accounts import TokenMissing

    if context.arguments.demo:
        from mbtui.demo.texts import READER

        with tempfile.TemporaryDirectory(prefix="mbtui-") as folder:
            async with context.access() as access, _opened(Path(folder)) as store:
                yield Desk(context, access, store, READER, "")
        return
    async with Client(None, context.server) as client:
        refusal = ""
        try:
            found = await context.find_token(client)
            if isinstance(found, TokenMissing):
                refusal = no_token(found)
        except SignInRequired as error:
            refusal = str(error)
        if not refusal and not isinstance(found, TokenMissing):
            username, access = found.account.username, Access(context, client, found)
        elif account := context.accounts.expected(context.options.username):
            username, access = account.username, Access(context, client, None)
        else:
            raise SignInRequired(refusal)
        async with _opened(paths.account_folder(context.server, username)) as store:
            for notice in store.take_notices():
                context.output.complain(notice)
            yield Desk(context, access, store, username, refusal)


@asynccontextmanager
async def _opened(folder: Path) -> AsyncIterator[Store]:
    store = await asyncio.to_thread(Store.open, folder)
    try:
        yield store
    finally:
        await store.close()


def report(context: Context, delivery: Delivery, words: str, **others: object) -> Exit:
    """Print what has become of a write: `words` when it was sent, if any; else why not. Returns the status.

    `others` are fields of its record that differ from the entry's: `id`, `url`.
    """
    entry, status = delivery.entry, delivery.status
    if context.arguments.json:
        fields = {"id": entry.post_id, "preview_url": "", "edit_url": "", **entry.result, **others}
        number = None if status is Exit.OK else entry.id
        fields = {"kind": kind_word(entry), "state": delivery.state, "reason": delivery.reason, **fields}
        context.show(entry, "", entry_id=number, **fields)
    elif status is Exit.OK and words:
        context.show(None, words)
    if status is not Exit.OK:
        context.output.complain(delivery.reason)
    return status


def kind_word(write: Write) -> str:
    """The kind of a write as records name it."""
    return f"un{write.kind}" if write.kind in ("star", "follow", "block") and not write.is_on else write.kind
