"""The table that a benchmark prints, in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from tests.bench.measures import Press


class Row(NamedTuple):
    """A line of the table."""

    what: str
    mbtui: str
    bare: str = ""
    ratio: str = ""


def press_rows(what: str, found: Sequence[Press]) -> list[Row]:
    """How long a key took, and how many bytes."""
    if not found:
        return []
    times = sorted(press.settled_ms for press in found)
    late = times[min(len(times) - 1, round(0.95 * (len(times) - 1)))]
    sizes = median(press.byte_count for press in found)
    return [
        Row(f"{what}: settled, p50 / p95", f"{median(times):.1f} / {late:.1f} ms"),
        Row(f"{what}: bytes, p50", f"{sizes:,.0f}"),
    ]


def as_markdown(rows: Sequence[Row]) -> str:
    """The table."""
    lines = ["| what | mbtui | bare Textual | |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {row.what} | {row.mbtui} | {row.bare or '–'} | {row.ratio} |" for row in rows]
    return "\n".join(lines) + "\n"
