"""Every method of the client against the demo server, over a real socket."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from mbtui.api import (
    Client,
    Feed,
    Following,
    ForeignClient,
    KeptMedia,
    MicroblogError,
    NotFound,
    RateLimited,
    Refused,
    ServiceUnavailable,
    SignInRequired,
    UnexpectedAnswer,
)
from mbtui.demo import DemoServer
from mbtui.demo.pictures import landscape
from tests.endpoints import ENDPOINTS

DEVICE = {"device_token": "D", "app_name": "mbtui"}

FEEDS: tuple[Callable[[Client], Awaitable[Feed]], ...] = (
    lambda client: client.posts.all(count=30),
    lambda client: client.posts.timeline(count=30),
    lambda client: client.posts.mentions(),
    lambda client: client.posts.favorites(),
    lambda client: client.posts.bookmarks(),
    lambda client: client.posts.photos(),
    lambda client: client.posts.media(),
    lambda client: client.posts.replies(),
    lambda client: client.posts.discover(),
    lambda client: client.posts.discover("books"),
    lambda client: client.posts.by("tomas"),
    lambda client: client.posts.by("juno@social.example"),
    lambda client: client.posts.photos_by("tomas"),
)


@pytest.fixture
async def client(demo: DemoServer) -> AsyncIterator[Client]:
    """A client that is signed in at the demo server."""
    async with Client(demo.token, demo.url) as signed_in:
        yield signed_in


async def test_every_endpoint_is_called(demo: DemoServer, client: Client) -> None:
    """Each row of the table of endpoints is asked for by a method, and the demo answers it with a success."""
    await client.account.sign_in(email="ines@example.net", app_name="mbtui", redirect_url="mbtui://signin/")
    account = await client.account.verify()
    assert (account.username, account.has_site) == ("ines", True)
    client.use_token(account.token)

    posts = (await client.posts.all(count=5)).posts
    for read in FEEDS:
        feed = await read(client)
        assert feed.posts and not feed.skipped
        assert all(post.published_at is not None and post.url for post in feed.posts)
    newest, other = posts[0], next(post for post in posts if post.author.username != "ines")
    conversation = await client.posts.conversation(newest.id)
    assert newest.id in [post.id for post in conversation.posts]
    check = await client.posts.check(posts[2].id)
    assert (check.count, check.wait_seconds) == (2, 20)
    await client.posts.mark(channel="timeline", id=newest.id)
    assert [(marker.channel, marker.id) for marker in (await client.posts.check()).markers] == [("timeline", newest.id)]

    for write, is_favorite in (
        (client.posts.favorite, True),
        (client.posts.unfavorite, False),
        (client.posts.bookmark, True),
        (client.posts.unbookmark, False),
    ):
        await write(other.id)
        again = {post.id: post for post in (await client.posts.all(count=5)).posts}
        assert again[other.id].is_favorite is is_favorite
    await client.posts.reply(other.id, f"@{other.author.username} Really *so*?")
    reply = (await client.posts.conversation(other.id)).posts[-1]
    assert (reply.author.username, reply.is_deletable, reply.is_mention) == ("ines", True, True)
    await client.posts.delete(reply.id)
    assert reply.id not in [post.id for post in (await client.posts.conversation(other.id)).posts]

    await client.users.follow("yuki")
    assert await client.users.is_following("@yuki") == Following(True)
    await client.users.unfollow("yuki")
    assert await client.users.is_following("yuki") == Following(False)
    assert await client.users.is_following("ines") == Following(False, is_you=True)
    await client.users.report("del")
    assert "tomas" in [user.username for user in await client.users.following("ines")]
    strangers = await client.users.discover("tomas")
    assert strangers and "tomas" not in [user.username for user in strangers]
    assert any([await client.users.pins(user.username) for user in await client.users.following("ines")])
    assert [user.username for user in await client.users.search("tomas")] == ["tomas"]

    await client.users.mute("yuki")
    await client.users.mute(keyword="spoilers", is_hiding_other_replies=False)
    muted = {mute.username or mute.keyword: mute for mute in await client.users.muting()}
    assert {"yuki", "spoilers"} <= set(muted) and not muted["yuki"].is_hiding_other_replies
    await client.users.modify_muting(muted["yuki"].id, is_hiding_other_replies=True)
    muted = {mute.username or mute.keyword: mute for mute in await client.users.muting()}
    assert muted["yuki"].is_hiding_other_replies
    await client.users.unmute(muted["yuki"].id)
    assert "yuki" not in [mute.username for mute in await client.users.muting()]

    await client.users.block("yuki")
    blocked = {block.username: block.id for block in await client.users.blocking()}
    await client.users.unblock(blocked["yuki"])
    assert "yuki" not in [block.username for block in await client.users.blocking()]

    device = await client.users.push_register(**DEVICE)
    assert (device.token, device.push_env) == ("D", "production")
    assert [device.token for device in await client.users.push_info()] == ["D"]
    await client.users.push_unregister(**DEVICE)
    await client.users.push_unregister(**DEVICE)
    assert await client.users.push_info() == ()

    config = await client.micropub.config()
    default = next(blog for blog in config.destinations if blog.is_default)
    assert default.name == account.default_site
    assert config.syndicate_to == await client.micropub.syndication_targets(default.uid)
    assert await client.micropub.categories(default.uid)
    assert [user.username for user in await client.micropub.contacts("tom")] == ["tomas"]
    left: list[int] = []
    content = landscape("tide")
    picture = await client.media.upload("tide.png", content, "image/png", destination=default.uid, on_sent=left.append)
    assert left[-1] == len(content) and left == sorted(left)
    assert await client.media.kept(default.uid, limit=1) == (KeptMedia(picture.url, 600, 450),)
    await client.media.append("123456", b"film", destination=default.uid)
    await client.media.finish("123456", "tide.mov", destination=default.uid)
    assert await client.media.converted("123456") is None
    demo.world.advance(10)
    film = await client.media.converted("123456")
    assert film is not None and film.url.endswith(".mov") and film.poster_url
    draft = await client.micropub.create(
        "Low *tide*.",
        categories=["garden"],
        photos=[(picture.url, "Wet sand")],
        post_status="draft",
        destination=default.uid,
        syndicate_to=[],
    )
    assert draft.preview_url and draft.edit_url
    source = await client.micropub.source_of(draft.url)
    assert (source.content, source.post_status, source.categories) == ("Low *tide*.", "draft", ("garden",))
    assert draft.url in [post.url for post in await client.micropub.source(default.uid, post_status="draft")]
    await client.micropub.update(draft.url, content="High tide.", post_status="published")
    source = await client.micropub.source_of(draft.url)
    assert (source.content, source.post_status, source.categories) == ("High tide.", "published", ("garden",))
    await client.micropub.delete(draft.url)
    with pytest.raises(MicroblogError):
        await client.micropub.source_of(draft.url)
    await client.micropub.bookmark("https://orchard.example/graft")
    page = (await client.posts.favorites()).posts[0]
    assert page.url == "https://orchard.example/graft"
    await client.posts.tag_bookmark(page.id, ["garden", "winter"])
    assert [post.tags for post in (await client.posts.favorites(tag="winter")).posts] == [("garden", "winter")]
    assert {"garden", "winter"} <= set(await client.posts.bookmark_tags())
    first, *others = await client.posts.highlights()
    assert first.text and first.title and first.url
    await client.posts.delete_highlight(first.id)
    assert list(await client.posts.highlights()) == others

    succeeded = {(asked.method, asked.path) for asked in demo.requests if asked.status and asked.status < 300}
    for endpoint in ENDPOINTS:
        pattern = re.sub(r"\\\[\w+\\\]", "[^/]+", re.escape(endpoint.path.partition("?")[0]))
        assert any(method == endpoint.method and re.fullmatch(pattern, path) for method, path in succeeded), endpoint


async def test_paging_walks_to_the_end(client: Client) -> None:
    """Pages before the last post join up, and the last one brings nothing new."""
    ids: list[int] = []
    while True:
        page = (await client.posts.all(count=100, before_id=ids[-1] if ids else None)).posts
        new = [post.id for post in page if post.id not in ids]
        if not new:
            break
        ids += new
    assert len(ids) > 200
    newer = (await client.posts.all(count=10, since_id=ids[5])).posts
    assert [post.id for post in newer] == ids[:5]


async def test_a_profile_and_topics_come_with_their_feeds(client: Client) -> None:
    """The profile needs no posts, and a name that nobody has is not found."""
    feed = await client.posts.by("@tomas", count=0)
    assert feed.posts == () and feed.profile is not None
    assert (feed.profile.username, feed.profile.is_following) == ("tomas", True)
    topics = (await client.posts.discover(count=0)).topics
    assert "books" in [topic.name for topic in topics if topic.is_featured]
    for call in (client.posts.by("nobody"), client.users.following("nobody"), client.posts.discover("nothing")):
        with pytest.raises(NotFound):
            await call


async def test_discover_and_people_can_be_read_without_a_token(demo: DemoServer) -> None:
    """The rest asks to sign in."""
    async with Client(None, demo.url) as client:
        assert (await client.posts.discover()).posts
        assert (await client.posts.by("tomas")).posts
        for call in (client.posts.all(), client.users.muting(), client.posts.favorite(5)):
            with pytest.raises(SignInRequired):
                await call


async def test_a_rotated_token_is_the_one_to_use(demo: DemoServer, client: Client) -> None:
    """Verify gives a fresh one with an end, and the client signs with it from then on."""
    with demo.fault("token-rotation"):
        account = await client.account.verify()
    assert account.token != demo.token and account.expires_at is not None
    client.use_token(account.token)
    assert (await client.posts.all(count=1)).posts


@pytest.mark.parametrize(
    "fault",
    [
        *("numeric-ids", "null-items", "duplicate-items", "missing-items", "missing-microblog", "missing-author"),
        *("missing-tagmoji", "wrong-order", "bad-dates", "number-booleans", "old-check", "short-page", "hostile"),
    ],
)
async def test_odd_answers_are_read(demo: DemoServer, client: Client, fault: str) -> None:
    """No shape that a server has been seen to send costs a page, a check or a list."""
    with demo.fault(fault):
        for read in FEEDS:
            feed = await read(client)
            assert feed.skipped == 0
            assert bool(feed.posts) is (fault != "missing-items")
            assert len({post.id for post in feed.posts}) == len(feed.posts)
            assert all(post.author.name for post in feed.posts)
        assert (await client.posts.check()).wait_seconds == 20
        assert await client.users.following("ines")
        await client.users.is_following("tomas")
        await client.users.muting()


async def test_a_conversation_in_no_order_is_put_in_order(demo: DemoServer, client: Client) -> None:
    """The root comes first and the rest by time, whatever the server sends."""
    post = next(post for post in (await client.posts.mentions()).posts if post.is_conversation)
    straight = (await client.posts.conversation(post.id)).posts
    with demo.fault("wrong-order"):
        assert (await client.posts.conversation(post.id)).posts == straight
    assert len(straight) > 1 and not straight[0].is_mention


@pytest.mark.parametrize(
    ("fault", "kind", "is_uncertain"),
    [
        ("unauthorized", SignInRequired, False),
        ("throttle=0", RateLimited, False),
        ("too-many-requests", RateLimited, False),
        ("error-500", ServiceUnavailable, True),
        ("error-503", ServiceUnavailable, True),
        ("html", UnexpectedAnswer, True),
        ("redirect", UnexpectedAnswer, True),
        ("not-found", NotFound, False),
        ("refuse", Refused, False),
        ("error-in-200", Refused, False),
        ("disconnect", ServiceUnavailable, True),
        ("offline", ServiceUnavailable, True),
        ("write-then-disconnect", ServiceUnavailable, True),
        ("write-then-500", ServiceUnavailable, True),
        ("write-then-slow=5", ServiceUnavailable, True),
        ("hold", ServiceUnavailable, True),
        ("cut-off", ServiceUnavailable, True),
        ("truncated", UnexpectedAnswer, True),
    ],
)
async def test_each_fault_is_its_error(
    demo: DemoServer, fault: str, kind: type[MicroblogError], is_uncertain: bool
) -> None:
    """A write that failed says whether it may have happened, and the next call works."""
    # Only where the answer never comes is the limit waited for; half of it is for connecting, on a busy machine.
    is_waited_for = fault in ("hold", "write-then-slow=5")
    async with Client(demo.token, demo.url, timeout_seconds=1 if is_waited_for else 20) as client:
        post = (await client.posts.all(count=1)).posts[0]
        name, _, value = fault.partition("=")
        with demo.fault(name, value or None):
            with pytest.raises(MicroblogError) as caught:
                await client.users.mute("yuki")
            assert type(caught.value) is kind
            assert caught.value.is_uncertain is is_uncertain
        assert (await client.posts.all(count=1)).posts == (post,)


async def test_an_empty_answer_is_a_sent_reply(demo: DemoServer, client: Client) -> None:
    """And is no answer to a question."""
    post = (await client.posts.all(count=1)).posts[0]
    with demo.fault("empty"):
        await client.posts.reply(post.id, "@ines Still here?")
        with pytest.raises(UnexpectedAnswer):
            await client.posts.all()
    assert "Still here?" in (await client.posts.conversation(post.id)).posts[-1].content_html


async def test_the_older_and_the_newer_paths_stand_in_for_each_other(demo: DemoServer, client: Client) -> None:
    """Where one of them is gone, nobody notices."""
    with demo.fault("not-found", path="/posts/all"), demo.fault("not-found", path="/posts/bookmarks"):
        assert (await client.posts.all()).posts
        assert (await client.posts.bookmarks()).posts


async def test_a_stopped_server_is_a_sentence_and_the_client_recovers(demo: DemoServer, client: Client) -> None:
    """What was not sent is surely not done."""
    await client.posts.check()
    demo.stop()
    with pytest.raises(ServiceUnavailable):
        await client.posts.check()
    with pytest.raises(ServiceUnavailable) as caught:
        await client.posts.reply(5, "Hello?")
    assert not caught.value.is_uncertain
    demo.start()
    assert (await client.posts.check()).wait_seconds == 20


async def test_an_account_without_a_blog_has_no_destination(demo: DemoServer, client: Client) -> None:
    """It says so at verification, and posting is refused with the server's words."""
    with demo.fault("no-blog"):
        assert not (await client.account.verify()).has_site
        assert (await client.micropub.config()).destinations == ()
        with pytest.raises(Refused, match="no hosted blog"):
            await client.micropub.create("Hello.")


async def test_pictures_come_without_the_token(demo: DemoServer, client: Client) -> None:
    """The second client fetches what a post names."""
    photo = next(post for post in (await client.posts.photos_by("tomas")).posts if post.image_url)
    async with ForeignClient() as foreign:
        picture = await foreign.fetch(photo.thumbnail_url)
    assert picture.content and picture.content_type.startswith("image/")


async def test_any_endpoint_can_be_called_by_its_path(client: Client) -> None:
    """With a query in the path, fields, JSON or a file, as `mbtui api` does."""
    answer = await client.request("GET", "/posts/all?count=2")
    assert isinstance(answer.json, dict) and len(answer.json["items"]) == 2
    await client.request("POST", "/users/follow", form={"username": "yuki"})
    uploaded = await client.request("POST", "/micropub/media", form={}, file=("file", "a.txt", b"x", "text/plain"))
    assert uploaded.location
    properties = {"type": ["h-entry"], "properties": {"content": ["As JSON."]}}
    assert (await client.request("POST", "/micropub", json=properties)).location
    with pytest.raises(Refused, match="q is not known"):
        await client.request("GET", "/micropub", query={"q": "nothing"})
