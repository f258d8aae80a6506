"""What a hosted blog tells about itself: where and what can be posted, its posts as they were written."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from mbtui.demo.blog import Blog
from mbtui.demo.call import Answer, Call, Refusal, route
from mbtui.demo.post import Post
from mbtui.demo.routes import media
from mbtui.demo.serializers import JSON, date

CHANNELS = {"default": "Posts", "pages": "Pages", "collections": "Collections"}
DEFAULT_LIMIT = 20
_LEAST_ID = 20_000_000


@route("GET /micropub")
def query(call: Call) -> Answer:
    match call.text("q"):
        case "config":
            return _config(call)
        case "category":
            posts = _posts(call, media.wanted_blog(call))
            return {"categories": sorted({name for post in posts for name in post.categories})}
        case "syndicate-to":
            return {"syndicate-to": _config(call)["syndicate-to"]}
        case "source" if call.text("url"):
            return _entry(call, wanted_entry(call))
        case "source":
            return _source(call)
        case "contact":
            return _contacts(call)
    raise Refusal(400, "invalid_request", "The query q is not known.")


def _config(call: Call) -> JSON:
    state = media.blog_state_of(call)
    answer: JSON = {
        "media-endpoint": f"{call.origin}/micropub/media",
        "post-types": [
            {"type": "note", "name": "Post", "properties": ["content", "published", "post-status", "category"]}
        ],
        "channels": [{"uid": uid, "name": name} for uid, name in CHANNELS.items()],
        "syndicate-to": [{"uid": service.uid, "name": service.name} for service in state.services],
    }
    if state.blogs:
        answer["destination"] = [
            {
                "uid": blog.uid,
                "name": blog.name,
                "microblog-title": blog.title,
                "microblog-default": blog.is_default,
                "microblog-audio": blog.has_audio,
            }
            for blog in state.blogs
        ]
    return answer


def _posts(call: Call, blog: Blog, channel: str = "default") -> Iterator[Post]:
    default = media.blog_state_of(call).find("")
    is_default = default is not None and blog.uid == default.uid
    return (
        post
        for post in call.world.posts_of(call.reader.username)
        if not post.is_reply and post.channel == channel and (post.url.startswith(blog.uid) if post.url else is_default)
    )


def _source(call: Call) -> Answer:
    status, text = call.text("post-status"), call.text("filter").casefold()
    found = (
        post
        for post in _posts(call, media.wanted_blog(call), wanted_channel(call.text("mp-channel")))
        if (not status or (status == "draft") is post.is_draft) and text in call.world.source_of(post).casefold()
    )
    offset, limit = max(0, call.integer("offset") or 0), max(0, call.integer("limit") or DEFAULT_LIMIT)
    return {"items": [_entry(call, post) for post in islice(found, offset, offset + limit)]}


def _entry(call: Call, post: Post) -> JSON:
    """A post as it was written, or only those `properties` of it that are asked for."""
    properties = properties_of(call, post)
    if wanted := call.params.get("properties"):
        return {"properties": {name: properties[name] for name in wanted if name in properties}}
    return {"type": ["h-entry"], "properties": properties}


def properties_of(call: Call, post: Post) -> dict[str, list[Any]]:
    properties = {
        **post.others,
        "uid": [post.id - _LEAST_ID],
        "name": [post.title],
        "content": [call.world.source_of(post)],
        "summary": [post.summary],
        "published": [date(post.published_at)],
        "post-status": ["draft" if post.is_draft else "published"],
        "category": list(post.categories),
        "url": [call.world.url_of(post, call.origin)],
        "syndication": call.world.syndication(post),
    }
    for attached in post.attached:
        value = {"value": attached.url, "alt": attached.alt} if attached.alt else attached.url
        properties.setdefault(attached.kind, []).append(value)
    return properties


def _contacts(call: Call) -> Answer:
    prefix = call.text("filter").casefold().removeprefix("@")
    if not prefix:
        return {"contacts": []}
    names = [name for name in call.world.people if name.startswith(prefix)]
    return {"contacts": [{"nickname": name, "photo": call.serializer.avatar(name)} for name in names]}


def wanted_channel(uid: str) -> str:
    if uid and uid not in CHANNELS:
        raise Refusal(400, "invalid_request", "There is no such mp-channel.")
    return uid or "default"


def wanted_entry(call: Call, *, is_deleted: bool = False) -> Post:
    post = call.world.by_url(call.reader.username, call.text("url"), call.origin, is_deleted=is_deleted)
    if post is None:
        raise Refusal(400, "invalid_request", "There is no post of yours with this URL.")
    return post
