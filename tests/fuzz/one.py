"""One target in the hands of atheris, which ends the process: `python -m tests.fuzz.one NAME [options of libFuzzer]`.

A name and the path of a file repeat what the file holds.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["mbtui", "html2text", "markdown_it"]):
    from tests.fuzz.targets import TARGETS

if __name__ == "__main__":
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]].try_one)
    atheris.Fuzz()
