"""Which addresses to ask for a picture: Micro.blog's smaller copy of it first, as wide as it is drawn.

Micro.blog wraps pictures of posts as `https://micro.blog/photos/1000x/<address>`. Asking there is less to fetch, and
the host that a stranger chose does not learn who reads the post.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from mbtui.api.origin import Origin
from mbtui.content.links import host, original_picture

_MICROBLOG = "https://micro.blog"
_WIDTHS = (100, 200, 400, 600, 800, 1000, 1400, 2000)
"""Few, so that a picture which is drawn a little larger is not fetched anew."""
_COPY = re.compile(r"^https?://[^/]+/photos/(\d+)x/https?%3A", re.IGNORECASE)
_PERSONS_PICTURE = re.compile(r"/avatar\.\w+$|^/avatars?/")


def unwrapped(url: str, home: Origin | None) -> str:
    """Give the address of the picture itself when `url` is a smaller copy on Micro.blog or on the account's server."""
    prefix = f"{home}/photos/"
    if url.startswith(prefix):
        found = original_picture(f"{_MICROBLOG}/photos/{url[len(prefix) :]}")
        return found if not found.startswith(_MICROBLOG) else url
    return original_picture(url)


def smaller_copies(url: str, width: int, home: Origin | None) -> list[str]:
    """Give the addresses of copies at least so many pixels wide, the smallest first; none when there are no copies."""
    original = unwrapped(url, home)
    is_copy = original != url
    if home is None or Origin.of(original) is None or (not is_copy and not _is_worth_a_copy(original, home)):
        return []
    server = str(home) if url.startswith(f"{home}/") or not is_copy else _MICROBLOG
    widths = [each for each in _WIDTHS if each >= width] or [_WIDTHS[-1]]
    return [f"{server}/photos/{each}x/{quote(original, safe='')}" for each in widths]


def width_of_copy(url: str) -> int:
    """Give the width that the address of a copy asks for; 0 for an address of any other kind."""
    found = _COPY.search(url)
    return int(found[1]) if found else 0


def _is_worth_a_copy(url: str, home: Origin) -> bool:
    """People's pictures are small already."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return False
    is_microblogs = f".{host(url)}".endswith(".micro.blog") or url.startswith(f"{home}/")
    return not (is_microblogs and (_PERSONS_PICTURE.search(path) or host(url).startswith("avatars.")))
