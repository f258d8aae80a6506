"""How the world is when it begins: texts become posts with dates and ids."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from copy import copy
from functools import lru_cache

from mbtui.demo.post import Post, PostIndex
from mbtui.demo.simulation import Settings
from mbtui.demo.texts import Person, Text, load

NEWEST_ID = 88_120_345
BLOCKED = Person(
    username="dealbird",
    name="Deal Bird",
    url="https://dealbird.example/",
    bio="Deals. Every hour. On the hour. Follow for deals.",
    following=("del",),
)
"""Somebody whom the reader has blocked, and who has posted nothing that is left."""
_LARGEST_GAP = 90
_LEADS_TO_PAGE = frozenset({"titled", "mini", "long"})
_LINK = re.compile(r'href="(https?://[^"]+)"')
_NOT_REPEATED = frozenset({"empty", "bookmark", "titled", "mini", "long", "unclosed", "rtl"})


def build(settings: Settings, *, begins_at: int, is_in_timeline: Callable[[Post], bool]) -> PostIndex:
    """Make the posts of the world.

    Args:
        begins_at: Unix seconds of the beginning; the ages of the texts count back from it.
        is_in_timeline: Whether a post counts for `settings.posts`; fewer leave the oldest out, more are made up.
    """
    posts, size = [_begun(post, begins_at) for post in _written(settings.seed)], settings.posts
    if size is None:
        return PostIndex(posts)
    timeline = [post for post in posts if is_in_timeline(post)]
    if size <= len(timeline):
        cut = timeline[len(timeline) - size].key if size else (float("inf"), 0)
        return PostIndex([post for post in posts if post.key >= cut])
    fit = {post.html for post in timeline if post.kind not in _NOT_REPEATED and not (post.is_reply or post.mentions)}
    again = [text for text in load().posts if text.html in fit]
    return PostIndex([*_made_up(again, size - len(timeline), posts, settings.seed), *posts])


def _made_up(texts: list[Text], number: int, newer: list[Post], seed: int) -> list[Post]:
    """Make older posts than `newer` by having `texts` said again, each with a line of its own."""
    chance = random.Random(seed + 2)
    at = newer[0].published_at
    ids = _ids(number + 1, min(post.id for post in newer), chance)[:-1]
    for place in range(6, number - 1, 80):
        ids[place], ids[place + 1] = ids[place + 1], ids[place]
    posts = []
    for page, post_id in zip(range(number, 0, -1), reversed(ids), strict=True):
        text = chance.choice(texts)
        at -= chance.randint(60, 1020)
        html = f"{text.html.rstrip()}\n<p>Notebook, page {page}.</p>"
        posts.append(Post(post_id, text.by, html, at, post_id, kind=text.kind, photos=text.photos))
    return posts


def _ids(number: int, newest: int, chance: random.Random) -> list[int]:
    """Give rising ids, the last of them `newest`."""
    largest_gap = min(_LARGEST_GAP, newest // max(1, number))
    ids = [newest]
    for _ in range(number - 1):
        ids.append(ids[-1] - chance.randint(5, largest_gap))
    return ids[::-1]


def _begun(post: Post, begins_at: int) -> Post:
    begun = copy(post)
    begun.published_at += begins_at
    begun.others = {}
    return begun


@lru_cache(maxsize=4)
def _written(seed: int) -> tuple[Post, ...]:
    """Make the posts of the folder, dated for a world that begins at 0; they are copied and never changed."""
    texts = load().posts
    said = [(text, text) for text in texts if text.kind != "bookmark"]
    said += [(reply, text) for text in texts for reply in text.replies]
    said.sort(key=lambda pair: (-pair[0].hours, pair[0] is not pair[1]))
    ids = _ids(len(said), NEWEST_ID, random.Random(seed))
    # An imported post gets its id when the service sees it, not when it was published: some neighbours are swapped.
    for place in range(11, len(said) - 1, 40):
        if said[place][0] is said[place][1] and said[place + 1][0] is said[place + 1][1]:
            ids[place], ids[place + 1] = ids[place + 1], ids[place]
    ids_by_text = {id(text): post_id for (text, _), post_id in zip(said, ids, strict=False)}
    return tuple(
        Post(
            id=ids_by_text[id(text)],
            by=text.by,
            html=text.html,
            published_at=float(-round(text.hours * 3600)),
            root_id=ids_by_text[id(root)],
            kind=text.kind,
            topic=text.topic,
            categories=(text.topic,) if text.topic else (),
            title=text.title,
            photos=text.photos,
            url=_own_page(text),
        )
        for text, root in said
    )


def _own_page(text: Text) -> str:
    """Where a post leads whose text in the timeline is a title or a beginning only: the last link in it."""
    links: list[str] = _LINK.findall(text.html) if text.kind in _LEADS_TO_PAGE else []
    return links[-1] if links else ""
