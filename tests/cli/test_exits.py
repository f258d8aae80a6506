"""Every documented exit status, and the sentence that comes with it."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import pytest

from mbtui import paths
from mbtui.cli import main
from mbtui.cli.context import Context
from mbtui.cli.exits import Exit
from mbtui.demo import DemoServer
from tests.cli.conftest import Run, on_terminal, process

FAULTS = [
    (4, "offline", ("timeline",)),
    (4, "error-500", ("timeline",)),
    (5, "refuse", ("timeline",)),
    (6, "not-found", ("timeline",)),
    (7, "too-many-requests", ("timeline",)),
    (7, "throttle", ("timeline",)),
    (8, "html", ("timeline",)),
    (8, "truncated", ("timeline",)),
    (5, "refuse", ("reply", "{id}", "hello", "--as-is")),
]


def test_each_failure_of_the_server_has_a_status_and_a_sentence(run: Run, demo: DemoServer) -> None:
    """On standard error; standard output stays empty."""
    newest = run("timeline", "--json", "-n", "1").records[0]["id"]
    for status, fault, command in FAULTS:
        with demo.fault(fault, "0" if fault == "throttle" else None, path="/posts/"):
            result = run(*(word.format(id=newest) for word in command))
        assert (result.status, result.out) == (status, ""), (fault, command)
        assert result.err.startswith("mbtui: ") and result.err.endswith(".\n")
        assert "Traceback" not in result.err


def test_nothing_listens(run: Run) -> None:
    """A server that is not there."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    result = run("timeline", server=f"http://127.0.0.1:{port}")
    assert result.status == 4


