"""Feeds, conversations, checking for news, and what readers do with posts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Any

import msgspec

from mbtui.demo import serializers
from mbtui.demo.call import Answer, Call, Refusal, route
from mbtui.demo.clock import moment
from mbtui.demo.markup import words
from mbtui.demo.post import Post
from mbtui.demo.serializers import JSON, Serializer
from mbtui.demo.texts import Person
from mbtui.demo.world import Paging

CHECK_SATURATES_AT = 40


def wanted_post(call: Call, post_id: int | None) -> Post:
    post = None if post_id is None else call.world.find(post_id)
    if post is None:
        raise Refusal(404, "Post not found.")
    return post


def wanted_person(call: Call, username: str) -> Person:
    person = call.world.people.get(username.removeprefix("@"))
    if person is None:
        raise Refusal(404, "User not found.")
    return person


def _feed(
    call: Call,
    title: str,
    wanted: Callable[[Post], bool],
    item: Callable[[Serializer, Post], JSON] = Serializer.item,
    **extra: Any,
) -> JSON:
    serializer = call.serializer
    found = call.world.page(wanted, call.paging)
    return serializer.feed(title, call.path, [item(serializer, post) for post in found], **extra)


@route("GET /posts/all", "GET /posts/timeline")
def timeline(call: Call) -> Answer:
    return _feed(call, "Timeline", call.world.timeline(call.reader))


@route("GET /posts/mentions")
def mentions(call: Call) -> Answer:
    return _feed(call, "Mentions", call.world.mentions(call.reader))


@route("GET /posts/mentions/blocked")
def blocked_mentions(call: Call) -> Answer:
    """The ones that are hidden."""
    return _feed(call, "Mentions", call.world.mentions(call.reader, is_blocked=True))


@route("GET /posts/photos")
def photos(call: Call) -> Answer:
    wanted = call.world.timeline(call.reader, needs=lambda post: post.has_photo)
    return _feed(call, "Photos", wanted, Serializer.sized_item)


@route("GET /posts/media")
def media(call: Call) -> Answer:
    wanted = call.world.timeline(call.reader, needs=lambda post: post.has_media)
    return _feed(call, "Media", wanted, Serializer.sized_item)


@route("GET /posts/discover", token="welcome")
def discover(call: Call) -> Answer:
    topics = msgspec.to_builtins(call.world.texts.topics)
    wanted = _picked(call, lambda post: bool(post.topic) and not post.is_reply)
    return _feed(call, "Discover", wanted, tagmoji=topics)


@route("GET /posts/discover/{topic}", token="welcome")
def discover_topic(call: Call) -> Answer:
    name = call.path_params["topic"]
    topic = next((topic for topic in call.world.texts.topics if topic.name == name), None)
    if topic is None:
        raise Refusal(404, "Collection not found.")
    wanted = _picked(
        call, lambda post: post.topic == name or (name == "photos" and post.has_photo and not post.is_reply)
    )
    title = f"{topic.emoji} {topic.title}".strip()
    return _feed(call, title, wanted, lambda serializer, post: serializer.topic_item(post, name))


def _picked(call: Call, wanted: Callable[[Post], bool]) -> Callable[[Post], bool]:
    """Leave out what the reader hides, when one is known."""
    reader = call.world.reader(call.username) if call.username else None
    return lambda post: wanted(post) and not (reader and reader.hides(post))


@route("GET /posts/{username}", token="welcome")
def by_person(call: Call) -> Answer:
    """What a client sends as `category` and `search` is in no documentation; that it is looked for so is a guess."""
    person = wanted_person(call, call.path_params["username"])
    category, search = call.text("category"), call.text("search").casefold()

    def wanted(post: Post) -> bool:
        return (
            post.by == person.username
            and (not category or category in post.categories)
            and (not search or search in f"{post.title} {words(post.html)}".casefold())
        )

    answer = _feed(call, person.name, wanted)
    answer["_microblog"] |= call.serializer.profile(person)
    answer["author"] = call.serializer.person(person)
    return answer


@route("GET /posts/{username}/photos", token="welcome")
def photos_by_person(call: Call) -> Answer:
    """The envelope tells nothing of the person."""
    person = wanted_person(call, call.path_params["username"])
    return _feed(call, person.name, lambda post: post.by == person.username and post.has_photo, Serializer.photo_item)


@route("GET /posts/conversation")
def conversation(call: Call) -> Answer:
    """Flat, newest first, the root last."""
    world, serializer = call.world, call.serializer
    post = wanted_post(call, call.integer("id"))
    thread = world.posts.conversation(post.root_id) or [post]
    now, reader = world.now(), call.reader
    if (late := call.faults.get("late-conversations")) is not None:
        thread = [
            entry
            for entry in thread
            if not entry.is_reply or max(entry.published_at, entry.visible_at) <= now - late.seconds
        ]
    if "missing-post" in call.faults:
        thread = [entry for entry in thread if entry.id != post.id]
    items = [serializer.item(entry) for entry in thread if entry.visible_at <= now and not reader.hides(entry)]
    answer = serializer.feed("Conversation", f"/posts/conversation?id={post.id}", items)
    answer["home_page_url"] = f"{call.origin}/{post.by}/{post.id}"
    return answer


@route("GET /conversation.js", token="ignored")
def conversation_of_url(call: Call) -> Answer:
    world, serializer, url = call.world, call.serializer, call.text("url")
    post = next((post for post in world.posts.newest_first() if serializer.url(post) == url), None)
    thread = world.posts.conversation(post.root_id) if post is not None else []
    return serializer.feed("Conversation", call.path, [serializer.item(entry) for entry in thread])


@route("GET /posts/check")
def check(call: Call) -> Answer:
    world, reader, now = call.world, call.reader, call.world.now()
    since_id = call.integer("since_id")
    newer: list[Post] = []
    if since_id is not None:
        newer = world.page(world.timeline(reader), Paging(CHECK_SATURATES_AT, since_id))
    publishing = world.blog_state(reader.username).publishing
    progress = publishing.progress(now) if publishing else 0
    is_publishing = publishing is not None and progress < 1
    return {
        "count": len(newer),
        "check_seconds": world.settings.check_seconds,
        "markers": reader.markers,
        "is_publishing": is_publishing,
        "is_processing": False,
        "publishing_progress": progress if is_publishing else 0,
        "publishing_status": "Publishing your blog..." if is_publishing else "",
        "latest_url": publishing.url if publishing and not is_publishing else "",
    }


@route("POST /posts/markers")
def mark(call: Call) -> Answer:
    channel, post_id = call.text("channel"), call.text("id")
    if not channel or not post_id:
        raise Refusal(400, "channel and id are needed.")
    marked_at = serializers.parse_date(call.text("date_marked")) or moment(call.world.now())
    date_marked = marked_at.astimezone(UTC).isoformat(timespec="milliseconds")
    call.reader.markers[channel] = {"id": post_id, "date_marked": date_marked}
    return {}


@route("GET /posts/replies")
def replies(call: Call) -> Answer:
    """The reader's own, searched when q has three letters or more."""
    world, username = call.world, call.reader.username
    query = call.text("q").casefold() if len(call.text("q")) >= 3 else ""

    def wanted(post: Post) -> bool:
        return post.by == username and post.is_reply and query in world.source_of(post).casefold()

    return _feed(call, "Replies", wanted, Serializer.reply_item)


@route("POST /posts/reply")
def reply(call: Call) -> Answer:
    """The new post's id is not told."""
    post = wanted_post(call, call.integer("id"))
    content = call.text("content", "text")
    if not content.strip():
        raise Refusal(400, "invalid_request", "The reply has no text.")
    late = call.faults.get("late-replies")
    call.world.reply(call.reader.username, post, content, late_seconds=late.seconds if late else 0.0)
    return {}


@route("DELETE /posts/{id:int}")
def delete(call: Call) -> Answer:
    reader, post_id = call.reader, call.path_params["id"]
    post = wanted_post(call, post_id)
    if post.by == reader.username:
        post.is_deleted = True
        reader.bookmarks.pop(post_id, None)
    elif reader.bookmarks.pop(post_id, None) is None:
        raise Refusal(403, "You can not delete this post.")
    return {}
