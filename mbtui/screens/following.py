"""Following a person and no longer following them, wherever people are shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from mbtui.api.errors import MicroblogError
from mbtui.outbox.kinds.follow import follow
from mbtui.panes.messages import could_not, why_not_written
from mbtui.store import StoreError, people

if TYPE_CHECKING:
    from mbtui.outbox.entry import OutboxEntry
    from mbtui.screens.pushed import Place
    from mbtui.widgets.people_list import PeopleList


def turn_follow(
    screen: Place, username: str, is_following: bool | None, show: Callable[[bool | None], None]
) -> asyncio.Future[OutboxEntry | None] | None:
    """Follow a person, or no longer; nobody is unfollowed of whom the reader could not see that they follow them.

    It is shown, and can be taken back, from now on: the next key may be the same, or `U`.

    Args:
        screen: Where things are said.
        username: The person.
        is_following: What the reader sees; None where that was not known. Then Micro.blog is asked first.
        show: Lets the reader see whether they follow them.

    Returns:
        Until when what is saved says something else than what is seen; None when nothing was begun.
    """
    session = screen.session
    outbox = session.outbox
    if username.lower() == session.username.lower():
        screen.say("This is you.")
        return None
    refusal = why_not_written(session, "follow people")
    if is_following is None and not (refusal or session.is_connected):
        refusal = "Not connected yet, and whether you follow them is not known here. Try again in a moment."
    if refusal or outbox is None:
        screen.say(refusal, is_problem=True)
        return None

    is_on = not is_following

    def show_it() -> None:
        show(is_on)
        screen.say(f"You follow @{username} now." if is_on else f"You no longer follow @{username}.")

    async def turn() -> OutboxEntry | None:
        if is_following is None:
            if await _ask(screen, username):
                screen.say(f"You follow @{username} already.")
                show(True)
                return None
            show_it()
        return await outbox.put(follow(username, is_on))

    if is_following is None:
        screen.say(f"Asking whether you follow @{username}…")
    else:
        show_it()
    done = "unfollowing" if is_following else "following"
    turning = session.undoing.do(f"{done} @{username}", turn(), outbox.undo)

    async def tell() -> None:
        try:
            await turning
        except (MicroblogError, StoreError) as error:
            show(is_following)
            screen.say(could_not(f"follow @{username}", error), is_problem=True)

    work: Callable[[], Awaitable[None]] = tell
    screen.run_worker(work, group="follow-person")
    return turning


def follow_marked(screen: Place, people_list: PeopleList) -> None:
    """Follow whoever is marked in a list, or no longer."""
    user = people_list.marked
    if user is None:
        screen.say("There is nobody to follow.")
    else:
        show = partial(people_list.note_follow, user.username)
        turn_follow(screen, user.username, people_list.is_followed(user), show)


async def _ask(screen: Place, username: str) -> bool:
    store = screen.session.store.cache
    changes = await store.read(people.follow_changes, username)
    found = await screen.session.client().users.is_following(username)
    await store.write(people.learn_follow, username, found.is_following, changes=changes)
    return found.is_following
