"""Opens one address in the system's browser: `python -I system_browser.py URL`, as a process of its own.

Apart from mbtui because some of the standard library's browsers write to the terminal they were started from, and
finding one may take long. It imports nothing but the standard library and never starts a browser for terminals.
"""

from __future__ import annotations

import os.path
import sys
import webbrowser

OPENED, FAILED, NONE_FOUND = 0, 1, 3
"""Exit statuses. `NONE_FOUND`: there is no browser, or only one that draws in a terminal."""

FOR_TERMINALS = frozenset(
    {
        *("browsh", "carbonyl", "cha", "chawan", "edbrowse", "elinks", "links", "links2", "lynx", "netrik", "retawq"),
        *("w3m", "www-browser"),
    }
)
"""Names of browsers that draw in a terminal."""


def main(url: str) -> int:
    """Open an address. Returns the exit status."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return NONE_FOUND
    if os.path.basename(str(getattr(browser, "name", ""))).lower() in FOR_TERMINALS:
        return NONE_FOUND
    return OPENED if browser.open(url) else FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
