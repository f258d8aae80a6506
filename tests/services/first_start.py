"""A start with a token in the environment, without a screen: `python -m tests.services.first_start URL WHEN [NAME]`.

WHEN is `early`, when the program is loaded once everything was found out ahead, `late`, or `leave`: then it prints the
id of the process that asks, and ends. Prints as JSON, line by line: the account and the number of its posts in the
first frame; the account after that and what is said, or what went wrong; how many posts have come since; how many files
are left open, and whether a process is left.
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


async def show(sessions: AccountSessions) -> None:
    """Start as the screen does, to the end of the first round of polling."""
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
        polling = asyncio.create_task(session.poller.run(is_once=True))
        merged, outcome = 0, await rounds.get()
        while isinstance(outcome, Polled) and outcome.news is None:
            merged += sum(len(part.rows) for merge in outcome.merges["timeline"] for part in merge.insertions)
            outcome = await rounds.get()
        tell(merged)
        polling.cancel()
    for each in {first, session}:
        await each.close()


def tell(seen: Any) -> None:
    """Print a line."""
    print(json.dumps(seen), flush=True)


def main(url: str, when: str, username: str = "") -> None:
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
    asyncio.run(show(AccountSessions(url, accounts, config, username=username, ahead=ahead)))
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
