"""Posts and what comes with them: feeds, profiles, topics, conversations, checks."""

from __future__ import annotations

import logging
from urllib.parse import unquote, urlsplit

import msgspec

from mbtui.api.errors import UnexpectedAnswer
from mbtui.api.models import Author, Feed, Marker, NewPosts, Post, Profile, Topic
from mbtui.api.reading import fields

_LOG = logging.getLogger("mbtui.api")
# Without a handler of its own Python would write warnings to the terminal that the program draws on.
_LOG.addHandler(logging.NullHandler())

_FEED_KEYS = frozenset({"items", "title", "version", "feed_url", "home_page_url", "_microblog", "author"})

_PROFILE_KEYS = frozenset(
    {"username", "bio", "pronouns", "id", "is_following", "is_you", "following_count", "discover_count"}
)

_USUAL_WAIT_SECONDS = 120
"""What older servers name in every answer; taken when an answer names none."""


def read_feed(answer: object) -> Feed:
    """Read a page of posts, entry by entry.

    An empty entry is left out silently, a repeated one too; one that can not be read is left out, counted
    and logged.

    Raises:
        UnexpectedAnswer: This is no feed.
    """
    if isinstance(answer, list):
        answer = {"items": answer}
    if not isinstance(answer, dict) or (answer and _FEED_KEYS.isdisjoint(answer)):
        raise UnexpectedAnswer("The answer holds no posts; it is something else.")
    extension = fields.table(answer.get("_microblog"))
    profile = _read_profile(answer, extension)
    own_author = None
    if profile is not None:
        own_author = Author(profile.name, profile.username, profile.url, profile.avatar_url)
    entries = fields.rows(answer.get("items"))
    posts: dict[int, Post] = {}
    skipped = 0
    for entry in entries:
        if entry is None:
            continue
        post = read_post(entry, own_author)
        if post is None:
            skipped += 1
            _LOG.warning("An entry of a feed could not be read; its id is %.80r.", fields.table(entry).get("id"))
        else:
            posts.setdefault(post.id, post)
    return Feed(
        title=fields.line(answer.get("title")),
        feed_url=fields.url(answer.get("feed_url")),
        home_page_url=fields.url(answer.get("home_page_url")),
        posts=tuple(posts.values()),
        received=len(entries),
        skipped=skipped,
        topics=_read_topics(extension.get("tagmoji")),
        profile=profile,
    )


def read_post(entry: object, own_author: Author | None = None) -> Post | None:
    """Read one entry of a feed.

    Args:
        entry: Anything; an object, when all is well.
        own_author: Who wrote it if it does not say: the person whose feed this is.

    Returns:
        The post, or None when the entry has no usable id.
    """
    item = fields.table(entry)
    id = fields.identifier(item.get("id"))
    if id is None:
        return None
    extension = fields.table(item.get("_microblog"))
    address = fields.url(item.get("url"))
    image = fields.url(item.get("image"))
    return Post(
        id=id,
        author=_read_author(item, address, own_author),
        content_html=fields.text(item.get("content_html")),
        url=address,
        published_at=fields.moment(extension.get("date_timestamp")) or fields.moment(item.get("date_published")),
        date_relative=fields.line(extension.get("date_relative")),
        title=fields.line(item.get("title")),
        summary=fields.text(item.get("summary")),
        content_text=fields.text(item.get("content_text")),
        is_favorite=fields.flag(extension.get("is_favorite")) or fields.flag(extension.get("is_bookmark")),
        is_deletable=fields.flag(extension.get("is_deletable")),
        is_conversation=fields.flag(extension.get("is_conversation")),
        is_mention=fields.flag(extension.get("is_mention")),
        is_linkpost=fields.flag(extension.get("is_linkpost")),
        tags=fields.words(item.get("tags")),
        syndication=fields.addresses(extension.get("syndication")),
        image_url=image,
        thumbnail_url=fields.url(extension.get("thumbnail_url")) or image,
        favorited_at=fields.moment(extension.get("date_favorited")),
        reply_to_id=fields.identifier(extension.get("reply_to_id")),
    )


def read_conversation(answer: object) -> Feed:
    """Read a thread and put it in the order in which it was spoken.

    The server sends it newest first, but that is nowhere promised; posts without a readable date stay
    behind the one they came after.

    Raises:
        UnexpectedAnswer: This is no feed.
    """
    feed = read_feed(answer)
    ordered: list[tuple[float, int, Post]] = []
    seconds = float("-inf")
    for post in reversed(feed.posts):
        if post.published_at is not None:
            seconds = post.published_at.timestamp()
        ordered.append((seconds, post.id, post))
    ordered.sort(key=lambda entry: entry[:2])
    return msgspec.structs.replace(feed, posts=tuple(post for _, _, post in ordered))


