"""Signing in and out in the plain terminal, as over SSH: no D-Bus, a home folder, a keyboard."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import httpx
import pytest

from mbtui import paths
from mbtui.demo import DemoServer
from tests.cli.conftest import Run, on_terminal, process

NO_BUS = {"DBUS_SESSION_BUS_ADDRESS": "", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)


def sign_in_by_script(run: Run, demo: DemoServer, *arguments: str, token: str = "") -> tuple[int, str, str]:
    """`mbtui login --token-stdin`, without a terminal to ask on."""
    with process(
        "--server", demo.url, "login", "--token-stdin", *arguments, env={**os.environ, **NO_BUS}, start_new_session=True
    ) as mbtui:
        out, err = mbtui.communicate((token or demo.token).encode() + b"\n", timeout=20)
    return mbtui.returncode, out.decode(), err.decode()


def words(shown: str) -> str:
    """What a terminal shows as running text, wherever its lines break."""
    return " ".join(shown.split())


def test_one_paste_and_one_yes_lead_to_the_timeline(demo: DemoServer) -> None:
    """What is pasted is not shown, and the file is private."""
    with on_terminal("--server", demo.url, "login", **NO_BUS) as terminal:
        terminal.wait_for("Token: ")
        terminal.type(demo.token + "\n")
        shown = terminal.wait_for("[y/N] ")
        assert "no keyring that can be reached from here. Shall the token be kept in a file" in words(shown)
        assert len(demo.asked("POST", "/account/verify")) == 1
        terminal.type("y\n")
        terminal.wait_for("Signed in as ines.")
        assert terminal.end() == 0
    assert demo.token not in terminal.shown
    assert "Traceback" not in terminal.shown
    file = paths.token_file(demo.url, "ines")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with on_terminal("--server", demo.url, "timeline", "-n", "1", **NO_BUS) as terminal:
        assert terminal.end() == 0
    assert "@" in terminal.shown


def test_a_no_keeps_nothing(demo: DemoServer, home: Path) -> None:
    """Not even the account. What stands behind the token in a paste is no answer."""
    with on_terminal("--server", demo.url, "login", **NO_BUS) as terminal:
        terminal.wait_for("Token: ")
        terminal.type(demo.token + "\ny\n")
        terminal.wait_for("[y/N] ")
        terminal.type("\n")
        assert terminal.end() == 1
    assert "Nothing was kept. MBTUI_TOKEN or token_command" in words(terminal.shown)
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_a_no_says_when_it_loses_a_token(demo: DemoServer) -> None:
    """What was pasted works no longer when the server has exchanged it."""
    with demo.fault("token-rotation"), on_terminal("--server", demo.url, "login", **NO_BUS) as terminal:
        terminal.wait_for("Token: ")
        terminal.type(demo.token + "\n")
        assert "It was made in this sign-in, and a no loses it." in words(terminal.wait_for("[y/N] "))
        terminal.type("n\n")
        assert terminal.end() == 1
    assert "The token that was made in this sign-in is gone" in words(terminal.shown)


def test_what_was_mistyped_is_asked_for_again(demo: DemoServer) -> None:
    """And ctrl+d ends it with a sentence."""
    with on_terminal("--server", demo.url, "login", **NO_BUS) as terminal:
        terminal.wait_for("Token: ")
        terminal.type("two words\n")
        terminal.wait_for("This is no token")
        terminal.wait_for("Token: ")
        terminal.type("\x04")
        assert terminal.end() == 1
    assert "The input ended before there was an answer." in terminal.shown


def test_a_script_says_yes_beforehand(run: Run, demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """--keep-in-file is the yes; without it the sentence says how."""
    monkeypatch.delenv("MBTUI_TOKEN")
    status, out, err = sign_in_by_script(run, demo)
    assert (status, out) == (1, "")
    assert "Add --keep-in-file" in err and "is gone" not in err
    status, out, err = sign_in_by_script(run, demo, "--keep-in-file")
    assert (status, err) == (0, "")
    assert out.startswith("Signed in as ines. The token is kept in ~/.local/share/mbtui/")
    assert run("timeline", "-n", "1").status == 0


def test_a_token_that_the_server_refuses_leaves_nothing(run: Run, demo: DemoServer, home: Path) -> None:
    """Status 3, and no file; where to keep it is no question."""
    status, _, err = sign_in_by_script(run, demo, token="wr0ng")
    assert status == 3 and "--keep-in-file" not in err
    assert "does not accept the token" in err and "wr0ng" not in err
    assert [path for path in home.rglob("*") if path.is_file()] == []
    assert sign_in_by_script(run, demo, "--keep-in-file", token="two words")[0] == 2


def test_accounts_are_listed_chosen_and_signed_out(run: Run, demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two accounts take turns; --account uses one for once."""
    monkeypatch.delenv("MBTUI_TOKEN")
    assert "No account of" in run("accounts").err
    sign_in_by_script(run, demo, "--keep-in-file")
    sign_in_by_script(run, demo, "--keep-in-file", token="demo-token-tomas")
    listed = run("accounts", "--json").records
    assert [(record["username"], record["is_current"], record["kept"]) for record in listed] == [
        ("ines", False, "file"),
        ("tomas", True, "file"),
    ]
    assert run("accounts").out.splitlines()[1] == "tomas, Tomas Lindqvist, token in file, current"
    assert run("accounts", "ines").out == "ines is the current account.\n"
    assert [record["is_current"] for record in run("accounts", "--json").records] == [True, False]
    assert run("--account", "tomas", "check", "--json").records[0]["username"] == "tomas"
    assert run("accounts", "nobody").status == 3
    assert run("logout").out.startswith("Signed out of ines. Saved posts and drafts are still in ~/.local/share/mbtui/")
    assert not paths.token_file(demo.url, "ines").exists()
    assert [record["username"] for record in run("accounts", "--json").records] == ["tomas"]
    assert run("logout", "@tomas").status == 0
    assert run("logout").status == 3
    assert run("timeline").status == 3


