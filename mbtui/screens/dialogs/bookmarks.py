"""What is asked about bookmarks: which of them to show, which tags one has, the address of a page to be kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.suggester import Suggester

from mbtui.api.errors import MicroblogError
from mbtui.outbox.kinds.tags import tag, tags_in
from mbtui.outbox.kinds.web_page import bookmark, page_address
from mbtui.panes.bindings import with_keys
from mbtui.panes.messages import could_not, why_not_written
from mbtui.screens.dialogs.numbered import Entry, NumberedPanel
from mbtui.screens.dialogs.question import LinePrompt
from mbtui.services.bookmarks import NO_TAGS
from mbtui.services.session import Session
from mbtui.store import SavedPost, StoreError
from mbtui.timeline_kinds import BOOKMARKS
from mbtui.widgets.head_fields import completed
from mbtui.widgets.text_keys import Line

if TYPE_CHECKING:
    from mbtui.screens.pushed import Place

ASKING_SECONDS = 1.0
"""How long a list of tags waits for Micro.blog's; then it shows those that are known here."""
NAMED = 8
"""Tags that are named beside the line where one types them."""
HIGHLIGHTS = "Highlights…"


async def choose_bookmarks(screen: Place) -> str | None:
    """Let the reader choose among the bookmarks.

    Returns:
        The timeline that is wanted, with a tag or without; `HIGHLIGHTS`; or None.
    """
    lacked = screen.session.bookmarks.lacks_tags
    try:
        tags = await _known_tags(screen.session)
    except StoreError as error:
        screen.say(could_not("read your tags", error), is_problem=True)
        return None
    entries = [Entry("All bookmarks"), *(Entry(f"tag {name}") for name in tags), Entry(HIGHLIGHTS)]
    panel = NumberedPanel("Which bookmarks?", entries, [("panel.take", "read")], first_number=0)
    if screen.session.bookmarks.lacks_tags and not lacked:
        panel.call_after_refresh(panel.say, NO_TAGS)
    elif not tags:
        panel.call_after_refresh(
            panel.say, with_keys(screen.app, "No tags are known here: {post.tags} on a bookmark adds some.")
        )
    place = await screen.app.push_screen_wait(panel)
    if place == len(tags) + 1:
        return HIGHLIGHTS
    return None if place is None else BOOKMARKS.name(tags[place - 1] if place else "")


async def _known_tags(session: Session) -> Sequence[str]:
    """Ask for the tags; when that takes long, or fails, those that are known here have to do."""
    if session.is_connected:
        try:
            async with asyncio.timeout(ASKING_SECONDS):
                return await session.bookmarks.ask_for_tags()
        except (MicroblogError, TimeoutError):
            pass
    return await session.bookmarks.tags()


async def change_tags(screen: Place, post: SavedPost) -> None:
    """Let the reader change the tags of a bookmark; may raise `StoreError`."""
    session, outbox = screen.session, screen.session.outbox
    if refusal := why_not_written(session, "keep tags"):
        screen.say(refusal, is_problem=True)
        return
    if not post.is_favorite:
        screen.say(with_keys(screen.app, "Bookmarks have tags: {post.star} makes one of this post."))
        return
    assert outbox is not None
    names = await session.bookmarks.tags()
    known = f"; known: {', '.join(names[:NAMED])}{'…' if len(names) > NAMED else ''}" if names else ""
    line = Line(", ".join([*post.tags, ""]), suggester=_Tags(names), select_on_focus=False, compact=True)
    hints = [("→", "completes"), ("enter", "keeps them")]
    typed = await screen.app.push_screen_wait(LinePrompt(f"Tags, with commas between{known}", hints=hints, line=line))
    if typed is None or (tags := tags_in(typed)) == post.tags:
        return
    await session.undoing.do("the change to the tags", outbox.put(tag(post.id, tags, was=post.tags)), outbox.undo)
    screen.say(f"Tags: {', '.join(tags)}." if tags else "It has no tags any more.")


class _Tags(Suggester):
    """Completes the tag behind the last comma."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._names = names

    async def get_suggestion(self, value: str) -> str | None:
        return completed(value, self._names)


async def keep_page(screen: Place) -> None:
    """Ask for the address of a web page, and save it in the bookmarks; may raise `StoreError`."""
    outbox = screen.session.outbox
    if refusal := why_not_written(screen.session, "keep bookmarks"):
        screen.say(refusal, is_problem=True)
        return
    assert outbox is not None
    typed = await screen.app.push_screen_wait(
        LinePrompt("Save a web page in your bookmarks. Its address:", hints=[("enter", "saves it")])
    )
    if not typed:
        return
    if not (url := page_address(typed)):
        screen.say(f"“{typed}” is no address of a web page; nothing was saved.", is_problem=True)
        return
    await screen.session.undoing.do("the bookmark", outbox.put(bookmark(url)), outbox.undo)
    screen.say(with_keys(screen.app, f"{url} is being saved in your bookmarks. {{app.undo}} takes it out."))
