"""Posting and replying from the command line."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from mbtui import paths
from mbtui.cli.exits import Exit
from mbtui.demo import DemoServer
from mbtui.services.front_matter import laid_out
from mbtui.store import Store
from mbtui.store.drafts import Draft, drafts, save_draft
from mbtui.store.store import WRITING_NAME
from tests.cli.conftest import Run, on_terminal


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


def test_a_reply_takes_its_text_from_anywhere(run: Run, demo: DemoServer, tmp_path: Path) -> None:
    """Arguments, a file or a pipe; the author's name is put before it."""
    file = tmp_path / "text.md"
    file.write_text("Cover the leeks.\n")
    for arguments, stdin in (
        (("Cover the leeks.",), b""),
        (("Cover", "the", "leeks."), b"not this"),
        ((), b"Cover the leeks.\n\n"),
        (("--file", "-"), b"\xef\xbb\xbfCover the leeks."),
        (("--file", str(file)), b""),
        (("Cover", "--json", "the", "leeks."), b""),
    ):
        parent = demo.world.publish("tomas", "<p>First frost.</p>").id
        result = run("reply", str(parent), *arguments, stdin=stdin)
        assert (result.status, result.err) == (0, ""), arguments
        assert texts(run, parent) == ["First frost.", "@tomas Cover the leeks."], arguments


def test_a_name_that_is_there_is_not_put_there_again(run: Run, parent: int) -> None:
    """Nor one that is not wanted."""
    run("reply", str(parent), "@tomas indeed")
    run("reply", str(parent), "--as-is", "no name")
    assert texts(run, parent)[1:] == ["@tomas indeed", "no name"]


def test_nothing_is_sent_when_the_text_can_not_be_had(run: Run, demo: DemoServer) -> None:
    """Status 2 and a sentence."""
    for arguments, stdin, sentence in (
        ((), b" \n", "The text is empty"),
        ((), b"\xff\xfe", "is not UTF-8"),
        (("words", "--file", "x"), b"", "not both"),
        (("--file", "/no/such/file"), b"", "/no/such/file could not be read (No such file or directory)."),
        (("--photo", "/no/such/notes.txt", "hi"), b"", "There is no file notes.txt."),
        (("--photo", "/", "hi"), b"", "is a folder."),
        (("--photo", "/dev/null", "hi"), b"", "is a device or a pipe"),
        (("--photo", __file__, "hi"), b"", "test_write.py"),
        (("--at", "yesterday", "hi"), b"", "“yesterday” is no time to publish at."),
        (("--at", "2020-01-01 08:00", "hi"), b"", "has gone by"),
        (("--to", "myspace", "hi"), b"", "There is no service myspace to copy to. There are "),
        (("--alt", "a cat", "hi"), b"", "more --alt than --photo"),
        (("--blog", "other.example", "hi"), b"", "There is no blog other.example. Yours are ines.micro.blog"),
    ):
        result = run("post", *arguments, stdin=stdin)
        assert result.status == 2, arguments
        assert sentence in result.err
        assert demo.asked("POST", "/micropub") == [], arguments


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


def test_a_file_can_hold_what_stands_above_a_text(run: Run, demo: DemoServer, tmp_path: Path) -> None:
    """As the editor has it; options come before it, and what is not understood is said before anything is sent."""
    file = tmp_path / "leeks.md"
    file.write_text("---\ntitle: Leeks\ncategories: garden\nto: none\n---\n\nThey are up.\n")
    assert run("post", "--file", str(file), "--category", "winter").status == 0
    asked = demo.asked("POST", "/micropub")[-1].params
    assert (asked["name"], asked["category"], asked["content"]) == ("Leeks", "winter", "They are up.")
    assert asked["mp-syndicate-to"] == ""
    file.write_text("---\ntitle: Leeks\nat: never\n---\n\nThey are up.\n")
    result = run("post", "--file", str(file))
    assert (result.status, len(demo.asked("POST", "/micropub"))) == (Exit.USAGE, 1)
    assert "“never” is no time to publish at." in result.err and "Nothing was sent." in result.err


def test_files_that_a_text_shows_are_uploaded_if_that_is_wished(run: Run, demo: DemoServer, tmp_path: Path) -> None:
    """Else it is said that nobody will see them; one that is not there stops the post, whose text is kept."""
    from tests.services.pictures import photo

    text = tmp_path / "leeks.md"
    text.write_text("Look.\n\n![Leeks](leeks.jpg)\n\nGood.\n")
    result = run("post", "--file", str(text), "--images")
    assert (result.status, demo.asked("POST", "/micropub")) == (Exit.USAGE, [])
    assert result.err == "mbtui: There is no file leeks.jpg.\nmbtui: The text is kept: `mbtui drafts 1` prints it.\n"
    (tmp_path / "leeks.jpg").write_bytes(photo())
    assert "--images uploads it." in run("post", "--file", str(text)).err
    assert demo.asked("POST", "/micropub/media") == []
    assert run("post", "--file", str(text), "--images").status == 0
    assert "![Leeks](http" in demo.asked("POST", "/micropub")[-1].params["content"]


