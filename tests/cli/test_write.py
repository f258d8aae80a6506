"""Posting and replying from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from mbtui import paths
from mbtui.demo import DemoServer
from mbtui.store import Store
from mbtui.store.drafts import Draft, drafts
from tests.cli.conftest import Run


@pytest.fixture
def parent(demo: DemoServer) -> int:
    """A post of somebody else, to be answered."""
    return demo.world.publish("tomas", "<p>First frost.</p>").id


async def kept(demo: DemoServer) -> list[Draft]:
    """The drafts of the account."""
    store = Store.open(paths.account_folder(demo.url, "ines"))
    try:
        return await store.outbox.write(drafts)
    finally:
        await store.close()


def texts(run: Run, parent: int) -> list[str]:
    """The words of a conversation."""
    return [record["text"] for record in run("conversation", str(parent), "--json").records]


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (("Cover the leeks.",), b""),
        (("Cover", "the", "leeks."), b"not this"),
        ((), b"Cover the leeks.\n\n"),
        (("--file", "-"), b"\xef\xbb\xbfCover the leeks."),
        (("--file", "FILE"), b""),
        (("Cover", "--json", "the", "leeks."), b""),
    ],
)
def test_a_reply_takes_its_text_from_anywhere(
    run: Run, parent: int, tmp_path: Path, arguments: tuple[str, ...], stdin: bytes
) -> None:
    """Arguments, a file or a pipe; the author's name is put before it."""
    (tmp_path / "text.md").write_text("Cover the leeks.\n")
    given = [str(tmp_path / "text.md") if word == "FILE" else word for word in arguments]
    result = run("reply", str(parent), *given, stdin=stdin)
    assert (result.status, result.err) == (0, "")
    assert texts(run, parent) == ["First frost.", "@tomas Cover the leeks."]


def test_a_name_that_is_there_is_not_put_there_again(run: Run, parent: int) -> None:
    """Nor one that is not wanted."""
    run("reply", str(parent), "@tomas indeed")
    run("reply", str(parent), "--as-is", "no name")
    assert texts(run, parent)[1:] == ["@tomas indeed", "no name"]


@pytest.mark.parametrize(
    ("arguments", "stdin", "sentence"),
    [
        ((), b" \n", "The text is empty"),
        ((), b"\xff\xfe", "is not UTF-8"),
        (("words", "--file", "x"), b"", "not both"),
        (("--file", "/no/such/file"), b"", "/no/such/file could not be read (No such file or directory)."),
        (("--photo", "notes.txt", "hi"), b"", "does not look like a picture"),
        (("--alt", "a cat", "hi"), b"", "more --alt than --photo"),
        (("--blog", "other.example", "hi"), b"", "There is no blog other.example. Yours are: ines.micro.blog"),
    ],
)
def test_nothing_is_sent_when_the_text_can_not_be_had(
    run: Run, demo: DemoServer, arguments: tuple[str, ...], stdin: bytes, sentence: str
) -> None:
    """Status 2 and a sentence."""
    result = run("post", *arguments, stdin=stdin)
    assert result.status == 2
    assert sentence in result.err
    assert demo.asked("POST", "/micropub") == []


def test_a_post_is_published_and_its_address_printed(run: Run) -> None:
    """Short, and with a title and categories."""
    result = run("post", "First frost on the allotment.")
    assert result.status == 0
    assert result.out.startswith("http")
    record = run(
        "post", "--title", "Leeks", "--category", "garden", "--category", "winter", "--json", "Long text."
    ).records[0]
    source = run("api", "GET", "/micropub", "-f", "q=source", "-f", f"url={record['url']}").records[0]
    assert source["properties"]["name"] == ["Leeks"]
    assert sorted(source["properties"]["category"]) == ["garden", "winter"]


def test_a_draft_is_saved_on_the_server_only(run: Run) -> None:
    """It does not appear in the timeline."""
    assert run("post", "--draft", "Not yet.").status == 0
    assert "Not yet." not in run("timeline", "-n", "5").out


def test_pictures_are_uploaded_with_their_descriptions(run: Run, demo: DemoServer, tmp_path: Path) -> None:
    """In the order given; one without words has none."""
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(b"\x89PNG\r\n\x1a\n")
    arguments = ["--photo", str(tmp_path / "a.png"), "--alt", "Frost on leeks", "--photo", str(tmp_path / "b.png")]
    result = run("post", *arguments, "Two pictures.", "--json")
    assert (result.status, result.err) == (0, "")
    asked = demo.asked("POST", "/micropub")[-1].params
    assert asked["mp-photo-alt"] == ["Frost on leeks", ""]
    assert len(asked["photo"]) == 2


@pytest.mark.parametrize("fault", ["write-then-disconnect", "offline", "refuse"])
async def test_a_text_that_the_server_did_not_accept_is_kept(demo: DemoServer, fault: str, parent: int) -> None:
    """As a draft, and the second sentence says so; what was accepted is not kept."""
    import asyncio
    import os
    import sys

    from tests.cli.conftest import CHECKOUT

    async def reply() -> tuple[int | None, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "mbtui", "--server", demo.url, "reply", str(parent), "--as-is", "Precious words."),
            cwd=CHECKOUT,
            env={**os.environ, "MBTUI_TOKEN": demo.token},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        _, complaint = await process.communicate()
        return process.returncode, complaint.decode()

    with demo.fault(fault, path="/posts/reply"):
        status, complaint = await reply()
    assert status not in (0, None)
    assert complaint.endswith("mbtui: The text is kept among the drafts of mbtui.\n")
    assert [(draft.kind, draft.post_id, draft.text) for draft in await kept(demo)] == [
        ("reply", parent, "Precious words.")
    ]
    assert await reply() == (0, "")
    assert len(await kept(demo)) == 1
