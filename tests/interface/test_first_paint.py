"""What is loaded when the first posts are on the screen. Every module more is a later first frame."""

from __future__ import annotations

import sys
from ast import literal_eval
from pathlib import Path

import pytest

from mbtui import paths
from mbtui.services.account_list import AccountList, KnownAccount, save_accounts
from mbtui.store import Store, timelines
from mbtui.store.timelines import Newest
from tests.bench.program import POST, environment
from tests.store.samples import page
from tests.terminal import Terminal

NOWHERE = "http://127.0.0.1:9"
"""Nothing listens there; the first frame does not ask."""

OPEN_AND_TELL = """
import sys
from textual.app import App

display, report = App._display, sys.argv.pop()

def display_and_tell(app, screen, update):
    display(app, screen, update)
    if update is not None and app._running and not app._batch_count:
        App._display = display
        with open(report, "w") as file:
            file.write(repr((app.main.pane.posts.drawn_count, sorted(sys.modules))))

App._display = display_and_tell
from mbtui.__main__ import main
main()
"""

OURS = {
    "": "__main__ api app cli commands config content panes paths screens services store widgets",
    "api": "credentials errors origin text",
    "config": "options reading values",
    "content": "document",
    "panes": "asking bindings copying highlight links mirror moving post_actions problem reading row_maker timeline"
    " type_ahead undoable unsent_rows writing",
    "screens": "appearance attention entering hang_up main main_commands news post_screen tabs",
    "services": "account_list accounts entrance keyrings last_view mutes polling private_files reading session"
    " ssh timelines token_command token_places unsent",
    "store": "database drafts errors leases marks merging order outbox people places posts pruning searching store"
    " timelines words writing",
    "widgets": "ages canvas drawing frames pen post_list row_index rows status_bar stock tab_bar viewport wrapping",
}
"""Our modules, by room. A new one belongs here only when the first frame can not be drawn without it."""
OTHERS = {"msgspec", "platformdirs", "rich", "textual", "typing_extensions"}
"""Libraries."""
LATER = ("argparse", "hashlib", "json", "tomllib", "urllib.request", "zipfile")
"""Of the standard library, what has been kept out so far and costs a millisecond or more."""


@pytest.mark.parametrize("has_token", [False, True], ids=["kept token", "token in the environment"])
async def test_the_first_frame_needs_no_more_than_it_shows(
    has_token: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It shows saved posts, and neither the network, the keyring, the converter nor a migration is loaded."""
    world = environment(tmp_path)
    token = world["MBTUI_TOKEN"]
    if not has_token:
        del world["MBTUI_TOKEN"]
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, world[name])
    folder = paths.account_folder(NOWHERE, "ines")
    store = Store.open(folder)
    await store.run(timelines.merge, "timeline", page(*range(100, 0, -1)), reach=Newest())
    await store.close()
    known = AccountList("ines", (KnownAccount("ines"),)).with_owner(token, "ines", is_replaced=False)
    save_accounts(paths.accounts_file(NOWHERE), known)

    report = tmp_path / "report"
    arguments = [sys.executable, "-c", OPEN_AND_TELL, "--server", NOWHERE, str(report)]
    with Terminal(arguments, world) as terminal:
        terminal.wait_for(POST.pattern)
        terminal.settle()
    drawn_count, modules = literal_eval(report.read_text())

    assert drawn_count > 5
    allowed = {"mbtui"} | {
        ".".join(filter(None, ("mbtui", room, name))) for room, names in OURS.items() for name in names.split()
    }
    assert {name for name in modules if name.partition(".")[0] == "mbtui"} - allowed == set()
    libraries = {name.partition(".")[0] for name in modules} - set(sys.stdlib_module_names)
    assert {name for name in libraries if not name.startswith("_")} - {"mbtui"} - OTHERS == set()
    assert set(modules).intersection(LATER) == set()
