"""The commands that print lists: JSON lines with documented fields, or plain text, and never an escape code."""

from __future__ import annotations

import asyncio
import re
import time
from datetime import UTC, datetime, timedelta

import pytest

from mbtui import paths
from mbtui.api import Client
from mbtui.cli.records import RECORDS
from mbtui.cli.table import BY_NAME
from mbtui.demo import DemoServer
from mbtui.services.timeline import Timeline
from mbtui.store import Store
from tests.cli.conftest import Run, on_terminal

LISTS: list[tuple[str, ...]] = [
    ("timeline",),
    ("mentions",),
    ("discover",),
    ("discover", "books"),
    ("topics",),
    ("bookmarks",),
    ("bookmarks", "to read"),
    ("tags",),
    ("highlights",),
    ("photos",),
    ("photos", "tomas"),
    ("media",),
    ("replies",),
    ("user", "@tomas"),
    ("following", "ines"),
    ("people", "maren"),
    ("search", "tom"),
    ("pins", "tomas"),
    ("muting",),
    ("blocking",),
]

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def takes_count(command: str) -> list[str]:
    """The option -n, for lists of posts."""
    return ["-n", "50"] if any("-n" in argument.names for argument in BY_NAME[command].arguments) else []


def test_each_list_prints_json_lines_with_the_documented_fields(run: Run) -> None:
    """Exactly the fields that the help names, in its order."""
    for command in LISTS:
        result = run(*command, "--json", *takes_count(command[0]))
        assert (result.status, result.err) == (0, ""), command
        assert result.records, command
        for record in result.records:
            assert list(record) == list(RECORDS[BY_NAME[command[0]].record]), command


def test_each_list_prints_plain_text(run: Run) -> None:
    """Nothing a terminal would obey."""
    for command in LISTS:
        result = run(*command, "--plain", *takes_count(command[0]))
        assert (result.status, result.err) == (0, ""), command
        assert result.out.strip() and not _CONTROL.search(result.out), command


def test_every_command_with_a_record_is_tried_here_or_documented_elsewhere() -> None:
    """A new list can not be forgotten above."""
    tried = {command[0] for command in LISTS}
    others = {"conversation", "check", "accounts", "doctor", "paths", "keys"}
    # What they print is held by the tests of each: test_act, test_edit, test_unsent, test_write.
    others |= {"post", "reply", "edit", "delete", "star", "unstar", "follow", "unfollow", "mute", "unmute"}
    others |= {"block", "unblock", "report"}

    others |= {"bookmark", "tag", "drafts", "outbox", "upload"}
    assert {name for name, command in BY_NAME.items() if command.record} == tried | others


def test_hostile_posts_are_harmless_in_both_forms(run: Run, demo: DemoServer) -> None:
    """Escape sequences, overrides and C1 bytes of a stranger."""
    demo.world.be_hostile()
    for form in ("--json", "--plain"):
        result = run("timeline", "-n", "40", form)
        assert result.status == 0
        assert not _CONTROL.search(result.out)
    result = run("api", "GET", "/posts/all", "-f", "count=40")
    assert result.status == 0
    assert not _CONTROL.search(result.out)


def test_as_many_posts_as_wanted_are_printed_once_each(run: Run, demo: DemoServer) -> None:
    """Over several pages, in the order of the timeline."""
    records = run("timeline", "--json", "-n", "320").records
    ids = [record["id"] for record in records]
    assert len(ids) == len(set(ids)) == 320
    assert len(demo.asked("GET", "/posts/all")) >= 3
    moments = [record["published_at"] for record in records]
    assert moments == sorted(moments, reverse=True)
    assert len(run("timeline", "--json").records) == 20
    assert run("timeline", "-n", "0").out == ""


def test_a_server_that_repeats_its_page_does_not_hold_the_command(run: Run, demo: DemoServer) -> None:
    """A page that brings nothing new ends the list."""
    with demo.fault("repeated-page"):
        ids = [record["id"] for record in run("timeline", "--json", "-n", "300").records]
    assert 0 < len(ids) == len(set(ids)) < 300


def test_pages_can_be_asked_for_by_id(run: Run) -> None:
    """--before and --since, as the API has them."""
    ids = [record["id"] for record in run("timeline", "--json", "-n", "6").records]
    assert [record["id"] for record in run("timeline", "--json", "-n", "2", "--before", str(ids[1])).records] == ids[
        2:4
    ]
    newer = [record["id"] for record in run("timeline", "--json", "--since", str(ids[3])).records]
    assert set(newer) <= set(ids[:3]) and newer


def test_a_conversation_is_printed_oldest_first(run: Run) -> None:
    """With the same fields as other posts."""
    mention = run("mentions", "--json", "-n", "1").records[0]
    records = run("conversation", str(mention["id"]), "--json").records
    moments = [record["published_at"] for record in records]
    assert len(records) > 1
    assert moments == sorted(moments)
    assert list(records[0]) == list(RECORDS["post"])


def test_a_conversation_can_be_kept_as_markdown(run: Run, demo: DemoServer) -> None:
    """With names, times and links; what a name holds is no Markdown."""
    post = demo.world.publish("tomas", '<p>Look at <a href="https://leeks.example/a">these</a>, <b>all</b>.</p>')
    result = run("conversation", str(post.id), "--markdown")
    head, blank, words, *_ = result.out.splitlines()
    assert head.startswith("**Tomas Lindqvist**, @tomas, [20") and " UTC](<http" in head and head.endswith(".html>)")
    assert (blank, words) == ("", "Look at [these](https://leeks.example/a), **all**.")