def test_a_draft_is_saved_on_the_server_only(run: Run) -> None:
    """It does not appear in the timeline."""
    assert run("post", "--draft", "Not yet.").status == 0
    assert "Not yet." not in run("timeline", "-n", "5").out


def test_pictures_are_uploaded_with_their_descriptions(run: Run, demo: DemoServer, tmp_path: Path) -> None:
    """In the order given; one without words has none. Where they were taken stays here."""
    from tests.services.pictures import photo

    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(photo())
    arguments = ["--photo", str(tmp_path / "a.jpg"), "--alt", "Frost on leeks", "--photo", str(tmp_path / "b.jpg")]
    result = run("post", *arguments, "Two pictures.", "--json")
    assert (result.status, result.err) == (0, "")
    asked = demo.asked("POST", "/micropub")[-1].params
    assert asked["mp-photo-alt"] == ["Frost on leeks", ""]
    assert len(asked["photo"]) == 2


@pytest.mark.parametrize(
    ("fault", "status", "state"),
    [("offline", Exit.WAITING, "queued"), ("throttle", Exit.WAITING, "queued"), ("refuse", Exit.REFUSED, "refused")],
)
@pytest.mark.parametrize("command", ["post", "reply"])
def test_a_text_that_is_not_sent_is_kept(
    run: Run, demo: DemoServer, parent: int, command: str, fault: str, status: Exit, state: str
) -> None:
    """In the outbox, and a sentence says so. What waits goes out with the next command that writes, in its turn."""
    arguments = ["reply", str(parent), "--as-is"] if command == "reply" else ["post"]
    path = "/posts/reply" if command == "reply" else "/micropub"
    run("timeline", "-n", "1")
    with demo.fault(fault, "0" if fault == "throttle" else None, path="" if fault == "offline" else path):
        result = run(*arguments, "Precious words.")
    assert (result.status, result.out) == (status, "")
    (entry,) = run("outbox", "--json").records
    assert (entry["kind"], entry["state"], entry["text"]) == (command, state, "Precious words.")
    assert entry["reason"] in result.err and "mbtui outbox" in result.err
    assert run(*arguments, "More words.").status == 0
    sent = [asked.params["content"] for asked in demo.asked("POST", path) if asked.status in (200, 202)]
    assert sent == (["Precious words.", "More words."] if state == "queued" else ["More words."])


@pytest.mark.parametrize("command", ["post", "reply"])
def test_a_text_whose_answer_is_lost_is_looked_for_and_not_doubled(
    run: Run, demo: DemoServer, parent: int, quick: None, command: str
) -> None:
    """Found, it was sent, and its address is printed."""
    arguments = ["reply", str(parent)] if command == "reply" else ["post"]
    path = "/posts/reply" if command == "reply" else "/micropub"
    with demo.fault("write-then-disconnect", path=path, times=1):
        result = run(*arguments, "Precious words.")
    assert result.status == 0 and result.out.startswith("http")
    assert "was lost. mbtui is looking for it" in result.err
    assert len(demo.asked("POST", path)) == 1


def test_what_can_not_be_found_is_uncertain(run: Run, demo: DemoServer, quick: None) -> None:
    """Whether it is there the person has to look; it is not sent again by itself."""
    with demo.fault("write-then-disconnect", path="/micropub"), demo.fault("missing-items"):
        result = run("post", "Precious words.")
        assert (result.status, result.out) == (Exit.UNCERTAIN, "")
        assert "Look for yourself, then send it again or discard it" in result.err
        assert run("outbox", "--send").err == "Nothing waits to be sent.\n"
        asked = len(demo.asked("POST", "/micropub"))
        refusal = run("outbox", "1", "--send")
        assert (refusal.status, len(demo.asked("POST", "/micropub"))) == (Exit.USAGE, asked)
        assert "add --yes to send it again" in refusal.err
    assert run("outbox", "1", "--send", "--yes").status == 0
    assert run("outbox", "--json").records == []


def test_a_reply_tells_where_it_is(run: Run, parent: int) -> None:
    """Its answer does not, so the conversation is read."""
    out = run("reply", str(parent), "Cover the leeks.").out
    record = run("reply", str(parent), "Cover them *tonight*.", "--json").records[0]
    shown = {post["text"]: post for post in run("conversation", str(parent), "--json").records}
    assert out == f"{shown['@tomas Cover the leeks.']['url']}\n"
    last = shown["@tomas Cover them tonight."]
    assert (record["id"], record["url"], record["post_id"]) == (last["id"], last["url"], parent)
    assert (record["kind"], record["state"], record["target"], record["reason"]) == ("reply", "sent", "tomas", "")


