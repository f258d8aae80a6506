"""The demo's invented world: its files agree with one another and hold what clients need to be tried on."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import pytest

Row = dict[str, Any]

READER = "ines"
MUTED = "del"
KINDS = {
    *("plain", "quote", "list", "code", "link", "titled", "long", "photo", "photos", "video", "audio", "emoji-image"),
    *("mini", "unclosed", "rtl", "wide", "zwj", "long-word", "empty", "bookmark"),
}
ALLOWED = {
    "a": {"href", "title", "class"},
    "audio": {"src", "controls"},
    "img": {"src", "style", "class", "width", "height", "alt"},
    "p": {"class"},
    "source": {"src", "type"},
    "span": {"style", "class"},
    "video": {"src", "controls", "width", "height", "preload", "poster", "alt", "playsinline", "style", "class"},
    **{name: set() for name in ("b", "i", "strong", "em", "br", "blockquote", "ul", "ol", "li", "code", "pre")},
}
MENTION = re.compile(r'<a href="https://micro\.blog/([^"/]+)">@([^<]+)</a>')


def read(name: str) -> list[Row]:
    """The rows of one file of the world."""
    rows: list[Row] = json.loads((files("mbtui.demo") / "world" / name).read_text(encoding="utf-8"))
    return rows


PEOPLE = read("people.json")
TOPICS = read("topics.json")
COMING = read("coming.json")
ANSWERS = read("answers.json")
FILES = sorted(entry.name for entry in (files("mbtui.demo") / "world").iterdir() if entry.name.startswith("posts-"))
ROOTS = [row for name in FILES for row in read(name)]
POSTS = [post for root in ROOTS for post in (root, *root.get("replies", ()))]
USERNAMES = {person["username"] for person in PEOPLE}


class Tags(HTMLParser):
    """Collects the tags of a post with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, set[str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name for name, _ in attrs}))


def written() -> Iterator[Row]:
    """Everything that anybody says."""
    yield from POSTS
    yield from COMING
    yield from ANSWERS


def text_of(html: str) -> str:
    """The words of a post without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_the_world_is_large_enough_to_page_through() -> None:
    """There are enough people, posts, conversations, arrivals and answers."""
    conversations = [root for root in ROOTS if 2 <= len(root.get("replies", ())) <= 9]
    assert len(PEOPLE) >= 26
    assert len(POSTS) >= 600
    assert len(conversations) >= 60
    assert len(COMING) >= 60
    assert len(ANSWERS) >= 60
    assert max(len(root.get("replies", ())) for root in ROOTS) <= 9


def test_every_person_is_complete() -> None:
    """Names are unique, everyone follows people who exist, and the odd accounts a client must survive are there."""
    assert len(USERNAMES) == len(PEOPLE)
    for person in PEOPLE:
        assert person["name"] and person["bio"] and person["voice"] and person["interests"]
        assert set(person["following"]) <= USERNAMES - {person["username"]}
    assert sum("@" in username for username in USERNAMES) == 2
    assert [person["username"] for person in PEOPLE if not person["url"] and not person["pronouns"]] == ["gus"]
    assert any(len(person["bio"]) > 500 for person in PEOPLE)
    assert {READER, MUTED} <= USERNAMES


def test_everyone_speaks() -> None:
    """Each person writes several posts and replies, and the reader is mentioned often enough to have mentions."""
    by = Counter(post["by"] for post in POSTS)
    assert set(by) == USERNAMES
    assert min(by.values()) >= 8
    mentioned = Counter(name for post in POSTS for name, _ in MENTION.findall(post["html"]))
    assert mentioned[READER] >= 30


def test_whoever_is_named_exists() -> None:
    """Authors, @-mentions and topics are known, and a mention's link leads to the name it shows."""
    topics = {topic["name"] for topic in TOPICS}
    for row in written():
        assert row.get("by", READER) in USERNAMES, row
        assert row.get("topic", "") in {"", *topics}, row
        for target, label in MENTION.findall(row["html"]):
            assert target == label and target in USERNAMES, row
        assert len(re.findall(r">@\w", row["html"])) == len(MENTION.findall(row["html"])), row


def test_nobody_but_the_reader_speaks_for_the_reader() -> None:
    """Posts that arrive on their own, and answers, come from other people."""
    assert READER not in {row.get("by") for row in (*COMING, *ANSWERS)}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_post_occurs(kind: str) -> None:
    """Each form that a client must draw occurs at least twice among the conversations' roots."""
    assert sum(root["kind"] == kind for root in ROOTS) >= 2


