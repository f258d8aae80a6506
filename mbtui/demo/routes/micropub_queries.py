"""What a hosted blog tells about itself: where and what can be posted, its posts as they were written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from mbtui.demo.blog import Blog, Service
from mbtui.demo.call import Answer, Call, Refusal, route
from mbtui.demo.post import Post
from mbtui.demo.routes import media
from mbtui.demo.serializers import JSON, date

DEFAULT_LIMIT = 20
_LEAST_ID = 20_000_000


@route("GET /micropub")
def query(call: Call) -> Answer:
    match call.text("q"):
        case "config":
            return _config(call)
        case "category":
            return {"categories": _categories(call)}
        case "syndicate-to":
            return {"syndicate-to": [_service(service) for service in media.blog_state_of(call).services]}
        case "source" if call.text("url"):
            return _entry(call, wanted_entry(call))
        case "source":
            return _source(call)
        case "contact":
            return _contacts(call)
    raise Refusal(400, "invalid_request", "The query q is not known.")


def _config(call: Call) -> Answer:
    state = media.blog_state_of(call)
    answer: JSON = {
        "media-endpoint": f"{call.origin}/micropub/media",
        "post-types": [
            {"type": "note", "name": "Post", "properties": ["content", "published", "post-status", "category"]}
        ],
        "channels": [{"uid": "default", "name": "Posts"}, {"uid": "pages", "name": "Pages"}],
        "syndicate-to": [_service(service) for service in state.services],
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


def _service(service: Service) -> JSON:
    return {"uid": service.uid, "name": service.name}


def _posts(call: Call, blog: Blog, posts: Iterable[Post]) -> Iterator[Post]:
    username = call.reader.username
    default = media.blog_state_of(call).find("")
    is_default = default is not None and blog.uid == default.uid
    return (
        post
        for post in posts
        if post.by == username and not post.is_reply and (post.url.startswith(blog.uid) if post.url else is_default)
    )


def _categories(call: Call) -> list[str]:
    posts = _posts(call, media.wanted_blog(call), call.world.posts.newest_first())
    used = {name for post in posts for name in _categories_of(post)}
    return sorted(used)


def _categories_of(post: Post) -> list[str]:
    return list(post.categories) or ([post.topic] if post.topic else [])


def _source(call: Call) -> Answer:
    status, text = call.text("post-status"), call.text("filter").casefold()
    posts = () if call.text("mp-channel") == "pages" else call.world.posts.newest_first()
    found = (
        post
        for post in _posts(call, media.wanted_blog(call), posts)
        if (not status or (status == "draft") is post.is_draft) and text in call.world.source_of(post).casefold()
    )
    offset, limit = max(0, call.integer("offset") or 0), max(0, call.integer("limit") or DEFAULT_LIMIT)
    return {"items": [_entry(call, post) for post in islice(found, offset, offset + limit)]}


def _entry(call: Call, post: Post) -> JSON:
    return {
        "type": ["h-entry"],
        "properties": {
            "uid": [post.id - _LEAST_ID],
            "name": [post.title],
            "content": [call.world.source_of(post)],
            "summary": [post.summary],
            "published": [date(post.published_at)],
            "post-status": ["draft" if post.is_draft else "published"],
            "category": _categories_of(post),
            "url": [call.world.url_of(post, call.origin)],
            "syndication": list(post.syndication),
        },
    }


def _contacts(call: Call) -> Answer:
    prefix = call.text("filter").casefold().removeprefix("@")
    if not prefix:
        return {"contacts": []}
    names = [name for name in call.world.people if name.startswith(prefix)]
    return {"contacts": [{"nickname": name, "photo": call.serializer.avatar(name)} for name in names]}


def wanted_entry(call: Call) -> Post:
    post = call.world.by_url(call.reader.username, call.text("url"), call.origin)
    if post is None:
        raise Refusal(400, "invalid_request", "There is no post of yours with this URL.")
    return post
