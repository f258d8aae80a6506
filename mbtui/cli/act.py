"""The commands that star, follow, mute, block, report and delete."""

from __future__ import annotations

from mbtui.api import MicroblogError
from mbtui.cli.context import Context
from mbtui.cli.desk import Desk, desk, report
from mbtui.cli.exits import Exit, Failure
from mbtui.cli.output import agrees
from mbtui.cli.posts import find_own, number_of
from mbtui.outbox.entry import Write
from mbtui.outbox.kinds.block import block as blocking
from mbtui.outbox.kinds.delete import delete as deletion
from mbtui.outbox.kinds.delete import remaining_at
from mbtui.outbox.kinds.follow import follow as following
from mbtui.outbox.kinds.mute import modify_mute
from mbtui.outbox.kinds.mute import mute as muting
from mbtui.outbox.kinds.mute import unmute as lifting
from mbtui.outbox.kinds.report import report as reporting
from mbtui.outbox.kinds.star import star as starring
from mbtui.outbox.kinds.tags import tag as tagging
from mbtui.outbox.kinds.tags import tags_in
from mbtui.outbox.kinds.web_page import bookmark as keeping
from mbtui.outbox.kinds.web_page import page_address
from mbtui.services.mutes import Mutes


async def star(context: Context) -> Exit:
    return await _done(context, starring(number_of(context, context.arguments.post), True), "The post has your star.")


async def unstar(context: Context) -> Exit:
    write = starring(number_of(context, context.arguments.post), False)
    return await _done(context, write, "The post has no star of yours.")


async def bookmark(context: Context) -> Exit:
    if not (url := page_address(context.arguments.url)):
        raise Failure(f"{context.arguments.url or 'Nothing'} is no address of a web page.")
    return await _done(context, keeping(url), "The page is among your bookmarks.")


async def tag(context: Context) -> Exit:
    tags = tags_in(",".join(context.arguments.text))
    write = tagging(number_of(context, context.arguments.post), tags, was=())
    words = f"The bookmark has the tags {', '.join(tags)}." if tags else "The bookmark has no tags."
    return await _done(context, write, words)


async def follow(context: Context) -> Exit:
    name = _username(context.arguments.subject)
    return await _done(context, following(name, True), f"You follow @{name}.")


async def unfollow(context: Context) -> Exit:
    name = _username(context.arguments.subject)
    return await _done(context, following(name, False), f"You do not follow @{name}.")


async def _done(context: Context, write: Write, words: str) -> Exit:
    async with desk(context) as at:
        return report(context, await at.deliver(write), words)


async def mute(context: Context) -> Exit:
    given = context.arguments
    name, word, shown = _muted(context)
    async with desk(context) as at:
        mutes, _ = await _mutes(at)
        found = mutes.of_word(word) if word else mutes.of_person(name)
        if found is not None and found.id > 0 and found.is_hiding_other_replies != given.replies:
            write = modify_mute(found, is_hiding_other_replies=given.replies)
        else:
            write = muting(name, keyword=word, is_hiding_other_replies=given.replies)
        others = ", and what others reply to them" if given.replies else ""
        return report(context, await at.deliver(write), f"You have muted {shown}{others}.", target=name or word)


async def unmute(context: Context) -> Exit:
    name, word, shown = _muted(context)
    async with desk(context) as at:
        mutes, problem = await _mutes(at)
        found = mutes.of_word(word) if word else mutes.of_person(name)
        if found is None:
            raise problem or Failure(f"You have not muted {shown}. `mbtui muting` lists what you have.", Exit.NOT_FOUND)
        return report(context, await at.deliver(lifting(found)), f"You see {shown} again.", target=name or word)


def _muted(context: Context) -> tuple[str, str, str]:
    """The username or the word, of which the other is empty, and how it is called."""
    given = context.arguments
    if given.word is not None:
        if not (word := " ".join(given.word.split())):
            raise Failure("There is no word to mute.")
        return "", word, f"the word “{word}”"
    if not given.subject:
        raise Failure("Whom? Give a username, or a word with --word.")
    name = _username(given.subject)
    return name, "", f"@{name}"


async def _mutes(at: Desk) -> tuple[Mutes, MicroblogError | None]:
    """Whom and what one has muted and blocked; with a problem, as it was when Micro.blog was asked last."""
    mutes = Mutes(at.store, at.client)
    try:
        await mutes.refresh()
    except MicroblogError as error:
        return mutes, error
    return mutes, None


async def block(context: Context) -> Exit:
    name = _username(context.arguments.subject)
    return await _done(context, blocking(name, True), f"You have blocked @{name}.")


async def unblock(context: Context) -> Exit:
    name = _username(context.arguments.subject)
    async with desk(context) as at:
        mutes, problem = await _mutes(at)
        if name.lower() not in map(str.lower, mutes.blocked):
            raise problem or Failure(
                f"You have not blocked @{name}. `mbtui blocking` lists whom you have.", Exit.NOT_FOUND
            )
        return report(context, await at.deliver(blocking(name, False)), f"You have blocked @{name} no longer.")


async def report_person(context: Context) -> Exit:
    name = _username(context.arguments.subject)
    question = f"Report @{name} to those who run Micro.blog? It can not be taken back."
    if not _agreed(context, question, "nobody was reported"):
        context.output.say("Nobody was reported.")
        return Exit.NOTHING
    return await _done(context, reporting(name), f"You have reported @{name}.")


def _username(given: str) -> str:
    name = given.strip().removeprefix("@")
    if not name or any(letter.isspace() or letter in "/?#%" for letter in name):
        raise Failure(f"{given or 'Nothing'} is no username.")
    return name


async def delete(context: Context) -> Exit:
    async with desk(context) as at:
        found = await find_own(context, at, context.arguments.post)
        question = f"Delete {f'“{found.words}”' if found.words else found.url} for everyone? It can not be undone."
        if blog := remaining_at(found.url, context.server.partition("://")[2]):
            question += f" If Micro.blog does not host {blog}, the copy there remains."
        if not _agreed(context, question, "nothing was deleted"):
            context.output.say("Nothing was deleted.")
            return Exit.NOTHING
        delivery = await at.deliver(deletion(found.id, url=found.url))
        return report(context, delivery, "The post was deleted.", url=found.url)


def _agreed(context: Context, question: str, done: str) -> bool:
    """Ask at the terminal, unless --yes has answered already."""
    if context.arguments.yes:
        return True
    if (answer := agrees(question)) is None:
        raise Failure(f"There is no terminal to ask on, so {done}. Add --yes to do it.")
    return answer
