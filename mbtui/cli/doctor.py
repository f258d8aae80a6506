"""`mbtui doctor`: looks at what mbtui needs of this computer, and says what to do about what is wrong.

Each check looks at one thing and yields what it found; none changes anything.
"""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from mbtui import __version__, paths
from mbtui.accounts.account_list import TOKEN_VARIABLE
from mbtui.accounts.accounts import AccountProblem, TokenMissing
from mbtui.accounts.keyring import KeyringUnusable, SystemKeyring
from mbtui.api import Client, MicroblogError, SignInRequired
from mbtui.api.proxy import is_usable
from mbtui.cli.context import Context
from mbtui.cli.exits import Exit
from mbtui.services.remote import is_remote
from mbtui.terminal.ascii_marks import is_utf8

_LITTLE_ROOM_BYTES = 50_000_000

_ODD_CLOCK_SECONDS = 120

_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")

_BELL = "\a"

_IMAGES = "Install mbtui with its extra `images`."


class Finding(NamedTuple):
    """One thing that was looked at."""

    kind: Literal["ok", "note", "problem"]
    subject: str
    sentence: str
    advice: str = ""


async def doctor(context: Context) -> Exit:
    """Print one line for each thing that was looked at, and advice below those that need it."""
    status = Exit.OK
    async for finding in _findings(context):
        advice = f"\n    {finding.advice}" if finding.advice else ""
        context.show(finding, f"{finding.kind}: {finding.subject}: {finding.sentence}{advice}")
        if finding.kind == "problem":
            status = Exit.NOTHING
    if context.arguments.ring:
        _ring(context)
    return status


async def _findings(context: Context) -> AsyncIterator[Finding]:
    for check in (_program(), _pictures(), _terminal(), _clipboard(), _configuration(context), _folders(), _proxies()):
        for finding in check:
            yield finding
    async for finding in _token(context):
        yield finding
    async for finding in _server(context):
        yield finding


def _program() -> Iterator[Finding]:
    """The versions, and the stylesheet without which nothing can be drawn."""
    versions = f"mbtui {__version__}, Python {platform.python_version()}, Textual {version('textual')}"
    yield Finding("ok", "program", f"{versions}, {platform.system()}.")
    if not paths.stylesheet().is_file():
        yield Finding("problem", "program", f"The stylesheet {paths.stylesheet()} is missing.", "Install mbtui again.")


def _pictures() -> Iterator[Finding]:
    """What reads the pictures that go with a post."""
    try:
        pillow = version("pillow")
    except PackageNotFoundError:
        yield Finding("note", "pictures", "Pillow is not installed, so no pictures can go with a post.", _IMAGES)
        return
    try:
        yield Finding("ok", "pictures", f"Pillow {pillow} reads them, and pillow-heif {version('pillow-heif')} HEIC.")
    except PackageNotFoundError:
        yield Finding("note", "pictures", f"Pillow {pillow} reads them, but nothing reads HEIC.", _IMAGES)


def _terminal() -> Iterator[Finding]:
    """Whether the full screen can be drawn here, in which colours and letters."""
    term = os.environ.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        sentence = f"TERM is {term or 'not set'}, so the full screen can not be drawn."
        yield Finding("problem", "terminal", sentence, "Set TERM to what your terminal is, such as xterm-256color.")
    elif not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield Finding("note", "terminal", "Input or output is no terminal just now, so it was not looked at.")
    else:
        columns, rows = shutil.get_terminal_size()
        size = f"It has {columns} columns and {rows} rows ({term})."
        if columns < 40 or rows < 12:
            yield Finding("problem", "terminal", size, "Make it at least 40 by 12.")
        else:
            yield Finding("ok", "terminal", size)
    if "NO_COLOR" in os.environ:
        yield Finding("note", "colours", "NO_COLOR is set, so none are used.")
    elif os.environ.get("COLORTERM") in ("truecolor", "24bit"):
        yield Finding("ok", "colours", "16 million.")
    else:
        yield Finding("ok", "colours", "256." if "256" in term else "16, as far as TERM tells.")
    if is_utf8(os.environ):
        yield Finding("ok", "letters", "UTF-8.")
    else:
        sentence = "The locale is not one of UTF-8: marks and lines are plain ASCII, and other letters may be lost."
        yield Finding("problem", "letters", sentence, "Set LANG to a UTF-8 locale, such as C.UTF-8.")
    if is_remote(os.environ):
        sentence = "You are connected over SSH: pictures and mouse are off unless config.toml turns them on."
        yield Finding("note", "ssh", sentence, "`ssh -C` compresses what the screen sends to a tenth.")


def _clipboard() -> Iterator[Finding]:
    """How copied text gets to the clipboard of the computer in front of the reader."""
    if "TMUX" in os.environ:
        setting = _tmux("set-clipboard")
        if setting == "off":
            advice = "Put `set -g set-clipboard on` into tmux.conf."
            yield Finding("problem", "clipboard", "tmux keeps copied text from the terminal.", advice)
        elif setting:
            way = f"Copied text goes through tmux (set-clipboard {setting}) to the terminal (OSC 52)."
            yield Finding("ok", "clipboard", way)
        else:
            advice = "`set -g set-clipboard on` in tmux.conf makes it do so."
            yield Finding("note", "clipboard", "tmux did not say whether it hands on copied text.", advice)
    elif os.environ.get("TERM", "").startswith("screen") or "STY" in os.environ:
        way = "Copied text goes through screen to the terminal (OSC 52), in pieces that some versions lose."
        yield Finding("note", "clipboard", way)
    else:
        yield Finding("ok", "clipboard", "Copied text goes to the terminal (OSC 52); a few terminals ask or refuse.")


