"""All checks and tests in one command: `python -m tests`.

The tools are those of the running interpreter. What is given after `tests` goes to pytest.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"

WORKERS = "6"
"""Test processes, also on two cores: most tests wait for a screen or a socket (186 s with four, 153 s with six)."""

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff check", ("-m", "ruff", "check")),
    ("ruff format --check", ("-m", "ruff", "format", "--check")),
    ("mypy", ("-m", "mypy")),
    ("lint-imports", ("-c", LINT_IMPORTS)),
    ("pytest", ("-m", "pytest", "-n", WORKERS, "--dist", "loadgroup")),
)
"""Name and arguments for Python of each step, in order. pytest is the last, so that its summary closes the output."""


def main() -> int:
    """Run the steps in order up to the first that fails. Returns its status."""
    for name, arguments in STEPS:
        is_last = name == STEPS[-1][0]
        print(f"── {name}", flush=True)
        given = sys.argv[1:] if is_last else []
        status = subprocess.run([sys.executable, *arguments, *given], cwd=ROOT).returncode
        if status:
            if not is_last:
                print(f"{name} has failed; what comes after it was not run.", file=sys.stderr)
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