def test_a_reply_that_is_not_shown_yet_was_sent(
    run: Run, parent: int, demo: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Micro.blog may take its time."""
    monkeypatch.setattr("mbtui.cli.write._LOOK_SECONDS", (0.0, 0.0))
    with demo.fault("late-replies"):
        result = run("reply", str(parent), "Cover the leeks.")
        record = run("reply", str(parent), "Do.", "--json").records[0]
    assert (result.status, result.out) == (0, "")
    assert result.err.startswith("The reply was sent. The conversation does not show it yet")
    assert (record["id"], record["url"], record["post_id"]) == (None, "", parent)


EDITOR = 'sh -c \'cat $0 > {seen}; printf "%s\\n" "{text}" >> $0\''


@pytest.mark.parametrize("command", ["post", "reply"])
async def test_a_text_can_be_written_in_the_editor(demo: DemoServer, parent: int, tmp_path: Path, command: str) -> None:
    """At a terminal, when no text was given; what could not be sent stands in it the next time."""
    arguments = ["reply", str(parent)] if command == "reply" else ["post"]
    path = "/posts/reply" if command == "reply" else "/micropub"
    seen = tmp_path / "seen"

    def write(text: str) -> tuple[int, str]:
        environ = {"MBTUI_TOKEN": demo.token, "EDITOR": EDITOR.format(seen=seen, text=text)}
        with on_terminal("--server", demo.url, *arguments, **environ) as terminal:
            return terminal.end(), terminal.shown

    begin, front = ("@tomas ", "") if command == "reply" else ("", laid_out(Draft(kind="post")))
    with demo.fault("refuse", path=path):
        status, shown = write("Cover the leeks.")
    assert status == 5 and "The text is kept in the outbox." in shown
    assert seen.read_text() == front + begin
    status, shown = write("Tonight.")
    assert status == 0 and "http" in shown
    assert seen.read_text() == f"{front}{begin}Cover the leeks."
    assert await kept(demo) == []
    assert demo.asked("POST", path)[-1].params["content"].startswith(f"{begin}Cover the leeks.")


def test_what_another_mbtui_saves_while_the_editor_is_open_stays(
    run: Run, demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The draft that was taken up has become two; the one from the editor is sent, with what the command gives."""
    folder = paths.account_folder(demo.url, "ines")
    store = Store.open(folder)
    asyncio.run(store.outbox.write(save_draft, Draft(kind="post", text="Leeks")))
    store.close_now()
    editor = tmp_path / "editor"
    editor.write_text(
        f"#!{sys.executable}\nimport sqlite3, sys\nopen(sys.argv[1], 'a').write(' are up.')\n"
        f"with sqlite3.connect({str(folder / WRITING_NAME)!r}) as file:\n"
        "    file.execute(\"UPDATE drafts SET text = 'Leeks and frost'\")\n"
    )
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    # As at a terminal where no text is given.
    monkeypatch.setattr("mbtui.cli.write.given_text", lambda context: None)
    assert run("post", "--title", "News").status == 0
    assert [draft.text for draft in asyncio.run(kept(demo))] == ["Leeks and frost"]
    sent = demo.asked("POST", "/micropub")[-1].params
    assert (sent["name"], sent["content"]) == ("News", "Leeks are up.")


def test_the_editor_gives_what_stands_above_a_text(demo: DemoServer) -> None:
    """Title, categories and so on are sent; a line that is not understood sends nothing."""
    editor = """sh -c 'printf "%s\\n" --- "title: Frost" "categories: a, b" "{}" --- So. > $0'"""
    environ = {"MBTUI_TOKEN": demo.token, "EDITOR": editor.format("status: draft")}
    with on_terminal("--server", demo.url, "post", **environ) as terminal:
        assert terminal.end() == 0
    sent = demo.asked("POST", "/micropub")[-1].params
    assert (sent["name"], sent["content"], sent["post-status"]) == ("Frost", "So.", "draft")
    environ["EDITOR"] = editor.format("at: soon")
    with on_terminal("--server", demo.url, "post", **environ) as terminal:
        assert terminal.end() == 10
    assert "“soon” is no time to publish at." in terminal.shown and "Nothing was sent." in terminal.shown
    assert len(demo.asked("POST", "/micropub")) == 1


@pytest.mark.parametrize(
    ("editor", "sentence"),
    [
        ("true", "The editor true ended at once and changed nothing."),
        ("false", "The editor false ended with status 1."),
    ],
)
def test_an_editor_that_writes_nothing_sends_nothing(demo: DemoServer, parent: int, editor: str, sentence: str) -> None:
    """Nor does one that says that it failed."""
    environ = {"MBTUI_TOKEN": demo.token, "EDITOR": editor}
    with on_terminal("--server", demo.url, "reply", str(parent), **environ) as terminal:
        assert terminal.end() in (2, 10)
    assert sentence in terminal.shown and "mbtui: " in terminal.shown
    assert demo.asked("POST", "/posts/reply") == []
