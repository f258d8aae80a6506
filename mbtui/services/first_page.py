"""What is done ahead at a start with a new token: asking whose it is, and saving the first page of the timeline.

Nothing is imported before it is needed, neither here nor in the other process: the server is to be asked soon.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from mbtui import paths
from mbtui.accounts.accounts import Accounts, TokenFound
from mbtui.services.ahead import Ahead, Tell, begin
from mbtui.timeline_kinds import TIMELINE

if TYPE_CHECKING:
    from pathlib import Path

    from mbtui.api import Client, Feed
    from mbtui.api.credentials import Token

Told = tuple[str, str, str, bool]
"""What is told as JSON: the account, the token to go on with, a sentence for the reader, and whether the first page is
being saved; without an account, why the server could not be asked."""


def fetch_ahead(accounts: Accounts, token: Token, origin: str, username: str) -> Ahead | None:
    """Begin with it; `username` is the account that was asked for, or nothing."""
    return begin(partial(_fetch, accounts, token, origin, username))


async def _fetch(accounts: Accounts, token: Token, origin: str, username: str, tell: Tell) -> None:
    from mbtui.api import Client, ServiceUnavailable

    client = Client(token, origin)
    # The server mostly leaves the token as it is. When it does not, whoever shows the page asks for it again.
    page = asyncio.ensure_future(TIMELINE.ask(client))
    try:
        try:
            found = await accounts.token(client, username)
        except ServiceUnavailable as error:
            tell(msgspec.json.encode(("", "", str(error), False)))
            return
        if isinstance(found, TokenFound):
            folder = paths.account_folder(origin, found.account.username)
            is_new = not folder.exists()
            tell(msgspec.json.encode((found.account.username, found.token.reveal(), found.notice, is_new)))
            if is_new:
                await _save(folder, client, page)
    finally:
        page.cancel()


async def _save(folder: Path, client: Client, page: asyncio.Future[Feed]) -> None:
    from mbtui.services.timeline import Timeline
    from mbtui.store import Store

    timeline = Timeline(TIMELINE.id, await asyncio.to_thread(Store.open, folder), lambda: client)
    timeline.asked_ahead = page
    await timeline.newer()
