"""Markdown as it is typed: what is marked in a line, and that no line is slow."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbtui.content.markdown_marks import code_rows, marks


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("plain words, 2 * 3 * 4 and snake_case_name", {}),
        ("# Frost *tonight*", {"heading": [" Frost *tonight*"], "emphasis": ["tonight"]}),
        ("#frost", {}),
        ("> a **quote**", {"quote": ["a **quote**"], "strong": ["quote"]}),
        ("- item", {"list": ["-"]}),
        ("  12. item", {"list": ["  12."]}),
        ("***", {}),
        ("***both***", {"strong": ["both"], "emphasis": ["**both**"]}),
        ("*a **b** c*", {"strong": ["b"], "emphasis": ["a **b** c"]}),
        ("_a_ __b__ ~~c~~", {"emphasis": ["a"], "strong": ["b"], "strike": ["c"]}),
        ("`*a*` ``b ` c`` `d", {"code": ["*a*", "b ` c"]}),
        (r"\*a\* \`b`", {}),
        ("[words](https://x.y/(a)_b) ![A cat](cat.jpg)", {"link": ["words", "A cat"]}),
        ("see https://x.y/a_b_c for", {"link": ["https://x.y/a_b_c"]}),
        ("@tomas @juno@social.example. me@x.y", {"mention": ["@tomas", "@juno@social.example"]}),
    ],
)
def test_signs_mark_what_they_do(line: str, kinds: dict[str, list[str]]) -> None:
    """And words that only look like it are left alone."""
    found: dict[str, list[str]] = {}
    for start, end, kind in marks(line):
        if kind != "mark":
            found.setdefault(kind, []).append(line[start:end])
    assert found == kinds


def test_code_blocks_hold_lines() -> None:
    """Until the fence that has opened them; at least as long, of the same sign, and alone."""
    lines = ["a", "```python", "# b", "~~~", "``` c", "````", "d", "~~~", "```", "e"]
    assert code_rows(lines) == {1, 2, 3, 4, 5, 7, 8, 9}


@given(st.text(alphabet="*_`~[]()!\\<>#@ab \n", max_size=200))
def test_marks_lie_in_their_line(line: str) -> None:
    """Whatever is typed, and none of them is empty backwards."""
    assert all(0 <= start <= end <= len(line) for start, end, _ in marks(line))


@pytest.mark.parametrize(
    "piece", ["*a ", "**", "_a", "`", "` ``", "[", "[a](", "\\", "~~a ", "> ", "@", "https://(", "<a"]
)
def test_the_work_grows_with_the_line(piece: str) -> None:
    """Twice the line is about twice the work, counted in steps of the interpreter."""

    def steps(line: str) -> int:
        count = 0

        def step(*_: object) -> object:
            nonlocal count
            count += 1
            return step

        sys.settrace(step)  # type: ignore[arg-type]
        try:
            marks.__wrapped__(line)
        finally:
            sys.settrace(None)
        return count

    assert steps(piece * 2_000) < 3 * steps(piece * 1_000)
