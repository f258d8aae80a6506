"""The one table of timelines: how each kind is fetched, who may read it, and whether it is a tab.

A timeline has a name: its kind's id ("mentions"), or the id and a subject ("discover/books", "user/ines",
"conversation/123"). The name is what the store, the panes and the saved settings use.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from mbtui.api import Client, Feed
    from mbtui.api.posts import Paging


PAGE_SIZE = 40


class TimelineKind(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What all timelines of one kind have in common."""

    id: str
    """Also the id of its tab and, for those in `has_marker`, of Micro.blog's channel."""
    fetch: Callable[[Client, str, Paging], Awaitable[Feed]]
    """Asks for a page with a client, for a subject."""
    title: str = ""
    """The words on its tab; empty for a kind that is no tab."""
    help: str = ""
    """The tab's line in the help, when it says more than the title."""
    empty_text: str = ""
    """What the tab says when it has no posts, with commands in braces; see `with_keys`."""
    takes_subject: Callable[[str], bool] = lambda subject: not subject
    """Whether a subject makes a timeline of this kind; "" stands for none."""
    is_public: bool = False
    """Whether Micro.blog shows it to guests."""
    shows_deletions: bool = True
    """Whether a post can leave it only by being deleted or hidden. Discover picks, and photos may be taken out."""
    hides_strangers: bool = False
    """Whether Micro.blog, by a setting, leaves out replies to people whom the account does not follow."""
    is_counted: bool = False
    """Whether polling fills it, and its unread posts are counted."""
    has_marker: bool = False
    """Whether Micro.blog keeps a marker of how far it was read."""
    is_sorted_by_star: bool = False
    """Whether it is in the order in which posts were bookmarked, not published."""

    @property
    def home(self) -> str:
        """The name of the timeline that its tab opens with; empty when there is none without a subject."""
        return self.id if self.takes_subject("") else ""

    def ask(
        self, client: Client, subject: str = "", *, since_id: int | None = None, before_id: int | None = None
    ) -> Awaitable[Feed]:
        """Ask for a page of one of these timelines: the newest, or what is newer or older than a post."""
        return self.fetch(client, subject, {"count": PAGE_SIZE, "since_id": since_id, "before_id": before_id})

    def name(self, subject: object = "") -> str:
        """The name of a timeline of this kind."""
        return f"{self.id}/{subject}" if subject != "" else self.id

    def has(self, name: str) -> bool:
        """Whether a name is that of a timeline of this kind."""
        id, _, subject = name.partition("/")
        return id == self.id and self.takes_subject(subject)


TIMELINE = TimelineKind(
    id="timeline",
    title="Timeline",
    empty_text="Your timeline is empty. Follow somebody: {tabs.discover} shows Discover, {post.profile} a profile.",
    fetch=lambda client, _, page: client.posts.all(**page),
    hides_strangers=True,
    is_counted=True,
    has_marker=True,
)
MENTIONS = TimelineKind(
    id="mentions",
    title="Mentions",
    empty_text="Nobody has mentioned you yet.",
    fetch=lambda client, _, page: client.posts.mentions(**page),
    is_counted=True,
    has_marker=True,
)
DISCOVER = TimelineKind(
    id="discover",
    title="Discover",
    help="The Discover tab; again, its topics",
    empty_text="There is nothing in Discover at the moment. {list.refresh} asks again.",
    fetch=lambda client, topic, page: client.posts.discover(topic or None, **page),
    takes_subject=lambda topic: True,
    is_public=True,
    shows_deletions=False,
    has_marker=True,
)
CONVERSATION = TimelineKind(
    id="conversation",
    title="Conversation",
    empty_text="No conversation is open. On a post, {post.open} opens its conversation here.",
    fetch=lambda client, id, _: client.posts.conversation(int(id)),
    takes_subject=str.isdecimal,
)
BOOKMARKS = TimelineKind(
    id="bookmarks",
    title="Bookmarks",
    help="The Bookmarks tab; again, its tags and highlights",
    empty_text="There are no bookmarks here. On a post, {post.star} keeps it; {app.bookmark} keeps a web page.",
    fetch=lambda client, tag, page: client.posts.favorites(tag=tag or None, **page),
    takes_subject=lambda tag: True,
    is_sorted_by_star=True,
)
PHOTOS = TimelineKind(
    id="photos",
    title="Photos",
    help="The Photos tab; again, videos as well",
    empty_text="Nobody you follow has posted photos lately.",
    fetch=lambda client, what, page: client.posts.media(**page) if what else client.posts.photos(**page),
    takes_subject=lambda what: what in ("", "videos"),
    shows_deletions=False,
)
PHOTOS_OF = TimelineKind(
    id="photos-of",
    fetch=lambda client, username, page: client.posts.photos_by(username, **page),
    takes_subject=bool,
    is_public=True,
    shows_deletions=False,
)
MEDIA = TimelineKind(id="media", fetch=lambda client, _, page: client.posts.media(**page), shows_deletions=False)
REPLIES = TimelineKind(id="replies", fetch=lambda client, _, page: client.posts.replies(count=page["count"]))
USER = TimelineKind(
    id="user",
    fetch=lambda client, username, page: client.posts.by(username, **page),
    takes_subject=bool,
    is_public=True,
)

KINDS = {
    kind.id: kind
    for kind in (TIMELINE, MENTIONS, DISCOVER, CONVERSATION, BOOKMARKS, PHOTOS, PHOTOS_OF, MEDIA, REPLIES, USER)
}
"""All kinds by id. Those with a title are the tabs, in this order."""
TABS = {id: kind for id, kind in KINDS.items() if kind.title}


def kind_of(name: str) -> TimelineKind:
    """Find the kind of a timeline, or raise `KeyError`. No name is the tab of conversations while none is open."""
    return KINDS[name.partition("/")[0]] if name else CONVERSATION


def subject_of(name: str) -> str:
    """What a timeline is about: a topic, a username, a post's id; "" for one that is about nothing."""
    return name.partition("/")[2]
