"""The outbox: every write is shown at once, kept on the disk, and sent in order, once.

    star, reply, …  ─▶ shown and queued ─▶ sending ─▶ sent
                             ▲                ├─────▶ refused: taken back, with the reason
                             └── not sent ────┤
                                              └─────▶ uncertain: looked for, then sent, or left to the reader

Knows no terminal. The interface listens to `Change`s and asks for `pending`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from mbtui.outbox import effects as effects
from mbtui.outbox import queue
from mbtui.outbox import words as words
from mbtui.outbox.queue import Kind, OutboxEntry
from mbtui.outbox.sender import Change, Sender
from mbtui.store import Store, StoreError, people, timelines
from mbtui.store.drafts import Draft
from mbtui.store.timelines import Merge
from mbtui.timeline_kinds import CONVERSATION

if TYPE_CHECKING:
    from mbtui.api import Client

_CONVERSATION_LIMIT = 2000


class Outbox:
    """All that one account writes."""

    def __init__(
        self, client: Callable[[], Client], store: Store, username: str, owner: str | None = None, **timing: Any
    ) -> None:
        """
        Args:
            client: Gives the client when it is needed; it may raise `SignInRequired`.
            store: The account's files.
            username: Who writes.
            owner: A name that no other running program has; made up unless given.
            timing: See `Sender`: `look_seconds`, `pauses`, `clock`.
        """
        self._store = store
        self._listeners: list[Callable[[Change], None]] = []
        self._known: dict[int, OutboxEntry] = {}
        """What has not been sent, as last told."""
        self._has_looked = False
        self._sender = Sender(client, store, username, owner or secrets.token_hex(8), self._tell, **timing)

    async def run(self) -> None:
        """Send what waits until cancelled."""
        await self._sender.run()

    def wake(self) -> None:
        """Try now what waits for the network: it is back, somebody signed in, or the reader asks for it."""
        self._sender.wake()

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Be told of every change, on the event loop.

        Returns:
            Ends it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def notice(self) -> None:
        """Tell the listeners what other programs on this account have done with the outbox since the last time.

        Raises:
            StoreError: The outbox could not be read.
        """
        known = dict(self._known)
        now = {entry.id: entry for entry in await self._store.outbox.write(queue.entries)}
        gone = {id: await self._store.outbox.write(queue.entry, id) for id in known if id not in now}
        is_first, self._has_looked = not self._has_looked, True
        for id in sorted({*known, *now}):
            before, entry = known.get(id), now.get(id) or gone.get(id)
            if self._known.get(id) is not before or (before and entry and _state(before) == _state(entry)):
                # What this program did itself was told.
                continue
            if is_first and before is None and entry is not None:
                self._known[id] = entry
                continue
            shown = entry or before
            assert shown is not None
            state = None if entry is None else entry.state
            self._tell(Change(kind=shown.kind, post_ids=_shown(shown), entry=shown, state=state))

    async def star(self, post_id: int, is_on: bool) -> OutboxEntry:
        """Bookmark a post, or take the bookmark back.

        Like all that follow: it is shown before this returns, and nothing is waited for but the disk.

        Raises:
            StoreError: It could not be kept, and is taken back.
        """
        return await self._put("star", post_id=post_id, details={"is_on": is_on}, is_replacing=True)

    async def follow(self, username: str, is_on: bool) -> OutboxEntry:
        """Follow a person, or no longer.

        Raises:
            StoreError: See `star`.
        """
        return await self._put("follow", target=username, details={"is_on": is_on}, is_replacing=True)

    async def mute(
        self, username: str = "", *, keyword: str = "", is_hiding_other_replies: bool = False
    ) -> OutboxEntry:
        """Hide a person, or posts with a word.

        Raises:
            StoreError: See `star`.
        """
        details = {"is_keyword": bool(keyword), "is_hiding_other_replies": is_hiding_other_replies}
        return await self._put("mute", target=keyword or username, details=details)

    async def unmute(self, mute_id: int) -> OutboxEntry | None:
        """Lift a mute; one that waits to be sent is not sent at all.

        Returns:
            None when there was nothing to send.

        Raises:
            StoreError: See `star`.
        """
        mutes = await self._store.cache.read(people.mutes)
        mute = next((mute for mute in mutes if mute.id == mute_id), None)
        details = {} if mute is None else {"is_keyword": bool(mute.keyword)}
        target = "" if mute is None else mute.keyword or mute.username
        if mute_id > 0:
            return await self._put("unmute", post_id=mute_id, target=target, details=details)
        if mute is None:
            return None
        await self._store.cache.write(people.remove_mute, mute_id)
        for entry in await self._store.outbox.write(queue.entries, states=["queued"]):
            if entry.kind == "mute" and effects.muted(entry) == (mute.username, mute.keyword):
                await self.discard(entry.id)
                return None
        return await self._put("unmute", target=target, details=details)

    async def modify_mute(self, mute_id: int, *, is_hiding_other_replies: bool) -> OutboxEntry:
        """Change whether a mute also hides what others answer.

        Raises:
            StoreError: See `star`.
        """
        mutes = await self._store.cache.read(people.mutes)
        was = any(mute.is_hiding_other_replies for mute in mutes if mute.id == mute_id)
        details = {"is_on": is_hiding_other_replies, "was": was}
        return await self._put("modify_mute", post_id=mute_id, details=details)

    async def delete(self, post_id: int, *, url: str = "") -> OutboxEntry:
        """Delete a post or reply of one's own.

        Args:
            post_id: The post.
            url: Its address: a post on a blog that Micro.blog hosts is deleted by it, from the blog as well.

        Raises:
            StoreError: See `star`.
        """
        return await self._put("delete", post_id=post_id, details={"url": url})

    async def reply(self, post_id: int, text: str, *, target: str = "", draft_id: int | None = None) -> OutboxEntry:
        """Answer a post.

        Args:
            post_id: The post answered.
            text: Markdown, with the @-mention: Micro.blog adds none.
            target: The username answered; taken from the draft unless given.
            draft_id: The draft that this was; it leaves when this is in the outbox.

        Raises:
            StoreError: It could not be kept; the draft is still there.
        """
        return await self._put("reply", post_id=post_id, target=target, text=text, draft_id=draft_id)

    async def post(self, draft: Draft) -> OutboxEntry:
        """Publish a new post, or save it as a draft on the blog.

        Args:
            draft: Its `target` is the blog (`mp-destination`); its `details` may hold `categories`, `summary`,
                `post_status`, `published_at` (ISO 8601), `syndicate_to`, and `photos`: objects with `path`
                (to be uploaded) or `url`, and `alt`. A saved draft leaves when this is in the outbox.

        Raises:
            StoreError: It could not be kept; the draft is still there.
        """
        return await self._put(
            "post",
            target=draft.target,
            title=draft.title,
            text=draft.text,
            details=draft.details,
            draft_id=draft.id or None,
        )

    async def edit(
        self,
        url: str,
        *,
        post_id: int | None = None,
        text: str = "",
        title: str = "",
        categories: Sequence[str] | None = None,
        post_status: str | None = None,
        destination: str | None = None,
        draft_id: int | None = None,
    ) -> OutboxEntry:
        """Change a post or reply of one's own; what is not given stays as it is.

        Args:
            url: The post's address; of a reply `https://micro.blog/<username>/<id>`.
            post_id: Its id in the timeline, to show the new text at once.
            text: Markdown.
            title: The title.
            categories: All of them from now on.
            post_status: `published` publishes a draft.
            destination: The blog.
            draft_id: The draft that this was; it leaves when this is in the outbox.

        Raises:
            StoreError: It could not be kept; the draft is still there.
        """
        details = {
            "url": url,
            "categories": None if categories is None else list(categories),
            "post_status": post_status,
            "destination": destination,
        }
        details = {name: value for name, value in details.items() if value is not None}
        return await self._put(
            "edit", post_id=post_id, target=url, title=title, text=text, details=details, draft_id=draft_id
        )

    async def pending(self, conversation_id: int | None = None) -> list[OutboxEntry]:
        """Give what has not been sent, in order: what waits, what is uncertain, what was refused.

        Args:
            conversation_id: Only replies in the conversation that is saved under this post.
        """
        entries = await self._store.outbox.write(queue.entries)
        if conversation_id is None:
            return entries
        name = CONVERSATION.name(conversation_id)
        rows = await self._store.cache.read(timelines.rows, name, limit=_CONVERSATION_LIMIT)
        inside = {conversation_id, *rows}
        return [entry for entry in entries if entry.kind == "reply" and entry.post_id in inside]

    async def resend(self, id: int, *, is_certain: bool = False) -> bool:
        """Let a refused or uncertain entry try again.

        Args:
            id: The entry.
            is_certain: The reader says that an uncertain text did not arrive; else it is looked for first.

        Returns:
            False when it is in neither state.
        """
        if not await self._store.outbox.write(queue.resend, id, is_certain=is_certain):
            return False
        entry = await self._store.outbox.write(queue.entry, id)
        if entry is not None:
            await effects.apply(self._store, entry)
            self._tell(_change(entry))
        self.wake()
        return True

    async def discard(self, id: int) -> bool:
        """Throw away an entry that is not on its way, and what it showed.

        Returns:
            False when it is on its way or gone.
        """
        entry = await self._store.outbox.write(queue.discard, id)
        if entry is None:
            return False
        await self._taken_out(entry)
        return True

    async def take_back(self, id: int) -> Draft | None:
        """Make a text that is not on its way a draft again; None when it is on its way, or no text."""
        entry = await self._store.outbox.write(queue.entry, id)
        draft = await self._store.outbox.write(queue.edit, id)
        if entry is not None and draft is not None:
            await self._taken_out(entry)
        return draft

    async def undo(self, entry: OutboxEntry) -> bool:
        """Undo a star, follow or mute: not send it, or send the opposite.

        Returns:
            False when it can not be undone.
        """
        if await self.discard(entry.id):
            return True
        is_on = bool(entry.details.get("is_on"))
        match entry.kind:
            case "star" if entry.post_id is not None:
                await self.star(entry.post_id, not is_on)
            case "follow":
                await self.follow(entry.target, not is_on)
            case "modify_mute" if entry.post_id is not None:
                await self.modify_mute(entry.post_id, is_hiding_other_replies=bool(entry.details.get("was")))
            case "mute":
                mutes = await self._store.cache.read(people.mutes)
                wanted = effects.muted(entry)
                mute = next((mute for mute in mutes if (mute.username, mute.keyword) == wanted), None)
                if mute is None:
                    return False
                await self.unmute(mute.id)
            case _:
                return False
        return True

    async def _put(
        self,
        kind: Kind,
        *,
        post_id: int | None = None,
        target: str = "",
        title: str = "",
        text: str = "",
        details: dict[str, Any] | None = None,
        draft_id: int | None = None,
        is_replacing: bool = False,
    ) -> OutboxEntry:
        value = details.get("is_on") if details and kind in ("star", "follow") else None
        shown = () if post_id is None or "mute" in kind else (post_id,)
        # Told before anything is written: the disk may be slow, the screen must not be.
        self._tell(Change(kind=kind, post_ids=shown, entry=None, state="queued", value=value))
        try:
            entry = await self._store.outbox.write(
                queue.enqueue,
                kind,
                post_id=post_id,
                target=target,
                title=title,
                text=text,
                details=details,
                draft_id=draft_id,
                is_replacing=is_replacing,
            )
        except StoreError as error:
            undone = None if value is None else not value
            # No words: who asked for it is told by the error, and says what became of it.
            self._tell(Change(kind=kind, post_ids=shown, entry=None, state=None, value=undone, problem=error))
            raise
        problem = merge = None
        try:
            merge = await effects.apply(self._store, entry)
        except StoreError as error:
            # It is in the outbox and goes out; only the saved posts do not show it yet.
            problem = error
        self._tell(_change(entry, merge, problem))
        self.wake()
        return entry

    async def _taken_out(self, entry: OutboxEntry) -> None:
        problem = None
        try:
            await effects.take_back(self._store, entry)
        except StoreError as error:
            # It is out of the outbox; only the saved posts still show it.
            problem = error
            self._sender.take_back_later(entry)
        is_on = entry.details.get("is_on") if entry.kind in ("star", "follow") else None
        self._tell(
            Change(
                kind=entry.kind,
                post_ids=_shown(entry),
                entry=entry,
                state=None,
                value=None if is_on is None else not is_on,
                problem=problem,
                words=f"{words.name(entry)} is not sent."
                + (f" It is still shown for now. {problem}" if problem else ""),
            )
        )

    def _tell(self, change: Change) -> None:
        if change.entry is not None and change.state in (None, "sent"):
            self._known.pop(change.entry.id, None)
        elif change.entry is not None:
            self._known[change.entry.id] = change.entry
        for listener in tuple(self._listeners):
            listener(change)


def _shown(entry: OutboxEntry) -> tuple[int, ...]:
    return () if entry.post_id is None or "mute" in entry.kind else (entry.post_id,)


def _change(entry: OutboxEntry, merge: Merge | None = None, problem: StoreError | None = None) -> Change:
    value = entry.details.get("is_on") if entry.kind in ("star", "follow") else None
    return Change(
        kind=entry.kind,
        post_ids=_shown(entry),
        entry=entry,
        state=entry.state,
        value=value,
        bookmarks=merge,
        problem=problem,
        words="" if problem is None else f"{words.name(entry)} is in the outbox, but can not be shown yet. {problem}",
    )


def _state(entry: OutboxEntry) -> tuple[object, ...]:
    return entry.state, entry.reason, entry.details.get("is_on")


__all__ = ["Change", "Outbox"]
