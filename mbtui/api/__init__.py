"""Micro.blog as a library: a typed, tolerant, asynchronous client. Usable without the rest of mbtui.

The names are loaded when they are first used: importing this package for `models` alone, as the first
frame does, costs nothing more.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    from mbtui.api.models import (
        Account,
        Author,
        Channel,
        Destination,
        Feed,
        Following,
        Marker,
        MicropubConfig,
        Mute,
        NewPosts,
        Pin,
        Post,
        Profile,
        Published,
        PushDevice,
        SourcePost,
        SyndicationTarget,
        Topic,
        UploadedMedia,
        User,
    )
    from mbtui.api.origin import Origin
    from mbtui.api.responses import Answer
    from mbtui.api.text import clean, clean_line
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

_ROOMS = {
    "Answer": "responses",
    "Client": "client",
    "Fetched": "web",
    "ForeignClient": "web",
    "MicroblogError": "errors",
    "NotFound": "errors",
    "Origin": "origin",
    "RateLimited": "errors",
    "Refused": "errors",
    "ServiceUnavailable": "errors",
    "SignInRequired": "errors",
    "Token": "credentials",
    "UnexpectedAnswer": "errors",
    "clean": "text",
    "clean_line": "text",
}
"""Where a name lives; all others are models."""


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS.get(name, 'models')}"), name)


def __dir__() -> list[str]:
    return __all__
