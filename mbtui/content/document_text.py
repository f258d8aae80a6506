"""A document as text to take elsewhere: Markdown to keep, an excerpt for one line."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence

from mbtui.content.document import Block, Document, Link, Span, common_prefix, without_numbers

_PADDING = re.compile(r" {2,}\| ")
"""What fills a cell up to the width of its column."""
_BACKTICKS = re.compile(r"`+")
_ESCAPED = re.compile(r"[\\`*\[\]<]|(?<!\w)_|_(?!\w)|~(?=~)|(?<=~)~|&(?=#?\w+;)|!(?=\[|\Z)")
_BLOCK_SIGN = re.compile(r"(\d{1,9}(?=[.)](?:\s|\Z)))|#{1,6}(?=\s|\Z)|>|[-+](?=\s|\Z)|[-=]+\s*\Z|~~~")
"""What would begin a heading, quote, list or rule at the beginning of a line."""

_MARKERS = {"bold": "**", "italic": "*", "strike": "~~"}
_UNSAFE_IN_ADDRESS = str.maketrans({"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", " ": "%20", "\\": "%5C"})
_JOINING = "\u200c\u200d\ufe0e\ufe0f"


def as_markdown(document: Document) -> str:
    """Give a post as Markdown, as its author may have written it: without marks of ours."""
    lines: list[str] = []
    before: Block | None = None
    for block in document.blocks:
        is_header = block.kind == "row" and (before is None or before.kind != "row")
        if before is not None and (block.is_spaced or is_header or "code" in (block.kind, before.kind)):
            lines.append(_markdown_prefix(common_prefix(before.prefix, block.prefix)).rstrip())
        first = _markdown_prefix(block.prefix if block.first_prefix is None else block.first_prefix)
        rest = _markdown_prefix(block.prefix)
        for index, line in enumerate(_block_lines(block, document.links)):
            lines.append((first if index == 0 else rest) + line)
        if is_header:
            columns = 1 + sum(span.kind == "mark" and span.link < 0 for span in block.spans)
            lines.append(rest + "| " + " | ".join(["---"] * columns) + " |")
        before = block
    return "\n".join(lines)


def excerpt(document: Document, length: int) -> str:
    """Give the first words of a post on one line, without link numbers.

    At most `length` characters are given, an ellipsis counted.
    """
    text = " ".join(" ".join(map(without_numbers, document.blocks)).split())
    if len(text) <= length:
        return text
    cut = text[: max(length - 1, 0)]
    if text[len(cut)] != " ":
        whole_words = cut.rpartition(" ")[0]
        # A text without blanks, or one endless word, is cut where it is.
        cut = whole_words if len(whole_words) > length // 2 else cut.rstrip(_JOINING)
    return cut.rstrip(" ,;:.–—" + _JOINING) + "…" if length > 0 else ""


def _markdown_prefix(prefix: str) -> str:
    return prefix.replace("▎", ">").replace("•", "-")


def _block_lines(block: Block, links: tuple[Link, ...]) -> list[str]:
    if block.kind == "rule":
        return ["---"]
    if block.kind == "code":
        fence = _fence(block.text, 3)
        return [fence, *block.text.split("\n"), fence]
    if block.kind in ("image", "media"):
        return [_media(links[block.link]) if block.link >= 0 else escaped(block.text)]
    written = _Words(block, links).write(0, len(block.text), block.spans)
    if block.kind == "heading":
        return ["## " + written.replace("\n", " ")]
    if block.kind == "row":
        return [f"| {_PADDING.sub(' | ', written)} |"]
    lines = [_escaped_at_start(line) for line in written.split("\n")]
    return [line + "  " if line and index < len(lines) - 1 else line for index, line in enumerate(lines)]


class _Words:
    """Writes the words of one block with their emphasis and links."""

    def __init__(self, block: Block, links: tuple[Link, ...]) -> None:
        self._text = block.text
        self._is_row = block.kind == "row"
        self._links = links

    def write(self, start: int, end: int, spans: Sequence[Span]) -> str:
        """Write a part of the words, with the spans inside it in order.

        A span that begins in another and ends behind it is cut in two.
        """
        written: list[str] = []
        waiting = deque(spans)
        emphasis_end = -1
        while waiting:
            span = waiting.popleft()
            inside: list[Span] = []
            behind: list[Span] = []
            while waiting and waiting[0].start < span.end:
                each = waiting.popleft()
                inside.append(Span(each.start, min(each.end, span.end), each.kind, each.link))
                if each.end > span.end:
                    behind.append(Span(span.end, each.end, each.kind, each.link))
            waiting.extendleft(reversed(behind))
            written.append(self._plain(start, span.start))
            # Two emphases side by side would put their markers together, and be read as others.
            is_beside = start == span.start and emphasis_end == start
            is_emphasized = span.kind in _MARKERS and not is_beside and self._can_be_emphasized(span)
            emphasis_end = span.end if is_emphasized else emphasis_end
            written.append(self._span(span, inside, is_emphasized))
            start = span.end
        written.append(self._plain(start, end))
        return "".join(written)

    def _plain(self, start: int, end: int) -> str:
        plain = escaped(self._text[start:end])
        return plain.replace("|", "\\|") if self._is_row else plain

    def _span(self, span: Span, inside: list[Span], is_emphasized: bool) -> str:
        words = self._text[span.start : span.end]
        if span.kind == "mark":
            return self._mark(span)
        if span.kind == "code":
            ticks = _fence(words, 1)
            pad = " " if words.startswith("`") or words.endswith("`") else ""
            return ticks + pad + words.replace("\n", " ") + pad + ticks
        written = self.write(span.start, span.end, inside)
        if span.kind == "link":
            link = self._links[span.link]
            if not link.text or words == link.url:
                return f"<{_address(link.url)}>"
            return linked(written, link.url)
        if is_emphasized:
            marker = _MARKERS[span.kind]
            bare = written.strip()
            before, _, behind = written.partition(bare)
            return before + marker + bare + marker + behind
        return written

    def _mark(self, span: Span) -> str:
        if span.link < 0:
            return " | " if self._is_row else ""
        link = self._links[span.link]
        return "" if link.kind in ("link", "mention") else _media(link)

    def _can_be_emphasized(self, span: Span) -> bool:
        """Whether Markdown's markers would be taken as such: not between a letter and a sign."""
        words = self._text[span.start : span.end]
        bare = words.strip()
        if not bare or "\n\n" in bare:
            return False
        is_bare_left, is_bare_right = words[0] == bare[0], words[-1] == bare[-1]
        before = self._text[span.start - 1] if span.start and is_bare_left else " "
        behind = self._text[span.end] if span.end < len(self._text) and is_bare_right else " "
        return not (_is_sign(bare[0]) and before.isalnum()) and not (_is_sign(bare[-1]) and behind.isalnum())


def _is_sign(character: str) -> bool:
    return not character.isalnum() and not character.isspace()


def _media(link: Link) -> str:
    words = escaped(link.text or ("" if link.kind == "image" else link.kind))
    return f"{'!' if link.kind == 'image' else ''}[{words}]({_address(link.url)})"


def _address(url: str) -> str:
    return url.translate(_UNSAFE_IN_ADDRESS)


def _fence(text: str, least: int) -> str:
    longest = max(map(len, _BACKTICKS.findall(text)), default=0)
    return "`" * (max(least, longest + 1) if longest else least)


def linked(markdown: str, url: str) -> str:
    """Give words of Markdown as a link."""
    return f"[{markdown}]({_address(url)})"


def escaped(text: str) -> str:
    """Give words as Markdown that shows them as they are; at the beginning of a line it may mean more."""
    return _ESCAPED.sub(r"\\\g<0>", text)


def _escaped_at_start(line: str) -> str:
    sign = _BLOCK_SIGN.match(line)
    if sign is None:
        return line
    at = sign.end(1) if sign.group(1) else 0
    return line[:at] + "\\" + line[at:]
