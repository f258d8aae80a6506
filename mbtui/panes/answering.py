"""Who answers whom in a conversation, as far as it can be proved: Micro.blog sends conversations flat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mbtui.content.reply_words import leading_names
from mbtui.store import SavedPost


def answered(posts: Iterable[SavedPost]) -> dict[int, int]:
    """Give the post that each post of a conversation answers, by their ids; what can not be proved is left out.

    A post answers the one that its sender is known to have answered, or else the last one above it by the first of
    those whom its words begin with and who have written before.

    Args:
        posts: The oldest first.
    """
    found: dict[int, int] = {}
    last: dict[str, int] = {}
    above: set[int] = set()
    for post in posts:
        author = post.username.lower()
        names = [name.lower() for name in leading_names(post.document.plain_text)]
        told = [post.reply_to_id, *(last.get(name) for name in names if name not in _names(author))]
        if (parent := next((id for id in told if id in above), None)) is not None:
            found[post.id] = parent
        above.add(post.id)
        last.update(dict.fromkeys(_names(author), post.id))
    return found


def depths(posts: Iterable[SavedPost], answers: Mapping[int, int]) -> dict[int, int]:
    """Give how many answers lead from the beginning to each post, by their ids. `posts` are the oldest first."""
    found: dict[int, int] = {}
    for post in posts:
        found[post.id] = found.get(answers[post.id], 0) + 1 if post.id in answers else 0
    return found


def _names(author: str) -> tuple[str, ...]:
    """How somebody is named: people of other networks also without their server."""
    name, at, _ = author.partition("@")
    return (author, name) if at and name else (author,) if author else ()
