"""HTML as a run of texts and tags, in time that grows with its length and never with its square.

`html.parser` reads some broken HTML in quadratic time, raises on some more, and changes between Python's
patch releases. This reader takes any string; what is no tag is text. It knows nothing of what tags mean.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from typing import NamedTuple

_TAG = re.compile(
    r"""<(/?)([a-zA-Z][^\s/<>"'=]*+)((?:[^<>=]++|=\s*+(?:"[^"]*+"|'[^']*+')|=)*+)>""",
)
_LOOSE_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/<>"'=]*+)([^<>]*+)>""")
"""A tag whose quotes do not pair up. It cannot hold a `>`, so looking for it never goes far."""

_STRICT_FAILURES = 50
"""After so many tags with unpaired quotes only the loose form is tried: each failure may read to the end."""

_DECLARATION = re.compile(r"<[!?][^<>]*+>")

_ATTRIBUTE = re.compile(
    r"""([^\s/=>"'][^\s/=>]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|["']?([^\s>"'][^\s>]*+)?))?""",
)

_LONG_NUMBER = re.compile(r"&#0*+[0-9]{8,}+;?")
"""A character's number that is none; Python refuses to read the longest of them."""

_ENTITY = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")

_OPAQUE_TAGS = """
    audio canvas head iframe math noscript object rp script select style svg template title video xmp
"""
_OPAQUE = frozenset(_OPAQUE_TAGS.split())
"""Elements whose inside is not part of the post's words."""


class Tag(NamedTuple):
    """A start or end tag."""

    name: str
    """Lower case."""
    is_start: bool
    attributes: str
    """As written; `read_attributes` takes it apart."""
    content: str = ""
    """The HTML inside an element that holds no words (`video`, `iframe`); its end tag is not reported."""


def scan(html: str) -> Iterator[str | Tag]:
    """Take HTML apart: tags, and the texts between them with their entities still to be decoded.

    Comments, declarations, scripts and styles are left out. An opaque element that is never closed is reported as an
    empty one, so that the rest of the post stays.
    """
    begin = at = failures = 0
    unclosed: set[str] = set()
    while (at := html.find("<", at)) >= 0:
        if html.startswith("<!--", at):
            if begin < at:
                yield html[begin:at]
            end = html.find("-->", at + 2)
            if end < 0:
                return
            begin = at = end + 3
            continue
        match = _TAG.match(html, at) if failures < _STRICT_FAILURES else None
        if match is None:
            match = _DECLARATION.match(html, at)
            if match is not None:
                if begin < at:
                    yield html[begin:at]
                begin = at = match.end()
                continue
            if html[at + 1 : at + 2].isalpha():
                failures += 1
                match = _LOOSE_TAG.match(html, at)
            elif html.startswith("</", at):
                match = _LOOSE_TAG.match(html, at)
            if match is None:
                at += 1
                continue
        if begin < at:
            yield html[begin:at]
        begin = at = match.end()
        slash, name, attributes = match.groups()
        name = name.lower()
        content = ""
        if name in _OPAQUE and not slash and name not in unclosed:
            closing = re.compile(rf"</{name}(?![\w-])[^<>]*>", re.IGNORECASE).search(html, at)
            if closing is None:
                unclosed.add(name)
            else:
                content = html[at : closing.start()]
                begin = at = closing.end()
        yield Tag(name, not slash, attributes, content)
    if begin < len(html):
        yield html[begin:]


def read_attributes(written: str) -> dict[str, str]:
    """Give a tag's attributes by their names in lower case; of equal ones the first counts."""
    attributes: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(written):
        name, *values = match.groups()
        value = next((value for value in values if value), "")
        attributes.setdefault(name.lower(), _decode_attribute(value))
    return attributes


def decode(text: str) -> str:
    """Give a text with its entities as characters. What they decode to is as untrusted as the text."""
    if "&" not in text:
        return text
    return entities.unescape(_LONG_NUMBER.sub("\ufffd", text))


def words_of(content: str) -> str:
    """Give the words of a formula: its TeX where that is kept, else what stands between its tags."""
    pieces = list(scan(content))
    for index, piece in enumerate(pieces):
        if not isinstance(piece, str) and piece.name == "annotation" and piece.is_start and "tex" in piece.attributes:
            return decode("".join(each for each in pieces[index + 1 : index + 2] if isinstance(each, str)))
    return decode("".join(piece for piece in pieces if isinstance(piece, str)))


def _decode_attribute(value: str) -> str:
    # Only whole entities: in `?a=1&copy=2` nobody meant a copyright sign.
    if "&" not in value:
        return value
    return _ENTITY.sub(lambda match: decode(match.group()), value)
