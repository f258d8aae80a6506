"""Posting to a hosted blog: create, update, delete, undelete. What the blog tells is in `micropub_queries`."""

from __future__ import annotations

from html import escape
from itertools import chain, count, zip_longest
from typing import Any

from starlette.responses import JSONResponse, Response

from mbtui.demo.call import Answer, Call, Refusal, route
from mbtui.demo.markup import mention, render
from mbtui.demo.post import Attachment, Post
from mbtui.demo.routes import media
from mbtui.demo.routes.micropub_queries import properties_of, wanted_channel, wanted_entry
from mbtui.demo.serializers import parse_date

Properties = dict[str, list[Any]]

_ATTACHED = ("photo", "video")
_NOT_KEPT = frozenset({"h", "type", "action", "url", "q", "post-status", "published", "in-reply-to"})
"""Beside what begins with `mp-`, the parameters that are no property of the post or are kept as something else."""


@route("POST /micropub", token="writes")
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
        case "undelete":
            wanted_entry(call, is_deleted=True).is_deleted = False
            return Response(status_code=204)
    raise Refusal(400, "invalid_request", "The action is not known.")


def _create(call: Call) -> Answer:
    world, username, properties = call.world, call.reader.username, _properties(call)
    blog = media.wanted_blog(call, _first(properties, "mp-destination"))
    for name in _ATTACHED:
        kept = [media.keep(call, blog, upload) for upload in call.uploads.get(name, [])]
        properties.setdefault(name, []).extend(call.origin + file.path for file in kept)
    every_service = [service.uid for service in media.blog_state_of(call).services]
    post = world.new_post(username, "", at=_published_at(call, properties))
    _write(call, post, {"mp-syndicate-to": every_service, **_with_descriptions(properties)})
    if not (post.html.strip() or post.attached or post.title or post.summary):
        raise Refusal(400, "invalid_request", "The post has no content.")
    post.channel = wanted_channel(_first(properties, "mp-channel"))
    post.url = _free_url(call, blog.uid + world.slug(post))
    world.posts.add(post)
    world.rebuild(username, post, post.url)
    answer = {"url": post.url, "preview": f"{call.origin}/account/posts/{post.id}/preview/demo"}
    answer["edit"] = f"{call.origin}/account/posts/{post.id}/edit"
    return JSONResponse(answer, 201 if post.is_draft else 202, {"Location": post.url})


def _update(call: Call) -> Answer:
    """Carry out `replace`, then `add`, then `delete`, as Micropub has them: all values are in lists.

    A Mac app sends the content as bare text, and micro.blog takes it; here it is refused, as the standard says.
    """
    world, post = call.world, wanted_entry(call)
    now = properties_of(call, post)
    changed = _with_descriptions(_operation(call, "replace"))
    for name, values in _with_descriptions(_operation(call, "add")).items():
        changed[name] = [*changed.get(name, now.get(name, [])), *values]
    for name, values in _operation(call, "delete", now).items():
        left = changed.get(name, now.get(name, []))
        changed[name] = [value for value in left if value not in values and _address(value) not in values]
    if not changed:
        raise Refusal(400, "invalid_request", "An update needs something to replace, to add or to delete.")
    was_draft, published_at = post.is_draft, _published_at(call, changed)
    post.url = world.url_of(post, call.origin) if not post.is_reply else post.url
    _write(call, post, changed)
    is_published = was_draft and not post.is_draft
    if published_at is not None or is_published:
        post.visible_at = float(int(world.now() if published_at is None else published_at))
        world.posts.move(post, post.visible_at)
    if is_published:
        world.rebuild(post.by, post, post.url)
    return Response(status_code=200)


def _properties(call: Call) -> Properties:
    """What is to be created: from a form, or from the `properties` of a JSON body."""
    nested = call.json.get("properties")
    if not isinstance(nested, dict):
        return {name: list(values) for name, values in call.params.items()}
    properties = {name: list(value) if isinstance(value, list) else [value] for name, value in nested.items()}
    for name in ("mp-destination", "mp-syndicate-to", "mp-channel"):
        if name in call.params:
            properties.setdefault(name, list(call.params[name]))
    return properties


