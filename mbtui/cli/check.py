"""`mbtui check`: how many new posts there are, for status lines.

A status line asks every few seconds and must not be held up, so the way to an answer that is still fresh imports
neither asyncio nor httpx. An answer that has aged is printed while another process fetches the next.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from mbtui import paths
from mbtui.accounts.account_list import TOKEN_VARIABLE, expected_account, load_accounts
from mbtui.cli.context import Context
from mbtui.cli.exits import Exit

_STALE_SECONDS = 15 * 60.0
_SHORTEST_SECONDS, _LONGEST_SECONDS = 15.0, 600.0
_REFRESH_SECONDS = 30.0


class LastCheck(msgspec.Struct, frozen=True):
    """One answer of the server."""

    count: int
    """How many posts were new."""
    since_id: int | None
    """The post they are newer than: the read position, or the newest post of the first time."""
    asked_at: float
    """Unix seconds."""
    wait_seconds: float
    """How long the server wants not to be asked."""
    refreshing_at: float = 0.0
    """When a newer answer was last sent for."""

    def is_fresh(self, now: float) -> bool:
        """Whether the server wants this answer to be used again."""
        wait = min(max(self.wait_seconds, _SHORTEST_SECONDS), _LONGEST_SECONDS)
        return 0 <= now - self.asked_at < wait

    def is_usable(self, now: float) -> bool:
        """Whether it may be shown while a newer one is fetched."""
        return 0 <= now - self.asked_at < _STALE_SECONDS

    def is_being_refreshed(self, now: float) -> bool:
        """Whether somebody has sent for a newer one just now."""
        return 0 <= now - self.refreshing_at < _REFRESH_SECONDS


def load_check(path: Path) -> LastCheck | None:
    """Read the last answer; `None` when there is none that can be used."""
    from mbtui.accounts.private_files import FileUnsafe, open_plain

    try:
        with open_plain(path) as file:
            return msgspec.json.decode(file.read(), type=LastCheck)
    except (OSError, FileUnsafe, msgspec.MsgspecError):
        return None


def save_check(path: Path, check: LastCheck) -> None:
    """Keep an answer. It can be had again, so a full disk is no failure."""
    from mbtui.accounts.private_files import write_private

    with suppress(OSError):
        write_private(path, msgspec.json.encode(check))


def check(context: Context) -> int:
    """Print the number of new posts, if there are any."""
    if not (context.arguments.now or context.arguments.demo):
        known, _ = load_accounts(paths.accounts_file(context.server))
        token = os.environ.get(TOKEN_VARIABLE, "").strip()
        account = expected_account(known, context.options.username or context.config.account, token)
        if account is not None:
            now = time.time()
            path = paths.check_file(context.server, account.username)
            last = load_check(path)
            if last is not None and last.is_usable(now):
                if not (last.is_fresh(now) or last.is_being_refreshed(now)):
                    save_check(path, msgspec.structs.replace(last, refreshing_at=now))
                    _send_for_another(context)
                return _print(context, last, account.username)
    import asyncio

    username, last = asyncio.run(_ask(context))
    return _print(context, last, username)


async def _ask(context: Context) -> tuple[str, LastCheck]:
    """Ask for what is newer than the read position that all devices share.

    Where nobody has marked one, posts count as new from the first check on.
    """
    async with context.access() as access:
        posts = access.client.posts
        path = paths.check_file(context.server, access.username) if access.username else None
        known = load_check(path) if path else None
        since_id = known.since_id if known else None
        answer = await access.ask(lambda: posts.check(since_id))
        marked = next((marker.id for marker in answer.markers if marker.channel == "timeline"), None)
        if marked is None and since_id is None:
            newest = (await access.ask(lambda: posts.all(count=1))).posts
            marked = newest[0].id if newest else None
        if marked is not None and marked != since_id:
            since_id = marked
            answer = await access.ask(lambda: posts.check(since_id))
    last = LastCheck(answer.count, since_id, time.time(), answer.wait_seconds)
    if path is not None:
        save_check(path, last)
    return access.username, last


def _print(context: Context, last: LastCheck, username: str) -> int:
    if context.arguments.json or (last.count and not context.arguments.quiet):
        asked_at = datetime.fromtimestamp(last.asked_at, UTC)
        context.show(last, str(last.count), username=username, asked_at=asked_at)
    return Exit.OK if last.count else Exit.NOTHING


def _send_for_another(context: Context) -> None:
    """Start a process that asks the server and keeps the answer; nobody waits for it."""
    import subprocess

    command = [sys.executable, "-m", "mbtui", "--server", context.server]
    if context.options.username:
        command += ["--account", context.options.username]
    if context.options.config:
        command += ["--config", context.options.config]
    with suppress(OSError):  # too many processes: the next check tries again
        process = subprocess.Popen(
            [*command, "check", "--now", "--quiet"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        process.returncode = 0  # not waited for on purpose; without this its object complains when it is collected
