"""Attacks for some minutes, by turns, and prints what was tried: `python -m tests.soak --minutes 60`.

A round is given by its attack and a number: `--only words --first 17 --rounds 1` repeats one. Ends with 1 when
something fell short.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from tests.soak.attack import Finding
from tests.soak.attacks import ATTACKS


def main() -> int:
    """Attack as asked for. Returns 1 when something fell short."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0, help="how long; the round that has begun is ended")
    parser.add_argument("--only", default="", help="attacks whose name holds this: " + ", ".join(sorted(ATTACKS)))
    parser.add_argument("--first", type=int, default=1, help="the number of the first round")
    parser.add_argument("--rounds", type=int, default=sys.maxsize, help="rounds of each attack, at most")
    options = parser.parse_args()
    chosen = [attack for name, attack in ATTACKS.items() if options.only in name]
    if not chosen:
        parser.error(f"no attack has {options.only!r} in its name")
    spent: Counter[str] = Counter()
    rounds: Counter[str] = Counter()
    tried: Counter[tuple[str, str]] = Counter()
    findings: list[str] = []
    end = time.monotonic() + 60 * options.minutes
    while time.monotonic() < end and min(rounds[attack.name] for attack in chosen) < options.rounds:
        # The one that has had the least time: a round of one takes a second, of another a minute.
        attack = min(chosen, key=lambda each: spent[each.name])
        number, begun = options.first + rounds[attack.name], time.monotonic()
        with tempfile.TemporaryDirectory(prefix="mbtui-soak-") as home:
            try:
                done = attack.run(number, Path(home))
                tried[attack.name, done.unit] += done.count
            except Exception as error:
                findings.append(attack.name)
                # What is no finding is a fault of the attack, or one that it has not foreseen.
                words = str(error) if isinstance(error, Finding) else traceback.format_exc()
                print(f"FELL SHORT: --only {attack.name} --first {number} --rounds 1: {words}", flush=True)
        rounds[attack.name] += 1
        spent[attack.name] += int(1000 * (time.monotonic() - begun))
        print(f"{attack.name} {number}: {time.monotonic() - begun:.1f} s", file=sys.stderr, flush=True)
    print(f"{'attack':<12} {'rounds':>6} {'minutes':>7} {'findings':>8}  tried")
    for attack in chosen:
        counts = ", ".join(f"{count:,} {unit}" for (name, unit), count in tried.items() if name == attack.name)
        minutes, fell_short = spent[attack.name] / 60_000, findings.count(attack.name)
        print(
            f"{attack.name:<12} {rounds[attack.name]:>6} {minutes:>7.1f} {fell_short:>8}  {counts} ({attack.promise})"
        )
    return int(bool(findings))


if __name__ == "__main__":
    sys.exit(main())