def test_a_post_reads_well_as_plain_text(run: Run, demo: DemoServer) -> None:
    """Who and when, the words with their quotes and links, id and page."""
    post = demo.world.publish(
        "tomas",
        '<p>Look at <a href="https://leeks.example/a">these</a>.</p><blockquote><p>Cover them tonight.</p></blockquote>'
        "<ul><li>one</li><li>two</li></ul><p>[/oops] *no* markup</p>",
    )
    out = run("timeline", "-n", "1", "--plain").out
    lines = out.splitlines()
    assert lines[0].startswith("Tomas Lindqvist, @tomas, 2")
    assert "> Cover them tonight." in lines
    assert any(line.endswith("one") for line in lines)
    assert "[/oops] *no* markup" in lines
    assert "[1] https://leeks.example/a" in lines
    assert lines[-2].startswith(f"{post.id} http")


def test_plain_text_keeps_what_is_struck_out_and_a_quote_in_one_piece(run: Run, demo: DemoServer) -> None:
    """Words that were taken back are no words said; a blank line inside a quote belongs to it."""
    demo.world.publish(
        "tomas", "<p>It is <del>cold</del> <b>mild</b>.</p><blockquote><p>One.</p><p>Two.</p></blockquote><p>Three.</p>"
    )
    lines = run("timeline", "-n", "1", "--plain").out.splitlines()
    assert lines[1:8] == ["It is ~~cold~~ mild.", "", "> One.", ">", "> Two.", "", "Three."]


def test_a_profile_stands_above_the_posts_of_a_person(run: Run) -> None:
    """In plain text only: a line of JSON is one kind of thing."""
    assert run("user", "tomas", "-n", "1").out.startswith("Tomas Lindqvist, @tomas")


def test_lists_that_need_no_account_work_without_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Discover, its topics and people's posts; the others say what is missing."""
    monkeypatch.delenv("MBTUI_TOKEN")
    for command in (("discover",), ("topics",), ("user", "tomas")):
        assert run(*command).status == 0
    result = run("timeline")
    assert (result.status, result.out) == (3, "")
    assert result.err == "mbtui: No account is signed in here. Sign in with `mbtui login`, or set MBTUI_TOKEN.\n"


def test_the_demo_can_be_read_without_a_server(capsys: pytest.CaptureFixture[str]) -> None:
    """--demo before or behind the command."""
    from mbtui.cli import main

    for arguments in (["--demo", "timeline", "-n", "1"], ["timeline", "-n", "1", "--demo"]):
        assert main(arguments) == 0
        assert capsys.readouterr().out.strip()


def test_a_token_that_ended_is_verified_once_and_followed(run: Run, demo: DemoServer) -> None:
    """A refusal of one call is not yet the end of the token."""
    with demo.fault("unauthorized", path="/posts/all", times=1):
        assert run("timeline", "-n", "1").status == 0
    with demo.fault("unauthorized", path="/posts/all"):
        assert run("timeline", "-n", "1").status == 3
    with demo.fault("unauthorized"):
        assert run("timeline", "-n", "1").status == 3


def test_saved_posts_are_searched_without_a_server(run: Run, demo: DemoServer) -> None:
    """By words, the last also by its beginning; in the forms of other lists."""

    async def save() -> None:
        store = Store.open(paths.account_folder(demo.url, "ines"))
        async with Client(demo.token, demo.url) as client:
            await Timeline("timeline", store, lambda: client).newer()
        await store.close()

    assert run("search", "--saved", "leeks").status == 6
    post = demo.world.publish("tomas", '<p>Cover the <a href="https://leeks.example/">leeks</a> tonight.</p>')
    demo.world.publish("yuki", "<p>Cover them.</p>")
    asyncio.run(save())
    sent = run("conversation", str(post.id), "--json").records
    asked = len(demo.requests)
    result = run("search", "--saved", "cover", "lee", "--json")
    assert (result.status, result.err, result.records) == (0, "", sent)
    assert len(run("search", "--saved", "cover", "--json", "-n", "1").records) == 1
    assert "[1] https://leeks.example/" in run("search", "--saved", "tonight", "--plain").out
    assert run("search", "--saved", "nothing-like-it")[:2] == (0, "")
    assert len(demo.requests) == asked
    assert "no server" not in run("search", "--saved", " ").err


def test_times_are_local_at_a_terminal_and_say_utc_elsewhere(
    run: Run, demo: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads a file later does not know the zone. On a terminal no word is broken."""
    words = "a word and " * 30
    demo.world.publish("tomas", f"<blockquote><p>{words}</p></blockquote><p>日本 {'<b>語</b> ' * 50}</p>")
    moment = datetime.fromtimestamp(demo.world.clock.now(), UTC)
    arguments = ("--server", demo.url, "timeline", "-n", "1")
    with on_terminal(*arguments, MBTUI_TOKEN=demo.token, TZ="Asia/Tokyo", NO_COLOR="1") as terminal:
        assert terminal.end() == 0
    head, *lines = terminal.shown.split("\r\n")
    assert head.endswith(f"@tomas, {moment + timedelta(hours=9):%Y-%m-%d %H:%M}")
    quoted = [line for line in lines if line.startswith("> ")]
    assert len(quoted) == 5 and {word for line in quoted for word in line.split()} == {">", "a", "word", "and"}
    assert max(len(line) + len(re.findall("[日本語]", line)) for line in lines if "語" in line) in range(70, 81)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    out = run("timeline", "-n", "1").out
    assert out.splitlines()[0].endswith(f"@tomas, {moment:%Y-%m-%d %H:%M} UTC")
    assert f"> {words.strip()}" in out
