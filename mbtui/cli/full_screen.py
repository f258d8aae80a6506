"""Opens the full screen. What it needs is imported when it is sure that there is a terminal."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING, NamedTuple

from mbtui.cli.exits import Exit, Failure

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from mbtui.app import MbtuiApp
    from mbtui.services.session_provider import SessionProvider

_SWITCH_SECONDS = 0.0005
"""How long a key waits for a thread that converts or prunes, several times over; Python's own is ten times as long."""


class Options(NamedTuple):
    """What opens the full screen, or stands before a command."""

    demo: bool = False
    account: str | None = None
    theme: str | None = None
    server: str | None = None
    config: str | None = None

    @classmethod
    def of(cls, arguments: Namespace) -> Options:
        return cls(*(getattr(arguments, name) for name in cls._fields))

    @property
    def username(self) -> str:
        """The account of --account, else of MBTUI_ACCOUNT, or nothing."""
        return self.account or ("" if self.demo else os.environ.get("MBTUI_ACCOUNT", ""))

    @property
    def origin(self) -> str:
        """The server of --server, else of MBTUI_SERVER; empty when neither names one, a Failure when it can be none."""
        name, address = "--server", self.server
        if address is None:
            name, address = "MBTUI_SERVER", "" if self.demo else os.environ.get("MBTUI_SERVER", "")
            if not address:
                return ""
        from mbtui.config import BadValue, origin

        try:
            return origin(address)
        except BadValue as error:
            raise Failure(f"{name} must be {error}.") from error

    @property
    def config_file(self) -> Path:
        """The file of --config, which must exist, else the usual one, which need not."""
        from pathlib import Path

        from mbtui import paths

        if self.config is None:
            return paths.config_file()
        if not Path(self.config).is_file():
            raise Failure(f"--config names {self.config}, and there is no such file.")
        return Path(self.config)


def open_screen(options: Options) -> int:
    """Open the full screen if there is a terminal for it; else say why not. Returns the exit status."""
    if complaint := _no_screen():
        from mbtui.cli.output import tell

        tell(complaint)
        return Exit.USAGE
    # The app enables it again after its first frame, for which everything is kept: looking for garbage takes 15 ms.
    gc.disable()
    return run(options)


def run(options: Options) -> int:
    """Run the app to its end. Returns the exit status."""
    from mbtui.store.errors import StoreError

    try:
        app = make_app(options)
    except (Failure, StoreError) as error:
        from mbtui.cli.output import tell

        tell(str(error))
        return error.status if isinstance(error, Failure) else Exit.LOCAL
    app.heeds_signals = True
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        app.run(mouse=app.has_mouse)
    finally:
        # What is left to do takes a moment; an impatient ctrl+c must not end it with a traceback.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        app.sessions.leave()
        if app.frames is not None and app.fault is None:
            app.frames.keep_last()
    if app.fault is not None:
        from mbtui import paths
        from mbtui.cli.output import tell_of_fault

        kept = f"What you wrote is kept in {paths.data_folder()}; start mbtui again to go on."
        return tell_of_fault(app.fault, kept)
    return app.return_code or 0


def make_app(options: Options) -> MbtuiApp:
    """Make the app as config.toml and the command line want it; a Failure or StoreError tells why it can not be."""
    from mbtui.config import read_config

    config, notices = read_config(options.config_file)
    sessions: SessionProvider
    if options.demo:
        from mbtui.services.session_provider import DemoSession

        sessions = DemoSession(config)
    else:
        from mbtui.accounts.accounts import Accounts

        origin = options.origin or config.server
        accounts, ahead = Accounts(origin, config), None
        # A command may ask for something on the terminal.
        if (token := accounts.new_token) is not None and not config.token_command:
            from mbtui.services.first_page import fetch_ahead

            ahead = fetch_ahead(accounts, token, origin, options.username)
        from mbtui.services.session_provider import AccountSessions

        sessions = AccountSessions(origin, accounts, config, username=options.username, ahead=ahead)
        sessions.config_file = options.config_file
    from mbtui.app import MbtuiApp

    return MbtuiApp(sessions, config=config, theme=options.theme, notices=notices)


def _no_screen() -> str:
    """Why the full screen can not be opened here; empty when it can."""
    # The toolkit draws on standard error.
    for stream, name in ((sys.stdin, "input"), (sys.stdout, "output"), (sys.stderr, "error output")):
        if stream is None or not stream.isatty():
            return (
                f"The full screen needs a terminal, and the {name} is none. "
                "`mbtui timeline` prints posts, `mbtui --help` lists all commands."
            )
    if os.environ.get("TERM", "dumb") in ("dumb", "unknown", ""):
        return (
            "This terminal can not move its cursor (TERM is dumb or not set), which the full screen needs. "
            "`mbtui timeline --plain` prints posts."
        )
    return ""
