"""Where mbtui's files lie: configuration, data, state, log and stylesheet.

Knows folders and names, and reads nothing. `platformdirs` decides the folders (XDG on Linux) and is imported when the
first of them is asked for.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from platformdirs.api import PlatformDirsABC

APP_NAME = "mbtui"
"""The name of mbtui's own folder inside each of the user's folders."""


def config_folder() -> Path:
    """The folder of the reader's own files: `config.toml` and themes."""
    return _folders().user_config_path


def config_file() -> Path:
    """The configuration; it need not exist, and the program never writes it."""
    return config_folder() / "config.toml"


def data_folder() -> Path:
    """The folder with one folder for each server origin."""
    return _folders().user_data_path


def server_folder(origin: str) -> Path:
    """The folder of one server, by the origin `https://micro.blog`.

    Other schemes and ports are part of its name, so that two origins never share accounts or saved posts.
    """
    return data_folder() / _server_name(origin)


GUEST = "guest"


def accounts_file(origin: str) -> Path:
    """The list of accounts of a server; it holds no tokens."""
    return server_folder(origin) / "accounts.json"


def account_folder(origin: str, username: str) -> Path:
    """The folder of one account: its saved posts, its drafts and, only after a yes, its token.

    The case of its username does not matter; what could leave the folder is percent-encoded. An empty one is the guest,
    who has read Discover before anybody signed in.
    """
    return server_folder(origin) / (f"@{_file_name(username.lower())}" if username else GUEST)


def token_file(origin: str, username: str) -> Path:
    """Where an account's token lies when there is no keyring and the reader said yes to a file."""
    return account_folder(origin, username) / "token"


def state_folder() -> Path:
    """The folder of what may be lost without harm: the log and what `mbtui check` last heard."""
    return _folders().user_state_path


def log_file() -> Path:
    """The log, when one is written; it never holds a token."""
    return state_folder() / "mbtui.log"


def theme_file() -> Path:
    """Holds the name of the theme that was chosen in the palette, for the next starts."""
    return state_folder() / "theme"


def check_file(origin: str, username: str) -> Path:
    """What `mbtui check` last heard about an account."""
    return state_folder() / _server_name(origin) / f"@{_file_name(username.lower())}.check.json"


def cache_folder() -> Path:
    """The folder of what can be fetched again: pictures, in one folder an account."""
    return _folders().user_cache_path


def pictures_folder(origin: str, username: str) -> Path:
    """The folder of the pictures that were fetched for an account; an empty name is nobody who has one."""
    return cache_folder() / _server_name(origin) / f"@{_file_name(username.lower())}" / "pictures"


def make_private(folder: Path) -> None:
    """Make a folder and those above it that are missing, each for its owner only, whatever the umask.

    Those of mbtui's own that an earlier version has let others look into are closed to them. `OSError` may come.
    """
    missing = [above for above in folder.parents if not above.exists()]
    for path in (*reversed(missing), folder):
        path.mkdir(mode=0o700, exist_ok=True)
    paths = [folder, *folder.parents]
    names = [path.name for path in paths]
    for path in paths[: names.index(APP_NAME) + 1] if APP_NAME in names else ():
        found = path.stat()
        if found.st_mode & 0o077 and found.st_uid == os.geteuid():
            path.chmod(0o700)


def downloads_folder() -> Path:
    """Where the reader's other programs save what they fetch."""
    return _folders().user_downloads_path


def stylesheet() -> Path:
    """The stylesheet: inside the package when installed from a wheel, else at the top of the checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "mbtui.tcss"
    return installed if installed.exists() else package.parent / "mbtui.tcss"


def displayed(path: Path) -> str:
    """A path as a person would type it: with `~` for the home folder."""
    try:
        return os.path.join("~", path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)


@cache
def _dirs_class() -> type[PlatformDirsABC]:
    from platformdirs import PlatformDirs

    return PlatformDirs


def _folders() -> PlatformDirsABC:
    return _dirs_class()(APP_NAME, appauthor=False, roaming=False)


def _server_name(origin: str) -> str:
    """The name of the folder of a server."""
    parts = urlsplit(origin)
    name = (parts.hostname or "").lower()
    if parts.port is not None:
        name = f"{name}-{parts.port}"
    if parts.scheme != "https":
        name = f"{parts.scheme}-{name}"
    return _file_name(name)


def _file_name(text: str) -> str:
    """Text from outside as the name of one folder: never empty, hidden, or a path."""
    name = quote(text, safe="@.-_")
    if name.startswith("."):
        name = "%2E" + name[1:]
    return name[:200] or "_"
