"""How the program gets in: whose saved posts are opened first, and which client is used afterwards.

The first half runs before the first frame and reads two small files; the second half may ask a keyring, a command
and the network, and runs after it.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from mbtui import paths
from mbtui.api.credentials import Token
from mbtui.services.session import Session
from mbtui.store import Store
from mbtui.timeline_kinds import TIMELINE

if TYPE_CHECKING:
    from mbtui.accounts.accounts import Accounts, TokenFound
    from mbtui.api import Client
    from mbtui.config import Config
    from mbtui.demo import DemoServer
    from mbtui.services.ahead import Ahead


class Connected(msgspec.Struct, frozen=True):
    """A way in was found."""

    client: Client
    """With a token, or without one: then only Discover can be read."""
    session: Session
    """The session to go on with; another one when the token turned out to be somebody else's."""
    notice: str = ""
    """A sentence the reader should see, or nothing."""
    reason: str = ""
    """Why there is no token although one could be expected, in sentences; empty at the first start."""


class SessionProvider(Protocol):
    """A way into an account. What it answers by itself is right where there is one account, whose token lasts."""

    def first_session(self) -> Session:
        """Open what is saved of the account that is expected to be used; StoreError when that can not be."""

    async def connect(self, session: Session) -> Connected:
        """Find the client. MicroblogError when there is a token, but the server can not be asked whose it is."""

    async def verified(self, connected: Connected, *, is_forced: bool = False) -> str:
        """Let the token be confirmed or exchanged if that is due. Returns a sentence for the reader, or nothing.

        It `is_forced` when the server has refused the token. Raises what `Accounts.verify` raises.
        """
        return ""

    @property
    def can_sign_in(self) -> bool:
        """Whether there are accounts to choose from."""
        return False

    def other_usernames(self, current: str) -> tuple[str, ...]:
        """Those that are signed in here, without the current one."""
        return ()

    def choose(self, username: str) -> None:
        """Let the next `first_session` be this account's, and remember it for the next start."""
        return None

    async def sign_out(self, username: str) -> tuple[str, ...]:
        """Forget an account's token. Returns sentences the reader should know; AccountProblem when that fails."""
        return ()

    def leave(self) -> None:
        """Give back what `connect` took; called once, when the screen is closed."""
        return None


class AccountSessions(SessionProvider):
    """The way into an account of a server: the one asked for by `username`, or the current one."""

    def __init__(
        self, origin: str, accounts: Accounts, config: Config, *, username: str = "", ahead: Ahead | None = None
    ) -> None:
        """`ahead` is what asks already whose a new token in the environment is."""
        self.origin = origin
        self.accounts = accounts
        self.config = config
        self.config_file = paths.config_file()
        """Where the configuration was read from."""
        self._username = username
        self._is_chosen = False
        self._found: TokenFound | None = None
        self._ahead = ahead
        """Taken by whoever connects first."""

    def first_session(self) -> Session:
        if self._ahead is not None:
            self._ahead.look()
        known = self.accounts.expected(self._username)
        return self._session_of(known.username if known else "")

    def _session_of(self, username: str) -> Session:
        """Open what is saved of an account; an empty name is the guest."""
        folder = paths.account_folder(self.origin, username)
        pictures_folder = paths.pictures_folder(self.origin, username)
        return Session(Store.open(folder), username, config=self.config, pictures_folder=pictures_folder)

    async def connect(self, session: Session) -> Connected:
        from mbtui.api import Client

        # Whoever comes back here asks by himself.
        ahead, self._ahead = self._ahead, None
        was_over = ahead is None or ahead.has_ended.is_set()
        notice, is_saving = "", False
        if ahead is not None:
            notice, is_saving = self._heed(await ahead.watch())
        self._found = None
        client = Client(None, self.origin)
        try:
            connected = await self._connect_with(client, session)
        except BaseException:
            # Cancelled, too: the program may be closed while the server takes its time.
            await client.close()
            raise
        if ahead is not None and is_saving and not was_over:
            connected.session.timeline(TIMELINE.id).saved_elsewhere = ahead.has_ended
        words = " ".join(filter(None, (notice, connected.notice)))
        return msgspec.structs.replace(connected, notice=words)

    def _heed(self, told: bytes) -> tuple[str, bool]:
        """Use what was found out ahead. Returns a sentence for the reader, and whether a first page is being saved."""
        if not told:
            # What went wrong goes wrong again, or not.
            return "", False
        from mbtui.api import ServiceUnavailable
        from mbtui.services.first_page import Told

        username, text, words, is_saving = msgspec.json.decode(told, type=Told)
        if not username:
            raise ServiceUnavailable(words)
        # No file and no keyring may have taken what the server has exchanged the token for.
        self.accounts.remember(username, Token(text))
        return words, is_saving

    async def _connect_with(self, client: Client, session: Session) -> Connected:
        from mbtui.accounts.accounts import TokenMissing
        from mbtui.api import SignInRequired

        try:
            found = await self.accounts.token(client, self._username)
        except SignInRequired as error:
            return Connected(client, session, reason=str(error))
        if isinstance(found, TokenMissing):
            is_first = not (session.username or self.config.token_command or self._username)
            return Connected(client, session, reason="" if is_first else found.sentence)
        self._found = found
        username = found.account.username
        await self._remember_choice(username)
        if username.lower() != session.username.lower():
            session = await asyncio.to_thread(self._session_of, username)
        return Connected(client, session, found.notice)

    async def _remember_choice(self, username: str) -> None:
        from mbtui.accounts.accounts import AccountProblem

        if self._is_chosen:
            self._is_chosen = False
            try:
                await self.accounts.select(username)
            except AccountProblem:
                # The list of accounts can not be written: the next start opens the one that was current before.
                return

    async def verified(self, connected: Connected, *, is_forced: bool = False) -> str:
        if self._found is None:
            return ""
        self._found = await self.accounts.verify(connected.client, self._found, is_forced=is_forced)
        return self._found.notice

    @property
    def can_sign_in(self) -> bool:
        return True

    def other_usernames(self, current: str) -> tuple[str, ...]:
        return tuple(name for name in self.accounts.usernames if name.lower() != current.lower())

    def choose(self, username: str) -> None:
        self._username = username
        self._is_chosen = True

    async def sign_out(self, username: str) -> tuple[str, ...]:
        self._username = ""
        return await self.accounts.sign_out(username)


class DemoSession(SessionProvider):
    """The way into the embedded server's world, in files that are thrown away."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._folder: Path | None = None
        self._server: DemoServer | None = None

    def first_session(self) -> Session:
        self._folder = Path(tempfile.mkdtemp(prefix="mbtui-demo-"))
        return Session(Store.open(self._folder), "ines", config=self._config)

    async def connect(self, session: Session) -> Connected:
        from mbtui.api import Client

        def started() -> DemoServer:
            from mbtui.demo import DemoServer

            return DemoServer().start()

        self._server = await asyncio.to_thread(started)
        return Connected(Client(self._server.token, self._server.url), session)

    async def sign_out(self, username: str) -> tuple[str, ...]:
        return ("The demo needs no signing out.",)

    def leave(self) -> None:
        if self._server is not None:
            self._server.stop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
