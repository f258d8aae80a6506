"""Presses keys until something falls short: `python -m tests.presser [every|random|junk] [--seeds N] [--keys N]`.

- every: each key in each state, the program led back in between;
- random: keys at random, by seed, while faults of the server come and go;
- junk: what is no key, into the list and the composer: nothing is sent, and nothing typed but what was typed.

It prints a line for each run and each finding, and ends with 1 when there was one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.presser.press import Finding
from tests.presser.runs import press_at_random, press_every_key, send_junk
from tests.presser.states import STATES, State


def main() -> int:
    """Run what was asked for. Returns how many runs fell short, at most 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.presser", description=__doc__)
    parser.add_argument("run", choices=("every", "random", "junk"), nargs="?", default="random")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds to try, from --first on")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--keys", type=int, default=2000, help="keys, or sequences, for each seed")
    parser.add_argument("--limit", type=float, default=1.0, help="seconds that an answer may take")
    parser.add_argument("--state", default="", help="only states whose name holds this")
    options = parser.parse_args()
    names: list[int | State] = list(range(options.first, options.first + options.seeds))
    if options.run == "every":
        names = [state for state in STATES if options.state in state.name]
    fell_short = 0
    for name in names:
        at = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="mbtui-presser-") as home:
            try:
                if isinstance(name, State):
                    told = press_every_key(name, Path(home), limit_seconds=options.limit)
                else:
                    run = send_junk if options.run == "junk" else press_at_random
                    told = run(name, options.keys, Path(home), limit_seconds=options.limit)
            except Finding as finding:
                fell_short = 1
                told = f"FELL SHORT: {finding}"
        label = name.name if isinstance(name, State) else f"seed {name}"
        print(f"{options.run}, {label}: {told} ({time.monotonic() - at:.0f} s)", flush=True)
    return fell_short


if __name__ == "__main__":
    sys.exit(main())
