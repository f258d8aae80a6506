"""A start with a token in the environment, without a screen: `python -m tests.services.first_start URL WHEN NAME`.

WHEN is when the program is loaded: `early` is once everything was found out and saved ahead, `late` as soon as can be,
`between` is the same with a pause before the first round of polling, until the posts are saved. With `leave` it prints
the id of the process that asks, and ends. Else it prints as JSON, line by line:
- the account and the number of its posts in the first frame;
- the account after that and what is said, or what went wrong;
- how many posts have come in the first round, or why none could;
- how many files are left open, and whether a process is left.
"""

from __future__ import annotations

import asyncio
import json
import os
import select
import sys
from typing import Any

from mbtui.accounts.accounts import Accounts
from mbtui.api import MicroblogError
from mbtui.config import Config
from mbtui.services.first_page import fetch_ahead
from mbtui.services.polling import Polled, PollFailed
from mbtui.services.session_provider import AccountSessions
from mbtui.store import timelines


async def show(sessions: AccountSessions, pause: asyncio.Event | None) -> None:
    """Start as the screen does, to the end of the first round of polling; `pause` is waited for before it."""
    first = sessions.first_session()
    tell([first.username, len(await first.store.cache.read(timelines.rows, "timeline", limit=100))])
    try:
        connected = await sessions.connect(first)
    except MicroblogError as error:
        tell(str(error))
        await first.close()
        return
    session, rounds = connected.session, asyncio.Queue[Polled | PollFailed]()
    await session.connect(connected.client, rounds.put_nowait)
    tell([session.username, connected.notice or connected.reason])
    if session.can_write:
        assert session.poller is not None
        if pause is not None:
            await pause.wait()
        polling = asyncio.create_task(session.poller.run(is_once=True))
        merged, outcome = 0, await rounds.get()
        while isinstance(outcome, Polled) and outcome.news is None:
            merged += sum(len(part.rows) for merge in outcome.merges["timeline"] for part in merge.insertions)
            outcome = await rounds.get()
        tell(merged if isinstance(outcome, Polled) else str(outcome.error))
        polling.cancel()
    for each in {first, session}:
        await each.close()


def tell(seen: Any) -> None:
    """Print a line."""
    print(json.dumps(seen), flush=True)


def main(url: str, when: str, username: str) -> None:
    """Start, and tell what is left behind as well."""
    config = Config(keyring="off")
    accounts = Accounts(url, config)
    files = len(os.listdir("/proc/self/fd"))
    token = accounts.new_token
    ahead = fetch_ahead(accounts, token, url, username) if token else None
    if when == "leave":
        assert ahead is not None
        tell(ahead._process_id)
        return
    if when == "early" and ahead is not None:
        while not ahead.has_ended.is_set():
            select.select([ahead._connection], [], [])
            ahead.look()
    pause = ahead.has_ended if when == "between" and ahead is not None else None
    asyncio.run(show(AccountSessions(url, accounts, config, username=username, ahead=ahead), pause))
    tell([len(os.listdir("/proc/self/fd")) - files, _children()])


def _children() -> bool:
    """Whether there is a process left, or its end has not been noticed."""
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


if __name__ == "__main__":
    main(*sys.argv[1:])
