"""All checks and tests in one command: `python -m tests`.

The tools are those of the running interpreter. What is given after `tests` goes to pytest.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"

WORKERS = "4"
"""Test processes, also on two cores: a test waits two fifths of its time, for a screen or a socket. To begin one takes
five seconds."""

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff check", ("-m", "ruff", "check")),
    ("ruff format --check", ("-m", "ruff", "format", "--check")),
    ("lint-imports", ("-c", LINT_IMPORTS)),
    ("mypy", ("-m", "mypy")),
    ("pytest", ("-m", "pytest", "-n", WORKERS, "--dist", "loadgroup")),
)
"""Name and arguments for Python of each step, in order. pytest is the last, so that its summary closes the output."""


def main() -> int:
    """Run the steps beside each other and print what they say in order, up to the first that fails. Returns its status.

    mypy alone takes half a minute when it has looked at nothing yet. What Python compiles is kept in any case:
    otherwise each test process, and each mbtui that a test starts, would compile all of it again.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    given = [*(["--color=yes"] if sys.stdout.isatty() else []), *sys.argv[1:]]
    begin = partial(subprocess.Popen, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    with ExitStack() as stack:
        begun = [
            (name, stack.enter_context(begin([sys.executable, *arguments, *(given if name == "pytest" else [])])))
            for name, arguments in STEPS
        ]
        for place, (name, process) in enumerate(begun):
            print(f"── {name}", flush=True)
            assert process.stdout
            while said := os.read(process.stdout.fileno(), 65536):
                sys.stdout.buffer.write(said)
                sys.stdout.flush()
            if process.wait():
                for _, later in begun[place + 1 :]:
                    later.send_signal(signal.SIGINT)
                    later.communicate()
                if name != "pytest":
                    print(f"{name} has failed; what comes after it was stopped.", file=sys.stderr)
                return process.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
