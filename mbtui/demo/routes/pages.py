"""What a browser is shown: the front page, people, posts; and the pictures and sounds that posts hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from urllib.parse import unquote, urlsplit

from starlette.responses import HTMLResponse, Response

from mbtui.demo import bad_pictures, pictures, serializers
from mbtui.demo.call import Answer, Call, Refusal, route
from mbtui.demo.markup import words
from mbtui.demo.post import Post
from mbtui.demo.routes.posts import wanted_person, wanted_post
from mbtui.demo.texts import READER
from mbtui.demo.world import Paging

_LARGEST_WIDTH = 2000
_NUMBERED_HOST = re.compile(r"https?://(?:[\d.]+|\[.*\]|localhost)(?:[:/]|$)")
"""Hosts whose pictures the service has no copies of."""


def _page(call: Call, title: str, body: str, posts: Iterable[Post] = ()) -> Response:
    return HTMLResponse(
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>\n'
        f'<link rel="authorization_endpoint" href="{call.origin}/indieauth/auth">\n'
        f'<link rel="token_endpoint" href="{call.origin}/indieauth/token">\n'
        f'<link rel="micropub" href="{call.origin}/micropub">\n'
        f"</head><body>{body}{''.join(_article(call, post) for post in posts)}</body></html>\n"
    )


@route("GET /", token="ignored")
def front(call: Call) -> Answer:
    people = call.world.people.values()
    rows = "".join(f'<li><a href="/{escape(person.username)}">{escape(person.name)}</a></li>' for person in people)
    return _page(call, "The mbtui demo", f"<h1>An invented Micro.blog</h1><ul>{rows}</ul>")


@route("GET /signin", token="ignored")
def sign_in(call: Call) -> Answer:
    """Where the fault `redirect` leads."""
    return _page(call, "Sign in", "<h1>Sign in</h1><p>Use an app token.</p>")


@route("GET /{username}", token="ignored")
def person(call: Call) -> Answer:
    found = wanted_person(call, call.path_params["username"])
    posts = call.world.page(lambda post: post.by == found.username, Paging())
    return _page(call, found.name, f"<h1>{escape(found.name)}</h1><p>{escape(found.bio)}</p>", posts)


@route("GET /{username}/{id:int}", token="ignored")
def post(call: Call) -> Answer:
    found = wanted_post(call, call.path_params["id"])
    if found.by != call.path_params["username"]:
        raise Refusal(404, "Post not found.")
    thread = call.world.posts.conversation(found.root_id) or [found]
    return _page(call, found.title or words(found.html)[:60], "", reversed(thread))


@route("GET /hybrid/{path:path}", token="welcome")
def hybrid(call: Call) -> Answer:
    """What the phone apps show in a window: a thread, somebody's posts, or the timeline. No source has these pages."""
    kind, _, name = call.path_params["path"].partition("/")
    if kind == "conversation" and name.isdigit():
        call.path_params = {"username": wanted_post(call, int(name)).by, "id": int(name)}
        return post(call)
    if kind == "posts" and name:
        call.path_params = {"username": name}
        return person(call)
    reader = call.world.reader(call.username or READER)
    return _page(call, kind.capitalize(), "", call.world.page(call.world.timeline(reader), call.paging))


def _article(call: Call, found: Post) -> str:
    author = call.world.people.get(found.by)
    name = author.name if author else found.by
    title = f"<h2>{escape(found.title)}</h2>" if found.title else ""
    return (
        f'<article id="{found.id}"><p><a href="/{escape(found.by)}">{escape(name)}</a> '
        f'<a href="/{escape(found.by)}/{found.id}">{serializers.date(found.published_at)}</a></p>'
        f"{title}{call.serializer.whole_html(found)}</article>"
    )


@route("GET /{username}/avatar.jpg", token="ignored")
def avatar(call: Call) -> Answer:
    return _kept_long(pictures.Drawn(pictures.avatar(wanted_person(call, call.path_params["username"]).username)))


@route("GET /pictures/{name}", token="ignored")
def picture(call: Call) -> Answer:
    return _drawn(call.path)


@route("GET /photos/{width}/{url:path}", token="ignored")
def resized(call: Call) -> Answer:
    width = max(1, min(_LARGEST_WIDTH, int(re.sub(r"\D", "", call.path_params["width"]) or 0)))
    wrapped = call.path_params["url"]
    wrapped = wrapped if "://" in wrapped else unquote(wrapped)
    if not wrapped.startswith(f"{call.origin}/") and _NUMBERED_HOST.match(wrapped):
        raise Refusal(404, "There is no such picture.")
    path = urlsplit(wrapped).path
    owner = re.fullmatch(r"/([^/]+)/avatar\.jpg", unquote(path))
    if owner is not None:
        return _kept_long(pictures.Drawn(pictures.avatar(owner[1], width)))
    return _drawn(path, width)


@route("GET /uploads/{path:path}", token="ignored")
def uploaded(call: Call) -> Answer:
    for media in (media for state in call.world.blog_states.values() for media in state.media):
        if media.path == call.path:
            return Response(media.upload.content, media_type=media.upload.content_type)
    kind = call.path.rpartition(".")[2].casefold()
    if kind in ("jpg", "jpeg", "png", "webp", "gif"):
        return _drawn(call.path)
    if kind in ("mp3", "m4a", "wav", "ogg"):
        return Response(pictures.sound(_stem(call.path)), media_type="audio/wav")
    raise Refusal(404, "There is no such file.")


def _drawn(path: str, width: int | None = None) -> Response:
    """The picture that the last part of a path names: it is drawn, whatever the name is."""
    name = _stem(path)
    if name.startswith("pin-"):
        return _kept_long(pictures.Drawn(pictures.avatar(name, 64)))
    return _kept_long(bad_pictures.BY_NAME[name]() if name in bad_pictures.BY_NAME else pictures.photo(name, width))


def _stem(path: str) -> str:
    return unquote(path).rpartition("/")[2].rpartition(".")[0]


def _kept_long(drawn: pictures.Drawn) -> Response:
    return Response(drawn.content, media_type=drawn.content_type, headers={"Cache-Control": "public, max-age=86400"})