def _configuration(context: Context) -> Iterator[Finding]:
    """What is wrong with config.toml, its keys and its themes."""
    notices, file = context.all_notices(), context.options.config_file
    for notice in notices:
        yield Finding("problem", "configuration", notice)
    if not notices and file.exists():
        yield Finding("ok", "configuration", f"{paths.displayed(file)} is in order.")
    elif not notices:
        yield Finding("ok", "configuration", "There is no config.toml; the defaults are used.")


def _folders() -> Iterator[Finding]:
    """Whether there is a place to save posts and drafts, and room in it."""
    for name, folder in (("data", paths.data_folder()), ("state", paths.state_folder())):
        subject = f"{name} folder"
        nearest = next(place for place in (folder, *folder.parents) if place.exists())
        if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
            advice = f"Make it writable, or set XDG_{name.upper()}_HOME."
            yield Finding("problem", subject, f"{nearest} can not be written to.", advice)
            continue
        free = shutil.disk_usage(nearest).free
        shown = f"{paths.displayed(folder)}, {free // 1_000_000:,} MB free."
        if free < _LITTLE_ROOM_BYTES:
            yield Finding("problem", subject, shown, "Make room: drafts are saved there.")
        else:
            yield Finding("ok", subject, shown)
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
        except sqlite3.OperationalError:
            sentence = f"SQLite {sqlite3.sqlite_version} was built without FTS5."
            advice = "Use a Python whose SQLite has it; those of python.org and of uv do."
            yield Finding("problem", "search", sentence, advice)


def _proxies() -> Iterator[Finding]:
    """The proxies in the environment, without their passwords."""
    for name in _PROXIES:
        value = os.environ.get(name) or os.environ.get(name.lower())
        if not value:
            continue
        shown = value if name == "NO_PROXY" else _without_password(value)
        address = value if "://" in value else f"http://{value}"
        if name != "NO_PROXY" and not is_usable(address):
            advice = "An address like http://host:8080 or socks5://host:1080 is needed."
            yield Finding("problem", "proxy", f"{name} is {shown}, which is no proxy mbtui can use.", advice)
        else:
            yield Finding("note", "proxy", f"{name} is {shown}.")


async def _token(context: Context) -> AsyncIterator[Finding]:
    """Which keyring there is, and what is wrong with the list of accounts; never the token."""
    try:
        yield Finding("ok", "keyring", f"{await SystemKeyring(context.config.keyring).name()}.")
    except KeyringUnusable as error:
        advice = "A private file can keep the token instead; `mbtui login` asks."
        yield Finding("note", "keyring", str(error), advice)
    if notice := (await context.accounts.known())[1]:
        yield Finding("problem", "accounts", notice)
    if TOKEN_VARIABLE in os.environ:
        yield Finding("note", "token", f"{TOKEN_VARIABLE} is set and comes before every other place.")


async def _server(context: Context) -> AsyncIterator[Finding]:
    """Whether the server answers and accepts the token, and whether the clock here is right."""
    async with Client(None, context.server) as client:
        try:
            feed = await client.posts.discover(count=5)
        except MicroblogError as error:
            advice = f"Is {context.server} right, and is this computer online?"
            yield Finding("problem", "server", str(error), advice)
            return
        yield Finding("ok", "server", f"{context.server} answers.")
        yield _clock([post.published_at for post in feed.posts if post.published_at], datetime.now(UTC))
        try:
            held = await context.accounts.token(client, context.options.username)
        except (MicroblogError, AccountProblem) as error:
            yield Finding("problem", "token", str(error))
            return
        if isinstance(held, TokenMissing):
            yield Finding("problem", "token", held.sentence, "`mbtui login` signs in.")
            return
        try:
            await client.posts.check()
        except SignInRequired as error:
            advice = "Make a new app token on the website, and sign in with `mbtui login`."
            yield Finding("problem", "token", f"{error} It came from the {held.source}.", advice)
        except MicroblogError as error:
            yield Finding("problem", "server", str(error))
        else:
            sentence = f"The one of {held.account.username}, from the {held.source}, is accepted."
            yield Finding("ok", "token", sentence)


def _clock(dates: list[datetime], now: datetime) -> Finding:
    """A post from the future means that the clock here is behind."""
    ahead = max((date - now).total_seconds() for date in dates) if dates else 0
    if ahead > _ODD_CLOCK_SECONDS:
        sentence = f"The newest post is from {ahead / 60:.0f} minutes in the future."
        return Finding("problem", "clock", sentence, "Set this computer's clock: it is behind.")
    return Finding("ok", "clock", f"It is {now:%Y-%m-%d %H:%M} UTC here, and no post is from the future.")


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


def _ring(context: Context) -> None:
    """Send each notification that is configured, as a new mention would."""
    words = "mbtui: this is what a new mention looks like"
    sequences = {"bell": _BELL, "osc9": f"\x1b]9;{words}{_BELL}", "osc777": f"\x1b]777;notify;mbtui;{words}{_BELL}"}
    if not context.output.is_terminal:
        context.output.complain("--ring needs a terminal.")
        return
    if not context.config.notify:
        context.output.say('config.toml asks for no notification. notify = ["bell"] would ring the bell.')
    for name in context.config.notify:
        context.output.line(f"Sending {name}.")
        context.output.raw(sequences[name])
