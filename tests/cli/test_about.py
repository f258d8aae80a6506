"""Help, manual, completions, paths, keys, configuration, doctor and the demo server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import tomllib
from pathlib import Path

import pytest

from mbtui import paths
from mbtui.cli import main
from mbtui.cli.exits import Exit
from mbtui.cli.full_screen import Options
from mbtui.cli.manual import manual_page
from mbtui.cli.output import json_text
from mbtui.cli.records import RECORDS
from mbtui.cli.table import BY_NAME, COMMANDS
from mbtui.commands import COMMANDS as KEYS
from mbtui.demo import FAULTS, Clock, DemoServer
from tests.cli.conftest import OnTerminal, Run, on_terminal, process

HOSTILE = "\x1b]52;c;x\x07 \x9b31m \u202e \x7f 👩\u200d🌾"


def test_each_command_has_help_with_its_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    """Made from the table, so it can not fall behind."""
    for name, command in BY_NAME.items():
        assert main([name, "--help"]) == 0
        out = capsys.readouterr().out
        for argument in command.arguments:
            assert argument.choices or (argument.names[-1] if argument.is_option else argument.shown) in out, name
        for example in command.examples:
            assert example in out


def test_the_help_lists_all_commands_and_exit_statuses(capsys: pytest.CaptureFixture[str]) -> None:
    """What a script needs to know stands in one place."""
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    for command in COMMANDS:
        assert f"    {command.name} " in out
    for exit_ in Exit:
        assert f"  {exit_.value:<3} {exit_.meaning[:40]}" in out
    assert max(map(len, out.splitlines())) <= 80
    assert main(["help"]) == 0
    assert capsys.readouterr().out == out


def test_help_and_version_are_commands_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    """Both spellings say the same."""
    helps = ["help", "timeline"], ["timeline", "--help"], ["timeline", "-h"]
    for same in (helps, (["version"], ["-V"], ["--version"])):
        said = set()
        for arguments in same:
            assert main(arguments) == 0
            said.add(capsys.readouterr().out)
        assert len(said) == 1 and "mbtui " in said.pop()


def test_every_command_can_be_run() -> None:
    """The functions that the table names are there."""
    from importlib import import_module

    for command in COMMANDS:
        module, _, function = command.run.partition(":")
        assert callable(getattr(import_module(f"mbtui.cli.{module}"), function))


def test_the_manual_holds_everything(run: Run) -> None:
    """Commands, options, fields, statuses, configuration."""
    page = run("man").out
    assert page == manual_page()
    for command in COMMANDS:
        assert f".SS {command.name}".replace("-", "\\-") in page
        assert all(f"\n{example}\n".replace("-", "\\-") in page for example in command.examples)
    for fields in RECORDS.values():
        assert all(f"\n.B {field}\n" in page for field in fields)
    for key in KEYS:
        assert f"\n{key.help}.\n".replace("-", "\\-").replace("`", "") in page
    assert "mute_words" in page and "MBTUI_TOKEN" in page
    assert page.count("\n") < 1600
    assert not any(line.startswith("'") for line in page.splitlines())
    if groff := shutil.which("groff"):
        done = subprocess.run([groff, "-man", "-ww", "-Tutf8"], input=page, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")


def test_paths_tell_where_everything_is(run: Run, demo: DemoServer) -> None:
    """For the account that would be opened."""
    before = run("paths").out
    assert f"configuration: {paths.config_file()} (not there yet)" in before
    run("timeline", "-n", "1")
    records = {record["name"]: record for record in run("paths", "--json").records}
    assert records["saved posts and drafts"]["path"] == str(paths.account_folder(demo.url, "ines"))
    assert records["accounts"]["exists"]


def test_keys_are_printed_with_the_readers_own(run: Run) -> None:
    """All commands of the full screen, and what is wrong with [keys]."""
    paths.config_folder().mkdir(parents=True)
    paths.config_file().write_text('[keys]\npost.reply = "a"\npost.replay = "x"\n')
    result = run("keys", "--json")
    records = {record["id"]: record for record in result.records}
    assert list(records) == [command.id for command in KEYS]
    assert records["post.reply"]["keys"] == ["a"] and records["post.reply"]["is_yours"]
    assert "there is no command `post.replay`. Did you mean `post.reply`?" in result.err
    assert "a: Reply to it. (post.reply) Yours." in run("keys").out


def test_the_configuration_is_checked(run: Run) -> None:
    """Without a file, with a good one, with a bad one, and the example."""
    assert "There is no ~/.config/mbtui/config.toml." in run("config").out
    paths.config_folder().mkdir(parents=True)
    paths.config_file().write_text("clip_lines = 10\n")
    assert run("config")[:2] == (0, "~/.config/mbtui/config.toml is in order.\n")
    paths.config_file().write_text('clip_line = 10\ntheme_files = ["none.toml"]\n[keys]\npost.reply = "foo"\n')
    result = run("config")
    assert result.status == 2
    assert "config.toml line 1: unknown key `clip_line`. Did you mean `clip_lines`?" in result.err
    assert "`foo` of `post.reply` is no key." in result.err
    assert "The theme none.toml could not be read" in result.err
    paths.config_file().write_text('theme = "nope"\n')
    result = run("config")
    assert (result.status, result.err.count("There is no theme nope.")) == (2, 1)
    paths.config_file().write_text('theme = "nord"\n')
    assert run("config").status == 0
    assert tomllib.loads(run("config", "--example").out) == {}


def test_another_configuration_can_be_named(run: Run, tmp_path: Path) -> None:
    """Before or behind the command; its sentences name it."""
    file = tmp_path / "other.toml"
    file.write_text("clip_line = 10\n")
    assert run("config").status == 0
    for arguments in (("--config", str(file), "config"), ("config", "--config", str(file))):
        result = run(*arguments)
        assert (result.status, "other.toml line 1: unknown key `clip_line`." in result.err) == (2, True)
    assert f"configuration: {file}" in run("paths", "--config", str(file)).out
    assert Options(config=str(file)).config_file == file


@pytest.mark.parametrize("command", ["timeline", "paths", "keys", "check"])
def test_a_broken_configuration_is_said_once_by_every_command(run: Run, command: str) -> None:
    """On standard error; the command goes on with what could be read."""
    usual = run(command)
    paths.config_folder().mkdir(parents=True, exist_ok=True)
    paths.config_file().write_text("clip_line = 10\n")
    result = run(command)
    assert result.status == usual.status
    assert result.err.count("config.toml line 1: unknown key `clip_line`.") == 1


def test_doctor_finds_what_is_wrong_and_never_shows_the_token(
    run: Run, demo: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In order, then with one thing after another broken."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    result = run("doctor")
    assert (result.status, result.err) == (0, "")
    assert "ok: token: The one of ines, from the environment, is accepted." in result.out
    assert demo.token not in result.out
    assert re.search(r"ok: pictures: Pillow [\d.]+ reads them|note: pictures: Pillow is not installed", result.out)
    assert {record["kind"] for record in run("doctor", "--json").records} <= {"ok", "note"}
    for name, value in (("TERM", "dumb"), ("HTTPS_PROXY", "ftp://ines:s3cret@proxy.example:1"), ("TMUX", "/x,1,0")):
        monkeypatch.setenv(name, value)
    paths.config_folder().mkdir(parents=True)
    paths.config_file().write_text("clip_line = 10\n")
    result = run("doctor")
    assert result.status == 1
    assert "problem: terminal: TERM is dumb" in result.out
    assert "problem: proxy: HTTPS_PROXY is ftp://…@proxy.example:1" in result.out and "s3cret" not in result.out
    assert "problem: configuration: config.toml line 1: unknown key `clip_line`." in result.out
    assert "clipboard: " in result.out and "tmux" in result.out
    with demo.fault("unauthorized", path="/posts/check"):
        assert "problem: token: " in run("doctor").out
    demo.stop()
    assert "problem: server: " in run("doctor").out


def test_doctor_looks_at_the_clock(run: Run) -> None:
    """A post from the future means that the clock here is behind."""
    with DemoServer(clock=Clock(time.time() + 3600, is_frozen=True)) as ahead:
        ahead.world.publish("tomas", "<p>Hello.</p>", topic="books")
        records = run("doctor", "--json", server=ahead.url).records
    assert [record["kind"] for record in records if record["subject"] == "clock"] == ["problem"]


def test_doctor_rings_what_is_configured(demo: DemoServer) -> None:
    """On a terminal only."""
    paths.config_folder().mkdir(parents=True)
    paths.config_file().write_text('notify = ["bell", "osc9", "osc777"]\n')
    with on_terminal("--server", demo.url, "doctor", "--ring", MBTUI_TOKEN=demo.token) as terminal:
        assert terminal.end() == 0
    for sequence in ("\x07", "\x1b]9;mbtui", "\x1b]777;notify;mbtui;"):
        assert sequence in terminal.shown


def test_emphasis_is_for_terminals_only(demo: DemoServer) -> None:
    """At most bold, and none with --plain or NO_COLOR."""

    def shown(*arguments: str, **environ: str) -> str:
        terminal: OnTerminal
        with on_terminal("--server", demo.url, *arguments, MBTUI_TOKEN=demo.token, **environ) as terminal:
            assert terminal.end() == 0
        return terminal.shown

    assert shown("timeline", "-n", "1").count("\x1b") == 2
    assert "\x1b" not in shown("timeline", "-n", "1", "--plain")
    assert "\x1b" not in shown("timeline", "-n", "1", NO_COLOR="1")


def test_json_holds_nothing_a_terminal_obeys() -> None:
    """Escapes stand for what can not be seen, and mean the same to a program."""
    import json

    text = json_text({"words": HOSTILE})
    assert text.isprintable()
    assert json.loads(text) == {"words": HOSTILE}


def test_the_demo_server_serves_and_says_how(demo: DemoServer) -> None:
    """Address and token; it ends with ctrl+c."""
    import signal

    import httpx

    with process("demo-server", "--port", "0", "--fault", "numeric-ids", "--posts", "700") as server:
        assert server.stdout
        address = server.stdout.readline().decode().split()[5].rstrip(".")
        token = server.stdout.readline().decode().split()[-1]
        headers = {"Authorization": f"Bearer {token}"}
        feed = httpx.get(f"{address}/posts/all?count=1", headers=headers, trust_env=False, verify=False).json()
        assert isinstance(feed["items"][0]["id"], int)
        server.send_signal(signal.SIGINT)
        assert server.wait(20) in (0, 130)


def test_the_demo_server_names_its_faults(run: Run) -> None:
    """And the nearest one to a mistyped one."""
    out = run("demo-server", "--faults").out
    assert all(f"{name}" in out for name in FAULTS)
    result = run("demo-server", "--fault", "slw")
    assert (result.status, "Did you mean 'slow'?" in result.err) == (2, True)
    assert run("demo-server", "--port", "99999").status == 2
    assert os.environ["HOME"] not in out
