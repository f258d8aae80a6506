"""How things look in an answer: the JSON of feeds, posts and people, field by field as Micro.blog sends them."""

from __future__ import annotations

import re
import zlib
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import quote

from mbtui.demo.clock import moment
from mbtui.demo.markup import cut, words
from mbtui.demo.pictures import file_name, shape
from mbtui.demo.post import Attachment, Post
from mbtui.demo.reader import Bookmark, Highlight, Mute, Reader
from mbtui.demo.texts import Person
from mbtui.demo.world import World

JSON = dict[str, Any]

CUT_AT_CHARACTERS = 280
CUT_QUOTES_AT_CHARACTERS = 600
ABOUT = "https://micro.blog/about/api"
_UPLOAD = re.compile(r"https://([\w.-]+\.example)/uploads/")
_WRAPPED_UPLOAD = re.compile(r"https%3A%2F%2F([\w.-]+\.example)%2Fuploads%2F")
_BASE83 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"


class Serializer:
    """Writes the JSON for one reader (None without a token), with addresses below what the server was called."""

    def __init__(self, world: World, reader: Reader | None, origin: str) -> None:
        self._world = world
        self._reader = reader
        self._origin = origin

    def feed(self, title: str, path: str, items: list[JSON], **extra: Any) -> JSON:
        """A feed; `extra` joins its `_microblog`."""
        return {
            "version": "https://jsonfeed.org/version/1",
            "title": f"Micro.blog - {title}",
            "home_page_url": f"{self._origin}/",
            "feed_url": f"{self._origin}{path}",
            "_microblog": {"about": ABOUT, **extra},
            "items": items,
        }

    def item(self, post: Post) -> JSON:
        """A post in a feed."""
        kept = self._reader is not None and post.id in self._reader.bookmarks
        extension: JSON = {
            "date_relative": self.date_relative(post.published_at),
            "date_timestamp": int(post.published_at),
            "is_favorite": kept,
            "is_bookmark": kept,
            "is_deletable": self._reader is not None and self._reader.username == post.by,
            "is_conversation": post.is_reply or self._world.posts.has_replies(post.id),
            "is_linkpost": bool(post.title) or post.kind in ("titled", "mini"),
            "is_mention": post.is_mention,
            "syndication": self._world.syndication(post),
        }
        return {
            "id": str(post.id),
            "content_html": self.html(post),
            "summary": post.summary,
            "url": self.url(post),
            "date_published": date(post.published_at),
            "author": self.author(post.by),
            "_microblog": extension,
        }

    def sized_item(self, post: Post) -> JSON:
        """A post in a feed of photos, which tells the size of its first picture."""
        item = self.item(post)
        if post.photos:
            name = post.photos[0].name
            width, height = shape(name).shown
            item["_microblog"]["default_photo"] = {"width": width, "height": height, "blurhash": blurhash(name)}
        return item

    def photo_item(self, post: Post) -> JSON:
        """A post among somebody's photos, which names its first picture outright."""
        item = self.sized_item(post)
        drawn = [f"{self._origin}/pictures/{quote(file_name(photo.name))}" for photo in post.photos]
        posted = [attachment.url for attachment in post.attached if attachment.kind == "photo"]
        photo = (posted or drawn or [""])[0]
        item["image"] = photo
        item["_microblog"]["thumbnail_url"] = f"{self._origin}/photos/200/{quote(photo, safe='')}"
        return item

    def topic_item(self, post: Post, topic: str) -> JSON:
        """A post in a collection of Discover; two of them tell more of what the post is about."""
        item = self.sized_item(post) if topic == "photos" else self.item(post)
        if topic == "podcasts":
            sound = re.search(r'<audio[^>]*\ssrc="([^"]+)"', item["content_html"])
            item["_microblog"]["is_podcast"] = sound is not None
            if sound is not None:
                item["_microblog"]["audio"] = {"url": sound[1], "duration_seconds": 372, "duration_display": "6:12"}
        book = re.search(r"<(?:em|i)>([^<]{3,60})</", post.html) if topic == "books" else None
        if book is not None:
            number = zlib.crc32(book[1].encode())
            item["_microblog"] |= {
                "isbn": f"978{number:010d}",
                "book_title": book[1],
                "book_author": "",
                "cover_url": f"{self._origin}/pictures/cover-{number}.png",
            }
        return item

    def bookmark_item(self, post: Post, bookmark: Bookmark) -> JSON:
        """A kept post, or a kept web page whose last paragraph is not closed."""
        item = self.item(post)
        item["tags"] = ", ".join(bookmark.tags)
        item["_microblog"]["date_favorited"] = date(bookmark.favorited_at)
        if bookmark.page is not None:
            number, host = post.id % 100_000, escape(post.by)
            item["content_html"] = (
                f'{post.html} <a href="{escape(post.url)}">{host}</a>'
                f'<p class="post_archived_links">Read: <a href="/bookmarks/{number}">{host}</a> '
            )
            archived = f"{self._origin}/archives/{number}"
            item["_microblog"]["links"] = [{"id": number, "url": post.url, "archived_url": archived}]
        return item

    def highlight_item(self, highlight: Highlight) -> JSON:
        """A marked passage, whose id is a number, with title and address of its page."""
        return {
            "id": highlight.id,
            "title": words(highlight.page.html),
            "content_text": highlight.text,
            "url": highlight.page.url,
            "date_published": date(highlight.page.published_at),
        }

    def reply_item(self, post: Post) -> JSON:
        """One of the reader's own replies, as the list of them has it: in Markdown."""
        return {
            "id": str(post.id),
            "url": self.url(post),
            "content_text": self._world.source_of(post),
            "date_published": date(post.published_at),
            "_microblog": {"date_relative": self.date_relative(post.published_at)},
        }

    def author(self, username: str) -> JSON:
        person = self._world.people.get(username)
        if person is None:
            return {
                "name": username,
                "url": f"https://{username}/",
                "avatar": f"https://{username}/favicon.ico",
                "_microblog": {"username": username},
            }
        return {**self.person(person), "_microblog": {"username": username}}

    def person(self, person: Person) -> JSON:
        return {"name": person.name, "url": person.url, "avatar": self.avatar(person.username)}

    def user(self, person: Person) -> JSON:
        return {**self.person(person), "username": person.username, **self.relation(person)}

    def profile(self, person: Person) -> JSON:
        following = self.following(person)
        known = {*self._reader.following, self._reader.username} if self._reader else set()
        return {
            "id": str(40_000 + zlib.crc32(person.username.encode()) % 20_000),
            "username": person.username,
            "bio": person.bio.replace("& ", "&amp; "),
            **({"pronouns": person.pronouns} if person.pronouns else {}),
            **self.relation(person),
            "following_count": len(following),
            "discover_count": len([name for name in following if name not in known]) if self._reader else 0,
        }

    def following(self, person: Person) -> list[str]:
        """Whom a person follows; of people elsewhere that is not known. How the service says so is a guess."""
        return [] if person.is_remote else self._world.reader(person.username).following

    def avatar(self, username: str) -> str:
        own = f"{self._origin}/{quote(username)}/avatar.jpg"
        return f"{self._origin}/photos/96/{quote(own, safe='')}" if "@" in username else own

    def url(self, post: Post) -> str:
        return self._world.url_of(post, self._origin)

    def html(self, post: Post) -> str:
        """The body as the timeline has it: pictures filled in, long posts cut, titled ones reduced to a link."""
        limit = CUT_QUOTES_AT_CHARACTERS if "<blockquote" in post.html else CUT_AT_CHARACTERS
        if post.title:
            body = f"<p>{escape(post.title)}: {self._link(post)}</p>\n{_attached(post)}"
        elif not post.is_reply and post.source and (shortened := cut(post.html, limit)) is not None:
            body = f"{shortened}{self._link(post)}</p>\n{_attached(post)}"
        else:
            body = self.whole_html(post)
        return self._serve_here(body)

    def _link(self, post: Post) -> str:
        url = escape(self.url(post))
        return f'<a href="{url}">{url.split("/")[2]}</a>'

    def whole_html(self, post: Post) -> str:
        pictures = "".join(self._photo(photo.name, photo.alt) for photo in post.photos)
        # A post whose last tag is left open takes its pictures into it, as it does on the service.
        html = post.html + _attached(post)
        return f"{html}\n<p>{pictures}</p>\n" if pictures else html

    def _photo(self, name: str, alt: str) -> str:
        url = quote(f"{self._origin}/pictures/{quote(file_name(name))}", safe="")
        width, height = shape(name).shown
        size = f'width="{width}" height="{height}"'
        return f'<img src="{self._origin}/photos/1000x/{url}" {size} alt="{escape(alt)}" loading="lazy">\n'

    def date_relative(self, at: float) -> str:
        """Display text: the time for today, else date and time with a double space before a one-digit hour."""
        then, today = moment(at), moment(self._world.now())
        clock = f"{then.hour % 12 or 12}:{then:%M} {'am' if then.hour < 12 else 'pm'}"
        return clock if then.date() == today.date() else f"{then:%Y-%m-%d} {clock:>8}"

    def relation(self, person: Person) -> JSON:
        reader = self._reader
        return {
            "is_following": reader is not None and reader.follows(person.username),
            "is_you": reader is not None and reader.username == person.username,
        }

    def _serve_here(self, html: str) -> str:
        if "uploads" not in html and "/photos/" not in html:
            return html
        html = _UPLOAD.sub(rf"{self._origin}/uploads/\1/", html)
        html = _WRAPPED_UPLOAD.sub(lambda match: quote(f"{self._origin}/uploads/{match[1]}/", safe=""), html)
        return html.replace("https://micro.blog/photos/", f"{self._origin}/photos/")


