"""Addresses in posts: which may be opened, what they really lead to, and how they are shown."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

from mbtui.api.text import clean

OPENABLE = ("http://", "https://", "mailto:")
"""The only kinds of address that a post can make the reader open."""

_BLANKS = re.compile(r"\s+")
_DROPPED_BLANKS = re.compile(r"[\t\n\r]+")
_WRAPPED_PICTURE = re.compile(
    r"https?://(?:[\w-]+\.)*micro\.blog/(?:photos/\d*x?\d*|\d+x?\d*)/(https?(?::|%3a)/?.+)", re.IGNORECASE | re.DOTALL
)
_SINGLE_SLASH = re.compile(r"(https?):/+", re.IGNORECASE)
_PROFILE = re.compile(r"https?://(?:www\.)?micro\.blog/[\w.@-]+/?", re.IGNORECASE)
_WRITTEN_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_WRITTEN_DOMAIN = re.compile(r"(?:[\w-]+\.)+[^\W\d_][\w-]+(?::\d+)?(?:[/?#]\S*)?")
_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|heic|svg)(?:[?#]|$)", re.IGNORECASE)


def absolute_url(written: str, base_url: str) -> str:
    """Give the address that a post's `href` or `src` stands for: clean http, https or mailto, without blanks.

    "" when it is none of these or leads to a place inside the post.
    """
    url = _BLANKS.sub("%20", clean(_DROPPED_BLANKS.sub("", written)).strip())
    if not url or url.startswith("#"):
        return ""
    scheme, colon, _ = url[:8].partition(":")
    if colon and scheme.lower() in ("http", "https"):
        # Browsers read a backslash in an address as a slash; Python would find another host in it.
        place, mark, rest = url.partition("?")
        url = scheme.lower() + place[len(scheme) :].replace("\\", "/") + mark + rest
    elif colon and scheme.lower() == "mailto":
        return "mailto:" + url[7:] if "@" in url else ""
    else:
        try:
            url = urljoin(base_url, url.replace("\\", "/"))
        except ValueError:
            return ""
    return url if url.startswith(OPENABLE) and host(url) else ""


def host(url: str) -> str:
    """Give the host an address leads to, in ASCII and without "www.", the address itself of a mailto, or ""."""
    if url.startswith("mailto:"):
        return url[7:].partition("?")[0]
    try:
        name = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return name.removeprefix("www.")


def is_profile(url: str) -> bool:
    """Whether an address is the page of a person on Micro.blog, when the words linked are a @username."""
    return _PROFILE.fullmatch(url) is not None


def is_picture(url: str) -> bool:
    """Whether an address ends like a picture's."""
    return _PICTURE_NAME.search(url) is not None


def other_host(words: str, url: str) -> str:
    """Give the host that a link really leads to when its words look like the address of another, else ""."""
    if "." not in words:
        return ""
    written = _WRITTEN_ADDRESS.search(words)
    if written is not None:
        named = written.group()
    elif _WRITTEN_DOMAIN.fullmatch(words):
        named = "https://" + words
    else:
        return ""
    real = host(url)
    return "" if host(named) == real else real


def original_picture(url: str) -> str:
    """Give the address of a picture itself when `url` is Micro.blog's resized copy of it."""
    for _ in range(3):
        wrapped = _WRAPPED_PICTURE.fullmatch(url)
        if wrapped is None:
            break
        inner = wrapped.group(1)
        if "://" not in inner[:8] and "%" in inner[:8]:
            inner = unquote(inner)
        original = absolute_url(_SINGLE_SLASH.sub(r"\1://", inner, count=1), url)
        if not original:
            break
        url = original
    return url


def file_name(url: str) -> str:
    """Give the last part of an address's path, decoded and clean; "" when it has none."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return " ".join(clean(unquote(path.rpartition("/")[2])).split())
