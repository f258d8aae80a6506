"""Micro.blog as a library: a typed, tolerant, asynchronous client. Usable without the rest of mbtui.

The names are loaded when they are first used: the first frame needs the errors alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mbtui.api.account import Account
    from mbtui.api.blogs import Channel, Destination, MicropubConfig, SourcePost, SyndicationTarget
    from mbtui.api.client import Client
    from mbtui.api.credentials import Token
    from mbtui.api.errors import (
        MicroblogError,
        NotFound,
        RateLimited,
        Refused,
        ServiceUnavailable,
        SignInRequired,
        UnexpectedAnswer,
    )
    from mbtui.api.feed import Author, Feed, Post, Profile, Topic
    from mbtui.api.micropub import Published, UploadedMedia
    from mbtui.api.origin import Origin
    from mbtui.api.posts import Marker, NewPosts
    from mbtui.api.responses import Answer
    from mbtui.api.text import clean, clean_line
    from mbtui.api.users import Following, Mute, Pin, PushDevice, User
    from mbtui.api.web import Fetched, ForeignClient

__all__ = [
    "Account",
    "Answer",
    "Author",
    "Channel",
    "Client",
    "Destination",
    "Feed",
    "Fetched",
    "Following",
    "ForeignClient",
    "Marker",
    "MicroblogError",
    "MicropubConfig",
    "Mute",
    "NewPosts",
    "NotFound",
    "Origin",
    "Pin",
    "Post",
    "Profile",
    "Published",
    "PushDevice",
    "RateLimited",
    "Refused",
    "ServiceUnavailable",
    "SignInRequired",
    "SourcePost",
    "SyndicationTarget",
    "Token",
    "Topic",
    "UnexpectedAnswer",
    "UploadedMedia",
    "User",
    "clean",
    "clean_line",
]

_FILES = {
    "account": "Account",
    "blogs": "Channel Destination MicropubConfig SourcePost SyndicationTarget",
    "client": "Client",
    "credentials": "Token",
    "errors": "MicroblogError NotFound RateLimited Refused ServiceUnavailable SignInRequired UnexpectedAnswer",
    "feed": "Author Feed Post Profile Topic",
    "micropub": "Published UploadedMedia",
    "origin": "Origin",
    "posts": "Marker NewPosts",
    "responses": "Answer",
    "text": "clean clean_line",
    "users": "Following Mute Pin PushDevice User",
    "web": "Fetched ForeignClient",
}
_FILE_OF = {name: file for file, names in _FILES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name not in _FILE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FILE_OF[name]}"), name)


def __dir__() -> list[str]:
    return __all__
