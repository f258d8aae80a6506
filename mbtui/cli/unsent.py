"""What is not sent: the drafts and the outbox, as `W` shows them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from mbtui.cli.context import Context
from mbtui.cli.desk import Delivery, Desk, desk, kind_word, report
from mbtui.cli.exits import Exit, Failure
from mbtui.cli.output import agrees
from mbtui.cli.plain_text import time_shown
from mbtui.outbox import kinds, queue, sentences
from mbtui.outbox.entry import NEVER, OutboxEntry
from mbtui.store import Store
from mbtui.store import drafts as saved_drafts
from mbtui.store.drafts import Draft

_SHOWN_CHARACTERS = 60


async def drafts(context: Context) -> Exit:
    given = context.arguments
    if given.send:
        async with desk(context) as at:
            delivery = await at.deliver(await _draft(at.store, given.id))
            return report(context, delivery, delivery.entry.url or sentences.sent(delivery.entry))
    with context.saved() as store:
        if given.id is None:
            found = await store.outbox.read(saved_drafts.drafts) if store else []
            for draft in found:
                _show(context, draft, kinds.of(draft).title(draft), draft.changed_at)
            if not found:
                context.output.say("There are no drafts.")
            return Exit.OK
        draft = await _draft(store, given.id)
        if given.delete:
            assert store is not None
            if not await store.outbox.write(saved_drafts.delete_draft, draft):
                raise Failure("Another mbtui has changed it at this moment. Look at it again.", Exit.REFUSED)
            context.output.line(f"Draft {draft.id} was deleted.")
        else:
            _print(context, draft, draft.changed_at)
    return Exit.OK


async def outbox(context: Context) -> Exit:
    given = context.arguments
    if given.send or given.discard:
        async with desk(context) as at:
            return await (_send(context, at) if given.send else _discard(context, at))
    with context.saved() as store:
        if given.id is not None:
            entry = await _entry(store, given.id)
            _print(context, entry, entry.created_at)
            return Exit.OK
        found = await store.outbox.read(queue.entries) if store else []
    for entry in found:
        _show(context, entry, _standing(entry), entry.created_at)
    if not found:
        context.output.say("Nothing waits to be sent.")
    return Exit.OK


async def _send(context: Context, at: Desk) -> Exit:
    """Try at once what waits, or the one that was named, whatever has become of it before."""
    number = context.arguments.id
    if number is None:
        entries = [entry for entry in await at.store.outbox.read(queue.entries) if entry.is_waiting]
    else:
        entry = await _entry(at.store, number)
        is_certain = entry.state == "uncertain" and entry.not_before == NEVER
        if is_certain and not _agreed(context, entry):
            context.output.say("Nothing was sent.")
            return Exit.NOTHING
        await at.outbox.resend(number, is_certain=is_certain)
        entries = [await _entry(at.store, number)]
    if not entries:
        context.output.say("Nothing waits to be sent.")
        return Exit.OK
    at.outbox.wake()
    deliveries = await at.sent(entries)
    for delivery in deliveries:
        _show_sent(context, delivery)
    return next((delivery.status for delivery in deliveries if delivery.status is not Exit.OK), Exit.OK)


def _show_sent(context: Context, delivery: Delivery) -> None:
    entry = delivery.entry
    if context.arguments.json:
        _show(context, entry, "", entry.created_at)
    elif delivery.status is Exit.OK:
        context.output.line(" ".join(filter(None, (sentences.sent(entry), entry.url))))
    if delivery.status is not Exit.OK:
        context.output.complain(delivery.reason)


async def _discard(context: Context, at: Desk) -> Exit:
    entry = await _entry(at.store, context.arguments.id)
    if not await at.outbox.discard(entry.id):
        raise Failure("It is being sent at this moment.", Exit.REFUSED)
    context.output.line(f"{kinds.of(entry).name(entry)} was discarded.")
    return Exit.OK


def _agreed(context: Context, entry: OutboxEntry) -> bool:
    if context.arguments.yes:
        return True
    question = f"{kinds.of(entry).name(entry)} may be there already. Have you looked, and shall it be sent again?"
    if (answer := agrees(question)) is None:
        raise Failure("It may be there already. Look, and add --yes to send it again.")
    return answer


async def _draft(store: Store | None, number: int) -> Draft:
    found = await store.outbox.read(saved_drafts.draft, number) if store else None
    if found is None:
        raise Failure(f"There is no draft {number}. `mbtui drafts` lists what there is.", Exit.NOT_FOUND)
    return found


async def _entry(store: Store | None, number: int) -> OutboxEntry:
    found = await store.outbox.read(queue.entry, number) if store else None
    if found is None or found.state == "sent":
        raise Failure(f"Nothing with the number {number} is in the outbox. `mbtui outbox` lists it.", Exit.NOT_FOUND)
    return found


def _show(context: Context, write: Draft | OutboxEntry, words: str, at: float) -> None:
    """Print one line about a draft or an entry, or its record."""
    moment = datetime.fromtimestamp(at, UTC)
    line = " ".join(" ".join((write.title, write.text)).split())
    begin = line if len(line) <= _SHOWN_CHARACTERS else f"{line[:_SHOWN_CHARACTERS].rstrip()}…"
    times: dict[str, Any] = {"changed_at" if isinstance(write, Draft) else "created_at": moment}
    shown = filter(None, (f"{write.id}", f"{time_shown(moment, context.output)},", words, begin and f"“{begin}”"))
    context.show(write, " ".join(shown), kind=kind_word(write), **times)


def _print(context: Context, write: Draft | OutboxEntry, at: float) -> None:
    """Print all of a text, as `mbtui post --file` takes it; of what is none what it is."""
    from mbtui.services.front_matter import KEYS, laid_out

    if context.arguments.json:
        _show(context, write, "", at)
    elif write.kind in KEYS or write.kind == "reply":
        draft = write if isinstance(write, Draft) else queue.draft_of(write)
        context.output.line(laid_out(draft), hang=None)
    elif isinstance(write, OutboxEntry):
        context.output.line(_standing(write))


def _standing(entry: OutboxEntry) -> str:
    """What an entry is and how it stands; most of the sentences say both."""
    name, words = kinds.of(entry).name(entry), sentences.state_words(entry)
    return words if words.startswith(name) else f"{name}: {words}"
