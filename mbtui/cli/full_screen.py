"""Opens the full screen. What it needs is imported when it is sure that there is a terminal."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING, NamedTuple

from mbtui.cli.exits import Exit

if TYPE_CHECKING:
    from mbtui.app import MbtuiApp
    from mbtui.services.sessions import SessionProvider

_SWITCH_SECONDS = 0.0005
"""How long a key waits for a thread that converts or prunes, several times over; Python's own is ten times as long."""


class Options(NamedTuple):
    """What the command line asked for."""

    demo: bool = False
    account: str | None = None
    theme: str | None = None
    server: str | None = None


def open_screen(options: Options) -> int:
    """Open the full screen if there is a terminal for it; else say why not. Returns the exit status."""
    if complaint := _no_screen():
        _tell(complaint)
        return Exit.USAGE
    variables = os.environ.get("MBTUI_SERVER") or None, os.environ.get("MBTUI_ACCOUNT") or None
    name = "MBTUI_SERVER" if options.server is None else "--server"
    options = options._replace(
        server=variables[0] if options.server is None else options.server, account=options.account or variables[1]
    )
    if options.server is not None:
        from mbtui.config import BadValue, origin

        try:
            options = options._replace(server=origin(options.server))
        except BadValue as error:
            _tell(f"{name} must be {error}.")
            return Exit.USAGE
    # The app enables it again after its first frame, for which everything is kept: looking for garbage takes 15 ms.
    gc.disable()
    return run(options)


def run(options: Options) -> int:
    """Run the app to its end. Returns the exit status."""
    from mbtui.store.errors import StoreError

    try:
        app = make_app(options)
    except StoreError as error:
        _tell(str(error))
        return Exit.LOCAL
    app.heeds_signals = True
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        app.run(mouse=app.has_mouse)
    finally:
        # What is left to do takes a moment; an impatient ctrl+c must not end it with a traceback.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        app.sessions.leave()
    if app.fault is not None:
        return _tell_of(app.fault)
    return app.return_code or 0


def _tell_of(fault: Exception) -> int:
    """Say where the report of a fault and the reader's own words are. Returns the exit status."""
    from mbtui import paths
    from mbtui.services.crash_report import keep_crash_report

    report = keep_crash_report(fault, paths.state_folder())
    kept = f"A report without your posts and texts is in {report}." if report else "No report could be written."
    _tell(
        f"A fault in mbtui has ended it ({type(fault).__name__}). {kept} "
        f"What you wrote is kept in {paths.data_folder()}; start mbtui again to go on."
    )
    return Exit.FAULT


def make_app(options: Options) -> MbtuiApp:
    """Make the app as config.toml and the command line want it.

    Raises:
        StoreError: The saved posts can be neither opened nor made.
    """
    from mbtui import paths
    from mbtui.app import MbtuiApp
    from mbtui.config import read_config
    from mbtui.services.sessions import AccountSessions, DemoSession

    config, notices = read_config(paths.config_file())
    sessions: SessionProvider
    if options.demo:
        sessions = DemoSession()
    else:
        from mbtui.accounts.accounts import Accounts

        origin = options.server or config.server
        sessions = AccountSessions(origin, Accounts(origin, config), config, username=options.account or "")
    return MbtuiApp(sessions, config=config, theme=options.theme, notices=notices)


def _tell(sentence: str) -> None:
    from mbtui.cli.streams import tell

    tell(sentence)


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
