"""What each method puts on the wire."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from urllib.parse import parse_qsl

import pytest

from mbtui.api import Client, NotFound, Published, Refused, UnexpectedAnswer
from tests.api.scripted import answers, scripted

MOMENT = datetime(2026, 3, 2, 9, 15, 44, tzinfo=timezone(timedelta(hours=1)))

Call = Callable[[Client], Awaitable[object]]

REQUESTS: tuple[tuple[Call, object, str, str], ...] = (
    (
        lambda c: c.account.sign_in(email="i@x.example", app_name="mbtui", redirect_url="mbtui://signin/"),
        {},
        "POST /account/signin",
        "email=i@x.example&app_name=mbtui&redirect_url=mbtui://signin/",
    ),
    (
        lambda c: c.posts.all(count=20, since_id=5, before_id=9),
        {},
        "GET /posts/all?count=20&since_id=5&before_id=9",
        "",
    ),
    (lambda c: c.posts.mentions(count=0), {}, "GET /posts/mentions?count=0", ""),
    (
        lambda c: c.posts.favorites(before_id=9, tag="a b", query="x"),
        {},
        "GET /posts/favorites?before_id=9&tag=a+b&q=x",
        "",
    ),
    (lambda c: c.posts.photos(), {}, "GET /posts/photos", ""),
    (lambda c: c.posts.media(count=1), {}, "GET /posts/media?count=1", ""),
    (lambda c: c.posts.replies(count=50, query="frost"), {}, "GET /posts/replies?count=50&q=frost", ""),
    (lambda c: c.posts.discover(before_id=4), {}, "GET /posts/discover?before_id=4", ""),
    (lambda c: c.posts.discover("books"), {}, "GET /posts/discover/books", ""),
    (lambda c: c.posts.conversation(2**62), {}, f"GET /posts/conversation?id={2**62}", ""),
    (lambda c: c.posts.check(5), {}, "GET /posts/check?since_id=5", ""),
    (lambda c: c.posts.check(), {}, "GET /posts/check", ""),
    (
        lambda c: c.posts.mark(channel="timeline", id=5, marked_at=MOMENT),
        {},
        "POST /posts/markers",
        "channel=timeline&id=5&date_marked=2026-03-02T08:15:44.000+00:00",
    ),
    (lambda c: c.posts.favorite(5), {}, "POST /posts/favorites", "id=5"),
    (lambda c: c.posts.unfavorite(5), {}, "DELETE /posts/favorites/5", ""),
    (lambda c: c.posts.bookmark_tags(), [], "GET /posts/bookmarks/tags", ""),
    (lambda c: c.posts.tag_bookmark(5, ["to read", "x"]), {}, "POST /posts/bookmarks/5", "tags=to read, x"),
    (lambda c: c.posts.highlights(), {}, "GET /posts/bookmarks/highlights", ""),
    (lambda c: c.posts.delete_highlight(5), {}, "DELETE /posts/bookmarks/highlights/5", ""),
    (lambda c: c.posts.reply(5, "@ines 1 & 2\n= 3"), {}, "POST /posts/reply", "id=5&content=@ines 1 & 2\n= 3"),
    (lambda c: c.posts.delete(5), {}, "DELETE /posts/5", ""),
    (lambda c: c.users.follow("@yuki"), {}, "POST /users/follow", "username=yuki"),
    (
        lambda c: c.users.follow(feed_url="https://x.example/f"),
        {},
        "POST /users/follow",
        "feed_url=https://x.example/f",
    ),
    (lambda c: c.users.unfollow("yuki"), {}, "POST /users/unfollow", "username=yuki"),
    (lambda c: c.users.report("yuki"), {}, "POST /users/report", "username=yuki"),
    (lambda c: c.users.is_following("@yuki"), {"is_following": 1}, "GET /users/is_following?username=yuki", ""),
    (lambda c: c.users.following("juno@x.example"), [], "GET /users/following/juno%40x.example", ""),
    (lambda c: c.users.discover("yuki"), [], "GET /users/discover/yuki", ""),
    (lambda c: c.users.pins("yuki"), [], "GET /users/pins/yuki", ""),
    (lambda c: c.users.search("yu"), [], "GET /users/search?q=yu", ""),
    (lambda c: c.users.mute("del"), {}, "POST /users/mute", "username=del"),
    (
        lambda c: c.users.mute(keyword="spoilers", is_hiding_other_replies=False),
        {},
        "POST /users/mute",
        "keyword=spoilers&is_hiding_other_replies=false",
    ),
    (lambda c: c.users.muting(), [], "GET /users/muting", ""),
    (
        lambda c: c.users.modify_muting(501, is_hiding_other_replies=True),
        {},
        "POST /users/muting/501",
        "is_hiding_other_replies=true",
    ),
    (lambda c: c.users.unmute(501), {}, "DELETE /users/muting/501", ""),
    (lambda c: c.users.block("@del"), {"id": 7, "username": "del"}, "POST /users/block", "username=del"),
    (lambda c: c.users.blocking(), [], "GET /users/blocking", ""),
    (lambda c: c.users.unblock(7), {}, "DELETE /users/blocking/7", ""),
    (
        lambda c: c.users.push_register(device_token="D", app_name="mbtui"),
        {"status": "success", "token": "D"},
        "POST /users/push/register",
        "device_token=D&app_name=mbtui&push_env=production",
    ),
    (
        lambda c: c.users.push_unregister(device_token="D", app_name="mbtui"),
        {},
        "POST /users/push/unregister",
        "device_token=D&app_name=mbtui&push_env=production",
    ),
    (lambda c: c.users.push_info(), [], "GET /users/push/info?push_env=production", ""),
    (lambda c: c.micropub.config(), {}, "GET /micropub?q=config", ""),
    (
        lambda c: c.micropub.source("https://i.example/", limit=5, offset=10, filter="x", post_status="draft"),
        {"items": []},
        "GET /micropub?q=source&mp-destination=https%3A%2F%2Fi.example%2F&limit=5&offset=10&filter=x&post-status=draft",
        "",
    ),
    (
        lambda c: c.micropub.source_of("https://i.example/a"),
        {"properties": {"content": ["x"]}},
        "GET /micropub?q=source&url=https%3A%2F%2Fi.example%2Fa",
        "",
    ),
    (lambda c: c.micropub.categories(), {}, "GET /micropub?q=category", ""),
    (lambda c: c.micropub.syndication_targets(), {}, "GET /micropub?q=syndicate-to", ""),
    (lambda c: c.micropub.contacts("@tom"), {"contacts": []}, "GET /micropub?q=contact&filter=tom", ""),
    (lambda c: c.micropub.create("Hello."), {"url": "u"}, "POST /micropub", "h=entry&content=Hello."),
    (
        lambda c: c.micropub.create(
            "x",
            name="T",
            summary="S",
            categories=["a", "b"],
            photos=[("https://p.example/1", "One"), ("https://p.example/2", "")],
            videos=[("https://p.example/v", "V")],
            post_status="draft",
            published_at=MOMENT,
            destination="https://i.example/",
            syndicate_to=[],
            channel="pages",
        ),
        "",
        "POST /micropub",
        "h=entry&content=x&name=T&summary=S&category[]=a&category[]=b&photo[]=https://p.example/1"
        "&photo[]=https://p.example/2&mp-photo-alt[]=One&mp-photo-alt[]=&video[]=https://p.example/v&mp-video-alt[]=V"
        "&post-status=draft&published=2026-03-02T08:15:44+00:00&mp-destination=https://i.example/"
        "&mp-syndicate-to[]=&mp-channel=pages",
    ),
    (
        lambda c: c.micropub.create("x", syndicate_to=["m-1", "b-2"]),
        "",
        "POST /micropub",
        "h=entry&content=x&mp-syndicate-to[]=m-1&mp-syndicate-to[]=b-2",
    ),
    (
        lambda c: c.micropub.bookmark("https://orchard.example/graft", summary="Apples"),
        "",
        "POST /micropub",
        "h=entry&content=&summary=Apples&bookmark-of=https://orchard.example/graft",
    ),
    (
        lambda c: c.micropub.delete("https://i.example/a", destination="https://i.example/"),
        "",
        "POST /micropub",
        "action=delete&url=https://i.example/a&mp-destination=https://i.example/",
    ),
)


@pytest.mark.parametrize(("call", "answer", "line", "form"), REQUESTS, ids=[row[2] for row in REQUESTS])
async def test_a_call_is_this_request(call: Call, answer: object, line: str, form: str) -> None:
    """Questions in the query, writes in a form, ids in the path, and what is not given is not sent."""
    async with scripted(answers(200, answer)) as server, Client("T", server.url) as client:
        await call(client)
        (asked,) = server.asked
        assert f"{asked.method} {asked.target}" == line
        sent = "&".join(
            f"{name}={value}"
            for name, value in parse_qsl(asked.body.decode(), keep_blank_values=True, strict_parsing=bool(asked.body))
        )
        assert sent == form
        if asked.method == "POST":
            assert asked.headers["content-type"] == "application/x-www-form-urlencoded"


async def test_an_update_names_only_what_changes() -> None:
    """As JSON with arrays; an empty title is a change, a missing one is none."""
    async with scripted(answers(204), answers(201, "", Location="https://i.example/new")) as server:
        async with Client("T", server.url) as client:
            assert await client.micropub.update("https://i.example/a", post_status="published") == Published(
                "https://i.example/a"
            )
            moved = await client.micropub.update(
                "https://i.example/a", content="x", name="", categories=[], published_at=MOMENT, destination="d"
            )
            assert moved.url == "https://i.example/new"
            with pytest.raises(Refused, match="nothing to change"):
                await client.micropub.update("https://i.example/a")
        first, second = (json.loads(asked.body) for asked in server.asked)
        assert first == {"action": "update", "url": "https://i.example/a", "replace": {"post-status": ["published"]}}
        assert second["replace"] == {
            "content": ["x"],
            "name": [""],
            "category": [],
            "published": ["2026-03-02T08:15:44+00:00"],
        }
        assert second["mp-destination"] == "d"
        assert server.asked[0].headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("status", "body", "location", "published"),
    [
        (202, "", "https://i.example/a", Published("https://i.example/a")),
        (
            201,
            {"url": "u", "preview": "p", "edit": "e"},
            "https://i.example/a",
            Published("https://i.example/a", "p", "e"),
        ),
        (200, {"url": "u", "preview": "p"}, "", Published("u", "p")),
        (201, "Created", "https://i.example/a", Published("https://i.example/a")),
        (200, "", "", Published("")),
    ],
)
async def test_a_new_post_tells_where_it_will_be(
    status: int, body: object, location: str, published: Published
) -> None:
    """In a header or in the body, or not at all."""
    headers = {"Location": location} if location else {}
    async with scripted(answers(status, body, **headers)) as server, Client("T", server.url) as client:
        assert await client.micropub.create("Hello.") == published


@pytest.mark.parametrize("content", [b"\x89PNG\x00\xff", BytesIO(b"\x89PNG\x00\xff")])
async def test_a_file_goes_to_the_media_endpoint(content: bytes | BytesIO) -> None:
    """As a part called `file` with its name and kind; the endpoint is asked for once."""
    async with scripted(answers(200, {})) as server, Client("T", server.url) as client:
        server.acts = [
            answers(200, {"media-endpoint": f"{server.url}/micropub/put?x=1"}),
            answers(202, "", Location="https://i.example/1.png"),
            answers(201, {"url": "https://i.example/v.mp4", "poster": "https://i.example/v.jpg"}),
            answers(200, {"photo": ""}),
        ]
        first = await client.media.upload('tide "1".png', content, "image/png", destination="https://i.example/")
        assert (first.url, first.poster_url) == ("https://i.example/1.png", "")
        second = await client.media.upload("v.mp4", b"", "video/mp4")
        assert (second.url, second.poster_url) == ("https://i.example/v.mp4", "https://i.example/v.jpg")
        with pytest.raises(UnexpectedAnswer, match="did not say where"):
            await client.media.upload("x", b"", "text/plain")
        config, upload, *_ = server.asked
        assert [asked.target for asked in server.asked] == ["/micropub?q=config", *["/micropub/put?x=1"] * 3]
        assert config.method == "GET" and upload.headers["authorization"] == "Bearer T"
        assert (
            b'name="file"; filename="tide %221%22.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG\x00\xff\r\n'
            in upload.body
        )
        assert b'name="mp-destination"\r\n\r\nhttps://i.example/\r\n' in upload.body


async def test_a_media_endpoint_elsewhere_does_not_get_the_token() -> None:
    """Nor the file; without one, the usual path is taken."""
    async with scripted(answers(200, {})) as other:
        for endpoint in (f"{other.url}/media", "https://media.example/up", "not an address"):
            config = answers(200, {"media-endpoint": endpoint})
            async with scripted(config) as server, Client("T", server.url) as client:
                with pytest.raises(Refused, match="your token"):
                    await client.media.upload("x.png", b"x", "image/png")
                assert len(server.asked) == 1
        assert other.asked == []
    async with scripted(answers(200, {}), answers(200, {"url": "u"})) as server, Client("T", server.url) as client:
        await client.media.upload("x.png", b"x", "image/png")
        assert server.asked[1].target == "/micropub/media"


async def test_answers_that_need_a_word_more() -> None:
    """A device that is gone is unregistered, a refused one is not registered, an empty source is no post."""
    acts = (answers(404), answers(200, {"status": "failed"}), answers(200, {}))
    async with scripted(*acts) as server, Client("T", server.url) as client:
        await client.users.push_unregister(device_token="D", app_name="mbtui")
        with pytest.raises(Refused, match="failed"):
            await client.users.push_register(device_token="D", app_name="mbtui")
        with pytest.raises(NotFound):
            await client.micropub.source_of("https://i.example/a")
        for call in (client.users.follow(), client.users.mute(), client.users.report("@")):
            with pytest.raises(Refused, match="name is missing"):
                await call


async def test_a_mark_is_made_now_unless_told() -> None:
    """With milliseconds and a zone, as the server gives it back."""
    async with scripted(answers(200, {})) as server, Client("T", server.url) as client:
        before = datetime.now(UTC).replace(microsecond=0)
        await client.posts.mark(channel="mentions", id=7)
        sent = datetime.fromisoformat(dict(parse_qsl(server.asked[0].body.decode()))["date_marked"])
        assert before <= sent <= datetime.now(UTC)


async def test_an_empty_answer_to_a_write_is_a_success() -> None:
    """With or without a body, 200 or 204."""
    for act in (answers(200, ""), answers(204), answers(200, {}), answers(201, "[]"), answers(200, {"id": 5})):
        async with scripted(act) as server, Client("T", server.url) as client:
            await client.posts.reply(5, "Yes.")
            await client.posts.favorite(5)
            await client.posts.delete(5)
            await client.users.mute("del")
