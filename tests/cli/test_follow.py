"""`--follow`: new posts as they come. The pauses between questions are short here; their length has its own test."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from mbtui import paths
from mbtui.cli.context import Context
from mbtui.cli.follow import _pause
from mbtui.cli.output import Output
from mbtui.cli.parser import parse
from mbtui.demo import DemoServer
from tests.cli.conftest import CHECKOUT
from tests.forked import python

CODE = (
    "import mbtui.cli.follow as own; own._pause = lambda *_: 0.05; from mbtui.cli import main; raise SystemExit(main())"
)


@contextmanager
def following(demo: DemoServer, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A command that follows."""
    environ = {**os.environ, "MBTUI_TOKEN": demo.token, "MBTUI_SERVER": demo.url}
    command = [*python(), "-c", CODE, *arguments, "--follow"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=CHECKOUT, env=environ, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def next_text(process: subprocess.Popen[str]) -> str:
    """The words of the next line of --json."""
    assert process.stdout is not None
    return str(json.loads(process.stdout.readline())["text"])


def test_new_posts_are_printed_as_they_come_whatever_fails(demo: DemoServer) -> None:
    """The oldest first, each once; what fails is said once, and ctrl+c ends it quietly."""
    for words in ("one", "two"):
        demo.world.publish("tomas", f"<p>{words}</p>")
    with following(demo, "timeline", "--json", "-n", "2") as process:
        assert [next_text(process), next_text(process)] == ["one", "two"]
        for words in ("three", "four"):
            demo.world.publish("tomas", f"<p>{words}</p>")
        assert [next_text(process), next_text(process)] == ["three", "four"]
        assert process.stderr is not None
        with demo.fault("error-500"):
            said = process.stderr.readline()
            demo.wait_for("GET", "/posts/check", timeout_seconds=20)
            demo.world.publish("tomas", "<p>five</p>")
        assert said.startswith("mbtui: ") and said.endswith(" It is asked again until it answers.\n")
        assert next_text(process) == "five"
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert (process.stdout and process.stdout.read(), process.stderr.read()) == ("", "")


def test_new_mentions_are_printed_as_they_come(demo: DemoServer) -> None:
    """Which no check counts. A token that is no longer accepted ends it: asking again could not help."""
    with following(demo, "mentions", "--json", "-n", "0") as process:
        demo.wait_for("GET", "/posts/check", timeout_seconds=20)
        demo.world.publish("tomas", '<p><a href="https://micro.blog/ines">@ines</a> Cover the leeks.</p>')
        assert next_text(process) == "@ines Cover the leeks."
        with demo.fault("unauthorized"):
            assert process.wait(20) == 3


def test_it_ends_when_nobody_reads_any_more(demo: DemoServer) -> None:
    """Also while there is nothing to print."""
    with following(demo, "timeline", "-n", "0") as process:
        demo.wait_for("GET", "/posts/check", timeout_seconds=20)
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.wait(20) == 141
        assert process.stderr.read() == ""


@pytest.mark.parametrize(
    ("wanted", "configured", "pause"), [(20, None, 20), (1, None, 15), (9999, None, 600), (20, 90, 90)]
)
def test_the_server_and_the_reader_name_the_interval(wanted: float, configured: int | None, pause: float) -> None:
    """Within bounds; the reader can only make it longer."""
    if configured:
        paths.config_folder().mkdir(parents=True)
        paths.config_file().write_text(f"poll_seconds = {configured}\n")
    assert _pause(wanted, Context(parse(["timeline"]), Output())) == pause
