"""Where requests go, and above all where the token does not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from mbtui.api import Client, MicroblogError, NotFound, Origin, Refused, SignInRequired, Token, UnexpectedAnswer
from tests.api.scripted import answers, scripted

TOKEN = "S3CR3T"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_read_follows_a_redirect_within_the_origin(status: int) -> None:
    """Relative or absolute, and the token goes along."""
    async with scripted(
        answers(status, b"", Location="/posts/elsewhere?x=1"), answers(200, {"items": [{"id": 7}]})
    ) as server:
        async with Client(TOKEN, server.url) as client:
            assert (await client.posts.all(count=3)).posts[0].id == 7
        assert [asked.target for asked in server.asked] == ["/posts/all?count=3", "/posts/elsewhere?x=1"]
        assert [asked.headers["authorization"] for asked in server.asked] == [f"Bearer {TOKEN}"] * 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_write_follows_no_redirect(status: int) -> None:
    """It would be lost as a GET, or sent twice; and nobody knows what came of it."""
    async with scripted(answers(status, b"", Location="/elsewhere")) as server, Client(TOKEN, server.url) as client:
        calls = (client.posts.reply(5, "Yes."), client.posts.delete(5), client.micropub.create("Hello."))
        for call in calls:
            with pytest.raises(UnexpectedAnswer, match="elsewhere") as caught:
                await call
            assert caught.value.is_uncertain
        assert len(server.asked) == len(calls)


async def test_no_other_origin_gets_the_request() -> None:
    """Another host, another port or another scheme is another place, whoever names it."""
    async with scripted(answers(200, {})) as other:
        port = other.url.rpartition(":")[2]
        for location in (
            other.url,
            f"http://localhost:{port}/",
            f"//127.0.0.1:{port}/x",
            "https://micro.blog/x",
            "http://[",
        ):
            async with scripted(answers(302, b"", Location=location)) as server, Client(TOKEN, server.url) as client:
                with pytest.raises(UnexpectedAnswer, match=r"redirect|sent the request on"):
                    await client.posts.all()
        assert other.asked == []


async def test_a_circle_of_redirects_ends() -> None:
    """After five it is said to be one."""
    async with scripted(answers(302, b"", Location="/again")) as server, Client(TOKEN, server.url) as client:
        with pytest.raises(UnexpectedAnswer, match="circle"):
            await client.posts.all()
        assert len(server.asked) == 6


@pytest.mark.parametrize("path", ["posts/all", "@evil.example/", "", "/a b", "/a\\b", "/a#b", "/a\r\nX: y", "/\x00"])
async def test_a_path_that_is_none_is_not_sent(path: str) -> None:
    """Nothing that could lead elsewhere or into the headers gets that far."""
    async with scripted(answers(200, {})) as server, Client(TOKEN, server.url) as client:
        with pytest.raises(Refused):
            await client.request("GET", path)
        assert server.asked == []


async def test_the_token_is_sent_as_a_bearer_token_and_the_program_says_who_it_is() -> None:
    """Each request carries the headers that the API asks for; without a token there is none."""
    async with scripted(answers(200, {})) as server:
        async with Client(Token(f" {TOKEN}\n"), server.url) as client:
            await client.posts.all()
            client.use_token("0TH3R")
            await client.posts.all()
            client.use_token(None)
            assert not client.has_token
            await client.posts.discover()
        first, second, third = (asked.headers for asked in server.asked)
        assert (first["authorization"], second["authorization"]) == (f"Bearer {TOKEN}", "Bearer 0TH3R")
        assert "authorization" not in third
        assert first["accept"] == "application/json"
        assert first["user-agent"].startswith("mbtui/")


@pytest.mark.parametrize("text", ["", "  ", "two words", "line\nbreak", "tökén", "\x1b", "x" * 5000])
def test_what_can_be_no_token_is_told_at_once(text: str) -> None:
    """And without repeating it."""
    with pytest.raises(SignInRequired) as caught:
        Token(text)
    assert not text.strip() or text not in str(caught.value)


def test_a_token_is_hidden_wherever_it_is_printed() -> None:
    """Tokens can be compared and kept in sets, and only `reveal` gives the text."""
    token = Token(TOKEN)
    assert TOKEN not in f"{token} {token!r} {[token]} {token.__class__.__slots__}"
    assert token == Token(f" {TOKEN} ") and token != Token("X") and len({token, Token(TOKEN)}) == 1
    assert token.reveal() == TOKEN
    assert not hasattr(token, "__dict__")


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://micro.blog", "https://micro.blog"),
        (" https://Micro.Blog:443/ ", "https://micro.blog"),
        ("https://example.org:8443", "https://example.org:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:80/", "http://[::1]"),
    ],
)
def test_an_origin_is_read(address: str, origin: str) -> None:
    """Scheme, host and port, the usual port left out."""
    assert str(Origin.parse(address)) == origin


@pytest.mark.parametrize(
    "address",
    [
        *("", "micro.blog", "ftp://micro.blog", "https://", "https://micro.blog:99999", "https://micro.blog:x"),
        *("https://user:pass@micro.blog", "https://micro.blog/api", "https://micro.blog?x", "https://micro.blog#x"),
        *("http://micro.blog", "http://192.168.1.5", "http://127.0.0.1.example.org", "http://["),
    ],
)
def test_an_address_that_is_no_origin_is_refused(address: str) -> None:
    """And so is one that would send the token unencrypted to another machine."""
    with pytest.raises(Refused):
        Client(TOKEN, address)


@pytest.mark.parametrize(
    ("username", "path"),
    [
        ("ines", "/posts/ines"),
        (" @ines ", "/posts/ines"),
        ("juno@social.example", "/posts/juno%40social.example"),
        ("@juno@social.example", "/posts/juno%40social.example"),
        ("a?b#c%d&e", "/posts/a%3Fb%23c%25d%26e"),
        ("ünï", "/posts/%C3%BCn%C3%AF"),
    ],
)
async def test_a_username_is_one_word_of_the_path(username: str, path: str) -> None:
    """Percent-encoded, without a leading @."""
    async with scripted(answers(200, {})) as server, Client(TOKEN, server.url) as client:
        await client.posts.by(username)
        await client.posts.photos_by(username)
        assert [asked.target for asked in server.asked] == [path, f"{path}/photos"]


@pytest.mark.parametrize("username", ["", " ", "@", ".", "..", "a/b", "../all", "a\\b", "a\nb", "a\x00"])
async def test_a_word_that_leads_elsewhere_is_refused(username: str) -> None:
    """Before anything is sent, wherever a name is part of a path."""
    async with scripted(answers(200, {})) as server, Client(TOKEN, server.url) as client:
        calls: tuple[Callable[[str], Awaitable[object]], ...] = (
            client.posts.by,
            client.posts.photos_by,
            client.posts.discover,
            client.users.following,
            client.users.discover,
            client.users.pins,
        )
        for call in calls:
            with pytest.raises(Refused):
                await call(username)
        assert server.asked == []


@pytest.mark.parametrize("word", ["all", "photos", "Mentions", "conversation", "check", "@timeline", "bookmarks"])
async def test_a_word_of_the_api_is_no_person(word: str) -> None:
    """`/posts/photos` is a timeline and not the posts of someone called so; their lists are elsewhere."""
    async with scripted(answers(200, [])) as server, Client(TOKEN, server.url) as client:
        with pytest.raises(Refused, match=r"of Micro\.blog's own"):
            await client.posts.by(word)
        await client.users.following(word)
        assert len(server.asked) == 1


async def test_the_newer_name_is_tried_where_the_older_is_gone_and_remembered() -> None:
    """One 404 costs one more request, once."""
    gone, there = answers(404), answers(200, {})
    async with scripted(gone, there) as server, Client(TOKEN, server.url) as client:
        await client.posts.all()
        await client.posts.all()
        await client.posts.timeline()
        assert [asked.target for asked in server.asked] == ["/posts/all", *["/posts/timeline"] * 3]
    async with scripted(gone, there) as server, Client(TOKEN, server.url) as client:
        await client.posts.bookmarks()
        await client.posts.favorite(5)
        await client.posts.unbookmark(5)
        assert [(asked.method, asked.target) for asked in server.asked] == [
            ("GET", "/posts/bookmarks"),
            ("GET", "/posts/favorites"),
            ("POST", "/posts/favorites"),
            ("DELETE", "/posts/favorites/5"),
        ]


async def test_a_name_that_has_worked_is_not_doubted() -> None:
    """A 404 is then about the post; and where both names fail, nothing is remembered."""
    async with scripted(answers(200, {}), answers(404)) as server, Client(TOKEN, server.url) as client:
        await client.posts.favorites()
        with pytest.raises(NotFound):
            await client.posts.unfavorite(5)
        assert len(server.asked) == 2
    async with scripted(answers(404), answers(404), answers(200, {})) as server, Client(TOKEN, server.url) as client:
        with pytest.raises(NotFound):
            await client.posts.favorite(5)
        await client.posts.favorite(6)
        assert [asked.target for asked in server.asked] == ["/posts/favorites", "/posts/bookmarks", "/posts/favorites"]


async def test_a_web_page_instead_of_an_answer_is_unexpected() -> None:
    """A sign-in page is neither a timeline nor a sent reply."""
    page = answers(200, "<html><title>Sign in</title></html>")
    async with scripted(page) as server, Client(TOKEN, server.url) as client:
        for call in (client.posts.all(), client.users.muting(), client.account.verify()):
            with pytest.raises(UnexpectedAnswer):
                await call
        with pytest.raises(UnexpectedAnswer) as caught:
            await client.posts.reply(5, "Yes.")
        assert caught.value.is_uncertain


async def test_any_endpoint_can_be_called() -> None:
    """With fields, JSON or a file; the answer comes as it is, and failures are the same."""
    async with scripted(
        answers(200, {"a": [1]}, Location="https://x.example/1"), answers(200, "plain\x1b text"), answers(400, "No.")
    ) as server:
        async with Client(TOKEN, server.url) as client:
            first = await client.request("get", "/users/logs?x=1", query={"y": "a b", "n": None, "z": ("1", "2")})
            assert (first.status, first.json, first.is_json) == (200, {"a": [1]}, True)
            assert first.location == "https://x.example/1"
            second = await client.request("POST", "/any", json={"half": "\ud83d"})
            assert (second.json, second.is_json, second.text) == (None, False, "plain text")
            with pytest.raises(Refused, match="No"):
                await client.request("PUT", "/any", form={"on": True, "text": "é&=\ud83d"}, file=None)
        assert [asked.target for asked in server.asked] == ["/users/logs?x=1&y=a+b&z=1&z=2", "/any", "/any"]
        assert server.asked[1].body == b'{"half": "\\ud83d"}'
        assert server.asked[2].body == b"on=true&text=%C3%A9%26%3D%3F"
        assert server.asked[2].headers["content-type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize("token", ["0LD", None])
async def test_verifying_tells_the_token_to_keep(token: str | None) -> None:
    """The returned one, else the one that was sent; and the token is a field, not a header."""
    fresh, same = {"username": "ines", "token": "N3W"}, {"username": "ines", "token": ""}
    async with scripted(answers(200, fresh), answers(200, same)) as server, Client(TOKEN, server.url) as client:
        assert (await client.account.verify(token)).token == "N3W"
        assert (await client.account.verify(token)).token == (token or TOKEN)
        assert server.asked[0].body == f"token={token or TOKEN}".encode()
        assert "authorization" not in server.asked[0].headers


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, {"error": "App token was not valid."}, SignInRequired),
        (401, "", UnexpectedAnswer),
        (400, {"error": "Bad request"}, Refused),
        (200, {}, UnexpectedAnswer),
        (200, [], UnexpectedAnswer),
    ],
)
async def test_only_a_clear_no_signs_out(status: int, body: object, kind: type[MicroblogError]) -> None:
    """Whatever else goes wrong says nothing about the token; a 401 is about the request, which carries none."""
    async with scripted(answers(status, body)) as server, Client(TOKEN, server.url) as client:
        with pytest.raises(MicroblogError) as caught:
            await client.account.verify()
        assert type(caught.value) is kind


async def test_without_a_token_there_is_nothing_to_verify() -> None:
    """And nothing is sent."""
    async with Client() as client:
        with pytest.raises(SignInRequired):
            await client.account.verify()
