"""A page of posts, as JSON Feed with Micro.blog's extension: posts, their authors, a profile, topics.

All text is clean (`mbtui.api.text`), ids are 64-bit integers and times are aware and in UTC, whatever the wire said.
What makes no sense becomes empty, and an entry without an id is left out: one bad entry costs one entry.
"""

from __future__ import annotations

import logging
from datetime import datetime
from urllib.parse import unquote, urlsplit

import msgspec

from mbtui.api import fields
from mbtui.api.errors import UnexpectedAnswer

_LOG = logging.getLogger("mbtui.api")
# Without a handler of its own Python would write warnings to the terminal that the program draws on.
_LOG.addHandler(logging.NullHandler())

_FEED_KEYS = frozenset({"items", "title", "version", "feed_url", "home_page_url", "_microblog", "author"})
_PROFILE_KEYS = frozenset(
    {"username", "bio", "pronouns", "id", "is_following", "is_you", "following_count", "discover_count"}
)


class Author(msgspec.Struct, frozen=True):
    """Who wrote a post. For a bookmarked web page it is the site."""

    name: str
    """Never empty: the display name, else the username, else "Unknown"."""
    username: str = ""
    """Without a leading @. Holds an @ (`juno@social.example`) for accounts on other networks; may be empty."""
    url: str = ""
    avatar_url: str = ""

    @classmethod
    def from_json(cls, item: dict[str, object], address: str, own_author: Author | None) -> Author:
        """Read the author of a feed's entry; without one, `own_author` or the person in the entry's `address`."""
        sent = item.get("author") or item.get("authors")
        author = fields.table({"name": sent} if isinstance(sent, str) else sent)
        if not author and own_author is not None:
            return own_author
        if not author:
            username = person_in(address)
            return cls(name=username or "Unknown", username=username)
        return cls.of(author, fields.table(author.get("_microblog")))

    @classmethod
    def of(cls, row: dict[str, object], *extensions: dict[str, object]) -> Author:
        """Read who a row with its extensions is about. The contacts of Micropub call the username nickname."""
        home = fields.url(row.get("url"))
        usernames = (*(each.get("username") for each in extensions), row.get("username"), row.get("nickname"))
        username = (next(filter(None, map(fields.line, usernames)), "") or person_in(home)).removeprefix("@")
        names = (fields.line(row.get(key)) for key in ("name", "full_name"))
        avatars = (fields.url(row.get(key)) for key in ("avatar", "gravatar_url", "photo"))
        name = next(filter(None, names), "") or username or "Unknown"
        return cls(name, username, home, next(filter(None, avatars), ""))


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a timeline, as Micro.blog sent it."""

    id: int
    """Unique across posts, mentions and favorites; not in the order of time."""
    author: Author
    content_html: str = ""
    """The body; untrusted HTML, whose entities may still decode to anything."""
    url: str = ""
    published_at: datetime | None = None
    date_relative: str = ""
    """Display text in the account's own time zone; never parsed."""
    title: str = ""
    summary: str = ""
    content_text: str = ""
    """The body's source, on own replies; usually empty."""
    is_favorite: bool = False
    """Bookmarked by the signed-in account, under the old or the new name."""
    is_deletable: bool = False
    is_conversation: bool = False
    """Has replies or is one."""
    is_mention: bool = False
    """A reply or an @-mention, not a blog post."""
    is_linkpost: bool = False
    tags: tuple[str, ...] = ()
    syndication: tuple[str, ...] = ()
    """Addresses of copies on other services."""
    image_url: str = ""
    """The photo in full size; on the photos of one person only."""
    thumbnail_url: str = ""
    """The photo small, else `image_url`."""
    favorited_at: datetime | None = None
    reply_to_id: int | None = None
    """Seen in no real answer so far; never rely on it."""

    @property
    def body_html(self) -> str:
        """The body as HTML: `content_html`, or `content_text` in paragraphs when that is all there is."""
        if self.content_html or not self.content_text:
            return self.content_html
        from html import escape

        paragraphs = escape(self.content_text.strip(), quote=False).split("\n\n")
        return "".join(f"<p>{'<br>'.join(paragraph.splitlines())}</p>" for paragraph in paragraphs)

    @classmethod
    def from_json(cls, entry: object, own_author: Author | None = None) -> Post | None:
        """Read one entry of a feed; None without a usable id. `own_author` wrote what does not say who did."""
        item = fields.table(entry)
        id = fields.identifier(item.get("id"))
        if id is None:
            return None
        extension = fields.table(item.get("_microblog"))
        address = fields.url(item.get("url"))
        image = fields.url(item.get("image"))
        return cls(
            id=id,
            author=Author.from_json(item, address, own_author),
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


class Topic(msgspec.Struct, frozen=True):
    """A collection of Discover."""

    name: str
    """The word in the path: `books`."""
    title: str
    emoji: str = ""
    """May be several code points, or empty."""
    is_featured: bool = False

    @classmethod
    def from_json(cls, entry: object) -> Topic | None:
        """Read an object, or a plain word; None when it has no name."""
        row = fields.table(entry)
        name = fields.line(row.get("name")) if row else fields.line(entry)
        if not name:
            return None
        title = fields.line(row.get("title")) or name
        return cls(name, title, fields.line(row.get("emoji")), fields.flag(row.get("is_featured")))


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """The person at the head of their own feed."""

    id: int | None = None
    username: str
    name: str
    """Never empty."""
    bio: str = ""
    """Plain text with line breaks."""
    pronouns: str = ""
    url: str = ""
    avatar_url: str = ""
    is_following: bool = False
    is_you: bool = False
    following_count: int | None = None
    """How many they follow. Micro.blog counts no followers, by design."""
    discover_count: int | None = None
    """How many of those the signed-in account does not follow."""

    @classmethod
    def from_json(cls, feed: dict[str, object]) -> Profile | None:
        """Read the head of a feed; None when it is not about a person."""
        extension = fields.table(feed.get("_microblog"))
        author = fields.table(feed.get("author")) or fields.table(feed.get("authors"))
        if not author and _PROFILE_KEYS.isdisjoint(extension):
            return None
        person = Author.of(author, extension, fields.table(author.get("_microblog")))
        return cls(
            id=fields.identifier(extension.get("id")),
            username=person.username,
            name=person.name,
            bio=fields.plain(extension.get("bio")),
            pronouns=fields.line(extension.get("pronouns")),
            url=person.url,
            avatar_url=person.avatar_url,
            is_following=fields.flag(extension.get("is_following")),
            is_you=fields.flag(extension.get("is_you")),
            following_count=fields.count(extension.get("following_count")),
            discover_count=fields.count(extension.get("discover_count")),
        )


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a timeline."""

    title: str = ""
    feed_url: str = ""
    home_page_url: str = ""
    posts: tuple[Post, ...] = ()
    """In the server's order, each id once."""
    received: int = 0
    """Entries on the wire, with the unreadable, the empty and the repeated: compare this with `count`."""
    skipped: int = 0
    """Entries that could not be read."""
    topics: tuple[Topic, ...] = ()
    """On Discover, as the server orders them; may be missing."""
    profile: Profile | None = None
    """On the posts of one person."""

    @classmethod
    def from_json(cls, answer: object) -> Feed:
        """Read a page of posts. Empty and repeated entries are left out; unreadable ones are counted and logged."""
        if isinstance(answer, list):
            answer = {"items": answer}
        if not isinstance(answer, dict) or (answer and _FEED_KEYS.isdisjoint(answer)):
            raise UnexpectedAnswer("The answer holds no posts; it is something else.")
        profile = Profile.from_json(answer)
        own_author = None
        if profile is not None:
            own_author = Author(profile.name, profile.username, profile.url, profile.avatar_url)
        entries = fields.rows(answer.get("items"))
        posts: dict[int, Post] = {}
        skipped = 0
        for entry in entries:
            if entry is None:
                continue
            post = Post.from_json(entry, own_author)
            if post is None:
                skipped += 1
                _LOG.warning("An entry of a feed could not be read; its id is %.80r.", fields.table(entry).get("id"))
            else:
                posts.setdefault(post.id, post)
        return cls(
            title=fields.line(answer.get("title")),
            feed_url=fields.url(answer.get("feed_url")),
            home_page_url=fields.url(answer.get("home_page_url")),
            posts=tuple(posts.values()),
            received=len(entries),
            skipped=skipped,
            topics=_topics(fields.table(answer.get("_microblog")).get("tagmoji")),
            profile=profile,
        )

    def oldest_first(self) -> Feed:
        """Put a conversation in the order in which it was spoken.

        The server sends it newest first, but that is nowhere promised; posts without a readable date stay behind the
        one they came after.
        """
        ordered: list[tuple[float, int, Post]] = []
        seconds = float("-inf")
        for post in reversed(self.posts):
            if post.published_at is not None:
                seconds = post.published_at.timestamp()
            ordered.append((seconds, post.id, post))
        ordered.sort(key=lambda entry: entry[:2])
        return msgspec.structs.replace(self, posts=tuple(post for _, _, post in ordered))


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


def _topics(value: object) -> tuple[Topic, ...]:
    topics: dict[str, Topic] = {}
    for entry in fields.rows(value) if value else []:
        if (topic := Topic.from_json(entry)) is not None:
            topics.setdefault(topic.name, topic)
    return tuple(topics.values())
