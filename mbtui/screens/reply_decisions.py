"""What a writer can decide about a reply alone: whom it names, what it quotes, and that it becomes a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mbtui.content import reply_words
from mbtui.panes.composer_pane import ComposerPane
from mbtui.store import StoreError, timelines

if TYPE_CHECKING:
    from mbtui.widgets.composer import Composer

NOT_SAVED = "The post that is answered is not saved here any more."


def _reply(pane: ComposerPane) -> Composer | None:
    """What is written; None, and a sentence, when it is no reply."""
    if pane.composer is not None and pane.beside.kind != "reply":
        pane.say("This is no reply: it names and quotes nobody.")
        return None
    return pane.composer


async def reply_all(pane: ComposerPane) -> None:
    """Name the others in the conversation."""
    if (composer := _reply(pane)) is None:
        return
    session = pane.session
    names = list(pane.people)
    try:
        names += await session.store.cache.read(timelines.participants, pane.beside.post_id or 0)
    except StoreError as error:
        pane.meet("look who is in the conversation", error)
    others: dict[str, str] = {}
    for name in names:
        if session.mutes.of_person(name) is None:
            others.setdefault(name.lower(), name)
    for name in (session.username, pane.beside.target):
        others.pop(name.lower(), None)
    area = composer.area
    at, words = reply_words.more_names(area.text, others.values())
    if words:
        before = area.text[:at]
        area.insert(words, (before.count("\n"), at - before.rfind("\n") - 1))
    elif others:
        pane.say("All in this conversation are named already.")
    else:
        pane.say("Nobody else is in this conversation, as far as it is saved.")


async def quote(pane: ComposerPane) -> None:
    """Quote the next paragraph of what is answered."""
    post = pane.post
    if (composer := _reply(pane)) is None:
        return
    if post is None:
        pane.say(NOT_SAVED)
        return
    area = composer.area
    words = reply_words.next_quote(post.document, area.text)
    if not words:
        pane.say("There is nothing more to quote.")
        return
    row, column = area.cursor_location
    lines, written = reply_words.quote_behind(area.get_text_range((0, 0), (row, column)), words)
    edit = area.replace(written, (row - lines, 0 if lines else column), (row, column))
    area.move_cursor(edit.end_location)


async def own_post(pane: ComposerPane) -> None:
    """Make a post of one's own of the reply; its draft goes on as that."""
    post = pane.post
    if (composer := _reply(pane)) is None:
        return
    before = pane.beside
    text = composer.text
    words = reply_words.without_names(text)
    if post is not None:
        url = post.url or f"https://micro.blog/{post.username}/{post.id}"
        words = reply_words.own_post(text, post.author_name or post.username, url, post.document)
    composer.text = words
    new = await pane.new_post()
    pane.change(kind=new.kind, post_id=None, target=new.target, details=new.details)
    if not await pane.keep() or (draft := pane.keeper.draft) is None:
        # Nothing is on the disk of it, so it stays what it is.
        composer.text = text
        pane.change(kind=before.kind, post_id=before.post_id, target=before.target, details=before.details)
        return
    await pane.open(draft, post)
    pane.say(f"This is a post of your own now. {'' if post else NOT_SAVED}".rstrip())
    await pane.look_at_blogs()
