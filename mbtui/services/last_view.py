"""Which tab was open last and what it showed, so that the first frame is the one that was left."""

from __future__ import annotations

import sqlite3

import msgspec

from mbtui.store import Store, StoreError, places

_SETTING = "last_view"


class LastView(msgspec.Struct, frozen=True):
    """A tab, and what it showed."""

    tab: str = ""
    """Empty: none is known."""
    timeline: str = ""
    """The timeline's name: the tab's own, a topic's, a conversation's."""


def last_view_now(store: Store) -> LastView:
    """Read it at once, for the first frame."""
    try:
        return store.read_now(_read)
    except StoreError:
        # The posts are read from the same file next, and whoever reads them tells what is wrong with it.
        return LastView()


async def last_view(store: Store) -> LastView:
    """The same off the event loop."""
    try:
        return await store.read(_read)
    except StoreError:
        return LastView()


async def keep_last_view(store: Store, view: LastView) -> None:
    """Remember what is looked at.

    Raises:
        StoreError: It could not be kept.
    """
    await store.run(places.set, _SETTING, [view.tab, view.timeline])


def _read(connection: sqlite3.Connection) -> LastView:
    found = places.get(connection, _SETTING)
    match found:
        case [str(tab), str(timeline)]:
            return LastView(tab, timeline)
        case _:
            return LastView()
