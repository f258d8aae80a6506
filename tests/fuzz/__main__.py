"""Fuzzes with atheris, target by target, and prints what was tried: `python -m tests.fuzz --minutes 20`.

Wants `pip install atheris`. The inputs that reached new lines are kept in a folder and are where the next run begins.
Ends with 1 when an input broke something; `python -m tests.fuzz.one NAME FILE` repeats it.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.targets import TARGETS, Target

ONE_SECONDS = 25
"""An input that takes longer is a finding: the slowest that are known take a quarter of a second, unwatched."""
MOST_MIB = 1_500


def main() -> int:
    """Fuzz as asked for. Returns 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=4.0, help="how long, for all targets together")
    parser.add_argument("--only", choices=sorted(TARGETS), help="one target alone")
    parser.add_argument("--corpus", type=Path, default=Path(tempfile.gettempdir()) / "mbtui-fuzz")
    options = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        parser.error("atheris is not installed: pip install atheris")
    chosen = [TARGETS[options.only]] if options.only else list(TARGETS.values())
    print(f"{'target':<10} {'inputs':>12} {'seconds':>8} {'edges':>7} {'kept':>6}  findings")
    findings = [_fuzz(target, options.corpus / target.name, 60 * options.minutes / len(chosen)) for target in chosen]
    return int(any(findings))


def _fuzz(target: Target, folder: Path, seconds: float) -> bool:
    """Fuzz one target, and print its line. Returns whether something was found."""
    corpus, found = folder / "corpus", folder / "found"
    for each in (corpus, found):
        each.mkdir(parents=True, exist_ok=True)
    for seed in target.seeds():
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed[: target.most_bytes])
    before = set(found.iterdir())
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.fuzz.one", target.name, str(corpus), f"-artifact_prefix={found}/"),
            *(f"-max_total_time={seconds:.0f}", f"-max_len={target.most_bytes}", f"-timeout={ONE_SECONDS}"),
            *(f"-rss_limit_mb={MOST_MIB}", "-print_final_stats=1"),
        ],
        capture_output=True,
        text=True,
        errors="replace",
    )
    said = done.stderr + done.stdout
    (folder / "log").write_text(said)
    numbers = re.findall(r"^#(\d+)\s.*?cov: (\d+).*?corp: (\d+)", said, re.MULTILINE) or [("0", "0", "0")]
    inputs, edges, kept = numbers[-1]
    new = sorted(set(found.iterdir()) - before)
    sentence = ", ".join(map(str, new)) or ("none" if done.returncode == 0 else f"see {folder / 'log'}")
    print(f"{target.name:<10} {int(inputs):>12,} {seconds:>8.0f} {edges:>7} {kept:>6}  {sentence}", flush=True)
    return bool(new or done.returncode)


if __name__ == "__main__":
    sys.exit(main())
