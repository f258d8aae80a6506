"""The demo world: who lives in it, what was said, what each reader chose, and what happens next. No HTTP in sight."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mbtui.demo import hostile, initial_world
from mbtui.demo.blog import BlogState, Publishing, initial_blog_states
from mbtui.demo.clock import Clock, moment
from mbtui.demo.markup import mention, render, to_markdown, words
from mbtui.demo.post import Key, Post
from mbtui.demo.reader import Bookmark, Highlight, Reader
from mbtui.demo.simulation import Settings, Simulation
from mbtui.demo.texts import READER, Person, Text, load
from mbtui.demo.tokens import Tokens

LARGEST_PAGE = 200
DEFAULT_PAGE = 40
FIRST_HIGHLIGHT_ID = 301
_MARKED = (
    "An express shows you that a place exists. A stopping train shows you who is waiting there.",
    "Low heat, eight hours and no hurry: the binder lets go of the damp long before the oxide minds.",
    "Onions want wind more than they want sun.",
)
"""What was marked in the kept pages, one passage each."""


@dataclass(frozen=True)
class Paging:
    """Which part of a feed is asked for."""

    count: int = DEFAULT_PAGE
    since_id: int | None = None
    before_id: int | None = None


class World:
    """All state of one server.

    Requests hold `lock`; what tests call from another thread takes it.
    """

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self.clock = clock
        self.settings = settings
        self.texts = load()
        self.lock = threading.RLock()
        self.began_at = int(self.clock.now())
        self.people: dict[str, Person] = {**self.texts.people, initial_world.BLOCKED.username: initial_world.BLOCKED}
        self.tokens = Tokens([person.username for person in self.people.values() if not person.is_remote])
        self.blog_states = initial_blog_states()
        self._chance = random.Random(settings.seed + 1)
        self._readers: dict[str, Reader] = {}
        self.posts = initial_world.build(
            settings, begins_at=self.began_at, is_in_timeline=self.timeline(self.reader(READER))
        )
        self._newest_id = initial_world.NEWEST_ID
        self.simulation = Simulation(self._say, self.texts, settings, begins_at=self.began_at)
        self._keep_some_bookmarks()
        if settings.is_hostile:
            self.be_hostile()

    def now(self) -> float:
        return self.clock.now()

    def catch_up(self) -> None:
        with self.lock:
            self.simulation.catch_up(self.now(), self._recent_roots)

    def reader(self, username: str) -> Reader:
        """The choices of an account, made when it is first asked for."""
        with self.lock:
            if username not in self._readers:
                reader = Reader(username, list(self.people[username].following))
                if username == READER:
                    reader.mute(username="del", is_hiding_other_replies=False)
                    reader.block(initial_world.BLOCKED.username)
                self._readers[username] = reader
            return self._readers[username]

    def blog_state(self, username: str) -> BlogState:
        return self.blog_states.setdefault(username, BlogState())

    def page(self, wanted: Callable[[Post], bool], paging: Paging) -> list[Post]:
        """Collect one page of a feed, newest first.

        Args:
            wanted: Whether a post belongs to the feed.
            paging: Posts newer than `since_id` and older than `before_id`, by the place of those posts in time; the
                newest `count` of them.
        """
        now = self.now()
        below = self._place(paging.before_id)
        above = self._place(paging.since_id)
        found: list[Post] = []
        for post in self.posts.newest_first(below):
            if len(found) >= paging.count or (above is not None and post.key <= above):
                break
            if below is None and paging.before_id is not None and post.id >= paging.before_id:
                continue
            if above is None and paging.since_id is not None and post.id <= paging.since_id:
                continue
            if post.is_in_feeds and post.visible_at <= now and wanted(post):
                found.append(post)
        return found

    def timeline(self, reader: Reader, *, needs: Callable[[Post], bool] = lambda _: True) -> Callable[[Post], bool]:
        """Describe the feed of the people somebody follows, with their own posts."""
        followed = {reader.username, *reader.following}
        return lambda post: post.by in followed and needs(post) and not reader.hides(post)

    def mentions(self, reader: Reader, *, is_blocked: bool = False) -> Callable[[Post], bool]:
        """Describe the feed of what others wrote to somebody, either without or with only what is hidden."""
        return lambda post: (
            post.by != reader.username and post.is_naming(reader.username) and reader.hides(post) is is_blocked
        )

    def find(self, post_id: int) -> Post | None:
        """Look up a post that can be read, kept web pages included."""
        with self.lock:
            post = self.posts.find(post_id)
            if post is None:
                pages = (reader.bookmarks.get(post_id) for reader in self._readers.values())
                post = next((kept.page for kept in pages if kept is not None), None)
            return None if post is None or post.is_deleted or not post.is_in_feeds else post

    def reply(self, by: str, to: Post, source: str, *, late_seconds: float = 0.0) -> Post:
        """Answer a post in Markdown, readable after `late_seconds`; somebody will answer that in turn."""
        post = self._publish(by, render(source, self.people), root_id=to.root_id)
        post.source = source
        post.visible_at = self.now() + late_seconds
        others = [to.by, *post.mentions, *(other.by for other in self.posts.conversation(to.root_id))]
        names = dict.fromkeys(name for name in others if name in self.people and name != by)
        answering = list(names) or self._followers(by)[:1]
        self.simulation.expect_answer(post, answering[:3], self.now())
        return post

    def publish(self, by: str, html: str, *, topic: str = "", reply_to: int | None = None) -> Post:
        """Have somebody say something this moment; `topic` is the collection of Discover it belongs to.

        Raises:
            KeyError: Nobody has that name, or no post that id.
        """
        with self.lock:
            if by not in self.people:
                raise KeyError(by)
            target = None if reply_to is None else self.find(reply_to)
            if reply_to is not None and target is None:
                raise KeyError(reply_to)
            return self._publish(by, html, topic=topic, root_id=target.root_id if target else None)

    def rebuild(self, by: str, post: Post, url: str) -> None:
        """Rebuild a blog for a post, which arrives in the timeline when that is done; somebody answers it later."""
        now = self.now()
        if post.is_draft:
            return
        ends_at = now + self.settings.publishing_seconds
        post.visible_at = max(post.published_at, ends_at)
        if post.published_at <= now:
            self.blog_state(by).publishing = Publishing(url, now, ends_at)
            followers = self._followers(by)
            if followers and post.is_in_feeds:
                self.simulation.expect_answer(post, [self._chance.choice(followers)], ends_at)

    def new_post(self, by: str, html: str, *, at: float | None = None, root_id: int | None = None) -> Post:
        """Give something said an id and a date, without telling anybody yet."""
        self._newest_id += self._chance.randint(5, 90)
        published_at = float(int(self.now() if at is None else at))
        return Post(self._newest_id, by, html, published_at, self._newest_id if root_id is None else root_id)

    def answer_now(self) -> int:
        """Have everybody who is typing an answer send it this moment; tells how many did."""
        with self.lock:
            return self.simulation.answer_now(self.now())

    def advance(self, seconds: float) -> None:
        """Let time pass, and happen what happens in it."""
        self.clock.advance(seconds)
        self.catch_up()

    def be_hostile(self) -> list[Post]:
        """Have a stranger whom the reader follows post everything that could do harm in a terminal."""
        with self.lock:
            self.people[hostile.STRANGER.username] = hostile.STRANGER
            reader = self.reader(READER)
            if not reader.follows(hostile.STRANGER.username):
                reader.following.append(hostile.STRANGER.username)
            hello = mention(READER)
            first = self._publish(hostile.STRANGER.username, hostile.html(hello), topic="photos")
            second = self._publish(hostile.STRANGER.username, hostile.html(hello), root_id=first.root_id)
            return [first, second]

    def url_of(self, post: Post, origin: str) -> str:
        """Work out where a post lives: on its author's site, or on Micro.blog itself."""
        if post.url:
            return post.url
        person = self.people.get(post.by)
        if person is not None and person.is_remote:
            name, _, host = person.username.partition("@")
            return f"https://{host}/@{name}/{post.id}"
        if post.is_reply or person is None or not person.url:
            return f"{origin}/{post.by}/{post.id}"
        return f"{person.url.rstrip('/')}/{self.slug(post)}"

    def slug(self, post: Post) -> str:
        """The part of a blog post's address behind the site: date and first words. How pages have theirs is a guess."""
        at = moment(post.published_at)
        folder = {"default": f"{at:%Y/%m/%d}/", "pages": ""}.get(post.channel, f"{post.channel}/")
        first = re.findall(r"[a-z0-9]+", (post.title or words(post.html)).casefold().replace("'", ""))[:3]
        return f"{folder}{'-'.join(first) or f'{at:%H%M%S}'}.html"

    def by_url(self, username: str, url: str, origin: str, *, is_deleted: bool = False) -> Post | None:
        """Find a post of somebody by its address; drafts are found too, deleted ones when they are asked for."""
        own = re.fullmatch(rf"(?:https://micro\.blog|{re.escape(origin)})/{re.escape(username)}/(\d+)", url)
        if own is not None:
            post = self.posts.find(int(own[1]))
            return post if post is not None and post.is_deleted is is_deleted and post.by == username else None
        posts = self.posts_of(username, is_deleted=is_deleted)
        return next((post for post in posts if self.url_of(post, origin) == url), None)

    def posts_of(self, username: str, *, is_deleted: bool = False) -> Iterable[Post]:
        """Walk down everything somebody wrote, drafts and scheduled posts included, newest first."""
        return (post for post in self.posts.newest_first(is_deleted=is_deleted) if post.by == username)

    def syndication(self, post: Post) -> list[str]:
        """The addresses of a post's copies, which are made when it is published."""
        services = self.blog_state(post.by).services if post.syndicate_to and not post.is_draft else ()
        return [f"{service.address}/{post.id}" for service in services if service.uid in post.syndicate_to]

    def source_of(self, post: Post) -> str:
        """The Markdown of a post, worked out for those that were there when the world began."""
        return post.source or to_markdown(post.html)

    def _place(self, post_id: int | None) -> Key | None:
        post = None if post_id is None else self.posts.find(post_id)
        return None if post is None else post.key

    def _say(self, text: Text, *, at: float, root_id: int | None = None) -> Post:
        post = self._publish(text.by, text.html, topic=text.topic, root_id=root_id, at=at)
        post.kind = text.kind
        post.photos = text.photos
        return post

    def _publish(
        self, by: str, html: str, *, topic: str = "", root_id: int | None = None, at: float | None = None
    ) -> Post:
        post = self.new_post(by, html, at=at, root_id=root_id)
        post.topic, post.categories = topic, (topic,) if topic else ()
        self.posts.add(post)
        return post

    def _followers(self, username: str) -> list[str]:
        return [person.username for person in self.people.values() if username in person.following]

    def _recent_roots(self) -> list[Post]:
        wanted = (post for post in self.posts_of(READER) if not post.is_reply and post.is_in_feeds)
        return [post for post, _ in zip(wanted, range(5), strict=False)]

    def _keep_some_bookmarks(self) -> None:
        if self.settings.posts == 0:
            return
        reader = self.reader(READER)
        wanted = self.timeline(reader, needs=lambda post: not post.is_reply and post.by != reader.username)
        for post in self.page(wanted, Paging(count=LARGEST_PAGE))[5::23]:
            reader.bookmarks[post.id] = Bookmark(post.id, min(post.published_at + 3600, self.began_at))
        for text in self.texts.posts:
            if text.kind == "bookmark":
                note, _, link = text.html.partition('<p class="post_archived_links">')
                host = words(link).rpartition(" ")[2]
                at = self.began_at - round(text.hours * 3600)
                page = self.keep_page(reader, note.strip(), f"https://{host}/", at=at, tags=("to read",))
                number = len(reader.highlights)
                if number < len(_MARKED):
                    id = FIRST_HIGHLIGHT_ID + number
                    reader.highlights[id] = Highlight(id, _MARKED[number], page)

    def keep_page(
        self, reader: Reader, html: str, url: str, *, at: float, tags: tuple[str, ...] = (), summary: str = ""
    ) -> Post:
        """Keep a web page; `html` is its title or a note on it, without the link."""
        page = self.new_post(url.split("/")[2], html, at=at)
        page.kind, page.url, page.summary = "bookmark", url, summary
        reader.bookmarks[page.id] = Bookmark(page.id, float(int(at)), tags, page)
        return page
