"""Pictures in a writer's own Markdown: `![A cat](cat.jpg)`. Knows the text only, neither files nor servers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

from msgspec import Struct

_CODE = r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)|(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)"
_TARGET = r'<(?P<quoted>[^<>\n]*)>|(?P<plain>[^\s()<>"](?:[^()<>\n"]|\([^()\n]*\))*?)'
_LINK = rf"""!\[(?P<alt>(?:\\.|[^\]\\])*)\]\([ ]*(?:{_TARGET})(?P<title>[ ]+(?:"[^"\n]*"|'[^'\n]*'))?[ ]*\)"""
_LINK_OR_CODE = re.compile(rf"{_CODE}|(?P<link>{_LINK})", re.DOTALL | re.MULTILINE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:|//|#", re.IGNORECASE)
"""What leads to a server, or into the page. A drive of Windows has one letter."""
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SAFE = "!#$%&'*+,/:;=?@[]~"
_ESCAPABLE = re.compile(r"([\\\[\]`*_<&])")


class ImageLink(Struct, frozen=True):
    """A picture that stands in a text."""

    target: str
    """As it is written, without the signs around it."""
    alt: str = ""
    """The description, in plain words."""

    @property
    def file(self) -> str:
        """The file it names, or the `file://` address; empty when it leads to a server."""
        if self.target.lower().startswith("file:"):
            return self.target
        return "" if _SCHEME.match(self.target) else unquote(self.target)

    @property
    def markdown(self) -> str:
        """The link as it stands in a text."""
        alt = _ESCAPABLE.sub(r"\\\1", " ".join(self.alt.split()))
        return f"![{alt}]({quote(self.target, safe=_SAFE)})"


def image_links(text: str) -> list[ImageLink]:
    """Give the pictures of a text in their order; those in code are words."""
    found = (_LINK_OR_CODE.finditer(text)) if "![" in text else ()
    return [ImageLink(_target(match), _ESCAPED.sub(r"\1", match["alt"])) for match in found if match["link"]]


def with_images(text: str, images: Mapping[str, ImageLink | str]) -> str:
    """Put other pictures, or words, where some stand, by their targets as they are written.

    A description in the text stays with a picture.
    """

    def changed(match: re.Match[str]) -> str:
        image = images.get(_target(match)) if match["link"] else None
        if not isinstance(image, ImageLink):
            return image or match[0]
        written = _ESCAPED.sub(r"\1", match["alt"])
        link = ImageLink(image.target, written if written.strip() else image.alt).markdown
        return f"{link[:-1]}{match['title'] or ''})"

    return _LINK_OR_CODE.sub(changed, text)


def _target(match: re.Match[str]) -> str:
    return match["plain"] or match["quoted"] or ""
