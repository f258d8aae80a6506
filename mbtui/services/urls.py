"""Where an address leads, and how it leaves the program: only http, https and mailto, and never through a shell.

Knows no terminal: what has to be handed the screen, or shown for copying, is said and left to the interface.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, unquote, urlsplit

import msgspec

from mbtui.accounts.account_list import TOKEN_VARIABLE
from mbtui.api.text import clean_line
from mbtui.content.links import OPENABLE
from mbtui.services.remote import is_remote
from mbtui.services.system_browser import FAILED, NONE_FOUND
from mbtui.timeline_kinds import CONVERSATION, DISCOVER, USER

if TYPE_CHECKING:
    from mbtui.config import Config
    from mbtui.content.document import Link

_PUBLIC_HOSTS = ("micro.blog", "www.micro.blog")
_NOT_PEOPLE = frozenset(
    {
        *("about", "account", "api", "apps", "badge", "books", "bookmarks", "categories", "conversation", "discover"),
        *("favorites", "feeds", "help", "hello", "invite", "jobs", "js", "lists", "logs", "mentions", "micropub"),
        *("new", "notes", "photos", "plus", "posts", "premium", "privacy", "register", "replies", "signin", "signout"),
        *("site", "sitemap", "sites", "stats", "terms", "timeline", "uploads", "users", "webmention", "xmlrpc"),
    }
)
"""First words of paths on Micro.blog that are pages and no person's name."""
_FILE_ENDINGS = (".css", ".gif", ".html", ".ico", ".jpeg", ".jpg", ".js", ".json", ".png", ".rss", ".txt", ".xml")
_WAIT_SECONDS = 1.5
"""A program that goes wrong does so within this; one that takes longer is taken to be open."""
_BROWSER_WAIT_SECONDS = 10.0


class OpenMethod(msgspec.Struct, frozen=True):
    """How an address is opened."""

    kind: Literal["program", "terminal", "system", "show"]
    """A program beside mbtui; one that is handed the screen; the system's browser; show the address to be copied."""
    arguments: tuple[str, ...] = ()
    """Program and arguments, for the first two."""
    reason: str = ""
    """Why the address is only shown, as a sentence."""


def is_openable(url: str) -> bool:
    """Whether an address may leave the program."""
    return url.lower().startswith(OPENABLE)


def timeline_at(url: str, own_host: str = "") -> str:
    """Name the conversation, the person's timeline or the topic that an address leads to; "" for any other address.

    `own_host` is host and port of the account's server, which counts like micro.blog.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or parts.netloc.lower() not in {*_PUBLIC_HOSTS, own_host.lower()} - {""}:
        return ""
    words = [clean_line(unquote(word)) for word in parts.path.split("/") if word]
    match words:
        case ["discover"]:
            return DISCOVER.name()
        case ["discover", topic]:
            return DISCOVER.name(topic) if _is_word(topic) else ""
        case [name, number] if _is_number(number) and name.lower() not in _NOT_PEOPLE:
            return CONVERSATION.name(int(number))
        case [name] if _is_word(name.removeprefix("@")) and not name.lower().endswith(_FILE_ENDINGS):
            return "" if name.lower() in _NOT_PEOPLE else USER.name(name.removeprefix("@"))
    return ""


def conversation_page(username: str, post_id: int, origin: str) -> str:
    """Give the address of a post's page on Micro.blog, which holds its conversation: what `timeline_at` reads."""
    return f"{origin}/{quote(username, safe='@')}/{post_id}"


def _is_number(word: str) -> bool:
    """Whether a word can be the id of a post."""
    return word.isascii() and word.isdecimal() and len(word) <= 19 and int(word) < 2**63


def _is_word(word: str) -> bool:
    """Whether a word can be a username or a topic: letters, digits and `_ . - @`."""
    return bool(word) and len(word) <= 200 and all(sign.isalnum() or sign in "_.-@" for sign in word)


def open_method(url: str, kind: str, config: Config, environ: Mapping[str, str]) -> OpenMethod:
    """Decide how an address that `is_openable` is opened.

    Openers in the configuration go by `kind`: `link`, `picture`, `video` or `audio`.
    """
    opener = config.opener_for(url, kind)
    if opener is not None:
        return OpenMethod("terminal" if opener.is_terminal else "program", tuple(opener.arguments(url)))
    if is_remote(environ):
        return OpenMethod("show", reason="Over SSH, mbtui opens nothing on this machine.")
    return OpenMethod("system")


def opener_kind(link: Link) -> str:
    """Give the word by which openers in the configuration know a link's kind."""
    return {"image": "picture", "video": "video", "audio": "audio"}.get(link.kind, "link")


def start(arguments: Sequence[str]) -> str:
    """Start a program beside mbtui, without shell and terminal; takes a moment. Returns what went wrong, or ""."""
    try:
        process = _detached(arguments)
    except (OSError, ValueError) as error:
        return _not_started(arguments[0], error)
    status = _status(process, _WAIT_SECONDS)
    return f"The program {arguments[0]} ended with status {status}." if status else ""


def start_system_browser(url: str) -> str:
    """Open an address in the system's browser; takes a moment. Returns why that was not done, or ""."""
    script = Path(__file__).with_name("system_browser.py")
    try:
        process = _detached([sys.executable, "-I", str(script), url])
    except (OSError, ValueError) as error:
        return _not_started("Python", error)
    match _status(process, _BROWSER_WAIT_SECONDS):
        case status if status == NONE_FOUND:
            return "There is no browser with a window on this machine."
        case status if status == FAILED:
            return "The system's browser did not take the address."
    return ""


def run_in_terminal(arguments: Sequence[str]) -> str:
    """Run a program in the terminal, which has been handed over, until it ends. Returns what went wrong, or ""."""
    try:
        status = subprocess.run(arguments, check=False, env=environment_for_others()).returncode
    except (OSError, ValueError) as error:
        return _not_started(arguments[0], error)
    return f"The program {arguments[0]} ended with status {status}." if status else ""


def _detached(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    nothing = subprocess.DEVNULL
    return subprocess.Popen(
        arguments, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True, env=environment_for_others()
    )


def _status(process: subprocess.Popen[bytes], seconds: float) -> int:
    """Wait a moment for a program; one that goes on is taken off the table of processes when it ends."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        threading.Thread(target=process.wait, daemon=True, name="mbtui-opened").start()
        return 0


def environment_for_others() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != TOKEN_VARIABLE}


def _not_started(program: str, error: OSError | ValueError) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "its arguments can not be used"
    return f"Could not start {program} ({reason})."
