"""Documents as text that is easy to compare: what a wide terminal would show."""

from __future__ import annotations

from mbtui.content.document import Block, Document


def draw(document: Document) -> str:
    """Give the rows of a document: prefixes, words and empty rows, without colours."""
    rows: list[str] = []
    for index, block in enumerate(document.blocks):
        if index and block.is_spaced:
            rows.append("")
        prefix = block.prefix if block.first_prefix is None else block.first_prefix
        for line in block.text.split("\n"):
            rows.append((prefix + line).rstrip())
            prefix = block.prefix
    return "\n".join(rows)


def spell(block: Block) -> str:
    """Give a block's text with its spans spelt out: `a {bold:b} {mark:[1] }{link:c}`."""
    openings = sorted(block.spans, key=lambda span: (span.start, -span.end))
    out: list[str] = []
    for at in range(len(block.text) + 1):
        out.extend("}" for span in block.spans if span.end == at)
        out.extend("{" + span.kind + ":" for span in openings if span.start == at)
        out.append(block.text[at : at + 1])
    return "".join(out)


def texts(document: Document) -> list[str]:
    """Give every string a document can put on the screen or hand to the terminal."""
    blocks = [text for block in document.blocks for text in (block.text, block.prefix, block.first_prefix or "")]
    return [*blocks, *(text for link in document.links for text in (link.url, link.text))]
