"""Drafts and the outbox from the command line, and what a command does when it can not send."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from mbtui import paths
from mbtui.cli.exits import Exit
from mbtui.demo import DemoServer
from mbtui.outbox.sending_lock import locked
from mbtui.store import Store
from mbtui.store.drafts import Draft, save_draft
from tests.cli.conftest import Run, process

Keep = Callable[[Draft], int]


@pytest.fixture
def parent(demo: DemoServer) -> int:
    """A post of somebody else."""
    return demo.world.publish("tomas", "<p>First frost.</p>").id


@pytest.fixture
def keep(run: Run, demo: DemoServer) -> Keep:
    """Keeps a draft in the account's file."""
    run("timeline", "-n", "1")

    def call(draft: Draft) -> int:
        store = Store.open(paths.account_folder(demo.url, "ines"))
        try:
            return asyncio.run(store.outbox.write(save_draft, draft))
        finally:
            store.close_now()

    return call


def test_drafts_are_listed_printed_sent_and_deleted(run: Run, keep: Keep, parent: int) -> None:
    """By their numbers."""
    assert run("drafts") == (0, "", "There are no drafts.\n")
    reply = keep(Draft(kind="reply", post_id=parent, target="tomas", text="@tomas Cover them."))
    post = keep(Draft(kind="post", title="Leeks", text="They are up.\n\nAll of them."))
    lines = run("drafts").out.splitlines()
    assert lines[0].startswith(f"{post} ") and lines[0].endswith("New post “Leeks They are up. All of them.”")
    assert lines[1].startswith(f"{reply} ") and lines[1].endswith("Reply to @tomas “@tomas Cover them.”")
    out = run("drafts", str(post)).out
    assert out.startswith("---\ntitle: Leeks\n") and out.endswith("---\n\nThey are up.\n\nAll of them.\n")
    (record,) = run("drafts", str(reply), "--json").records
    assert (record["id"], record["kind"], record["post_id"]) == (reply, "reply", parent)
    assert run("drafts", str(post), "--send").out.startswith("http")
    assert run("drafts", str(reply), "--delete").out == f"Draft {reply} was deleted.\n"
    assert run("drafts", "--json").records == []
    for option in ((), ("--send",), ("--delete",)):
        result = run("drafts", str(post), *option)
        assert (result.status, result.err) == (
            Exit.NOT_FOUND,
            f"mbtui: There is no draft {post}. `mbtui drafts` lists what there is.\n",
        )


def test_what_was_refused_is_printed_and_sent_again_or_discarded(run: Run, demo: DemoServer) -> None:
    """It waits for nobody else; a number that is not there has a sentence."""
    with demo.fault("refuse", path="/micropub"):
        for text in ("Leeks.", "Frost."):
            run("post", text)
    assert "1 " in run("outbox").out and "Your post was not sent." in run("outbox").out
    assert run("outbox", "1").out.endswith("---\n\nLeeks.\n")
    assert run("outbox", "--send").err == "Nothing waits to be sent.\n"
    assert run("outbox", "1", "--send").out.startswith("Your post was sent. http")
    assert run("outbox", "2", "--discard").out == "Your post was discarded.\n"
    assert run("outbox") == (0, "", "Nothing waits to be sent.\n")
    for option in ((), ("--send",), ("--discard",)):
        assert run("outbox", "2", *option).status == Exit.NOT_FOUND
    assert run("outbox", "--discard").status == Exit.USAGE


