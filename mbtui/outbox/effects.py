"""What a write looks like in the store before, after and without Micro.blog's consent."""

from __future__ import annotations

import asyncio
import sqlite3

from mbtui.outbox import queue
from mbtui.outbox.queue import OutboxEntry
from mbtui.store import Store, people, post_flags, posts, timelines
from mbtui.store.timelines import Merge
from mbtui.timeline_kinds import BOOKMARKS


async def apply(store: Store, entry: OutboxEntry) -> Merge | None:
    """Show an entry's effect. Applying it again changes nothing.

    Returns:
        What it did to the bookmarks, for a star.
    """
    match entry.kind:
        case "edit" if entry.post_id is not None and entry.text:
            await _show_text(store, entry.post_id, entry.text)
            return None
        case _:
            return await store.cache.write(_apply, entry)


def _apply(connection: sqlite3.Connection, entry: OutboxEntry) -> Merge | None:
    is_on = bool(entry.details.get("is_on"))
    match entry.kind:
        case "star" if entry.post_id is not None:
            post_flags.set_favorite_pending(connection, entry.post_id, is_on)
            if is_on:
                return timelines.place(connection, BOOKMARKS.id, entry.post_id, sorted_at=entry.changed_at)
        case "delete" if entry.post_id is not None:
            post_flags.set_delete_pending(connection, entry.post_id, True)
        case "follow":
            people.set_follow_pending(connection, entry.target, is_on)
        case "mute":
            username, keyword = muted(entry)
            if not any((mute.username, mute.keyword) == (username, keyword) for mute in people.mutes(connection)):
                is_hiding = bool(entry.details.get("is_hiding_other_replies"))
                people.add_mute(connection, username=username, keyword=keyword, is_hiding_other_replies=is_hiding)
        case "unmute" if entry.post_id is not None:
            people.set_unmute_pending(connection, entry.post_id, True)
        case "modify_mute" if entry.post_id is not None:
            people.set_hiding_other_replies(connection, entry.post_id, is_on)
    return None


async def take_back(store: Store, entry: OutboxEntry) -> None:
    """Show what was there before an entry that was refused or discarded.

    A later entry for the same thing that still waits keeps its effect.
    """
    later = await store.outbox.write(queue.latest_waiting, entry.kind, post_id=entry.post_id, target=entry.target)
    if later is not None and later.id != entry.id:
        await apply(store, later)
    elif entry.kind == "edit" and entry.post_id is not None:
        html = await store.cache.read(posts.html_of, entry.post_id)
        if html is not None:
            await _show_html(store, entry.post_id, html)
    else:
        await store.cache.write(_take_back, entry)


def _take_back(connection: sqlite3.Connection, entry: OutboxEntry) -> None:
    match entry.kind:
        case "star" if entry.post_id is not None:
            post_flags.set_favorite_pending(connection, entry.post_id, None)
        case "delete" if entry.post_id is not None:
            post_flags.set_delete_pending(connection, entry.post_id, False)
        case "follow":
            people.set_follow_pending(connection, entry.target, None)
        case "mute":
            username, keyword = muted(entry)
            people.remove_waiting_mutes(connection, username=username, keyword=keyword)
        case "unmute" if entry.post_id is not None:
            people.set_unmute_pending(connection, entry.post_id, False)
        case "modify_mute" if entry.post_id is not None:
            people.set_hiding_other_replies(connection, entry.post_id, bool(entry.details.get("was")))


async def confirm(store: Store, entry: OutboxEntry) -> None:
    """Note that Micro.blog has it now. A later entry for the same thing keeps its effect."""
    await store.cache.write(_confirm, entry)
    later = await store.outbox.write(queue.latest_waiting, entry.kind, post_id=entry.post_id, target=entry.target)
    if later is not None and later.id != entry.id:
        await apply(store, later)


def _confirm(connection: sqlite3.Connection, entry: OutboxEntry) -> None:
    is_on = bool(entry.details.get("is_on"))
    match entry.kind:
        case "star" if entry.post_id is not None:
            post_flags.confirm_favorite(connection, entry.post_id, is_on)
        case "delete" if entry.post_id is not None:
            post_flags.confirm_delete(connection, entry.post_id)
        case "follow":
            people.confirm_follow(connection, entry.target, is_on)
        case "unmute" if entry.post_id is not None:
            people.remove_mute(connection, entry.post_id)


async def restore(store: Store) -> None:
    """Show what waits, and nothing else, after a start: a cache may be new, or older than the outbox."""
    waiting = [entry for entry in await store.outbox.write(queue.entries) if entry.is_waiting]
    named = {entry.post_id for entry in waiting if entry.kind in ("star", "delete")}
    for id in await store.cache.read(post_flags.pending_ids):
        if id not in named:
            await store.cache.write(post_flags.clear_pending, id)
    await store.cache.write(people.clear_waiting_follows)
    for entry in waiting:
        await apply(store, entry)


def muted(entry: OutboxEntry) -> tuple[str, str]:
    """Tell whom or what a mute is about: a username or a keyword; the other is empty."""
    return ("", entry.target) if entry.details.get("is_keyword") else (entry.target, "")


async def _show_text(store: Store, id: int, text: str) -> None:
    def rendered() -> str:
        from markdown_it import MarkdownIt

        return str(MarkdownIt("commonmark").render(text))

    await _show_html(store, id, await asyncio.to_thread(rendered))


async def _show_html(store: Store, id: int, html: str) -> None:
    from mbtui.content.convert import convert

    document = await asyncio.to_thread(convert, html)
    await store.cache.write(posts.replace_documents, [(id, document)])