def test_kinds_are_what_they_say() -> None:
    """A post carries the markup, the pictures or the letters that its kind promises."""
    signs = {
        "quote": r"<blockquote>",
        "list": r"<(ul|ol)>",
        "code": r"<pre><code>",
        "link": r'<a href="https://\w+\.example/',
        "titled": r': <a href="https://[\w.]+/[^"]+">[\w.]+</a></p>$',
        "long": r"(?s).{700}",
        "video": r"<video ",
        "audio": r"<audio ",
        "emoji-image": r"<img class=\"(wp-smiley|emoji)\"",
        "mini": r"<img class=\"mini_thumbnail\"",
        "rtl": r"[\u0590-\u06ff]{3}",
        "wide": r"[\u3040-\u30ff\u4e00-\u9fff]",
        "zwj": "\u200d",
        "long-word": r"\w{27}",
        "empty": r"^$",
        "bookmark": r'<p class="post_archived_links">Read: <a href="/bookmarks/\d+">',
    }
    for root in ROOTS:
        assert root["kind"] in KINDS
        assert re.search(signs.get(root["kind"], ""), root["html"]), root
        expected = {"photo": {1}, "photos": {2, 3, 4}}.get(root["kind"], {0})
        assert len(root.get("photos", ())) in expected, root
        assert all(photo["name"].isalnum() for photo in root.get("photos", ()))
        if root["kind"] == "unclosed":
            assert "</p>" not in root["html"]
    described = [bool(photo.get("alt")) for root in ROOTS for photo in root.get("photos", ())]
    assert 0 < described.count(False) < described.count(True)


def test_only_tags_that_the_timeline_lets_through() -> None:
    """No post holds a tag or an attribute that Micro.blog would have removed."""
    for row in written():
        for tag, attributes in Tags(row["html"]).found:
            assert attributes <= ALLOWED[tag], row["html"]


def test_no_text_is_said_twice() -> None:
    """Apart from empty posts all texts differ, mentions left aside."""
    texts = Counter(text_of(MENTION.sub("", row["html"])) for row in written() if row["html"])
    assert [text for text, times in texts.items() if times > 1 and len(text) > 12] == []


def test_answers_come_after_what_they_answer() -> None:
    """In a conversation each reply is younger than the one before it."""
    for root in ROOTS:
        hours = [root["hours"], *(reply["hours"] for reply in root.get("replies", ()))]
        assert hours == sorted(set(hours), reverse=True), root
        assert hours[-1] > 0


def test_replies_answer_somebody_in_the_conversation() -> None:
    """Each reply names somebody who has spoken or been spoken to before."""
    for root in ROOTS:
        present = {root["by"]}
        for reply in root.get("replies", ()):
            named = {name for name, _ in MENTION.findall(reply["html"])}
            assert named & present, reply
            present |= {reply["by"], *named}


def test_ages_thin_out() -> None:
    """Half a day is busy, and the oldest posts are about two months old."""
    hours = [post["hours"] for post in POSTS]
    assert sum(age < 12 for age in hours) >= 40
    assert sum(age < 1 for age in hours) >= 2
    assert 55 * 24 < max(hours) <= 60 * 24
    assert sum(age < 30 * 24 for age in hours) > sum(age >= 30 * 24 for age in hours)


def test_topics_are_listed_featured_first() -> None:
    """The list has the shape and about the length of the service's, and most topics have posts."""
    featured = [topic["is_featured"] for topic in TOPICS]
    assert featured == sorted(featured, reverse=True)
    assert 35 <= len(TOPICS) <= 40
    assert len({topic["name"] for topic in TOPICS}) == len(TOPICS)
    used = {root["topic"] for root in ROOTS}
    assert all(topic["name"] in used for topic in TOPICS)


def test_answers_hold_a_place_for_the_handle() -> None:
    """Each answer addresses somebody once, and its words to listen for are lower case."""
    for answer in ANSWERS:
        assert answer["html"].count("{handle}") == 1
        assert all(word == word.casefold() for word in answer.get("when", ()))
    assert sum("when" in answer for answer in ANSWERS) >= 30
    assert sum("by" not in answer and "when" not in answer for answer in ANSWERS) >= 15
