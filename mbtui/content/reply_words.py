"""The words of a reply: whom it names, what it quotes, and how they become a post of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mbtui.content.document import Block, Document
from mbtui.content.document_text import as_markdown, escaped, linked

LONGEST_WHOLE_QUOTE = 500
"""Characters of a post that is quoted as a whole; of a longer one the first paragraph is."""
_NAME = r"@[\w.-]+(?:@[\w.-]+)?"
_NAMES = re.compile(rf"(?<![\w@/.]){_NAME}")
_LEADING_NAMES = re.compile(rf"(?:\s*{_NAME}[:,]?(?:[ \t]+|(?=\n|\Z)))*")
_ENDS_QUOTED = re.compile(r"(?:\A|\n)>[^\n]*\n\n\Z")


def more_names(text: str, names: Iterable[str]) -> tuple[int, str]:
    """Say where in a text, and how, people are named who are not yet: behind the names that it begins with."""
    named = {name[1:].rstrip(".-").lower() for name in _NAMES.findall(text)}
    words = "".join(f"@{name} " for name in names if name.lower() not in named)
    at = _end_of_names(text)
    return at, f" {words}" if words and at and not text[at - 1].isspace() else words


def without_names(text: str) -> str:
    """Give a reply without the names that it begins with."""
    return text[_end_of_names(text) :].lstrip()


def leading_names(text: str) -> list[str]:
    """Give the names that a text begins with, without their @."""
    return [name[1:].rstrip(".-") for name in _NAMES.findall(text[: _end_of_names(text)])]


def _end_of_names(text: str) -> int:
    found = _LEADING_NAMES.match(text)
    return found.end() if found else 0


def quotes(document: Document) -> list[str]:
    """Give the paragraphs of a post, each as a Markdown quote, without pictures and the names it begins with."""
    found: list[str] = []
    for blocks in _paragraphs(document):
        markdown = as_markdown(Document(tuple(blocks), document.links))
        words = markdown if found else markdown[_end_of_names(markdown) :]
        if words.strip():
            found.append("\n".join(f"> {line}".rstrip() for line in words.split("\n")))
    return found


def _paragraphs(document: Document) -> Iterator[list[Block]]:
    """Blocks that stand together: a paragraph, a list, a table."""
    paragraph: list[Block] = []
    for block in document.blocks:
        if block.kind in ("image", "media", "rule"):
            continue
        if paragraph and (block.is_spaced or (block.kind == "row") != (paragraph[-1].kind == "row")):
            yield paragraph
            paragraph = []
        paragraph.append(block)
    if paragraph:
        yield paragraph


def next_quote(document: Document, text: str) -> str:
    """Give the paragraph behind the last one that a text quotes, were it only in part; "" when there is none."""
    found = quotes(document)
    written = [line[1:].strip() for line in text.split("\n") if line.startswith(">")]
    quoted = [next((number for number, quote in enumerate(found, 1) if line in quote), 0) for line in written if line]
    return "".join(found[max(quoted, default=0) :][:1])


def quote_behind(before: str, quote: str) -> tuple[int, str]:
    """Say how many blank lines in front of the cursor a quote replaces, and how it is written: as a paragraph.

    Behind another quote it continues that.
    """
    if _ENDS_QUOTED.search(before):
        return 1, f">\n{quote}\n\n"
    gap = "" if not before or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
    return 0, f"{gap}{quote}\n\n"


def own_post(text: str, author: str, url: str, document: Document) -> str:
    """Make a post of a reply: a link to what it answers, the words of that unless it quotes them, and its own words."""
    words = without_names(text)
    found = quotes(document)
    quote = "\n>\n".join(found)
    if len(quote) > LONGEST_WHOLE_QUOTE:
        quote = found[0]
    is_quoted = not quote or any(line.startswith(">") for line in words.split("\n"))
    return "\n\n".join([f"{linked(escaped(author), url)}:", *([] if is_quoted else [quote]), words])
