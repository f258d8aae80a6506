"""Every endpoint that mbtui calls, with the client's method for it.

The specification's own endpoints stand as it writes them (`tests/specification/json-api-2020.md`); the rest
is what the present help pages and real clients know besides.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

SPECIFICATION = Path(__file__).parent / "specification" / "json-api-2020.md"


class Endpoint(NamedTuple):
    """One request, as a table row."""

    method: str
    path: str
    """With `[name]` for what is filled in; a query as the specification writes it."""
    call: str
    """Attribute path on a `Client`."""
    by: str = ""
    """The command that asks for it in the full screen, or a sentence that says why none does; of those published."""
    is_published: bool = True
    """Whether the specification lists it."""


ENDPOINTS = (
    Endpoint("POST", "/account/signin", "account.sign_in", "app.sign_in"),
    Endpoint("POST", "/account/verify", "account.verify", "app.sign_in"),
    Endpoint("GET", "/posts/all", "posts.all", "tabs.timeline"),
    Endpoint("GET", "/posts/mentions", "posts.mentions", "tabs.mentions"),
    Endpoint("GET", "/posts/favorites", "posts.favorites", "tabs.bookmarks"),
    Endpoint("GET", "/posts/photos", "posts.photos", "tabs.photos"),
    Endpoint("GET", "/posts/media", "posts.media", "tabs.photos"),
    Endpoint("GET", "/posts/discover", "posts.discover", "tabs.discover"),
    Endpoint("GET", "/posts/discover/[collection]", "posts.discover", "tabs.discover"),
    Endpoint("GET", "/posts/[username]", "posts.by", "post.profile"),
    Endpoint("GET", "/posts/[username]/photos", "posts.photos_by", "profile.photos"),
    Endpoint("GET", "/posts/conversation?id=[id]", "posts.conversation", "post.open"),
    Endpoint(
        "GET",
        "/posts/check?since_id=[id]",
        "posts.check",
        "The program asks by itself, as often as the server wants it.",
    ),
    Endpoint("POST", "/posts/favorites", "posts.favorite", "post.star"),
    Endpoint("DELETE", "/posts/favorites/[id]", "posts.unfavorite", "post.star"),
    Endpoint("POST", "/posts/reply", "posts.reply", "post.reply"),
    Endpoint("DELETE", "/posts/[id]", "posts.delete", "post.delete"),
    Endpoint("POST", "/users/follow", "users.follow", "profile.follow"),
    Endpoint("POST", "/users/unfollow", "users.unfollow", "profile.follow"),
    Endpoint("POST", "/users/report", "users.report", "profile.report"),
    Endpoint("GET", "/users/is_following?username=[username]", "users.is_following", "profile.follow"),
    Endpoint("GET", "/users/following/[username]", "users.following", "profile.following"),
    Endpoint("GET", "/users/discover/[username]", "users.discover", "profile.discover"),
    Endpoint("GET", "/users/pins/[username]", "users.pins", "profile.pins"),
    Endpoint("POST", "/users/mute", "users.mute", "post.mute"),
    Endpoint("GET", "/users/muting", "users.muting", "post.mute"),
    Endpoint("POST", "/users/muting/[id]", "users.modify_muting", "muted.replies"),
    Endpoint("DELETE", "/users/muting/[id]", "users.unmute", "muted.unmute"),
    Endpoint(
        "POST",
        "/users/push/register",
        "users.push_register",
        "A terminal can not receive push notifications; `mbtui api` registers a device.",
    ),
    Endpoint("POST", "/micropub", "micropub.create", "app.compose"),
    Endpoint("GET", "/posts/timeline", "posts.timeline", is_published=False),
    Endpoint("GET", "/posts/bookmarks", "posts.bookmarks", is_published=False),
    Endpoint("POST", "/posts/bookmarks", "posts.bookmark", is_published=False),
    Endpoint("DELETE", "/posts/bookmarks/[id]", "posts.unbookmark", is_published=False),
    Endpoint("GET", "/posts/bookmarks/tags", "posts.bookmark_tags", is_published=False),
    Endpoint("POST", "/posts/bookmarks/[id]", "posts.tag_bookmark", is_published=False),
    Endpoint("GET", "/posts/bookmarks/highlights", "posts.highlights", is_published=False),
    Endpoint("DELETE", "/posts/bookmarks/highlights/[id]", "posts.delete_highlight", is_published=False),
    Endpoint("GET", "/posts/replies", "posts.replies", is_published=False),
    Endpoint("POST", "/posts/markers", "posts.mark", is_published=False),
    Endpoint("GET", "/users/search?q=[query]", "users.search", is_published=False),
    Endpoint("POST", "/users/block", "users.block", is_published=False),
    Endpoint("GET", "/users/blocking", "users.blocking", is_published=False),
    Endpoint("DELETE", "/users/blocking/[id]", "users.unblock", is_published=False),
    Endpoint("POST", "/users/push/unregister", "users.push_unregister", is_published=False),
    Endpoint("GET", "/users/push/info?push_env=[environment]", "users.push_info", is_published=False),
    Endpoint("GET", "/micropub?q=config", "micropub.config", is_published=False),
    Endpoint("GET", "/micropub?q=source", "micropub.source", is_published=False),
    Endpoint("GET", "/micropub?q=source&url=[url]", "micropub.source_of", is_published=False),
    Endpoint("GET", "/micropub?q=category", "micropub.categories", is_published=False),
    Endpoint("GET", "/micropub?q=syndicate-to", "micropub.syndication_targets", is_published=False),
    Endpoint("GET", "/micropub?q=contact&filter=[prefix]", "micropub.contacts", is_published=False),
    Endpoint("POST", "/micropub", "micropub.update", is_published=False),
    Endpoint("POST", "/micropub", "micropub.delete", is_published=False),
    Endpoint("POST", "/micropub", "micropub.undelete", is_published=False),
    Endpoint("POST", "/micropub", "micropub.bookmark", is_published=False),
    Endpoint("POST", "/micropub/media", "media.upload", is_published=False),
    Endpoint("GET", "/micropub/media?q=source", "media.kept", is_published=False),
    Endpoint("POST", "/micropub/media/append", "media.append", is_published=False),
    Endpoint("POST", "/micropub/media/finished", "media.finish", is_published=False),
    Endpoint("GET", "/micropub/media/waiting?file_id=[id]", "media.converted", is_published=False),
)


def published_endpoints() -> list[tuple[str, str]]:
    """Read method and path of each line of the specification's list of endpoints."""
    lines = SPECIFICATION.read_text(encoding="utf-8").splitlines()
    found = (re.match(r"\* `(GET|POST|DELETE|PUT|PATCH) (/\S+)`", line) for line in lines)
    return [(match.group(1), match.group(2)) for match in found if match]


def sample_answer() -> str:
    """Read the JSON of the specification's sample answer, as it stands in its text."""
    match = re.search(r"```json\n(.*?)```", SPECIFICATION.read_text(encoding="utf-8"), re.DOTALL)
    assert match is not None
    return match.group(1)
