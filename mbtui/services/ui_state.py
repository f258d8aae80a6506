"""Which tab was open last and what it showed, so that the first frame is the one that was left."""

from __future__ import annotations

import sqlite3

import msgspec

from mbtui.services.timeline import place_name
from mbtui.store import Store, StoreError, places
from mbtui.store.database import transaction
from mbtui.store.places import Place

_SETTING = "last_view"


class LastView(msgspec.Struct, frozen=True):
    """A tab, and what it showed."""

    tab: str = ""
    """Empty: none is known."""
    timeline: str = ""
    """The timeline's name: the tab's own, a topic's, a conversation's."""


def last_view_now(store: Store) -> LastView:
    """Read it at once, before anything else is read."""
    try:
        return store.cache.read_now(_read)
    except StoreError:
        # The posts are read from the same file next, and whoever reads them tells what is wrong with it.
        return LastView()


async def keep_last_view(store: Store, view: LastView, place: Place | None = None) -> None:
    """Remember what is looked at, and the place where it is opened, when that is not where it was left.

    Raises:
        StoreError: It could not be kept.
    """
    await store.cache.write(_keep, view, place)


def _keep(connection: sqlite3.Connection, view: LastView, place: Place | None) -> None:
    with transaction(connection):
        places.set(connection, _SETTING, [view.tab, view.timeline])
        if place is not None:
            places.set_place(connection, place_name(view.timeline), place)


def _read(connection: sqlite3.Connection) -> LastView:
    match places.get(connection, _SETTING):
        case [str(tab), str(timeline)]:
            return LastView(tab, timeline)
    return LastView()
