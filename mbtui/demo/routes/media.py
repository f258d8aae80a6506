"""Files of a hosted blog: uploading them, listing them, and the HTML that shows them."""

from __future__ import annotations

from html import escape

from starlette.responses import JSONResponse, Response

from mbtui.demo.blog import LARGEST_UPLOAD_BYTES, Blog, BlogState, Media
from mbtui.demo.call import Answer, Call, Refusal, route
from mbtui.demo.clock import moment
from mbtui.demo.serializers import JSON, date


def blog_state_of(call: Call) -> BlogState:
    """What the account posts with; nothing under the fault that takes its blog away."""
    return BlogState() if "no-blog" in call.faults else call.world.blog_state(call.reader.username)


def wanted_blog(call: Call, uid: str = "") -> Blog:
    """The blog that a request names, or the default one, or the end of the request."""
    state = blog_state_of(call)
    if not state.blogs:
        raise Refusal(400, "invalid_request", "This account has no hosted blog.")
    blog = state.find(uid or call.text("mp-destination"))
    if blog is None:
        raise Refusal(400, "invalid_request", "There is no such mp-destination.")
    return blog


def image(url: str, alt: str) -> str:
    return f'<p><img src="{escape(url)}" width="600" height="450" alt="{escape(alt)}" loading="lazy"></p>\n'


def video(url: str) -> str:
    return f'<p><video controls playsinline src="{escape(url)}" poster="" preload="none"></video></p>\n'


@route("POST /micropub/media")
def upload(call: Call) -> Answer:
    """Keep a file; or change or delete one that is there."""
    if call.text("action"):
        return _change(call)
    blog = wanted_blog(call)
    sent = call.uploads.get("file")
    if sent is None:
        raise Refusal(400, "invalid_request", "The part file is missing.")
    if len(sent.content) > LARGEST_UPLOAD_BYTES:
        raise Refusal(413, "invalid_request", "The file is larger than 45 MB.")
    now = call.world.now()
    kept = blog_state_of(call).upload(
        sent.file_name, sent.content_type, sent.content, now=now, blog_uid=blog.uid, year=moment(now).year
    )
    url = call.origin + kept.path
    answer = {"url": url}
    if kept.content_type.startswith("video/"):
        answer["poster"] = f"{call.origin}/pictures/poster.png"
    return JSONResponse(answer, 202, {"Location": url})


@route("GET /micropub/media")
def listing(call: Call) -> Answer:
    """Uploaded files, newest first: `q=source`."""
    if call.text("q") != "source":
        raise Refusal(400, "invalid_request", "The query q is not known.")
    blog, text = wanted_blog(call), call.text("filter").casefold()
    found = [
        _item(call, media)
        for media in reversed(blog_state_of(call).media)
        if media.blog_uid == blog.uid and text in f"{media.path} {media.alt}".casefold()
    ]
    offset, limit = max(0, call.integer("offset") or 0), max(0, call.integer("limit") or len(found))
    return {"items": found[offset : offset + limit]}


def _item(call: Call, media: Media) -> JSON:
    return {
        "url": call.origin + media.path,
        "published": date(media.uploaded_at),
        "poster": f"{call.origin}/pictures/poster.png" if media.content_type.startswith("video/") else "",
        "alt": media.alt,
    }


def _change(call: Call) -> Answer:
    state = blog_state_of(call)
    media = next((media for media in state.media if call.origin + media.path == call.text("url")), None)
    if media is None:
        raise Refusal(400, "invalid_request", "There is no upload of yours with this URL.")
    match call.text("action"):
        case "update":
            media.alt = call.text("alt")
        case "delete":
            state.media.remove(media)
        case _:
            raise Refusal(400, "invalid_request", "The action is not known.")
    return Response(status_code=200)