def test_the_demo_has_nothing_of_an_account(run: Run, keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does it keep anything."""
    keep(Draft(kind="post", text="Mine."))
    monkeypatch.delenv("MBTUI_SERVER", raising=False)
    assert "Mine" in run("drafts").out
    for name in ("drafts", "outbox"):
        result = run(name, "--demo", server="")
        assert (result.status, result.out) == (0, "")
    assert run("drafts", "1", "--demo", server="").status == Exit.NOT_FOUND


def test_who_is_not_signed_in_any_more_loses_no_text(
    run: Run, demo: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits until somebody is, and goes out then."""
    run("timeline", "-n", "1")
    with demo.fault("unauthorized"):
        result = run("post", "First frost.")
        assert (result.status, result.out) == (Exit.SIGN_IN, "")
        assert "Your post waits to be sent." in result.err and "goes out when you have signed in again." in result.err
    token = os.environ["MBTUI_TOKEN"]
    monkeypatch.delenv("MBTUI_TOKEN")
    result = run("post", "--account", "ines", "Second frost.")
    assert result.status == Exit.SIGN_IN and "Sign in with `mbtui login`" in result.err
    monkeypatch.setenv("MBTUI_TOKEN", token)
    assert len(run("outbox", "--send").out.splitlines()) == 2


def test_a_token_that_was_exchanged_is_no_reason_to_wait(run: Run, demo: DemoServer) -> None:
    """It is verified once, and what is written goes out with the new one."""
    run("timeline", "-n", "1")
    with demo.fault("unauthorized", path="/micropub", times=1):
        assert run("post", "First frost.").status == 0


def test_while_another_program_sends_it_is_waited_for(
    run: Run, demo: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a bound; then it waits in the outbox, and the sentence says so."""
    run("timeline", "-n", "1")
    folder = paths.account_folder(demo.url, "ines")
    folder.mkdir(parents=True, exist_ok=True)
    lock = locked(folder / "sending.lock", os.O_RDWR | os.O_CREAT)
    with monkeypatch.context() as patch:
        patch.setattr("mbtui.cli.desk._WAIT_SECONDS", 0.0)
        result = run("post", "First frost.")
    os.close(lock)
    assert (result.status, result.out) == (Exit.WAITING, "")
    assert "Your post waits to be sent: what was written before it" in result.err
    assert run("outbox", "--send").status == 0


@pytest.mark.parametrize("command", ["post", "star"])
def test_ctrl_c_takes_back_what_is_not_on_its_way(run: Run, demo: DemoServer, parent: int, command: str) -> None:
    """A text is a draft then; a star is as it was."""
    run("timeline", "-n", "1")
    arguments = ["post", "First frost."] if command == "post" else ["star", str(parent)]
    path = "/micropub" if command == "post" else "/posts/favorites"
    with (
        demo.fault("hold", path=path),
        process("--server", demo.url, *arguments, env={**os.environ, "MBTUI_TOKEN": demo.token}) as it,
    ):
        demo.wait_for("GET" if command == "post" else "POST", path, timeout_seconds=30)
        it.send_signal(signal.SIGINT)
        _, complaint = it.communicate(timeout=30)
    assert it.returncode == Exit.INTERRUPTED
    words = "Your post was not sent. `mbtui drafts 1` prints it." if command == "post" else "The star was not sent."
    assert complaint.decode() == f"mbtui: {words}\n"
    assert run("outbox", "--json").records == []
    assert [record["text"] for record in run("drafts", "--json").records] == ["First frost."] * (command == "post")


def test_files_are_uploaded_and_their_addresses_printed(run: Run, demo: DemoServer, tmp_path: Path) -> None:
    """Without where they were taken; a file that can not go stops all before the first is sent."""
    from tests.services.pictures import SECRET, photo

    (tmp_path / "leeks.jpg").write_bytes(photo())
    (tmp_path / "notes.jpg").write_text("leeks")
    os.mkfifo(tmp_path / "pipe.jpg")
    leeks = str(tmp_path / "leeks.jpg")
    result = run("upload", leeks, "--alt", "Leeks", "--markdown")
    assert result.status == 0 and result.out.startswith("![Leeks](http")
    address = result.out[len("![Leeks](") : -2]
    assert SECRET.encode() not in run("api", "GET", address.removeprefix(demo.url)).out.encode()
    (record,) = run("upload", leeks, "--json").records
    assert (record["name"], record["alt"]) == ("leeks.jpg", "") and record["url"].startswith("http")
    asked = len(demo.asked("POST", "/micropub/media"))
    for name in ("notes.jpg", "pipe.jpg", "none.jpg", "."):
        result = run("upload", leeks, str(tmp_path / name))
        assert (result.status, result.out) == (Exit.USAGE, "")
    assert run("upload").status == Exit.USAGE
    assert len(demo.asked("POST", "/micropub/media")) == asked