def _operation(call: Call, name: str, now: Properties | None = None) -> Properties:
    """What an update says under `replace`, `add` or `delete`; properties that are named only have the values of `now`.

    Raises:
        Refusal: There is something else than lists.
    """
    part = call.json.get(name, {})
    if now is not None and isinstance(part, list) and all(isinstance(deleted, str) for deleted in part):
        part = {deleted: now.get(deleted, []) for deleted in part}
    if not isinstance(part, dict) or not all(isinstance(values, list) for values in part.values()):
        raise Refusal(400, "invalid_request", f"Under {name}, each property must have a list of values.")
    return dict(part)


def _with_descriptions(properties: Properties) -> Properties:
    """Give each picture and film its own description; forms send them in a second list."""
    for name in _ATTACHED:
        descriptions = properties.pop(f"mp-{name}-alt", [])
        if name in properties:
            properties[name] = [
                {"value": value, "alt": alt} if alt and not isinstance(value, dict) else value
                for value, alt in zip_longest(properties[name], descriptions)
                if _address(value)
            ]
    return properties


def _write(call: Call, post: Post, properties: Properties) -> None:
    """Give a post these properties; what is not among them stays."""
    status = _first(properties, "post-status")
    if status not in ("", "draft", "published"):
        raise Refusal(400, "invalid_request", "post-status must be draft or published.")
    post.is_draft = status == "draft" if status else post.is_draft
    for name, values in properties.items():
        match name:
            case "content":
                post.source, post.html = _content(call, values)
                post.photos = ()
                if post.is_reply and not post.mentions and (root := call.world.find(post.root_id)) is not None:
                    post.html = post.html.replace("<p>", f"<p>{mention(root.by)} ", 1)
            case "name":
                post.title = _first(properties, name)
            case "summary":
                post.summary = _first(properties, name)
            case "category":
                post.categories = tuple(dict.fromkeys(str(value) for value in values if value))
            case "photo" | "video":
                new = [Attachment(name, str(_address(value)), _description(value)) for value in values]
                others = [attachment for attachment in post.attached if attachment.kind != name]
                post.attached = tuple(sorted((*others, *new), key=lambda attachment: attachment.kind))
            case "mp-syndicate-to":
                post.syndicate_to = tuple(map(str, values))
            case _ if name not in _NOT_KEPT and not name.startswith("mp-"):
                post.others[name] = values


def _first(properties: Properties, name: str) -> str:
    values = properties.get(name) or [""]
    return values[0] if isinstance(values[0], str) else ""


def _address(value: Any) -> Any:
    return value.get("value", "") if isinstance(value, dict) else value


def _description(value: Any) -> str:
    return str(value.get("alt", "")) if isinstance(value, dict) else ""


def _content(call: Call, values: list[Any]) -> tuple[str, str]:
    first = values[0] if values else ""
    if isinstance(first, dict):
        html = str(first.get("html") or first.get("value") or "")
        return html, html
    return str(first), render(str(first), call.world.people)


def _free_url(call: Call, url: str) -> str:
    taken = {call.world.url_of(post, call.origin) for post in call.world.posts_of(call.reader.username)}
    numbered = (f"{url.removesuffix('.html')}-{number}.html" for number in count(2))
    return next(free for free in chain((url,), numbered) if free not in taken)


def _published_at(call: Call, properties: Properties) -> float | None:
    text = _first(properties, "published")
    if not text:
        return None
    read = parse_date(text)
    if read is None:
        raise Refusal(400, "invalid_request", "published is not a date.")
    return read.timestamp()


def _keep_page(call: Call) -> Answer:
    world, url = call.world, call.text("bookmark-of")
    host = url.split("//")[-1].split("/")[0]
    if not url.startswith(("http://", "https://")) or not host:
        raise Refusal(400, "invalid_request", "bookmark-of must be a web address.")
    title = (url.rstrip("/").rsplit("/", 1)[-1] if url.count("/") > 2 else host).replace("-", " ")
    world.keep_page(call.reader, escape(title), url, at=world.now(), summary=call.text("summary"))
    return JSONResponse({"url": url}, 201, {"Location": url})