def read_new_posts(answer: object) -> NewPosts:
    """Read the answer of a check. Old servers send only the count and the seconds.

    Raises:
        UnexpectedAnswer: It says nothing that a check says.
    """
    check = fields.table(answer)
    if check and {"count", "check_seconds", "markers", "is_publishing"}.isdisjoint(check):
        raise UnexpectedAnswer("The answer to the check for new posts says nothing about them.")
    wait = fields.count(check.get("check_seconds"))
    return NewPosts(
        count=fields.count(check.get("count")) or 0,
        wait_seconds=max(_USUAL_WAIT_SECONDS if wait is None else wait, 1),
        markers=_read_markers(check.get("markers")),
        is_publishing=fields.flag(check.get("is_publishing")),
        publishing_progress=fields.fraction(check.get("publishing_progress")),
        publishing_status=fields.line(check.get("publishing_status")),
        latest_url=fields.url(check.get("latest_url")),
    )


def person_in(address: str) -> str:
    """Give the username in `https://micro.blog/<username>` and `https://micro.blog/<username>/<id>`, or ""."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    words = [word for word in parts.path.split("/") if word]
    is_person = len(words) == 1 or (len(words) == 2 and words[1].isdecimal())
    if parts.netloc not in ("micro.blog", "www.micro.blog") or not is_person:
        return ""
    return fields.line(unquote(words[0]).removeprefix("@"))


def _read_author(item: dict[str, object], address: str, own_author: Author | None) -> Author:
    sent = item.get("author") or item.get("authors")
    if isinstance(sent, str):
        sent = {"name": sent}
    author = fields.table(sent)
    if not author:
        if own_author is not None:
            return own_author
        username = person_in(address)
        return Author(name=username or "Unknown", username=username)
    home = fields.url(author.get("url"))
    extension = fields.table(author.get("_microblog"))
    username = (
        fields.line(extension.get("username")) or fields.line(author.get("username")) or person_in(home)
    ).removeprefix("@")
    return Author(
        name=fields.line(author.get("name")) or username or "Unknown",
        username=username,
        url=home,
        avatar_url=fields.url(author.get("avatar")),
    )


def _read_profile(feed: dict[str, object], extension: dict[str, object]) -> Profile | None:
    author = fields.table(feed.get("author")) or fields.table(feed.get("authors"))
    if not author and _PROFILE_KEYS.isdisjoint(extension):
        return None
    home = fields.url(author.get("url"))
    username = (
        fields.line(extension.get("username"))
        or fields.line(fields.table(author.get("_microblog")).get("username"))
        or fields.line(author.get("username"))
        or person_in(home)
    ).removeprefix("@")
    return Profile(
        id=fields.identifier(extension.get("id")),
        username=username,
        name=fields.line(author.get("name")) or username or "Unknown",
        bio=plain(extension.get("bio")),
        pronouns=fields.line(extension.get("pronouns")),
        url=home,
        avatar_url=fields.url(author.get("avatar")),
        is_following=fields.flag(extension.get("is_following")),
        is_you=fields.flag(extension.get("is_you")),
        following_count=fields.count(extension.get("following_count")),
        discover_count=fields.count(extension.get("discover_count")),
    )


def plain(value: object) -> str:
    """Read plain text that may hold HTML entities; cleaned after they are decoded, since `&#27;` is ESC."""
    from html import unescape

    return fields.text(unescape(fields.text(value))).strip()


def _read_topics(value: object) -> tuple[Topic, ...]:
    topics: dict[str, Topic] = {}
    for entry in fields.rows(value) if value else []:
        row = fields.table(entry)
        name = fields.line(row.get("name")) if row else fields.line(entry)
        if name:
            topic = Topic(
                name=name,
                title=fields.line(row.get("title")) or name,
                emoji=fields.line(row.get("emoji")),
                is_featured=fields.flag(row.get("is_featured")),
            )
            topics.setdefault(name, topic)
    return tuple(topics.values())


def _read_markers(value: object) -> tuple[Marker, ...]:
    if isinstance(value, dict):
        named = list(value.items())
    else:
        named = [(fields.line(fields.table(entry).get("channel")), entry) for entry in fields.rows(value)]
    markers: dict[str, Marker] = {}
    for channel, entry in named:
        row = fields.table(entry) or {"id": entry}
        id = fields.identifier(row.get("id"))
        name = fields.line(channel)
        if name and id is not None:
            markers.setdefault(name, Marker(name, id, fields.moment(row.get("date_marked"))))
    return tuple(markers.values())