def _attached(post: Post) -> str:
    return "".join(map(_picture_or_film, post.attached))


def _picture_or_film(attachment: Attachment) -> str:
    url, alt = escape(attachment.url), escape(attachment.alt)
    if attachment.kind == "photo":
        return f'<p><img src="{url}" width="600" height="450" alt="{alt}" loading="lazy"></p>\n'
    alt = f' alt="{alt}"' if alt else ""
    return f'<p><video controls playsinline src="{url}" poster="" preload="none"{alt}></video></p>\n'


def date(at: float) -> str:
    return moment(at).isoformat(timespec="seconds")


def parse_date(text: str) -> datetime | None:
    """Read a date that a client sent; without an offset it is UTC. None when it is none."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=moment(0).tzinfo)


def mute(entry: Mute) -> JSON:
    if entry.keyword:
        return {"id": entry.id, "keyword": entry.keyword, "username": None}
    if entry.domain:
        return {"id": entry.id, "domain": entry.domain}
    return {"id": entry.id, "username": entry.username, "is_hiding_other_replies": entry.is_hiding_other_replies}


def blurhash(name: str) -> str:
    """The shortest valid blurhash, one colour."""
    colour = zlib.crc32(name.encode()) & 0xFFFFFF
    digits = "".join(_BASE83[colour // 83**power % 83] for power in (3, 2, 1, 0))
    return f"00{digits}"