def test_the_browser_signs_in(demo: DemoServer) -> None:
    """The address is printed, the browser comes back, and nobody types anything."""
    with on_terminal("--server", demo.url, "login", "--browser", "--keep-in-file", **NO_BUS) as terminal:
        shown = terminal.wait_for("Address: ")
        redirect = _say_yes(shown, demo)
        assert httpx.get(redirect, trust_env=False, verify=False).status_code == 200
        terminal.wait_for("Signed in as ines.")
        assert terminal.end() == 0


def test_the_address_the_browser_ended_on_is_pasted(demo: DemoServer) -> None:
    """As with a browser on another computer."""
    with on_terminal("--server", demo.url, "login", "--browser", "--keep-in-file", **NO_BUS) as terminal:
        shown = terminal.wait_for("Address: ")
        terminal.type(_say_yes(shown, demo) + "\n")
        terminal.wait_for("Signed in as ines.")
        assert terminal.end() == 0


def test_a_no_in_the_browser_is_a_sentence(demo: DemoServer) -> None:
    """Status 10, nothing kept."""
    with on_terminal("--server", demo.url, "login", "--browser", "--keep-in-file", **NO_BUS) as terminal:
        terminal.type(_say_yes(terminal.wait_for("Address: "), demo, answer="no") + "\n")
        assert terminal.end() == 10
    assert "The sign-in was not allowed: You declined" in terminal.shown


def _say_yes(shown: str, demo: DemoServer, answer: str = "yes") -> str:
    """Open the address that is shown and press the button; where the browser is sent."""
    found = re.search(rf"{re.escape(demo.url)}/indieauth/auth\S+", shown)
    assert found, shown
    query = dict(httpx.URL(found[0]).params)
    page = httpx.post(
        f"{demo.url}/indieauth/auth", data={**query, "username": "ines", "approve": answer}, trust_env=False
    )
    return page.headers["location"]


def test_a_mail_signs_in_when_an_app_is_configured(demo: DemoServer) -> None:
    """The address is typed, the link from the mail pasted."""
    paths.config_folder().mkdir(parents=True)
    paths.config_file().write_text('app_name = "mbtui"\nredirect_url = "https://app.example/signin"\n')
    with on_terminal("--server", demo.url, "login", "--keep-in-file", **NO_BUS) as terminal:
        terminal.wait_for("Token: ")
        terminal.type("ines@example.net\n")
        terminal.wait_for("Paste the link from it.")
        terminal.wait_for("Token: ")
        terminal.type(demo.world.tokens.mails[-1].link + "\n")
        terminal.wait_for("Signed in as ines.")
        assert terminal.end() == 0
