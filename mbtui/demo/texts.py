"""The invented people and their words, read from the folder `world` beside this file. Data only, no state."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TypeVar

import msgspec

READER = "ines"
"""Whose token is given out: the one person who looks at all this."""


class Person(msgspec.Struct, frozen=True):
    """Somebody who lives in the demo world."""

    username: str
    """Unique; holds an @ when the person writes from another network."""
    name: str = ""
    url: str = ""
    """The person's own site, with a slash at the end; empty for people who have none."""
    bio: str = ""
    pronouns: str = ""
    following: tuple[str, ...] = ()
    pins: tuple[dict[str, str], ...] = ()

    @property
    def is_remote(self) -> bool:
        return "@" in self.username


class Photo(msgspec.Struct, frozen=True):
    """A picture the server draws itself; the same name always gives the same picture."""

    name: str
    alt: str = ""


class Text(msgspec.Struct, frozen=True):
    """Something a person says: a post, a reply, or an answer waiting to be given."""

    html: str
    by: str = ""
    """Who says it; empty for answers that suit anybody."""
    kind: str = "plain"
    topic: str = ""
    title: str = ""
    hours: float = 0.0
    """Age in hours when the world begins."""
    photos: tuple[Photo, ...] = ()
    replies: tuple[Text, ...] = ()
    when: tuple[str, ...] = ()
    """Words that an answer reacts to; empty when it suits anything."""


class Topic(msgspec.Struct, frozen=True):
    """A collection of Discover, with the emoji that stands for it."""

    name: str
    title: str = ""
    emoji: str = ""
    is_featured: bool = False


class Texts(msgspec.Struct, frozen=True):
    """Everything in the folder."""

    people: dict[str, Person]
    """By username, in the order of the file."""
    posts: tuple[Text, ...]
    coming: tuple[Text, ...]
    """What people post while the server runs."""
    answers: tuple[Text, ...]
    topics: tuple[Topic, ...]


_Kind = TypeVar("_Kind", Person, Text, Topic)


def _read(name: str, kind: type[_Kind]) -> list[_Kind]:
    content = (files("mbtui.demo") / "world" / name).read_bytes()
    return msgspec.json.decode(content, type=list[kind])  # type: ignore[valid-type]  # a type, given as a value


@lru_cache(maxsize=1)
def load() -> Texts:
    """Read the folder once a process; the result is shared and never changed."""
    names = sorted(entry.name for entry in (files("mbtui.demo") / "world").iterdir())
    return Texts(
        people={person.username: person for person in _read("people.json", Person)},
        posts=tuple(text for name in names if name.startswith("posts-") for text in _read(name, Text)),
        coming=tuple(_read("coming.json", Text)),
        answers=tuple(_read("answers.json", Text)),
        topics=tuple(_read("topics.json", Topic)),
    )
