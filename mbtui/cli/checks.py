"""What `mbtui doctor` looks at. Each function looks at one thing and gives what it found; none changes anything."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import urlsplit

from mbtui import __version__, paths
from mbtui.services.environment import is_remote

if TYPE_CHECKING:
    from mbtui.cli.context import Context

_LITTLE_ROOM_BYTES = 50_000_000

_ODD_CLOCK_SECONDS = 120

_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")


class Finding(NamedTuple):
    """One thing that was looked at."""

    kind: Literal["ok", "note", "problem"]
    subject: str
    sentence: str
    advice: str = ""


def program() -> list[Finding]:
    """The versions, and the stylesheet without which nothing can be drawn."""
    from importlib.metadata import version

    versions = f"mbtui {__version__}, Python {platform.python_version()}, Textual {version('textual')}"
    found = [Finding("ok", "program", f"{versions}, {platform.system()}.")]
    if not paths.stylesheet().is_file():
        found.append(
            Finding("problem", "program", f"The stylesheet {paths.stylesheet()} is missing.", "Install mbtui again.")
        )
    return found


def terminal() -> list[Finding]:
    """Whether the full screen can be drawn here, in which colours and letters."""
    term, found = os.environ.get("TERM", ""), []
    if term in ("", "dumb", "unknown"):
        found.append(
            Finding(
                "problem",
                "terminal",
                f"TERM is {term or 'not set'}, so the full screen can not be drawn.",
                "Set TERM to what your terminal is, such as xterm-256color.",
            )
        )
    elif not (sys.stdin.isatty() and sys.stdout.isatty()):
        found.append(Finding("note", "terminal", "Input or output is no terminal just now, so it was not looked at."))
    else:
        columns, rows = shutil.get_terminal_size()
        size = f"{columns} columns and {rows} rows ({term})"
        if columns < 40 or rows < 12:
            found.append(Finding("problem", "terminal", f"It has {size}.", "Make it at least 40 by 12."))
        else:
            found.append(Finding("ok", "terminal", f"It has {size}."))
    if "NO_COLOR" in os.environ:
        found.append(Finding("note", "colours", "NO_COLOR is set, so none are used."))
    elif os.environ.get("COLORTERM") in ("truecolor", "24bit"):
        found.append(Finding("ok", "colours", "16 million."))
    else:
        found.append(Finding("ok", "colours", "256." if "256" in term else "16, as far as TERM tells."))
    encoding = locale.getpreferredencoding(False)
    if encoding.lower().replace("-", "") == "utf8":
        found.append(Finding("ok", "letters", "UTF-8."))
    else:
        found.append(
            Finding(
                "problem",
                "letters",
                f"The locale uses {encoding}, which lacks most letters.",
                "Set LANG to a UTF-8 locale, such as C.UTF-8.",
            )
        )
    if is_remote(os.environ):
        found.append(
            Finding(
                "note",
                "ssh",
                "You are connected over SSH: pictures and mouse are off unless config.toml turns them on.",
                "`ssh -C` compresses what the screen sends to a tenth.",
            )
        )
    return found


def clipboard() -> list[Finding]:
    """How copied text gets to the clipboard of the computer in front of the reader."""
    if "TMUX" in os.environ:
        setting = _tmux("set-clipboard")
        if setting == "off":
            return [
                Finding(
                    "problem",
                    "clipboard",
                    "tmux keeps copied text from the terminal.",
                    "Put `set -g set-clipboard on` into tmux.conf.",
                )
            ]
        if setting:
            return [
                Finding(
                    "ok",
                    "clipboard",
                    f"Copied text goes through tmux (set-clipboard {setting}) to the terminal (OSC 52).",
                )
            ]
        return [
            Finding(
                "note",
                "clipboard",
                "tmux did not say whether it hands on copied text.",
                "`set -g set-clipboard on` in tmux.conf makes it do so.",
            )
        ]
    if os.environ.get("TERM", "").startswith("screen") or "STY" in os.environ:
        return [
            Finding(
                "note",
                "clipboard",
                "Copied text goes through screen to the terminal (OSC 52), in pieces that some versions lose.",
            )
        ]
    return [Finding("ok", "clipboard", "Copied text goes to the terminal (OSC 52); a few terminals ask or refuse.")]


def configuration(context: Context) -> list[Finding]:
    """What is wrong with config.toml, its keys and its themes."""
    if notices := context.all_notices():
        return [Finding("problem", "configuration", notice) for notice in notices]
    file = paths.config_file()
    if file.exists():
        return [Finding("ok", "configuration", f"{paths.displayed(file)} is in order.")]
    return [Finding("ok", "configuration", "There is no config.toml; the defaults are used.")]


def folders(context: Context) -> list[Finding]:
    """Whether there is a place to save posts and drafts, and room in it."""
    import sqlite3

    found = []
    for name, folder in (("data", paths.data_folder()), ("state", paths.state_folder())):
        nearest = next(place for place in (folder, *folder.parents) if place.exists())
        if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
            found.append(
                Finding(
                    "problem",
                    f"{name} folder",
                    f"{nearest} can not be written to.",
                    f"Make it writable, or set XDG_{name.upper()}_HOME.",
                )
            )
            continue
        free = shutil.disk_usage(nearest).free
        shown = f"{paths.displayed(folder)}, {free // 1_000_000:,} MB free."
        if free < _LITTLE_ROOM_BYTES:
            found.append(Finding("problem", f"{name} folder", shown, "Make room: drafts are saved there."))
        else:
            found.append(Finding("ok", f"{name} folder", shown))
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
    except sqlite3.OperationalError:
        found.append(
            Finding(
                "problem",
                "search",
                f"SQLite {sqlite3.sqlite_version} was built without FTS5.",
                "Use a Python whose SQLite has it; those of python.org and of uv do.",
            )
        )
    finally:
        connection.close()
    return found


def proxies() -> list[Finding]:
    """The proxies in the environment, without their passwords."""
    from mbtui.api.proxy import is_usable

    found = []
    for name in _PROXIES:
        value = os.environ.get(name) or os.environ.get(name.lower())
        if not value:
            continue
        shown = value if name == "NO_PROXY" else _without_password(value)
        address = value if "://" in value else f"http://{value}"
        if name != "NO_PROXY" and not is_usable(address):
            found.append(
                Finding(
                    "problem",
                    "proxy",
                    f"{name} is {shown}, which is no proxy mbtui can use.",
                    "An address like http://host:8080 or socks5://host:1080 is needed.",
                )
            )
        else:
            found.append(Finding("note", "proxy", f"{name} is {shown}."))
    return found


async def token(context: Context) -> list[Finding]:
    """Which keyring there is, and where the token is; never the token."""
    from mbtui.accounts.account_list import TOKEN_VARIABLE
    from mbtui.accounts.keyring import KeyringUnusable, SystemKeyring

    found = []
    keyring = SystemKeyring(context.config.keyring)
    try:
        found.append(Finding("ok", "keyring", f"{await keyring.name()}."))
    except KeyringUnusable as error:
        found.append(
            Finding("note", "keyring", str(error), "A private file can keep the token instead; `mbtui login` asks.")
        )
    if notice := (await context.accounts.known())[1]:
        found.append(Finding("problem", "accounts", notice))
    if TOKEN_VARIABLE in os.environ:
        found.append(Finding("note", "token", f"{TOKEN_VARIABLE} is set and comes before every other place."))
    return found


async def server(context: Context) -> list[Finding]:
    """Whether the server answers and accepts the token, and whether the clock here is right."""
    from mbtui.accounts.accounts import AccountProblem, TokenMissing
    from mbtui.api import Client, MicroblogError, SignInRequired

    found = []
    async with Client(None, context.server) as client:
        try:
            feed = await client.posts.discover(count=5)
        except MicroblogError as error:
            return [
                Finding("problem", "server", str(error), f"Is {context.server} right, and is this computer online?")
            ]
        found.append(Finding("ok", "server", f"{context.server} answers."))
        found += _clock([post.published_at for post in feed.posts if post.published_at], datetime.now(UTC))
        try:
            held = await context.accounts.token(client, context.username)
        except (MicroblogError, AccountProblem) as error:
            return [*found, Finding("problem", "token", str(error))]
        if isinstance(held, TokenMissing):
            sentence = " ".join(held.reasons)
            return [*found, Finding("problem", "token", sentence, "`mbtui login` signs in.")]
        try:
            await client.posts.check()
        except SignInRequired as error:
            advice = "Make a new app token on the website, and sign in with `mbtui login`."
            found.append(Finding("problem", "token", f"{error} It came from the {held.source}.", advice))
        except MicroblogError as error:
            found.append(Finding("problem", "server", str(error)))
        else:
            found.append(
                Finding("ok", "token", f"The one of {held.account.username}, from the {held.source}, is accepted.")
            )
    return found


def _clock(dates: list[datetime], now: datetime) -> list[Finding]:
    """A post from the future means that the clock here is behind."""
    ahead = max((date - now).total_seconds() for date in dates) if dates else 0
    if ahead > _ODD_CLOCK_SECONDS:
        return [
            Finding(
                "problem",
                "clock",
                f"The newest post is from {ahead / 60:.0f} minutes in the future.",
                "Set this computer's clock: it is behind.",
            )
        ]
    return [Finding("ok", "clock", f"It is {now:%Y-%m-%d %H:%M} UTC here, and no post is from the future.")]


def _tmux(option: str) -> str:
    try:
        done = subprocess.run(
            ["tmux", "show-options", "-gv", option], capture_output=True, text=True, timeout=2, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def _without_password(address: str) -> str:
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "something that can not be read"
    secret = "…@" if parts.username or parts.password else ""
    return f"{parts.scheme}://{secret}{parts.hostname or ''}{port}"
