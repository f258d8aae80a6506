"""Posting to a hosted blog: create, update, delete. What the blog tells is in `micropub_queries`."""

from __future__ import annotations

from html import escape
from typing import Any

from starlette.responses import JSONResponse, Response

from mbtui.demo.blog import BlogState
from mbtui.demo.call import Answer, Call, Refusal, route
from mbtui.demo.markup import mention, render
from mbtui.demo.post import Post
from mbtui.demo.routes import media
from mbtui.demo.routes.micropub_queries import wanted_entry
from mbtui.demo.serializers import parse_date


@route("POST /micropub")
def write(call: Call) -> Answer:
    match call.text("action") or "create":
        case "create" if call.text("bookmark-of"):
            return _keep_page(call)
        case "create":
            return _create(call)
        case "update":
            return _update(call)
        case "delete":
            wanted_entry(call).is_deleted = True
            return Response(status_code=204)
    raise Refusal(400, "invalid_request", "The action is not known.")


def _properties(call: Call) -> dict[str, list[Any]]:
    """What is to be created: from a form, or from the `properties` of a JSON body."""
    nested = call.json.get("properties")
    if not isinstance(nested, dict):
        return {name: list(values) for name, values in call.params.items()}
    properties = {name: list(value) if isinstance(value, list) else [value] for name, value in nested.items()}
    for name in ("mp-destination", "mp-syndicate-to", "mp-channel"):
        if name in call.params:
            properties.setdefault(name, list(call.params[name]))
    return properties


def _first(properties: dict[str, list[Any]], name: str) -> str:
    values = properties.get(name) or [""]
    return values[0] if isinstance(values[0], str) else ""


def _content(call: Call, properties: dict[str, list[Any]]) -> tuple[str, str]:
    values = properties.get("content") or [""]
    if isinstance(values[0], dict):
        html = str(values[0].get("html") or values[0].get("value") or "")
        return html, html
    source = str(values[0])
    return source, render(source, call.world.is_person)


def _attached(properties: dict[str, list[Any]]) -> str:
    photos = [photo for photo in properties.get("photo", []) if photo]
    alts = [*properties.get("mp-photo-alt", []), *[""] * len(photos)]
    html = ""
    for photo, alt in zip(photos, alts, strict=False):
        if isinstance(photo, dict):
            photo, alt = photo.get("value", ""), photo.get("alt", "")
        html += media.image(str(photo), str(alt))
    return html + "".join(media.video(str(video)) for video in properties.get("video", []) if video)


def _create(call: Call) -> Answer:
    world, username, properties = call.world, call.reader.username, _properties(call)
    blog = media.wanted_blog(call, _first(properties, "mp-destination"))
    source, html = _content(call, properties)
    attached = _attached(properties)
    title = _first(properties, "name")
    if not (html.strip() or attached or title):
        raise Refusal(400, "invalid_request", "The post has no content.")
    post = world.new_post(username, html, at=_published_at(call, properties))
    post.source, post.title, post.summary = source, title, _first(properties, "summary")
    post.attached = attached
    post.categories = tuple(str(name) for name in properties.get("category", []) if name)
    post.is_draft = _first(properties, "post-status") == "draft"
    post.syndication = _copies(media.blog_state_of(call), properties, post)
    post.url = _free_url(call, blog.uid + world.slug(post))
    world.post_to_blog(username, post, post.url)
    answer = {"url": post.url, "preview": f"{call.origin}/account/posts/{post.id}/preview/demo"}
    answer["edit"] = f"{call.origin}/account/posts/{post.id}/edit"
    return JSONResponse(answer, 201 if post.is_draft else 202, {"Location": post.url})


def _free_url(call: Call, url: str) -> str:
    own = (post for post in call.world.posts.newest_first() if post.by == call.reader.username)
    taken = {call.world.url_of(post, call.origin) for post in own}
    stem, number, free = url.removesuffix(".html"), 1, url
    while free in taken:
        number += 1
        free = f"{stem}-{number}.html"
    return free


def _published_at(call: Call, properties: dict[str, list[Any]]) -> float | None:
    text = _first(properties, "published")
    if not text:
        return None
    read = parse_date(text)
    if read is None:
        raise Refusal(400, "invalid_request", "published is not a date.")
    return read.timestamp()


def _copies(state: BlogState, properties: dict[str, list[Any]], post: Post) -> tuple[str, ...]:
    """Where the post is copied to: everywhere when nothing was said, nowhere when the one value is empty."""
    chosen = properties.get("mp-syndicate-to")
    services = state.services if chosen is None else [service for service in state.services if service.uid in chosen]
    return tuple(f"{service.address}/{post.id}" for service in services)


def _keep_page(call: Call) -> Answer:
    world, url = call.world, call.text("bookmark-of")
    host = url.split("//")[-1].split("/")[0]
    if not url.startswith(("http://", "https://")) or not host:
        raise Refusal(400, "invalid_request", "bookmark-of must be a web address.")
    title = (url.rstrip("/").rsplit("/", 1)[-1] if url.count("/") > 2 else host).replace("-", " ")
    world.keep_page(call.reader, escape(title), url, at=world.now(), summary=call.text("summary"))
    return JSONResponse({"url": url}, 201, {"Location": url})


def _update(call: Call) -> Answer:
    world, post = call.world, wanted_entry(call)
    replace = {name: value if isinstance(value, list) else [value] for name, value in _part(call, "replace").items()}
    add, delete = _part(call, "add"), call.json.get("delete")
    post.url = world.url_of(post, call.origin) if not post.is_reply else post.url
    if "content" in replace:
        post.source, post.html = _content(call, replace)
        post.photos = ()
        if post.is_reply and not post.mentions:
            root = world.find(post.root_id)
            post.html = post.html.replace("<p>", f"<p>{mention(root.by)} ", 1) if root else post.html
    if "name" in replace:
        post.title = _first(replace, "name")
    if "summary" in replace:
        post.summary = _first(replace, "summary")
    removed = delete.get("category", []) if isinstance(delete, dict) else []
    if "category" in replace or "category" in add or removed:
        names = [*(replace.get("category", post.categories)), *add.get("category", [])]
        post.categories = tuple(str(name) for name in names if name and name not in removed)
    if _first(replace, "post-status") == "published" and post.is_draft:
        post.is_draft = False
        world.redate(post)
        world.rebuild(post.by, post, post.url)
    return Response(status_code=200)


def _part(call: Call, name: str) -> dict[str, Any]:
    part = call.json.get(name)
    return part if isinstance(part, dict) else {}
