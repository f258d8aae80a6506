"""Where files lie."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mbtui import paths


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of its own, without XDG variables."""
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_folders_follow_the_xdg_defaults(home: Path) -> None:
    """Without XDG variables the usual folders below the home folder are used."""
    assert paths.config_file() == home / ".config/mbtui/config.toml"
    assert paths.data_folder() == home / ".local/share/mbtui"
    assert paths.state_folder() == home / ".local/state/mbtui"
    assert paths.log_file().parent == paths.state_folder()


def test_folders_follow_the_xdg_variables(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables win over the defaults."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "conf"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    assert paths.config_file() == home / "conf/mbtui/config.toml"
    assert paths.data_folder() == home / "data/mbtui"


def test_each_origin_has_its_own_accounts_and_folders() -> None:
    """Scheme and port tell servers apart."""
    origins = ["https://micro.blog", "https://micro.blog:8443", "http://127.0.0.1:8080", "http://127.0.0.1:8081"]
    assert len({paths.account_folder(origin, "ines") for origin in origins}) == len(origins)
    assert paths.accounts_file(origins[0]) == paths.data_folder() / "micro.blog/accounts.json"


def test_a_username_is_one_folder_whatever_it_holds() -> None:
    """A name from the server can not lead out of the server's folder."""
    server = paths.server_folder("https://micro.blog")
    for name in ("../../evil", "..", ".", "", "a/b", "x" * 900, "naïve\nname"):
        folder = paths.account_folder("https://micro.blog", name)
        assert folder.parent == server
        assert folder.resolve().is_relative_to(server)
    assert paths.account_folder("https://micro.blog", "Ines") == paths.account_folder("https://micro.blog", "ines")
    assert paths.account_folder("https://micro.blog", "juno@social.example").name == "@juno@social.example"


def test_the_stylesheet_of_a_checkout_lies_at_its_top(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A copy inside the package wins, as a wheel has it."""
    checkout = Path(paths.__file__).resolve().parent.parent
    assert paths.stylesheet() == checkout / "mbtui.tcss"
    package = tmp_path / "site-packages/mbtui"
    package.mkdir(parents=True)
    monkeypatch.setattr(paths, "__file__", str(package / "paths.py"))
    assert paths.stylesheet() == tmp_path / "site-packages/mbtui.tcss"
    (package / "mbtui.tcss").touch()
    assert paths.stylesheet() == package / "mbtui.tcss"


def test_paths_are_shown_with_a_tilde(home: Path) -> None:
    """The home folder is abbreviated, anything else is shown whole."""
    assert paths.displayed(home / ".config/mbtui") == "~/.config/mbtui"
    assert paths.displayed(Path("/etc/mbtui")) == "/etc/mbtui"


def test_importing_paths_loads_no_platformdirs() -> None:
    """The folders are looked up when asked for, not at start."""
    code = "import sys, mbtui.paths; raise SystemExit('platformdirs' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
