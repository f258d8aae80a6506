"""What a writer's decision does with the text: one function each, in `DECIDED` by the decision's id."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from mbtui.outbox import kinds
from mbtui.panes.bindings import keymap, with_keys
from mbtui.panes.composer_pane import ComposerPane
from mbtui.panes.post_pane import post_look
from mbtui.panes.typed_ahead import hold_keys
from mbtui.screens.composer_pictures import pictures_are_settled, show_pictures
from mbtui.screens.reply_decisions import own_post, quote, reply_all
from mbtui.store import SavedPost, StoreError, TooNew, search
from mbtui.store.post_parts import NOT_UNDERSTOOD
from mbtui.widgets.rows import PostRow

if TYPE_CHECKING:
    from mbtui.store.drafts import Draft


NAMES_LOOKED_FOR = 8


class Decided(msgspec.Struct, frozen=True):
    """What a decision does, in a worker of the pane."""

    run: Callable[[ComposerPane], Coroutine[Any, Any, None]]
    group: str = "send"
    """One at a time of the same group; the one before is cancelled."""


async def send(pane: ComposerPane) -> None:
    """Put the text into the outbox."""
    composer, draft = pane.composer, pane.keeper.draft
    if composer is None or draft is None:
        return
    if words := kinds.of(draft).why_not_sent(draft):
        pane.say(words)
        return
    if composer.head is not None and (problem := composer.head.problem()):
        pane.say(problem, is_problem=True)
        composer.head.open("At")
        return
    if "![" in draft.text and not await pictures_are_settled(pane):
        return
    outbox = pane.session.outbox
    if outbox is None:
        if await pane.keep():
            pane.say("Nobody is signed in yet. The text is kept as a draft.")
        return
    composer.area.read_only = True
    try:
        sent = await pane.keeper.hand_over(outbox.put)
    except StoreError as error:
        composer.area.read_only = False
        pane.meet("put it into the outbox", error)
        return
    await pane.close(f"{kinds.of(draft).name(draft)} is on its way.", sent)
    if draft.kind == "post":
        await pane.remember_choice(draft)


async def put_away(pane: ComposerPane) -> None:
    """Keep the text as a draft."""
    draft = pane.keeper.draft
    if draft is None or not await pane.keeper.put_away():
        return
    again = {"reply": "{post.reply} on the same post", "edit": "{post.edit} on the same post"}.get(
        draft.kind, "{app.compose}"
    )
    kept = f"Kept as a draft. {with_keys(pane.app, again)} goes on with it."
    blank = "Nothing was changed." if draft.kind == "edit" else "Nothing was written."
    await pane.close(blank if draft.is_blank else kept)


async def discard(pane: ComposerPane) -> None:
    """Throw the text away, until it is brought back."""
    try:
        discarding, bring_back = _discard(pane), partial(_bring_back, pane)
        await pane.session.undoing.do("discarding the text", discarding, bring_back, opens=True)
    except StoreError as error:
        pane.meet("discard the draft", error)


async def _discard(pane: ComposerPane) -> Draft | None:
    """Throw it away. Returns what can be brought back, if anything was written."""
    discarded = await pane.keeper.discard()
    if discarded is None:
        return None
    words = "Discarded." if discarded.is_blank else with_keys(pane.app, "Discarded. {app.undo} brings it back.")
    await pane.close(words)
    return None if discarded.is_blank else discarded


async def _bring_back(pane: ComposerPane, discarded: Draft) -> None:
    """Make what was discarded a draft again, and go on with it where that is seen.

    Raises:
        StoreError: It could not be kept.
    """
    draft = await pane.keeper.bring_back(discarded)
    if pane.is_attached and pane.screen.is_current and not pane.is_open:
        hold_keys(pane.app, pane.go_on(draft))


async def edit_elsewhere(pane: ComposerPane) -> None:
    """Hand the text to the writer's own editor."""
    from mbtui.services.external_editor import edit_in_editor
    from mbtui.terminal.hand_over import hand_over

    await pane.keep()
    composer, draft = pane.composer, pane.keeper.draft
    if composer is None or draft is None:
        return

    async def put(written: Draft) -> bool:
        composer.text = written.text
        pane.change(title=written.title, target=written.target, details=written.details)
        return await pane.keep()

    def on_screen(run: Callable[[], str]) -> str:
        return hand_over(pane.app, run, "This terminal can not be handed to an editor.")

    problem = await edit_in_editor(pane.session.store, draft, put, pane.config.editor, on_screen)
    composer.area.focus()
    if problem:
        pane.say(problem, is_problem=True)


async def open_head(pane: ComposerPane) -> None:
    """Show what a post has beside its text, to be changed."""
    from mbtui.services.blogs import blog_uid

    composer = pane.composer
    if composer is None:
        return
    if composer.head is None:
        is_reply = pane.beside.kind == "reply"
        pane.say("A reply has no title, and nothing else beside its text." if is_reply else NOT_UNDERSTOOD)
        return
    composer.head.open()
    pane.ask_for_blogs(blog_uid(pane.beside))


async def show_preview(pane: ComposerPane) -> None:
    """Show the text as the timeline will draw it."""
    from mbtui.services.preview import preview
    from mbtui.widgets.composer_preview import ComposerPreview

    composer, draft, session = pane.composer, pane.keeper.draft, pane.session
    if composer is None or draft is None or composer.preview is not None:
        return
    try:
        document = await asyncio.to_thread(preview, draft)
    except TooNew as error:
        pane.say(str(error))
        return
    try:
        names = dict(await session.store.cache.read(search.usernames, session.username, limit=NAMES_LOOKED_FOR))
    except StoreError as error:
        pane.meet("read your name", error)
        names = {}
    name = names.get(session.username) or session.username or "You"
    post = SavedPost(1, name, session.username, title=draft.title, published_at=session.clock(), document=document)
    keys = {**keymap(pane.app, "list"), **keymap(pane.app, "composer")}
    look = post_look(pane.app, pane.config)
    await composer.show_preview(ComposerPreview(PostRow(post, is_own=True), composer.area, keys, look, session.clock))


DECIDED: Mapping[str, Decided] = {
    "send": Decided(send),
    "pictures": Decided(show_pictures, "panel"),
    "keep": Decided(put_away),
    "discard": Decided(discard),
    "head": Decided(open_head, "head"),
    "preview": Decided(show_preview, "preview"),
    "editor": Decided(edit_elsewhere, "editor"),
    "reply_all": Decided(reply_all, "words"),
    "quote": Decided(quote, "words"),
    "own_post": Decided(own_post, "words"),
}


def decide(pane: ComposerPane, decision: str) -> None:
    """Carry out a decision, unless the text is on its way already: then it was the same key again.

    The keys typed behind it wait until it is done.
    """
    if pane.composer is None:
        return
    area = pane.composer.area
    area.resume_typing()
    if not area.read_only:
        decided = DECIDED[decision]
        hold_keys(pane.app, pane.run_worker(decided.run(pane), group=decided.group, exclusive=True))
