"""Completion: what a shell is told can stand at the cursor."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mbtui import paths
from mbtui.cli.completions import SCRIPTS
from mbtui.cli.table import COMMANDS
from mbtui.demo import DemoServer
from mbtui.outbox import queue
from mbtui.store import Store
from mbtui.store.drafts import Draft, save_draft
from tests.cli.conftest import CHECKOUT, Run


def offered(run: Run, line: str, shell: str = "bash") -> list[str]:
    """What can stand at the end of a line."""
    result = run("completion", shell, line)
    assert (result.status, result.err) == (0, "")
    return result.out.splitlines()


def test_what_is_written_in_the_tables_is_offered(run: Run) -> None:
    """Also behind options with values."""
    run("timeline", "-n", "1")
    for line, names in (
        ("mbtui time", ["timeline"]),
        ("mbtui ", [command.name for command in COMMANDS]),
        ("mbtui --de", ["--demo"]),
        ("mbtui --account ines boo", ["bookmarks", "bookmark"]),
        ("mbtui timeline --js", ["--json"]),
        ("mbtui timeline -n ", []),
        ("mbtui completion fi", ["fish"]),
        ("mbtui help tim", ["timeline"]),
        ("mbtui post --file ", [":files:"]),
        ("mbtui --config ", [":files:"]),
        ("mbtui keys -", ["--json", "--config", "--help"]),
        ("mbtui keys ", ["--json", "--config", "--help"]),
        ("mbtui nonsense ", []),
        ("mbtui --theme gruv", ["gruvbox"]),
        ("mbtui --account i", ["ines"]),
        ("mbtui user ", []),
    ):
        assert offered(run, line) == names, line


def test_what_is_saved_is_offered(run: Run, demo: DemoServer) -> None:
    """People, also behind an @; topics; ids of posts, first of those that a draft answers. No server is asked."""

    async def save() -> None:
        from mbtui.api import Client
        from mbtui.services.blogs import ask_for_blogs
        from mbtui.services.timeline import Timeline

        store = Store.open(paths.account_folder(demo.url, "ines"))
        async with Client(demo.token, demo.url) as client:
            await ask_for_blogs(client, store, "", 1.0)
            for name in ("timeline", "discover/books"):
                await Timeline(name, store, lambda: client).newer()
        await store.outbox.write(save_draft, Draft(kind="reply", text="Cover them.", post_id=7))
        await store.outbox.write(queue.enqueue, Draft(kind="post", text="Leeks."))
        await store.close()

    run("timeline", "-n", "1")
    newest = demo.world.publish("tomas", "<p>First frost:\tcold.</p>").id
    asyncio.run(save())
    asked = len(demo.requests)
    assert "tomas" in offered(run, "mbtui user tom") and "@tomas" in offered(run, "mbtui photos @tom")
    assert offered(run, "mbtui discover bo") == ["books"]
    assert offered(run, "mbtui --account ines discover bo") == ["books"]
    assert offered(run, "mbtui reply ", "fish")[:2] == [
        "7\tDraft: Cover them.",
        f"{newest}\tTomas Lindqvist: First frost: cold.",
    ]
    assert offered(run, "mbtui conversation ", "zsh")[0] == "7:Draft: Cover them."
    assert offered(run, "mbtui drafts ", "fish")[:1] == ["1\tReply: Cover them."]
    assert offered(run, "mbtui outbox ", "fish")[:1] == ["1\tYour post: Leeks."]
    assert "ines.micro.blog" in offered(run, "mbtui post --blog in")
    categories = offered(run, "mbtui post --category ", "zsh")
    assert categories and all(line.partition(":")[2] for line in categories)
    assert len(demo.requests) == asked


def test_nothing_is_made_where_nothing_is_saved(run: Run, home: Path) -> None:
    """A key of the shell leaves no files."""
    assert offered(run, "mbtui reply ") == []
    assert list(home.rglob("*.sqlite3")) == []


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
def test_bash_completes_words_that_it_has_cut(run: Run, home: Path, tmp_path: Path) -> None:
    """Names of files are its own matter; what stands before an @ or a colon is there already."""
    mbtui = tmp_path / "mbtui"
    mbtui.write_text(f'#!/bin/sh\ncd {CHECKOUT} && exec {sys.executable} -m mbtui "$@"\n')
    mbtui.chmod(0o755)
    (tmp_path / "leeks.md").touch()

    def complete(line: str, word: str) -> list[str]:
        code = (
            f"{SCRIPTS['bash']}\nCOMP_LINE={line!r}; COMP_POINT={len(line)}; _mbtui {mbtui} {word!r}; "
            'printf "%s\\n" "${COMPREPLY[@]}"'
        )
        done = subprocess.run(["bash", "--norc", "-c", code], cwd=tmp_path, capture_output=True, text=True)
        assert done.stderr == ""
        return done.stdout.split()

    assert complete("mbtui time", "time") == ["timeline"]
    assert complete("mbtui post --file lee", "lee") == ["leeks.md"]
    assert complete("mbtui --account ines timeline -n ", "") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_accepts_its_script(run: Run, shell: str) -> None:
    """Without running it; where the shell is missing, the script is only looked at."""
    script = run("completion", shell).out
    assert f"completion {shell}" in script and ":files:" in script
    if shutil.which(shell):
        done = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
