"""Files of a hosted blog: uploading them, whole or in pieces, and listing them."""

from __future__ import annotations

from base64 import b64decode
from mimetypes import guess_type

from starlette.responses import JSONResponse, Response

from mbtui.demo import pictures
from mbtui.demo.blog import LARGEST_UPLOAD_BYTES, Blog, BlogState, Media, Upload
from mbtui.demo.call import Answer, Call, Refusal, route
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


def keep(call: Call, blog: Blog, upload: Upload) -> Media:
    """Keep a file that came with a request."""
    if len(upload.content) > LARGEST_UPLOAD_BYTES or "upload-too-large" in call.faults:
        raise Refusal(413, "invalid_request", "The file is larger than 45 MB.")
    return blog_state_of(call).keep(upload, blog, call.world.now())


@route("POST /micropub/media", token="writes")
def upload(call: Call) -> Answer:
    """Keep a file; or change or delete one that is there."""
    if call.text("action"):
        return _change(call)
    blog = wanted_blog(call)
    if "file" not in call.uploads:
        raise Refusal(400, "invalid_request", "The part file is missing.")
    if "unsupported-media" in call.faults:
        raise Refusal(415, "invalid_request", "Files of this kind are not taken.")
    kept = keep(call, blog, call.uploads["file"][0])
    answer = {"url": call.origin + kept.path}
    if poster := _poster(call, kept):
        answer["poster"] = poster
    if "no-location" in call.faults:
        return JSONResponse({}, 202)
    return JSONResponse(answer, 202, {"Location": answer["url"]})


@route("POST /micropub/media/append", token="writes")
def append(call: Call) -> Answer:
    """Take the next piece of a large file, in Base64 with or without a `data:` before it.

    What these three answer but `is_processing` and `url` is a guess.
    """
    wanted_blog(call)
    file_id = call.text("file_id")
    try:
        piece = b64decode(call.text("file_data").rpartition(",")[2], validate=True)
    except ValueError:
        piece = b""
    if not file_id or not piece:
        raise Refusal(400, "invalid_request", "file_id and file_data in Base64 are needed.")
    pieces = blog_state_of(call).pieces
    pieces[file_id] = pieces.get(file_id, b"") + piece
    return {}


@route("POST /micropub/media/finished", token="writes")
def finish(call: Call) -> Answer:
    """Make a file of the pieces."""
    blog, file_id = wanted_blog(call), call.text("file_id")
    content = blog_state_of(call).pieces.pop(file_id, b"")
    if not content:
        raise Refusal(400, "invalid_request", "Nothing was sent with this file_id.")
    file_name = call.text("file_name")
    kind = call.text("file_type") or guess_type(file_name)[0] or "video/mp4"
    blog_state_of(call).keep(Upload(file_name, kind, content), blog, call.world.now()).file_id = file_id
    return {}


@route("GET /micropub/media/waiting")
def wait(call: Call) -> Answer:
    """Tell whether a film has been converted, which takes as long as publishing a post."""
    sent = (media for media in blog_state_of(call).media if media.file_id and media.file_id == call.text("file_id"))
    kept = next(sent, None)
    if kept is None or call.world.now() < kept.uploaded_at + call.world.settings.publishing_seconds:
        return {"is_processing": True}
    return {"is_processing": False, "url": call.origin + kept.path, "poster": _poster(call, kept)}


@route("GET /micropub/media")
def listing(call: Call) -> Answer:
    """Uploaded files, newest first: `q=source`."""
    if call.text("q") != "source":
        raise Refusal(400, "invalid_request", "The query q is not known.")
    blog, text, uid = wanted_blog(call), call.text("filter").casefold(), call.text("microblog-collection")
    collection = call.world.by_url(call.reader.username, uid, call.origin) if uid else None
    collected = {attachment.url for attachment in collection.attached} if collection else set()
    found = [
        _item(call, media)
        for media in reversed(blog_state_of(call).media)
        if media.blog_uid == blog.uid
        and text in f"{media.path} {media.alt}".casefold()
        and (not uid or call.origin + media.path in collected)
    ]
    offset, limit = max(0, call.integer("offset") or 0), max(0, call.integer("limit") or len(found))
    return {"items": found[offset : offset + limit]}


def _item(call: Call, media: Media) -> JSON:
    size = pictures.size(media.upload.content)
    return {
        "url": call.origin + media.path,
        "published": date(media.uploaded_at),
        "poster": _poster(call, media),
        "alt": media.alt,
        **({"width": size[0], "height": size[1]} if size else {}),
    }


def _poster(call: Call, media: Media) -> str:
    return f"{call.origin}/pictures/poster.png" if media.upload.content_type.startswith("video/") else ""


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
