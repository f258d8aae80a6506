"""One open timeline: what is saved of it first, then newer, older and missing pages from Micro.blog.

A timeline owns its paging ids and its merging. It knows no terminal; a list widget knows nothing of it.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from mbtui.api.errors import MicroblogError
from mbtui.store import SavedPost, Store, StoreError, people, places, posts
from mbtui.store import timelines as saved
from mbtui.store.places import Place, ReadPosition
from mbtui.store.timelines import Gap, Insertion, Merge, Newest, Older, Reach, Since, Whole, Window
from mbtui.timeline_kinds import CONVERSATION, PAGE_SIZE, USER, kind_of, subject_of

if TYPE_CHECKING:
    import sqlite3

    from mbtui.api import Client, Feed, Post
    from mbtui.content.document import Document

PAGE_SECONDS = 3.0
"""Time for converting a page. A page of 40 ordinary posts takes a tenth of a second."""
MOST_PAGES_AT_ONCE = 3
"""Pages that catching up fetches before it leaves a gap for the reader to fill."""
NOTHING = Merge(insertions=(), changed=(), removed=(), is_end=False)

ClientProvider = Callable[[], "Client"]


class FirstFrame(msgspec.Struct, frozen=True):
    """How a timeline is shown when it is opened."""

    window: Window
    highlight: int | None
    """The row to highlight; None: the first."""
    place: Place | None
    """How that row stood when the timeline was left; None when another one was asked for, or nothing is known."""
    position: ReadPosition | None
    """How far it was read."""
    hides_replies: bool


class Timeline:
    """A named list of posts, newest first: saved, and fetched from Micro.blog. `timeline_kinds` tells the names.

    Raises:
        MicroblogError: What was asked for could not be had.
        StoreError: It could not be read or saved.
    """

    def __init__(self, name: str, store: Store, client: ClientProvider) -> None:
        self.name = name
        self.kind = kind_of(name)
        self.hides_replies = False
        """Whether replies are left out of what is read from the store."""
        self.feed: Feed | None = None
        """The last page that came, for what stands beside its posts: topics, a profile. None before the first."""
        self.saved_elsewhere: asyncio.Event | None = None
        """Set when another process has ended that was to save the first page; None: there is none."""
        self.asked_ahead: asyncio.Future[Feed] | None = None
        """The first page, before it is wanted."""
        self._store = store
        self._client = client
        self._lock = asyncio.Lock()

    @property
    def is_conversation(self) -> bool:
        """Whether this is a thread, which comes whole and is read from its beginning."""
        return self.kind is CONVERSATION

    def first_frame(self, highlight: int | None, *, rows: int) -> FirstFrame:
        """Read what the first frame needs at once, on the caller's thread: `rows` to either side of the highlight.

        Without a highlight it begins where this timeline was left.
        """
        return self._opened(self._store.cache.read_now(_first_frame, self.name, highlight, rows))

    async def saved_frame(self, highlight: int | None, *, rows: int) -> FirstFrame:
        """The same as `first_frame`, off the event loop."""
        return self._opened(await self._store.cache.read(_first_frame, self.name, highlight, rows))

    def _opened(self, frame: FirstFrame) -> FirstFrame:
        self.hides_replies = frame.hides_replies
        return frame

    async def window(self, around: int | None = None, *, above: int = 60, below: int = 60) -> Window:
        """Read saved posts around a row, or from the top."""
        return await self._store.cache.read(
            _window, self.name, around=around, above=above, below=below, without_replies=self.hides_replies
        )

    async def shows(self, post_id: int) -> bool:
        """Whether a saved post stands in it, and is no reply that the reader has hidden, also before it was opened."""
        return await self._store.cache.read(_shows, self.name, post_id)

    async def newest_id(self) -> int | None:
        """The topmost saved post."""
        return await self._store.cache.read(saved.newest_id, self.name)

    async def newest_post(self) -> SavedPost | None:
        id = await self.newest_id()
        return None if id is None else (await self._store.cache.read(saved.posts, [id])).get(id)

    async def is_complete(self) -> bool:
        """Whether the oldest saved row is the oldest that Micro.blog gives."""
        return await self._store.cache.read(saved.is_complete, self.name)

    async def ask_ahead(self) -> None:
        """Ask for the first page of an empty timeline before it is wanted; whoever wants it first waits for it."""
        if self.saved_elsewhere is None and await self.newest_id() is None:
            self.asked_ahead = asyncio.ensure_future(self.kind.ask(self._client(), subject_of(self.name)))
            # When nobody comes for it, the program has ended, or changed the account.
            self.asked_ahead.add_done_callback(lambda asked: asked.cancelled() or asked.exception())

    async def refresh(self) -> Merge:
        """Fetch the newest page and reconcile: edits replace, what vanished is marked."""
        async with self._lock:
            if self.is_conversation:
                return await self._take(await self._fetch(), Whole())
            held = await self.newest_id()
            feed = await self._fetch()
            # A page that lacks entries we could not read says nothing of what vanished.
            reconcile = not feed.skipped and len(feed.posts) > 1
            return await self._take(feed, Newest(reconcile=reconcile, held_id=held))

    async def newer(self) -> list[Merge]:
        """Fetch what came since the newest saved post, or the first page when nothing is saved.

        Catching up goes a few pages far, unless one of them fails; what is still missing then is a gap row.
        """
        if self.saved_elsewhere is not None:
            await self.saved_elsewhere.wait()
            self.saved_elsewhere = None
            if rows := await self._store.cache.read(saved.rows, self.name, limit=PAGE_SIZE):
                return [Merge((Insertion(None, tuple(rows)),), changed=(), removed=(), is_end=False)]
        newest = await self.newest_id()
        if newest is None or self.is_conversation:
            return [await self.refresh()]
        async with self._lock:
            feed = await self._fetch(since_id=newest)
            if not feed.posts:
                return []
            is_full = feed.received >= PAGE_SIZE
            merges = [await self._take(feed, Since(is_full))]
        gap = _new_gap(merges[0])
        for _ in range(MOST_PAGES_AT_ONCE):
            if gap is None:
                break
            try:
                merges.append(await self.fill(-gap))
            except (MicroblogError, StoreError):
                # What came before it is saved, and has to be shown; who goes on at the gap is told what is wrong.
                break
            gap = _new_gap(merges[-1]) or (None if gap in merges[-1].removed else gap)
        return merges

    async def older(self) -> Merge:
        """Fetch the page below the oldest saved row."""
        async with self._lock:
            oldest = await self._store.cache.read(saved.oldest_id, self.name)
            if oldest is None or self.is_conversation:
                return NOTHING
            feed = await self._fetch(before_id=oldest)
            return await self._take(feed, Older(oldest))

    async def fill(self, gap_id: int) -> Merge:
        """Fetch a page into a gap, from its upper edge on."""
        async with self._lock:
            edges = await self._store.cache.read(saved.gap_edges, gap_id)
            if edges is None:
                return NOTHING
            feed = await self._fetch(before_id=edges[0])
            return await self._take(feed, Gap(gap_id))

    async def search(self, words: str) -> None:
        """Save the posts of the person whom this timeline is about that Micro.blog finds; they come into no timeline.

        A post that is shown keeps its place, and what lies between these posts is not known.
        """
        feed = await self._client().posts.by(subject_of(self.name), search=words, count=PAGE_SIZE)
        await self._store.cache.write(posts.keep, await _page(feed))

    async def _fetch(self, *, since_id: int | None = None, before_id: int | None = None) -> Feed:
        """Ask for a page, and take in what stands beside its posts, of which there may be none."""
        subject = subject_of(self.name)
        changes = await self._store.cache.read(people.follow_changes, subject) if self.kind is USER else 0
        ahead = None
        if since_id is None and before_id is None:
            ahead, self.asked_ahead = self.asked_ahead, None
        is_here = ahead is not None and ahead.done()
        if since_id is None and before_id is None and not is_here and "mbtui.content.convert" not in sys.modules:
            # A page of posts is to come: what converts them is loaded while the server makes it. Not before: beside a
            # screen that is being made it would take as long as it saves.
            threading.Thread(target=_load_converter, daemon=True).start()
        asked = ahead or self.kind.ask(self._client(), subject, since_id=since_id, before_id=before_id)
        feed = await asked
        # A guest's answer tells nothing of whom the account follows.
        if self.kind is USER and feed.profile is not None and self._client().has_token:
            await self._store.cache.write(people.learn_follow, subject, feed.profile.is_following, changes=changes)
        # Whoever sees that there is another looks up what is saved.
        self.feed = feed
        return feed

    async def _take(self, feed: Feed, reach: Reach) -> Merge:
        return await self._store.cache.write(saved.merge, self.name, await _page(feed), reach=reach)


async def _page(feed: Feed) -> list[tuple[Post, Document]]:
    from mbtui.api.daemon_thread import in_daemon_thread

    return await in_daemon_thread(lambda: converted(feed.posts))


def _load_converter() -> None:
    # Whole packages first: a thread that begins with a part of one while another begins with all of it gives both up.
    import html  # noqa: F401  (to have it loaded)

    import mbtui.content.convert  # noqa: F401  (likewise)


def _new_gap(merge: Merge) -> int | None:
    """The key of the gap row that a merge has put in."""
    return next((row for part in merge.insertions for row in part.rows if row < 0), None)


def converted(posts: Sequence[Post]) -> list[tuple[Post, Document]]:
    """Convert the bodies of a page of posts; slow the first time, so not on the event loop.

    What is left of the page after `PAGE_SECONDS` is shown as its first words: strangers choose what is in a post.
    """
    from mbtui.content.convert import base_url, convert, plain_document

    end = time.monotonic() + PAGE_SECONDS
    page = []
    for post in posts:
        if time.monotonic() < end:
            document = convert(post.body_html, base_url=base_url(post.body_html, post.url))
        else:
            document = plain_document(post.body_html)
        page.append((post, document))
    return page


def _window(
    connection: sqlite3.Connection, name: str, *, around: int | None, above: int, below: int, without_replies: bool
) -> Window:
    window = saved.window(connection, name, around=around, above=above, below=below, without_replies=without_replies)
    if not CONVERSATION.has(name) or window.rows:
        return window
    # It was never fetched; at least the post that it was opened from is known.
    found = saved.posts(connection, [int(subject_of(name))])
    return Window(array("q", found), found, has_newer=False, has_older=False)


def _shows(connection: sqlite3.Connection, name: str, post_id: int) -> bool:
    hides_replies = bool(places.get(connection, replies_setting(name), False))
    window = saved.window(connection, name, around=post_id, above=0, below=0, without_replies=hides_replies)
    return post_id in window.rows


def _first_frame(connection: sqlite3.Connection, name: str, highlight: int | None, rows: int) -> FirstFrame:
    place = places.place(connection, place_name(name)) if highlight is None else None
    hides_replies = bool(places.get(connection, replies_setting(name), False))
    around = highlight if place is None else place.highlighted_id
    window = _window(connection, name, around=around, above=rows, below=rows, without_replies=hides_replies)
    if window.around not in (None, around) and not CONVERSATION.has(name):
        # The row is gone, or hidden. In a conversation it may be one that comes yet.
        around = window.around
        place = place and Place(around, max(0, place.screen_row), 0)
    return FirstFrame(window, around, place, places.read_position(connection, name), hides_replies)


def place_name(name: str) -> str:
    """Under which name the place in a timeline is kept: of conversations, only that in the last one."""
    return CONVERSATION.id if CONVERSATION.has(name) else name


def replies_setting(name: str) -> str:
    """Under which name it is remembered that a timeline hides replies."""
    return f"hides_replies/{name}"