def test_a_token_the_server_refuses(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The place it came from is named, the token is not."""
    monkeypatch.setenv("MBTUI_TOKEN", "wr0ng")
    result = run("timeline")
    assert result.status == 3
    assert "MBTUI_TOKEN" in result.err
    assert "wr0ng" not in result.err


def test_variables_name_the_server_and_the_account(
    capsys: pytest.CaptureFixture[str], demo: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no option does; what is wrong in them is said by their name."""
    monkeypatch.setenv("MBTUI_SERVER", demo.url)
    assert main(["discover", "-n", "1"]) == 0
    monkeypatch.setenv("MBTUI_ACCOUNT", "nobody")
    capsys.readouterr()
    assert main(["timeline"]) == 3
    assert "nobody" in capsys.readouterr().err
    monkeypatch.setenv("MBTUI_SERVER", "http://micro.blog")
    assert main(["timeline"]) == 2
    assert "MBTUI_SERVER must be the address of a server" in capsys.readouterr().err
    with on_terminal(TERM="xterm-256color") as terminal:
        assert terminal.end() == 2
    assert "MBTUI_SERVER must be the address of a server" in terminal.shown
    assert main(["--demo", "topics"]) == 0


@pytest.mark.parametrize("command", [("accounts", "nobody"), ("logout", "nobody"), ("timeline", "--account", "nobody")])
def test_an_account_that_is_not_signed_in(run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]) -> None:
    """The status of a missing token, however the account was named."""
    monkeypatch.delenv("MBTUI_TOKEN")
    assert run(*command).status == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["timelin"], "There is no command `timelin`. Did you mean `timeline`?"),
        (["timeline", "-n", "many"], "Argument -n/--count: invalid number value: 'many'."),
        (["timeline", "--colour"], "Unrecognized arguments: --colour. Usage: mbtui timeline [-n N]"),
        (["--colour"], "Unrecognized arguments: --colour. Usage: mbtui [OPTION…] [COMMAND …]"),
        (["--theme", "nope", "timeline"], "--theme is for the full screen, and a command has no colors."),
        (["help", "timelin"], "There is no command `timelin`. Did you mean `timeline`?"),
        (["--server", "http://micro.blog", "timeline"], "--server must be the address of a server"),
        (["--server", "http://micro.blog"], "needs a terminal"),
        (["reply"], "arguments are required: POST"),
        (["--demo", "login"], "`mbtui login` has nothing to do with the demo."),
        (["--account", "ines", "man"], "`mbtui man` has nothing to do with accounts."),
        (["--server", "micro.blog", "keys"], "`mbtui keys` has nothing to do with servers."),
        (["--config", "config.toml", "version"], "`mbtui version` has nothing to do with config.toml."),
        (["--config", "/no/such/file", "keys"], "--config names /no/such/file, and there is no such file."),
        (["keys", "--account", "ines"], "Unrecognized arguments: --account ines. Usage: mbtui keys"),
        (["--demo", "--server", "http://micro.blog"], "Give either --demo or --server, not both."),
        (["timeline", "--demo", "--account", "ines"], "Give either --demo or --account, not both."),
        (["timeline", "--json", "--plain"], "Give either --json or --plain, not both."),
        (["conversation", "1", "--markdown", "--json"], "Give either --json or --markdown, not both."),
        (["mentions", "--follow", "--before", "1"], "Give either --before or --follow, not both."),
        (["check", "-q", "--json"], "Give either --quiet or --json, not both."),
        (["reply", "1", "words", "-f", "x"], "Give either TEXT or --file, not both."),
        (["api", "POST", "/x", "-F", "a=@x", "--input", "-"], "Give either --upload or --input, not both."),
        (["api", "GET", "/x", "--pages", "3"], "--pages has an effect with --paginate only."),
        (["search", "--demo", "--saved", "leeks"], "Give either --demo or --saved, not both."),
        (["login", "--token-stdin", "--browser"], "Give either --token-stdin or --browser, not both."),
        (["accounts", "ines", "--json"], "Give either NAME or --json, not both."),
        (["doctor", "--ring", "--json"], "Give either --json or --ring, not both."),
        (["demo-server", "--faults", "--port", "1"], "Give either --faults or --port, not both."),
    ],
)
def test_a_wrong_command_line_is_explained(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    """Status 2, and what was probably meant."""
    assert main(arguments) == 2
    assert sentence in capsys.readouterr().err


def test_the_full_screen_needs_a_terminal() -> None:
    """In a pipe it says so instead of filling it with escape codes."""
    with process("--demo") as mbtui:
        out, err = mbtui.communicate(timeout=20)
    assert (mbtui.returncode, out) == (2, b"")
    assert b"needs a terminal, and the input is none" in err


@pytest.mark.parametrize("term", ["dumb", ""])
def test_the_full_screen_needs_a_terminal_that_moves_its_cursor(term: str) -> None:
    """TERM=dumb is what Emacs and some build systems say."""
    with on_terminal("--demo", TERM=term) as terminal:
        assert terminal.end() == 2
    assert "can not move its cursor" in terminal.shown
    assert "\x1b" not in terminal.shown


def test_what_can_not_be_used_on_this_computer(run: Run, demo: DemoServer) -> None:
    """A port that is taken, a data folder that is a file."""
    assert run("demo-server", "--port", str(demo.port)).status == 10
    folder = Path(os.environ["XDG_DATA_HOME"])
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")
    result = run("post", "hello")
    assert result.status == 10
    assert demo.asked("POST", "/micropub") == []


def test_ctrl_c_ends_a_command_quietly(demo: DemoServer) -> None:
    """Status 130, no traceback."""
    environ = {**os.environ, "MBTUI_TOKEN": demo.token}
    with demo.fault("hold", path="/posts/all"), process("--server", demo.url, "timeline", env=environ) as mbtui:
        demo.wait_for("GET", "/posts/all", timeout_seconds=20)
        mbtui.send_signal(signal.SIGINT)
        out, err = mbtui.communicate(timeout=20)
    assert (mbtui.returncode, out, err) == (130, b"", b"")


def test_a_reader_that_goes_away_is_no_error(demo: DemoServer) -> None:
    """As with `mbtui timeline | head -1`."""
    arguments = ("--server", demo.url, "timeline", "--json", "-n", "500")
    with process(*arguments, env={**os.environ, "MBTUI_TOKEN": demo.token}) as mbtui:
        assert mbtui.stdout and mbtui.stderr
        assert mbtui.stdout.readline().startswith(b"{")
        mbtui.stdout.close()
        assert mbtui.wait(20) == 141
        assert mbtui.stderr.read() == b""


def test_every_status_is_tried() -> None:
    """0 and 1 are those of check, 9 and 11 those of texts, in their own tests."""
    assert set(Exit) == {0, 1, 2, 3, 9, 10, 11, 70, 130, 141, *(status for status, _, _ in FAULTS)}


def test_a_fault_of_mbtui_leaves_a_report_and_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the full screen: where the report is, and nothing that a variable or a stranger's text held."""

    def topics(context: Context) -> None:
        assert context.options.username == ""
        raise ValueError(f"{os.environ['MBTUI_TOKEN']} and a stranger's words")

    monkeypatch.setattr("mbtui.cli.read.topics", topics)
    result = run("topics")
    (report,) = paths.state_folder().glob("crash-*.txt")
    assert (result.status, result.out) == (70, "")
    assert result.err == (
        f"mbtui: A fault in mbtui has ended it (ValueError). A report without your posts and texts is in {report}.\n"
    )
    assert "in topics" in report.read_text() and "words" not in report.read_text()
