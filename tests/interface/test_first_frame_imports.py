"""What is loaded when the first posts are on the screen. Every module more is a later first frame."""

from __future__ import annotations

import sys
from ast import literal_eval
from pathlib import Path

import pytest

from mbtui import paths
from mbtui.accounts.account_list import AccountList, KnownAccount, save_accounts
from mbtui.store import Store, timelines
from mbtui.store.timelines import Newest
from tests.bench.program import POST, environment
from tests.pseudo_terminal import Terminal
from tests.store.samples import page

NOWHERE = "http://127.0.0.1:9"
"""Nothing listens there; the first frame does not ask."""

OPEN_AND_TELL = """
import sys
from mbtui.terminal.app import TerminalApp

display, report = TerminalApp._display, sys.argv.pop()

def display_and_tell(app, screen, update):
    display(app, screen, update)
    if update is not None and app._running and not app._batch_count:
        TerminalApp._display = display
        with open(report, "w") as file:
            file.write(repr((app.main.pane.posts.at_hand.drawn_count, sorted(sys.modules))))

TerminalApp._display = display_and_tell
from mbtui.__main__ import main
main()
"""

OURS = {
    "": "__main__ accounts api app cli commands config content outbox panes paths screens services"
    " store terminal timeline_kinds widgets",
    "accounts": "account_list account_store accounts keyring outside_token private_files token_store",
    "api": "credentials daemon_thread errors origin text",
    "cli": "exits full_screen",
    "config": "options read values",
    "content": "document mute_match",
    "outbox": "entry queue unsent",
    "panes": "bindings composer_pane conversation copy"
    " list_pictures messages page_loader post_pane read_position row_builder timeline"
    " timeline_list typed_ahead unsent_rows",
    "screens": "account_app account_switcher columns main news news_desk post_screen pushed status_model tab_set theme",
    "services": "mutes polling read_positions remote session session_provider timeline ui_state undoing",
    "store": "database drafts errors merging people places post_flags posts pruning row_order search"
    " search_index store timelines",
    "terminal": "ansi_writer app ascii_marks driver input kept_frame notifications output run_maker screen screen_diff"
    " stylesheet",
    "widgets": "ages below canvas post_list row_cache row_index row_painter calm row_finder row_supply rows status_bar"
    " tab_bar viewport wrapping",
}
"""Our modules, by room. A new one belongs here only when the first frame can not be drawn without it."""
OTHERS = {"msgspec", "platformdirs", "rich", "textual", "typing_extensions"}
"""Libraries."""
OF_THE_MACHINE = {"sitecustomize", "usercustomize"}
"""What a machine's own Python, such as Debian's, may load when it starts."""
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
    await store.cache.write(timelines.merge, "timeline", page(*range(100, 0, -1)), reach=Newest())
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
    assert {name for name in libraries if not name.startswith("_")} - {"mbtui"} - OTHERS - OF_THE_MACHINE == set()
    # Whose a token in the environment is, its hash tells, before anybody's posts are shown.
    assert set(modules).intersection(LATER) == ({"hashlib"} if has_token else set())
