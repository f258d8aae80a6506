"""What Micro.blog's answers hold, as plain frozen values.

All text is clean (`mbtui.api.text`), ids are 64-bit integers and times are aware and in UTC, whatever
the wire said. Nothing here reads JSON: that is `reading`. The first frame imports this file.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec


class Author(msgspec.Struct, frozen=True):
    """Who wrote a post. For a bookmarked web page it is the site."""

    name: str
    """Never empty: the display name, else the username, else "Unknown"."""
    username: str = ""
    """Without a leading @. Holds an @ (`juno@social.example`) for accounts on other networks; may be empty."""
    url: str = ""
    avatar_url: str = ""


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


class Topic(msgspec.Struct, frozen=True):
    """A collection of Discover."""

    name: str
    """The word in the path: `books`."""
    title: str
    emoji: str = ""
    """May be several code points, or empty."""
    is_featured: bool = False


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


class User(msgspec.Struct, frozen=True, kw_only=True):
    """A row in a list of people."""

    username: str
    """Never empty."""
    name: str
    """Never empty."""
    url: str = ""
    avatar_url: str = ""
    is_following: bool | None = None
    """None when the list does not say."""
    is_you: bool = False


class Marker(msgspec.Struct, frozen=True):
    """How far a channel has been read, on any device."""

    channel: str
    """`timeline`, `mentions`, `discover`, …"""
    id: int
    marked_at: datetime | None = None


class NewPosts(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of a check."""

    count: int
    """Posts newer than the one asked about; stops growing, probably at 40."""
    wait_seconds: int
    """Let this much time pass before asking again; at least 1."""
    markers: tuple[Marker, ...] = ()
    is_publishing: bool = False
    """A hosted blog is being rebuilt."""
    publishing_progress: float = 0.0
    """From 0 to 1."""
    publishing_status: str = ""
    latest_url: str = ""
    """Address of the post just published, once it is known."""


class Mute(msgspec.Struct, frozen=True, kw_only=True):
    """Something hidden from the reader: a person, a word or a site. An entry can be none of these."""

    id: int
    username: str = ""
    keyword: str = ""
    domain: str = ""
    is_hiding_other_replies: bool = False
    """Replies that others write to this person are hidden as well."""


class Pin(msgspec.Struct, frozen=True):
    """A badge that a person has earned."""

    title: str
    description: str = ""
    emoji: str = ""
    url: str = ""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """The signed-in person, as verifying the token told."""

    token: str
    """The token to keep from now on, never empty; not shown when the account is printed."""
    username: str
    name: str
    avatar_url: str = ""
    bio: str = ""
    email: str = ""
    default_site: str = ""
    """Host of the blog that posts go to: equals the `name` of a Micropub destination."""
    has_site: bool = False
    is_premium: bool = False
    expires_at: datetime | None = None
    """When the token ends; None when it does not, or when the server did not say."""

    def __repr__(self) -> str:
        return f"Account(username={self.username!r}, token hidden)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        # msgspec gives every Struct one that names all fields, and crash reports call it.
        return [("username", self.username)]


class Following(msgspec.Struct, frozen=True):
    """How the signed-in account stands to a person."""

    is_following: bool
    is_you: bool = False


class PushDevice(msgspec.Struct, frozen=True):
    """A device that is registered for push notifications."""

    token: str
    app_name: str = ""
    push_env: str = ""
    created_at: datetime | None = None


class Destination(msgspec.Struct, frozen=True):
    """A blog that the account can post to."""

    uid: str
    """Sent back unchanged as `mp-destination`."""
    name: str
    """The bare host."""
    title: str = ""
    is_default: bool = False


class SyndicationTarget(msgspec.Struct, frozen=True):
    """A service that posts can be copied to."""

    uid: str
    name: str


class Channel(msgspec.Struct, frozen=True):
    """A part of a blog: `default` are its posts, `pages` its pages."""

    uid: str
    name: str


class MicropubConfig(msgspec.Struct, frozen=True, kw_only=True):
    """What the account can publish, and where."""

    media_endpoint: str = ""
    destinations: tuple[Destination, ...] = ()
    """Empty for an account without a hosted blog."""
    syndicate_to: tuple[SyndicationTarget, ...] = ()
    post_types: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()


class SourcePost(msgspec.Struct, frozen=True, kw_only=True):
    """A post of one's own blog, as it was written."""

    url: str
    uid: int | None = None
    """Number of the blog post: not its id in the timeline."""
    name: str = ""
    content: str = ""
    """Markdown."""
    summary: str = ""
    categories: tuple[str, ...] = ()
    published_at: datetime | None = None
    """In the future for a scheduled post."""
    post_status: str = ""
    """`published` or `draft`; empty when the server does not say."""


class Published(msgspec.Struct, frozen=True):
    """Where a new post is going to appear. It may take a while until it does."""

    url: str
    preview_url: str = ""
    edit_url: str = ""


class UploadedMedia(msgspec.Struct, frozen=True):
    """Where an uploaded file is going to appear."""

    url: str
    poster_url: str = ""
    """The still picture of a video."""
