"""Micro.blog as a library: a typed, tolerant, asynchronous client. Usable without the rest of mbtui.

The names are loaded when they are first used: the first frame needs the errors alone.
"""
# ruff: noqa: F403  (type checkers read the names out of the files; the table is for everybody else)

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

_NAMES = {
    "account": "Account",
    "client": "Client",
    "credentials": "Token",
    "errors": "MicroblogError NotFound RateLimited Refused ServiceUnavailable SignInRequired UnexpectedAnswer",
    "feed": "Author Feed Post Profile Topic",
    "media": "KeptMedia UploadedMedia",
    "micropub": "Channel Destination MicropubConfig Published SourcePost SyndicationTarget",
    "origin": "Origin",
    "posts": "Highlight Marker NewPosts",
    "responses": "Answer",
    "text": "clean clean_line",
    "users": "Block Following Mute Pin PushDevice User",
    "web": "Fetched ForeignClient",
}
_FILE_OF = {name: file for file, names in _NAMES.items() for name in names.split()}

if TYPE_CHECKING:
    from mbtui.api.account import *
    from mbtui.api.client import *
    from mbtui.api.credentials import *
    from mbtui.api.errors import *
    from mbtui.api.feed import *
    from mbtui.api.media import *
    from mbtui.api.micropub import *
    from mbtui.api.origin import *
    from mbtui.api.posts import *
    from mbtui.api.responses import *
    from mbtui.api.text import *
    from mbtui.api.users import *
    from mbtui.api.web import *

__all__ = sorted(_FILE_OF)


def __getattr__(name: str) -> object:
    if name not in _FILE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FILE_OF[name]}"), name)


def __dir__() -> list[str]:
    return __all__
