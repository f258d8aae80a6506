"""Writes the tables of keys into the README: `python -m tests.make_readme_keys`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mbtui.commands import SCOPE_TITLES, commands_in, key_names
from mbtui.screens.help import MARKS

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- keys -->", "<!-- /keys -->"


def key_tables() -> str:
    """All keys in Markdown: a table for each scope, for writing, and for the marks."""
    parts = []
    for scope, title in SCOPE_TITLES.items():
        rows = ((key_names(command.keys), command.help) for command in commands_in(scope))
        parts.append(_table(title, "key", "does", rows))
    parts.append(_table("Marks", "mark", "means", (((mark,), meaning) for mark, meaning in MARKS)))
    return "\n\n".join(parts)


def _table(title: str, left: str, right: str, rows: Iterable[tuple[Iterable[str], str]]) -> str:
    lines = [f"**{title}**", "", f"| {left} | {right} |", "| --- | --- |"]
    lines += [
        f"| {' '.join(f'`{key}`' for key in keys)} | {words.replace('|', chr(92) + '|')} |" for keys, words in rows
    ]
    return "\n".join(lines)


def with_keys(readme: str) -> str:
    """The README's text with the tables between its two markers.

    Raises:
        ValueError: A marker is missing.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"README.md lacks {BEGIN} or {END}.")
    return f"{before}{BEGIN}\n{key_tables()}\n{END}{after}"


def main() -> None:
    """Put the tables into README.md."""
    README.write_text(with_keys(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
