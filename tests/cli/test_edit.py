"""Changing one's own posts from the command line."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from mbtui.cli.exits import Exit
from mbtui.demo import DemoServer
from tests.cli.conftest import Run


@pytest.fixture
def own(run: Run) -> str:
    """The address of a post of one's own."""
    return run("post", "--category", "garden", "Leeks are *up*.").out.strip()


def source(run: Run, url: str) -> dict[str, list[str]]:
    """A post as it is on the blog."""
    answer = run("api", "GET", "/micropub", "-f", "q=source", "-f", f"url={url}").records[0]
    return {name: answer["properties"][name] for name in ("name", "content", "category", "post-status")}


def test_only_what_is_given_is_changed(run: Run, demo: DemoServer, own: str) -> None:
    """The text, the title, the categories; the address is printed."""
    before = source(run, own)
    assert run("edit", own, "--title", "Leeks").out == f"{own}\n"
    assert source(run, own) == {**before, "name": ["Leeks"]}
    assert demo.asked("POST", "/micropub")[-1].params.get("content") is None
    assert run("edit", own, stdin=b"They are down.\n").out == f"{own}\n"
    run("edit", own, "--category", "winter", "--category", "frost")
    assert source(run, own) == {
        **before,
        "name": ["Leeks"],
        "content": ["They are down."],
        "category": ["winter", "frost"],
    }
    assert run("edit", own, "--title", "").status == 0
    assert source(run, own)["name"] == [""]


def test_a_reply_is_edited_by_its_number(run: Run, demo: DemoServer) -> None:
    """As the timeline prints it."""
    parent = demo.world.publish("tomas", "<p>First frost.</p>").id
    id = run("reply", str(parent), "Cover them.", "--json").records[0]["id"]
    assert run("edit", str(id), "@tomas Cover the leeks.").status == 0
    texts = [record["text"] for record in run("conversation", str(parent), "--json").records]
    assert texts == ["First frost.", "@tomas Cover the leeks."]


def test_a_draft_of_the_blog_is_published(run: Run) -> None:
    """By its address."""
    run("post", "--draft", "Not yet.")
    items = run("api", "GET", "/micropub", "-f", "q=source", "-f", "post-status=draft").records[0]["items"]
    url = items[0]["properties"]["url"][0]
    assert run("edit", url, "--publish").status == 0
    assert source(run, url)["post-status"] == ["published"]


def test_what_can_not_be_changed_is_said(run: Run, demo: DemoServer, own: str) -> None:
    """In a sentence, and the post stays as it was."""
    theirs = demo.world.publish("tomas", "<p>First frost.</p>").id
    before = source(run, own)
    for arguments, stdin, status, sentence in (
        ((own,), b"\n", Exit.USAGE, "The text is empty"),
        ((own, "Leeks are *up*."), b"", Exit.USAGE, "Nothing was changed."),
        ((str(theirs), "Mine now."), b"", Exit.NOT_FOUND, "That post is @tomas's. Only your own can be changed."),
        (("1", "Words."), b"", Exit.NOT_FOUND, "could not find it"),
        (("https://ines.micro.blog/no/such.html", "Words."), b"", Exit.REFUSED, "refused"),
        (("leeks", "Words."), b"", Exit.USAGE, "leeks is no post."),
        ((own, "--at", "never"), b"", Exit.USAGE, "is no time to publish at"),
    ):
        result = run("edit", *arguments, stdin=stdin)
        assert (result.status, result.out) == (status, ""), arguments
        assert sentence in result.err
        assert source(run, own) == before, arguments


def test_an_edit_that_waits_is_taken_back_for_the_next(run: Run, demo: DemoServer, own: str) -> None:
    """The next begins with it, and both are one change; what is being sent is waited for."""
    with demo.fault("error-503", path="/micropub", method="POST"):
        assert run("edit", own, "Leeks are down.").status == Exit.WAITING
        assert run("edit", own, "--title", "Leeks").status == Exit.WAITING
        assert run("edit", own, "Leeks are gone.").status == Exit.WAITING
        nothing = run("edit", own, "--title", "", "Leeks are *up*.")
        assert (
            nothing.status == Exit.USAGE and "Nothing was changed. The edit that waited is a draft now" in nothing.err
        )
        assert len(run("outbox", "--json").records) == 0
        assert run("drafts", nothing.err.split("`")[1].split()[-1], "--send").status == Exit.WAITING
    assert run("outbox", "--send").status == 0
    assert source(run, own) | {"category": []} == {
        "name": ["Leeks"],
        "content": ["Leeks are gone."],
        "category": [],
        "post-status": ["published"],
    }
    assert run("drafts", "--json").records == []


def test_an_edit_that_was_written_unseen_goes_over_nothing(run: Run, demo: DemoServer, own: str) -> None:
    """Everything of it is kept while the post can not be read, and refused once it can."""
    before = source(run, own)
    with demo.fault("error-503", path="/micropub"):
        assert run("edit", own, "Mine.", "--title", "Leeks", "--category", "winter").status == Exit.UNREACHABLE
    assert "title: Leeks\ncategories: winter\n" in run("drafts", "1").out
    result = run("drafts", "1", "--send")
    assert result.status == Exit.REFUSED and "could not be read when you wrote this" in result.err
    assert source(run, own) == before


def test_in_the_editor_a_post_stands_as_it_was_written(
    run: Run, demo: DemoServer, own: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With title and categories above it. What somebody else has changed meanwhile is not written over."""
    seen = tmp_path / "seen"
    script = tmp_path / "editor"
    script.write_text(f'#!/bin/sh\ncp "$1" {shlex.quote(str(seen))}\nsed -i "s/up/down/" "$1"\necho more >> "$1"\n')
    script.chmod(0o755)

    monkeypatch.setenv("EDITOR", str(script))
    # As at a terminal where no text is given.
    monkeypatch.setattr("mbtui.cli.write.given_text", lambda context: "".join(context.arguments.text) or None)
    with demo.fault("refuse", path="/micropub", method="POST"):
        assert run("edit", own).status == Exit.REFUSED
    assert "categories: garden" in seen.read_text() and "Leeks are *up*." in seen.read_text()
    run("edit", own, "Somebody else was here.")
    result = run("edit", own)
    assert result.status == Exit.REFUSED and "Somebody has changed the post" in result.err
    assert source(run, own)["content"] == ["Somebody else was here."]
    assert "Leeks are *down*." in seen.read_text()
    script.write_text('#!/bin/sh\nsed -i "s/Leeks/All leeks/" "$1"\n')
    assert run("edit", own).status == 0
    (text,) = source(run, own)["content"]
    assert "All leeks are *down*." in text and "Somebody else was here." in text
