"""All checks and tests in one command: `python -m tests`.

The tools are those of the running interpreter. What is given after `tests` goes to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"

WORKERS = "4"
"""Test processes, also on two cores: many tests wait for a screen or a socket. Each costs seconds to begin."""

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff check", ("-m", "ruff", "check")),
    ("ruff format --check", ("-m", "ruff", "format", "--check")),
    ("mypy", ("-m", "mypy")),
    ("lint-imports", ("-c", LINT_IMPORTS)),
    ("pytest", ("-m", "pytest", "-n", WORKERS, "--dist", "loadgroup")),
)
"""Name and arguments for Python of each step, in order. pytest is the last, so that its summary closes the output."""


def main() -> int:
    """Run the steps in order up to the first that fails. Returns its status.

    What Python compiles is kept in any case: otherwise each test process, and each mbtui that a test starts, would
    compile all of it again.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for name, arguments in STEPS:
        is_last = name == STEPS[-1][0]
        print(f"── {name}", flush=True)
        given = sys.argv[1:] if is_last else []
        status = subprocess.run([sys.executable, *arguments, *given], cwd=ROOT, env=environment).returncode
        if status:
            if not is_last:
                print(f"{name} has failed; what comes after it was not run.", file=sys.stderr)
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
