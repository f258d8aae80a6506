"""`python -m tests.bench`: measure mbtui on the demo server and print one table in Markdown."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench.run import Plan, run
from tests.bench.tables import as_markdown

SIZES = (40, 1_000, 10_000, 100_000)


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer posts, starts and keys: a minute instead of seven")
    parser.add_argument("--posts", type=int, nargs="+", metavar="N", help="how many posts are saved (40 1000 …)")
    parser.add_argument("--size", default="120x40", help="columns and rows of the terminal (120x40)")
    parser.add_argument("--pictures", action="store_true", help="only what pictures in lists cost")
    parser.add_argument("-o", dest="output", type=Path, metavar="FILE", help="write the table there as well")
    given = parser.parse_args()
    columns, _, rows = given.size.partition("x")
    sizes = tuple(sorted(given.posts or (SIZES[:2] if given.quick else SIZES)))
    plan = Plan(
        sizes=sizes,
        starts=3 if given.quick else 15,
        keys=20 if given.quick else 60,
        idle_seconds=5.0 if given.quick else 20.0,
        size=(int(columns), int(rows)),
        is_of_pictures=given.pictures,
    )
    with tempfile.TemporaryDirectory(prefix="mbtui-bench-") as folder:
        table = as_markdown(run(plan, Path(folder), lambda text: print(f"… {text}", file=sys.stderr)))
    print(table, end="")
    if given.output is not None:
        given.output.write_text(table)


if __name__ == "__main__":
    main()
