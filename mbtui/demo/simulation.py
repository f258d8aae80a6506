"""What people in the world do on their own: they post, mention the reader, and answer when they are written to.

Nothing runs here. Each question put to the world first lets everything happen that was due by then, so the same seed
and the same clock always give the same day.
"""

from __future__ import annotations

import heapq
import math
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mbtui.demo.markup import mention, words
from mbtui.demo.post import Post
from mbtui.demo.texts import Text, Texts

_MENTION_EVERY = 6
_ARRIVALS_AT_ONCE = 500


@dataclass(frozen=True)
class Settings:
    """How lively the world is, and how large."""

    posts: int | None = None
    """Posts in the reader's timeline; None for as many as have been written."""
    seed: int = 2026
    arrival_seconds: float = 45.0
    """How long it takes on average until somebody posts; 0 for never."""
    answer_seconds: float = 8.0
    publishing_seconds: float = 4.0
    """How long a blog is rebuilt after a post, which arrives in the timeline only then."""
    check_seconds: int = 20
    is_hostile: bool = False


@dataclass(order=True)
class _Due:
    at: float
    number: int
    by: str = field(compare=False)
    post: Post = field(compare=False)


class Simulation:
    """The future of the world: posts to come, and answers that somebody is already typing."""

    def __init__(self, publish: Callable[..., Post], texts: Texts, settings: Settings, *, begins_at: float) -> None:
        """Plan the future from `begins_at` (Unix seconds); equal seeds give equal ones.

        Args:
            publish: Called for each thing that happens with its text, with `at` and, for a reply, with `root_id`.
        """
        self._publish = publish
        self._texts = texts
        self._settings = settings
        self._chance = random.Random(settings.seed)
        self._due: list[_Due] = []
        self._said: list[int] = []
        self._arrivals = 0
        self._told = 0
        self._number = 0
        self._next_arrival_at = begins_at + settings.arrival_seconds / 2

    def catch_up(self, now: float, posts_by_reader: Callable[[], Sequence[Post]]) -> None:
        """Let everything happen that was due by `now`, in order.

        People like to mention the reader on their own, below one of the recent `posts_by_reader`.
        """
        begin = self._arrivals
        while True:
            arrival_at = self._next_arrival_at if self._settings.arrival_seconds > 0 else math.inf
            answer_at = self._due[0].at if self._due else math.inf
            if now < min(arrival_at, answer_at):
                return
            if answer_at <= arrival_at:
                self._answer(heapq.heappop(self._due))
                continue
            self._arrive(posts_by_reader)
            if self._arrivals - begin >= _ARRIVALS_AT_ONCE:
                self._next_arrival_at = now + self._settings.arrival_seconds

    def expect_answer(self, post: Post, by: Sequence[str], now: float) -> None:
        """Have people answer a post: the first of `by` soon, the others now and then, and later."""
        at = now + self._settings.answer_seconds
        for place, username in enumerate(by):
            if place == 0 or self._chance.random() < 0.35:
                self._number += 1
                heapq.heappush(self._due, _Due(at, self._number, username, post))
            at += self._settings.answer_seconds * (1.5 + 2 * self._chance.random())

    def answer_now(self, now: float) -> int:
        """Have all answers that are being typed sent this moment; tells how many there were."""
        due = sorted(self._due)
        self._due.clear()
        for answer in due:
            answer.at = now
            self._answer(answer)
        return len(due)

    def _arrive(self, posts_by_reader: Callable[[], Sequence[Post]]) -> None:
        at = self._next_arrival_at
        self._arrivals += 1
        self._next_arrival_at += self._settings.arrival_seconds * (0.5 + self._chance.random())
        own = posts_by_reader() if self._arrivals % _MENTION_EVERY == 0 else ()
        if own:
            self._number += 1
            by = self._chance.choice(self._texts.coming).by
            self._answer(_Due(at, self._number, by, self._chance.choice(own)))
            return
        text = self._texts.coming[self._told % len(self._texts.coming)]
        self._told += 1
        self._publish(text, at=at)

    def _answer(self, due: _Due) -> None:
        answers = self._texts.answers
        spoken = set(re.findall(r"\w+", words(due.post.html).casefold()))
        fitting = [
            index
            for index, answer in enumerate(answers)
            if answer.by in ("", due.by)
            and (not answer.when or any(word.casefold() in spoken for word in answer.when))
            and index not in self._said
        ]
        keyed = [index for index in fitting if answers[index].when]
        if not fitting:
            html = "<p>{handle} Tell me more about that?</p>"
        else:
            index = self._chance.choice(keyed or fitting)
            self._said = [*self._said, index][-len(answers) // 2 :]
            html = answers[index].html
        text = Text(html=html.replace("{handle}", mention(due.post.by)), by=due.by)
        self._publish(text, at=due.at, root_id=due.post.root_id)
