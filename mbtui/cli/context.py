"""What a command works with: the configuration, the server, the account that is signed in.

A command asks for what it needs; nothing is read, found or opened before.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mbtui import paths
from mbtui.cli.full_screen import Options
from mbtui.cli.output import Output
from mbtui.cli.records import record_of
from mbtui.cli.table import BY_NAME

if TYPE_CHECKING:
    from argparse import Namespace

    from mbtui.accounts.accounts import Accounts, TokenFound, TokenMissing
    from mbtui.api import Client, SignInRequired
    from mbtui.config import Config
    from mbtui.store import Store

Result = TypeVar("Result")


class Context:
    """One run of one command."""

    def __init__(self, arguments: Namespace, output: Output) -> None:
        self.arguments = arguments
        self.output = output
        self.options = Options.of(arguments)
        self.afterwards: list[str] = []
        """Sentences to be said after the one about what went wrong."""

    @cached_property
    def config(self) -> Config:
        from mbtui.config import read_config

        config, notices = read_config(self.options.config_file)
        for notice in notices:
            self.output.complain(notice)
        return config

    def all_notices(self) -> list[str]:
        """Sentences about config.toml, about the keys in it, and about the theme files that it names.

        For the commands whose own matter they are: from then on nothing complains of them on standard error.
        """
        from mbtui.config import read_config
        from mbtui.config.themes import read_theme
        from mbtui.screens.keymap import check_keys
        from mbtui.screens.theme import check_theme

        config, notices = read_config(self.options.config_file)
        self.config = config
        read = [read_theme(Path(theme)) for theme in config.theme_files]
        themes = [notice for _, notices in read for notice in notices]
        themes += check_theme(config, [theme.name for theme, _ in read if theme is not None])
        return [*notices, *check_keys(config.keys)[1], *themes]

    @cached_property
    def server(self) -> str:
        """The server's origin: of --server, else of MBTUI_SERVER, else of config.toml."""
        return self.options.origin or self.config.server

    @cached_property
    def accounts(self) -> Accounts:
        from mbtui.accounts.accounts import Accounts

        return Accounts(self.server, self.config)

    @contextmanager
    def saved(self) -> Iterator[Store | None]:
        """Open what is saved of the account that would be used; None when there is nothing. No server is asked."""
        from mbtui.store.store import CACHE_NAME, Store

        account = self.accounts.expected(self.options.username)
        folder = paths.account_folder(self.server, account.username if account else "")
        # The demo's world is gone with the command that it was made for.
        is_there = not self.arguments.demo and (folder / CACHE_NAME).exists()
        store = Store.open(folder) if is_there else None
        try:
            yield store
        finally:
            if store is not None:
                store.close_now()

    def show(self, value: object, words: str, /, **others: object) -> None:
        """Print one thing: with --json as the command's record of it and of what else it holds, otherwise in words."""
        if self.arguments.json:
            self.output.json(record_of(BY_NAME[self.arguments.command].record, value, **others))
        else:
            self.output.line(words, hang="    ")

    @asynccontextmanager
    async def access(self, *, needs_account: bool = True) -> AsyncIterator[Access]:
        """Open a client that is signed in, or without an account when the command is of use without one."""
        from mbtui.api import Client, SignInRequired

        if self.arguments.demo:
            from mbtui.demo import DemoServer

            with DemoServer() as server:
                async with Client(server.token, server.url) as client:
                    yield Access(self, client, None)
            return
        from mbtui.accounts.accounts import TokenMissing

        async with Client(None, self.server) as client:
            found = await self.find_token(client)
            if not isinstance(found, TokenMissing):
                yield Access(self, client, found)
            elif needs_account:
                raise SignInRequired(no_token(found))
            else:
                yield Access(self, client, None)

    async def find_token(self, client: Client) -> TokenFound | TokenMissing:
        """Find the token of the account that was asked for, and have it confirmed if that is due."""
        from mbtui.accounts.accounts import TokenMissing
        from mbtui.api import MicroblogError, SignInRequired

        found = await self.accounts.token(client, self.options.username)
        if isinstance(found, TokenMissing):
            return found
        try:
            found = await self.accounts.verify(client, found)
        except SignInRequired:
            raise
        except MicroblogError:
            pass  # it will be verified another time; the command's own call says what is wrong now
        if found.notice:
            self.output.complain(found.notice)
        return found


def no_token(missing: TokenMissing) -> str:
    return f"{missing.sentence} Sign in with `mbtui login`, or set MBTUI_TOKEN."


class Access:
    """A client, and the account it is signed in to."""

    def __init__(self, context: Context, client: Client, found: TokenFound | None) -> None:
        """Take an open client; `found` is None in the demo and without an account."""
        self.client = client
        self._context = context
        self._found = found

    @property
    def username(self) -> str:
        """Who is signed in; empty when that is not known."""
        return self._found.account.username if self._found else ""

    async def ask(self, call: Callable[[], Awaitable[Result]]) -> Result:
        """Make a call; when the token is refused, have it verified once and follow that answer."""
        from mbtui.api import SignInRequired

        try:
            return await call()
        except SignInRequired as refused:
            await self.renew(refused)
            return await call()

    async def renew(self, refused: SignInRequired) -> None:
        """Have the token verified that was refused. SignInRequired: it is no longer accepted."""
        from mbtui.api import MicroblogError, SignInRequired

        if self._found is None:
            raise refused
        try:
            self._found = await self._context.accounts.verify(self.client, self._found, is_forced=True)
        except SignInRequired:
            raise
        except MicroblogError:
            # That says nothing about the token; the first answer did.
            raise refused from None
