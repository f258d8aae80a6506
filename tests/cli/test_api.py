"""`mbtui api`: every address of the API."""

from __future__ import annotations

import json
from pathlib import Path

from mbtui.demo import DemoServer
from tests.cli.conftest import Run


def test_a_question_prints_the_servers_json(run: Run) -> None:
    """As it came; fields go into the query."""
    record = run("api", "get", "posts/all", "-f", "count=2").records[0]
    assert record["feed_url"].endswith("/posts/all")
    assert len(record["items"]) == 2


def test_every_kind_of_write_can_be_made(run: Run, demo: DemoServer) -> None:
    """Push registration, a marker, a mute, an unfollow, a bookmark and its end."""
    post = demo.world.publish("tomas", "<p>one</p>")
    push = ("-f", "device_token=abc", "-f", "app_name=mine", "-f", "push_env=production")
    for arguments in (
        ("POST", "/users/push/register", *push),
        ("POST", "/posts/markers", "-f", "channel=timeline", "-f", f"id={post.id}"),
        ("POST", "/users/mute", "-f", "username=yuki"),
        ("POST", "/users/unfollow", "-f", "username=yuki"),
        ("POST", "/posts/favorites", "-f", f"id={post.id}"),
        ("DELETE", f"/posts/favorites/{post.id}"),
        ("POST", "/users/push/unregister", *push),
    ):
        result = run("api", *arguments)
        assert (result.status, result.err) == (0, ""), arguments
    assert any(record["username"] == "yuki" for record in run("muting", "--json").records)


def test_a_file_is_uploaded(run: Run, tmp_path: Path) -> None:
    """And its address printed."""
    (tmp_path / "leeks.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    result = run("api", "POST", "/micropub/media", "-F", f"file=@{tmp_path / 'leeks.png'}")
    assert (result.status, result.err) == (0, "")
    assert "http" in result.out


def test_json_is_sent_as_the_body(run: Run, tmp_path: Path) -> None:
    """From a file or from standard input, as Micropub's updates want it."""
    url = run("post", "Hello.").out.strip()
    update = json.dumps({"action": "update", "url": url, "replace": {"content": ["Good-bye."]}})
    assert run("api", "POST", "/micropub", "--input", "-", stdin=update.encode()).status == 0
    (tmp_path / "update.json").write_text(update.replace("Good-bye", "Farewell"))
    assert run("api", "POST", "/micropub", "--input", str(tmp_path / "update.json")).status == 0
    assert "Farewell." in run("api", "GET", "/micropub", "-f", "q=source", "-f", f"url={url}").out


def test_a_new_post_without_json_in_the_answer_prints_where_it_is(run: Run) -> None:
    """The Location header is all that some answers have."""
    result = run("api", "POST", "/micropub", "-f", "h=entry", "-f", "content=Hello.")
    assert (result.status, "http" in result.out) == (0, True)


def test_pages_follow_one_another(run: Run) -> None:
    """By the last id of a feed, until a page brings nothing new."""
    pages = run("api", "GET", "/posts/all", "-f", "count=3", "--paginate", "--pages", "3").records
    ids = [item["id"] for page in pages for item in page["items"]]
    assert len(pages) == 3
    assert len(ids) == len(set(ids)) == 9
    whole = run("api", "GET", "/posts/conversation", "-f", f"id={ids[0]}", "--paginate").records
    assert len(whole) == 1


def test_pages_of_micropub_follow_by_offset(run: Run) -> None:
    """Its lists have no ids."""
    for number in range(5):
        run("post", f"Number {number}.")
    pages = run("api", "GET", "/micropub", "-f", "q=source", "-f", "limit=2", "--paginate", "--pages", "3").records
    urls = [item["properties"]["url"][0] for page in pages for item in page["items"]]
    assert len(urls) == len(set(urls)) == 6


def test_a_list_of_fields_is_sent_as_such(run: Run, demo: DemoServer) -> None:
    """One name several times."""
    run("api", "POST", "/micropub", "-f", "h=entry", "-f", "content=x", "-f", "category[]=a", "-f", "category[]=b")
    asked = demo.asked("POST", "/micropub")[-1]
    assert "a" in str(asked.params) and "b" in str(asked.params)


def test_what_can_not_be_sent_is_explained(run: Run) -> None:
    """Nothing is asked of the server."""
    for arguments, sentence in (
        (("GET", "/posts/all", "-f", "count"), "A field is written as KEY=VALUE, not count."),
        (("POST", "/x", "-F", "file=leeks.png"), "A file is written as KEY=@FILE, not file=leeks.png."),
        (("POST", "/x", "-F", "a=@x", "-F", "b=@y"), "One file can be sent at a time."),
        (("POST", "/x", "--paginate"), "--paginate is for GET only."),
        (("POST", "/x", "--input", "-"), "is not JSON"),
        (("GET", "/a b"), "A path begins with a slash"),
    ):
        result = run("api", *arguments)
        assert result.status in (2, 5), arguments
        assert sentence in result.err


def test_the_token_goes_to_the_server_only(run: Run) -> None:
    """A whole address is no path."""
    assert run("api", "GET", "//evil.example/posts/all").status in (5, 6)
    assert run("api", "GET", "https://evil.example/posts/all").status in (5, 6)
