"""How the world is when it begins: texts become posts with dates and ids, and the oldest ones a lazy archive."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from mbtui.demo.archive import Archive
from mbtui.demo.post import Post
from mbtui.demo.post_index import PostIndex
from mbtui.demo.texts import Text

NEWEST_ID = 88_120_345
_LARGEST_GAP = 90
_LEADS_TO_PAGE = frozenset({"titled", "mini", "long"})
_LINK = re.compile(r'href="(https?://[^"]+)"')
_NOT_REPEATED = frozenset({"empty", "bookmark", "titled", "mini", "long", "unclosed", "rtl"})


def build(
    texts: tuple[Text, ...],
    *,
    begins_at: int,
    seed: int,
    size: int | None,
    is_in_timeline: Callable[[Post], bool],
) -> PostIndex:
    """Make the posts of the world.

    Args:
        begins_at: Unix seconds of the beginning; the ages of the texts count back from it.
        seed: Decides the gaps between the ids.
        size: How many posts the timeline holds; None for as many as there are texts. Fewer leave the oldest out, more
            are made up by an archive.
        is_in_timeline: Whether a post counts for `size`.
    """
    posts = _posts(texts, begins_at, seed)
    timeline = [post for post in posts if is_in_timeline(post)]
    missing = 0
    if size is not None and size <= len(timeline):
        cut = timeline[len(timeline) - size].key if size else (float("inf"), 0)
        posts = [post for post in posts if post.key >= cut]
    elif size is not None:
        missing = size - len(timeline)
    oldest = posts[0] if posts else None
    repeated = [
        text for text in texts if text.kind not in _NOT_REPEATED and is_in_timeline(Post(0, text.by, text.html, 0.0, 0))
    ]
    index = PostIndex(
        Archive(
            repeated,
            missing,
            newest_at=oldest.published_at if oldest else begins_at,
            newest_id=min((post.id for post in posts), default=NEWEST_ID),
            seed=seed,
        )
    )
    for post in posts:
        index.add(post)
    return index


def _posts(texts: tuple[Text, ...], begins_at: int, seed: int) -> list[Post]:
    said = [(text, text) for text in texts if text.kind != "bookmark"]
    said += [(reply, text) for text in texts for reply in text.replies]
    said.sort(key=lambda pair: (-pair[0].hours, pair[0] is not pair[1]))
    chance = random.Random(seed)
    ids = [NEWEST_ID]
    for _ in said[1:]:
        ids.append(ids[-1] - chance.randint(5, _LARGEST_GAP))
    ids.reverse()
    # An imported post gets its id when the service sees it, not when it was published: some neighbours are swapped.
    for place in range(11, len(said) - 1, 40):
        if said[place][0] is said[place][1] and said[place + 1][0] is said[place + 1][1]:
            ids[place], ids[place + 1] = ids[place + 1], ids[place]
    ids_by_text = {id(text): post_id for (text, _), post_id in zip(said, ids, strict=False)}
    return [
        Post(
            id=ids_by_text[id(text)],
            by=text.by,
            html=text.html,
            published_at=float(begins_at - round(text.hours * 3600)),
            root_id=ids_by_text[id(root)],
            kind=text.kind,
            topic=text.topic,
            title=text.title,
            photos=text.photos,
            url=_own_page(text),
        )
        for text, root in said
    ]


def _own_page(text: Text) -> str:
    """Where a post leads whose text in the timeline is a title or a beginning only: the last link in it."""
    links: list[str] = _LINK.findall(text.html) if text.kind in _LEADS_TO_PAGE else []
    return links[-1] if links else ""
