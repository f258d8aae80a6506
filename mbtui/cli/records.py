"""What one line of `--json` holds, for each kind of thing: the fields with their meaning, and how they are made.

Fields are only ever added: scripts rely on them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mbtui.api import Post
    from mbtui.content.document import Document

Record = dict[str, Any]
"""What becomes one JSON object."""

RECORDS: dict[str, dict[str, str]] = {
    "post": {
        "id": "Number that names the post everywhere.",
        "url": "Its page.",
        "author": "Object: name, username, url, avatar_url.",
        "published_at": "Time in UTC, as 2026-03-02T08:15:44Z; null when unknown.",
        "title": "Title; usually empty.",
        "summary": "Summary; usually empty.",
        "text": "The words alone.",
        "html": "The body as the server sent it.",
        "links": "Array of objects: number, url, text, kind (link, mention, image, video or audio).",
        "is_favorite": "Whether you bookmarked it.",
        "favorited_at": "When you did; null when unknown.",
        "is_conversation": "Whether it has replies or is one.",
        "is_mention": "Whether it is a reply or a mention, not a blog post.",
        "is_linkpost": "Whether it is a title and a link to a blog.",
        "is_deletable": "Whether you may delete it.",
        "tags": "Array of your tags, on bookmarks.",
        "syndication": "Array of addresses of its copies elsewhere.",
        "image_url": "Its photo in full size, on photos of one person.",
        "thumbnail_url": "The same, small.",
    },
    "person": {
        "username": "Username; holds an @ for people on other networks.",
        "name": "Display name.",
        "url": "Home page.",
        "avatar_url": "Picture.",
        "is_following": "Whether you follow them; null when the server does not say.",
        "is_you": "Whether it is you.",
    },
    "topic": {
        "name": "The word for `mbtui discover`.",
        "title": "The topic's title.",
        "emoji": "Its emoji.",
        "is_featured": "Whether it is among the few that are shown first.",
    },
    "tag": {"name": "The word for `mbtui bookmarks`."},
    "highlight": {
        "id": "Number that names it among the highlights.",
        "text": "The words that were marked.",
        "title": "Title of the page.",
        "url": "The page.",
    },
    "pin": {"title": "Title.", "description": "What it is for.", "emoji": "Its emoji.", "url": "Its page or picture."},
    "mute": {
        "id": "Number that names the entry.",
        "username": "Whom it hides, or empty.",
        "keyword": "The word it hides, or empty.",
        "domain": "The site it hides, or empty.",
        "is_hiding_other_replies": "Whether replies of others to that person are hidden as well.",
    },
    "block": {"id": "Number that names the entry.", "username": "Who is blocked."},
    "account": {
        "username": "Username.",
        "name": "Display name.",
        "server": "The server.",
        "is_current": "Whether it is used when no other is named.",
        "kept": "Where the token is: keyring, file, environment or command; empty for nowhere.",
        "verified_at": "When the server last confirmed the token, in UTC; null when never.",
        "expires_at": "When the token ends, in UTC; null when it does not.",
    },
    "write": {
        "kind": "post, reply, edit, delete, star, unstar, bookmark, tags, follow, unfollow, mute, unmute, modify_mute, "
        "block, unblock, report.",
        "state": "sent, queued, uncertain or refused; null when it only took back what was waiting to be sent.",
        "id": "Number of the post: of a reply its own, else of the post that it is about; null when it is not known.",
        "post_id": "Number of the post that was answered, or that it is about; null when there is none.",
        "target": "The username, word, address or blog that it is about; often empty.",
        "url": "Its address; empty while it is not known.",
        "preview_url": "The preview of a new post.",
        "edit_url": "Where a new post can be edited.",
        "reason": "Why it was not sent, in sentences; empty when it was.",
        "entry_id": "Its number in `mbtui outbox`; null when it is sent.",
    },
    "entry": {
        "id": "Its number in `mbtui outbox`.",
        "kind": "As with the commands that write.",
        "state": "queued, sending, uncertain or refused; sent when it was sent right now.",
        "post_id": "Number of the post that is answered, or that it is about; null when there is none.",
        "target": "The username, word, address or blog that it is about; often empty.",
        "title": "The title; often empty.",
        "text": "The text, in Markdown; empty for what is no text.",
        "details": "Object: categories, photos and whatever else is sent along.",
        "url": "Its address, when it was sent; else empty.",
        "reason": "Why it is not sent yet, in sentences; may be empty.",
        "created_at": "When it was written, in UTC.",
    },
    "draft": {
        "id": "Its number in `mbtui drafts`.",
        "kind": "post, reply or edit.",
        "post_id": "Number of the post that is answered or edited; null for a new one.",
        "target": "Whom it answers, the blog it goes to, or the address that it edits; may be empty.",
        "title": "The title; often empty.",
        "text": "The text, in Markdown.",
        "details": "Object: categories, photos and whatever else is sent along.",
        "changed_at": "When it was last changed, in UTC.",
    },
    "upload": {"url": "Its address.", "name": "The file.", "alt": "Its description; empty when it has none."},
    "check": {
        "count": "How many new posts there are; the server stops counting, probably at 40.",
        "username": "The account.",
        "asked_at": "When the server was asked, in UTC.",
    },
    "finding": {
        "kind": "ok, note or problem.",
        "subject": "What was looked at.",
        "sentence": "What was found.",
        "advice": "What to do; empty when nothing.",
    },
    "path": {"name": "What lies there.", "path": "Where.", "exists": "Whether it is there."},
    "key": {
        "id": "The command's id, for [keys] in config.toml.",
        "keys": "Array of its keys.",
        "title": "What it is called.",
        "help": "What it does.",
        "is_yours": "Whether config.toml changed its keys.",
    },
}
"""The fields of each kind of record, in their order, with their meaning."""


def record_of(record: str, value: object, /, **others: Any) -> Record:
    """The fields of a record in their order: `others`, and for the rest what the value calls by the same name."""
    return {name: _plain(others[name] if name in others else getattr(value, name)) for name in RECORDS[record]}


def post_record(post: Post, document: Document) -> Record:
    """One post, with its words and links as they were converted."""
    links = [{"number": link.number, "url": link.url, "text": link.text, "kind": link.kind} for link in document.links]
    return record_of("post", post, text=document.plain_text, html=post.content_html, links=links)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    # Help and version have no records, and do without the library.
    from msgspec import Struct
    from msgspec.structs import asdict

    return asdict(value) if isinstance(value, Struct) else value
