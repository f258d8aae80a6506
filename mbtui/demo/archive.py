"""The years before the world begins: any number of older posts, each worked out from its index when it is asked for."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache

from mbtui.demo.post import Key, Post
from mbtui.demo.texts import Text

_STEP_SECONDS = 540
_JITTER_SECONDS = 480
_LARGEST_STEP_OF_IDS = 97
_IDS_BELOW = 60_000_000


class Archive:
    """Posts number 0 (newest) to `size` - 1 (oldest). Nothing is kept, so a hundred thousand cost nothing to have."""

    def __init__(self, texts: Sequence[Text], size: int, *, newest_at: float, newest_id: int, seed: int) -> None:
        """Describe posts made from `texts` (of none there are none), below `newest_at` (Unix seconds) and `newest_id`.

        Two archives with equal arguments hold equal posts.
        """
        self.size = size if texts else 0
        self.authors = frozenset(text.by for text in texts) if size else frozenset()
        self._texts = texts
        self._newest_at = int(newest_at)
        self._newest_id = newest_id
        self._seed = seed
        self._step_of_ids = max(2, min(_LARGEST_STEP_OF_IDS, _IDS_BELOW // max(1, size)))
        self.post = lru_cache(maxsize=1024)(self._post)

    def published_at(self, index: int) -> float:
        """Work out when the post was published; a larger index is always older."""
        return float(self._newest_at - (index + 1) * _STEP_SECONDS + self._number(index) % _JITTER_SECONDS)

    def id_of(self, index: int) -> int:
        """Work out the post's id. Now and then two neighbours have theirs the wrong way round, as imported posts do."""
        place = self._place(index)
        return self._newest_id - (place + 1) * self._step_of_ids + self._number(place) % (self._step_of_ids // 2)

    def index_of(self, post_id: int) -> int | None:
        """Find the post with this id, or None when there is none."""
        place = -((post_id - self._newest_id) // self._step_of_ids) - 1
        if not 0 <= place < self.size:
            return None
        index = self._place(place)
        return index if self.id_of(index) == post_id else None

    def index_below(self, key: Key) -> int:
        """Find the newest post that stands below `key`; `size` when there is none."""
        index = max(0, int((self._newest_at - key[0]) // _STEP_SECONDS) - 1)
        while index < self.size and (self.published_at(index), self.id_of(index)) >= key:
            index += 1
        return min(index, self.size)

    def _post(self, index: int) -> Post:
        text = self._texts[self._number(index) % len(self._texts)]
        post_id = self.id_of(index)
        return Post(
            id=post_id,
            by=text.by,
            html=f"{text.html.rstrip()}\n<p>Notebook, page {self.size - index}.</p>",
            published_at=self.published_at(index),
            root_id=post_id,
            kind=text.kind,
            photos=text.photos,
        )

    def _place(self, index: int) -> int:
        is_swapped = (index >> 1) % 40 == 3 and (index | 1) < self.size
        return index ^ 1 if is_swapped else index

    def _number(self, index: int) -> int:
        return zlib.crc32(b"%d:%d" % (self._seed, index))
