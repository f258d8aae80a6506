"""The commands that publish. A text is in the outbox before it is sent, and stays there until the server has it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from msgspec.structs import asdict, replace

from mbtui.api import MicroblogError
from mbtui.cli.context import Context
from mbtui.cli.desk import Desk, desk, report
from mbtui.cli.exits import Exit, Failure
from mbtui.cli.pictures import attached, illustrated
from mbtui.cli.posts import find_own, find_post, number_of
from mbtui.cli.texts import given_text, written
from mbtui.outbox import kinds, sentences
from mbtui.outbox.entry import OutboxEntry
from mbtui.outbox.kinds.edit import begun, seen_late
from mbtui.outbox.same_text import Candidate, newly_there
from mbtui.services.blogs import ask_for_blogs, saved_blogs
from mbtui.services.draft_keeper import EditOnItsWay, taken_back, unfinished
from mbtui.services.publish_time import NotATime, read_time
from mbtui.store import posts as saved_posts
from mbtui.store.drafts import Draft, save_draft
from mbtui.store.post_parts import PostParts, on_top_of_theirs, parts_of, with_parts

_LOOK_SECONDS = (0.0, 1.0, 3.0)
"""How long to wait before each look for a reply."""


async def post(context: Context) -> Exit:
    given = context.arguments
    if len(given.alt) > len(given.photo):
        raise Failure("There are more --alt than --photo.")
    text = "" if given.photo and not (given.text or given.file) else given_text(context)
    parts = PostParts(
        categories=_categories(given.category),
        post_status="draft" if given.draft else "",
        published_at=_time(given.at or ""),
        channel="pages" if given.page else "",
    )
    async with desk(context) as at:
        draft = Draft(kind="post", text=text or "")
        if given.file:
            draft = await _with_head(at, draft)
        draft = _with_given(draft, given.title or "", parts)
        async with _kept(context, at, draft):
            draft = await placed(at, draft, given.blog, given.to)
            photos = await attached(at.store.folder, given.photo, given.alt)
            draft = with_parts(draft, replace(parts_of(draft), photos=photos))
        if text is None:
            draft = await written(context, at, *await _begun(at, draft))
        before = draft
        async with _kept(context, at, draft):
            draft = await illustrated(context, at.store.folder, draft)
        delivery = await at.deliver(draft, before)
        entry = delivery.entry
        if delivery.state == "sent" and not entry.url:
            context.output.say(f"{sentences.sent(entry)} The server did not say where it is.")
        return report(context, delivery, entry.url, url=entry.url)


async def reply(context: Context) -> Exit:
    given = context.arguments
    number, text = number_of(context, given.id), given_text(context)
    async with desk(context) as at:
        draft = Draft(kind="reply", text=text or "", post_id=number)
        async with _kept(context, at, draft):
            author = "" if given.as_is and text else await _author(at, number)
        draft = replace(draft, target=author)
        # The server does not add it. A reply to oneself has none.
        mention = f"@{author} " if author and author.lower() != at.username.lower() else ""
        if text is None:
            draft = await written(context, at, *await _begun(at, replace(draft, text=mention)))
        before = draft
        if not (given.as_is or draft.text.startswith("@")):
            draft = replace(draft, text=f"{mention}{draft.text}")
        delivery = await at.deliver(draft, before)
        found = await _shown(at, delivery.entry) if delivery.state == "sent" else None
        if delivery.state == "sent" and found is None:
            context.output.say("The reply was sent. The conversation does not show it yet: its address is not known.")
        id, url = (int(found.name), found.url) if found else (None, "")
        return report(context, delivery, url, id=id, url=url)


async def edit(context: Context) -> Exit:
    given = context.arguments
    parts = PostParts(
        categories=_categories(given.category),
        post_status="published" if given.publish else "",
        published_at=_time(given.at or ""),
    )
    is_beside = given.title is not None or parts != PostParts()
    text = None if is_beside and not (given.text or given.file) else given_text(context)
    async with desk(context) as at:
        found = await find_own(context, at, given.post)
        new = Draft(kind="edit", post_id=found.id, target=found.url)
        async with _kept(context, at, _with_given(replace(new, text=text or ""), given.title or "", parts)):
            draft = before = await _begun_edit(at, new, is_given=text is not None or is_beside)
            if text is None and not is_beside:
                draft = await _with_theirs(context, at, draft)
        if text is None and not is_beside:
            draft = before = await written(context, at, draft, before)
        else:
            if text is not None:
                # The pictures of an edit that waited stood in its text, or behind it.
                draft = with_parts(replace(draft, text=text), replace(parts_of(draft), photos=()))
            draft = _with_given(replace(draft, title=draft.title if given.title is None else given.title), "", parts)
            if refusal := kinds.of(draft).why_not_sent(draft):
                waited = f" The edit that waited is a draft now: `mbtui drafts {before.id}` prints it."
                raise Failure(f"{refusal}{waited if before.id else ''}")
        async with _kept(context, at, draft, before):
            draft = await illustrated(context, at.store.folder, draft)
        delivery = await at.deliver(draft, before)
        url = delivery.entry.url or found.url
        return report(context, delivery, url, url=url)


async def _begun_edit(at: Desk, new: Draft, *, is_given: bool) -> Draft:
    """Go on with the edit that there is, or begin one with the post as it was written.

    What `is_given` in the command takes the place of an edit that waits, and of no draft.
    """
    try:
        if is_given:
            found = await taken_back(at.store, new, at.outbox, ("queued", "sending"))
        else:
            found = await unfinished(at.store, new, at.outbox)
    except EditOnItsWay as error:
        raise Failure(f"{error} `mbtui outbox --send` goes on with it.", Exit.REFUSED) from error
    return await at.access.ask(lambda: begun(at.client(), new)) if found is None else found


async def _with_theirs(context: Context, at: Desk, draft: Draft) -> Draft:
    """An edit that was begun; where the post says something else since, both texts in one."""
    is_unseen = parts_of(draft).was is None
    if is_unseen:
        draft = await at.access.ask(lambda: seen_late(at.client(), draft))
    theirs = parts_of(draft).theirs
    if theirs is None:
        return draft
    if is_unseen:
        context.output.say("The post could not be read when your edit was begun. Its text stands below yours.")
    else:
        context.output.say("Somebody has changed the post since your edit was begun. Their text stands below yours.")
    return replace(on_top_of_theirs(draft), text=f"{draft.text.rstrip()}\n\n---\n\n{theirs.text}")


def _categories(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(str.strip, given))))


async def _author(at: Desk, number: int) -> str:
    """Who wrote a post: as it is saved, or as the server says."""
    saved = (await at.store.cache.read(saved_posts.posts, [number])).get(number)
    return saved.username if saved is not None else (await find_post(at, number)).author.username


async def _shown(at: Desk, entry: OutboxEntry) -> Candidate | None:
    """A reply in its conversation: the answer to it does not tell where it is."""
    for seconds in _LOOK_SECONDS:
        await asyncio.sleep(seconds)
        with suppress(MicroblogError):  # it was sent, whatever else fails
            own = await at.access.ask(lambda: kinds.of(entry).own_texts(at.client(), entry, at.username))
            if new := await asyncio.to_thread(newly_there, entry, own, known=entry.known):
                return new[0]
    return None


@asynccontextmanager
async def _kept(context: Context, at: Desk, draft: Draft, before: Draft | None = None) -> AsyncIterator[None]:
    """Keep a text among the drafts when what goes with it can not be had.

    `before` is the draft as it is kept already, when it has changed since.
    """
    try:
        yield
    except (MicroblogError, Failure):
        if (draft.text or draft.title) and not context.arguments.demo:
            id = await at.store.outbox.write(save_draft, draft, before=before or draft)
            context.afterwards.append(f"The text is kept: `mbtui drafts {id}` prints it.")
        raise


async def _begun(at: Desk, draft: Draft) -> tuple[Draft, Draft]:
    """What was kept of an earlier attempt, with what is given now, and as it is kept; else the draft as it is."""
    found = await unfinished(at.store, draft, at.outbox)
    if found is None:
        return draft, draft
    return _with_given(replace(found, target=draft.target or found.target), draft.title, parts_of(draft)), found


def _with_given(draft: Draft, title: str, parts: PostParts) -> Draft:
    """A draft with what is given in its place; what is not given stays."""
    given = {name: value for name, value in asdict(parts).items() if value not in ("", None)}
    for name in ("categories", "photos"):
        if not given[name]:
            del given[name]
    return with_parts(replace(draft, title=title or draft.title), replace(parts_of(draft), **given))


async def _with_head(at: Desk, draft: Draft) -> Draft:
    """A post with what stands above its text in a file, as the editor and `mbtui drafts` lay it out."""
    from mbtui.services.front_matter import taken_in

    taken, problem = taken_in(draft.text, draft, datetime.now(UTC), await saved_blogs(at.store))
    if problem:
        raise Failure(f"{problem} Nothing was sent.")
    return taken


async def placed(at: Desk, draft: Draft, blog: str | None, services: Sequence[str]) -> Draft:
    """A draft with its blog and the services that it is copied to, which are given by their names.

    Offline they are as they were when Micro.blog was asked last.
    """
    if blog or list(services) not in ([], ["none"]):
        from mbtui.services.front_matter import blog_named, service_named

        try:
            blogs = await at.access.ask(lambda: ask_for_blogs(at.client(), at.store, draft.target, time.time()))
        except MicroblogError:
            blogs = await saved_blogs(at.store)
            if not blogs.asked_at:
                raise
        try:
            if blog:
                return await placed(at, replace(draft, target=blog_named(blog, blogs)), None, services)
            services = tuple(dict.fromkeys(service_named(name, draft, blogs) for name in services))
        except ValueError as error:
            raise Failure(str(error)) from error
    if not services:
        return draft
    targets = () if list(services) == ["none"] else tuple(services)
    return with_parts(draft, replace(parts_of(draft), syndicate_to=targets))


def _time(words: str) -> str:
    try:
        return read_time(words, datetime.now(UTC))
    except NotATime as error:
        raise Failure(str(error)) from error
