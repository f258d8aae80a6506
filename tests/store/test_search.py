"""Finding posts and people."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mbtui.api import Author
from mbtui.store import posts, search, search_index, timelines
from mbtui.store.timelines import Newest
from tests.store.samples import Entry, entry

ENTRIES: list[Entry] = [
    entry(1, "Cover the leeks tonight, the forecast changed."),
    entry(2, "Straße, café, naïve and Übermut", username="yuki"),
    entry(3, "Slow train along the coast", author=Author("Zoë Ångström", "zoe@social.example")),
    entry(4, "日本語 のテキスト and more leek soup"),
    entry(5, 'He said "AND OR NOT" (near) col:umn * ^start'),
]


@pytest.fixture
def filled(cache: sqlite3.Connection) -> sqlite3.Connection:
    """A cache with a few posts."""
    timelines.merge(cache, "timeline", ENTRIES, reach=Newest())
    timelines.merge(cache, "mentions", ENTRIES[:1], reach=Newest())
    return cache


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("leeks", [1]),
        ("leek", [4, 1]),
        ("LEE", [4, 1]),
        ("leek tonight", []),
        ("leeks tonight", [1]),
        ("tonight lee", [1]),
        ("cafe naive", [2]),
        ("ubermut", [2]),
        ("angstrom", [3]),
        ("zoe@social.example", [3]),
        ("yuki", [2]),
        ("@yuki", [2]),
        ('"slow train"', [3]),
        ('"train slow"', []),
        ('"slow trai"', []),
        ('"slow train', [3]),
        ("日本語", [4]),
        ("AND", [5, 4, 2]),
        ("NOT", [5]),
        ('col:umn"', [5]),
        ("near(", [5]),
        ("", []),
        ("   ", []),
        ('"', []),
        ("!!! ***", []),
        ("\0\ud800", []),
        ("train c", [3]),
        ("c", []),
    ],
)
def test_words_are_found_as_they_are_typed(filled: sqlite3.Connection, text: str, expected: list[int]) -> None:
    """Every word, the last as a beginning, without case or diacritics; nothing is an operator."""
    assert [hit.post.id for hit in search.search(filled, text, limit=10)] == expected


def test_one_persons_posts_are_found_alone(filled: sqlite3.Connection) -> None:
    """By the whole username in any case; only what they wrote is looked at, not what they are called."""
    for text, author, expected in (
        ("and", "yuki", [2]),
        ("and", "YUKI", [2]),
        ("and", "yu", []),
        ("train", "zoe@social.example", [3]),
        ("zoe", "zoe@social.example", []),
        ("slow coa", "zoe@social.example", [3]),
        ("and", 'yu"ki* OR', []),
        ("!", "yuki", []),
    ):
        assert [hit.post.id for hit in search.search(filled, text, author=author, limit=9)] == expected, (text, author)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=30))
def test_no_text_is_a_syntax_error(text: str) -> None:
    """Whatever is typed or pasted can be searched for."""
    from contextlib import closing

    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE words USING fts5 (author, body, content='', columnsize=0, tokenize='unicode61')"
        )
        assert search_index.matching_ids(connection, search_index.parse(text), limit=5) == []


def test_a_hit_tells_where_and_what(filled: sqlite3.Connection) -> None:
    """Each hit names its timelines and shows the words around the match."""
    (hit,) = search.search(filled, "fore", limit=5)
    assert hit.timelines == ("timeline", "mentions")
    assert hit.snippet == "Cover the leeks tonight, the forecast changed."
    assert [hit.snippet[start:end] for start, end in hit.matches] == ["fore"]


def test_a_snippet_is_cut_around_the_match(cache: sqlite3.Connection) -> None:
    """In a long post the part with the match is shown, on one line."""
    text = "first words " * 60 + "\nand here the näedle stands " + "last words " * 60
    timelines.merge(cache, "timeline", [entry(1, text)], reach=Newest())
    (hit,) = search.search(cache, "naedle", limit=5)
    assert hit.snippet.startswith("… ") and hit.snippet.endswith(" …")
    assert "\n" not in hit.snippet and len(hit.snippet) < 140
    assert [hit.snippet[start:end] for start, end in hit.matches] == ["näedle"]


def test_a_snippet_shows_every_word(cache: sqlite3.Connection) -> None:
    """Words that stand far apart are shown in parts, each lit; the gaps are marked."""
    text = "one leek " + "and more " * 60 + "then forecast here " + "and more " * 60 + "an end of rain."
    timelines.merge(cache, "timeline", [entry(1, text)], reach=Newest())
    (hit,) = search.search(cache, "forecast leek rain", limit=5)
    assert [hit.snippet[start:end] for start, end in hit.matches] == ["leek", "forecast", "rain"]
    assert hit.snippet.count(" … ") == 2 and len(hit.snippet) < 140


def test_hits_are_read_page_by_page(filled: sqlite3.Connection) -> None:
    """From the newest on."""
    assert [hit.post.id for hit in search.search(filled, "leek", limit=1, offset=1)] == [1]


def test_an_edited_post_is_found_by_its_new_words_only(filled: sqlite3.Connection) -> None:
    """The index follows the post in the same transaction."""
    timelines.merge(filled, "timeline", [entry(1, "Parsnips instead")], reach=Newest())
    assert [hit.post.id for hit in search.search(filled, "leek", limit=5)] == [4]
    assert [hit.post.id for hit in search.search(filled, "parsnip", limit=5)] == [1]


def test_a_post_converted_again_is_found_by_its_new_words(filled: sqlite3.Connection) -> None:
    """A new version of the converter replaces the document, and the HTML stays."""
    filled.execute("UPDATE posts SET document_version = 0 WHERE id = 1")
    assert posts.outdated(filled, limit=5) == [(1, "<p>Cover the leeks tonight, the forecast changed.</p>\n", "")]
    posts.replace_documents(filled, [(1, entry(1, "Radish")[1]), (777, entry(1, "Nobody")[1])])
    assert posts.outdated(filled, limit=5) == []
    assert [hit.post.id for hit in search.search(filled, "radish", limit=5)] == [1]
    assert search.search(filled, "forecast", limit=5) == []
    assert posts.html_of(filled, 1) == "<p>Cover the leeks tonight, the forecast changed.</p>\n"


def test_a_document_of_another_version_is_empty_until_it_is_converted(filled: sqlite3.Connection) -> None:
    """It costs neither the page nor the program."""
    filled.execute("UPDATE posts SET document = x'ff00', document_version = 0 WHERE id = 1")
    assert timelines.posts(filled, [1])[1].document.blocks == ()


def test_the_index_can_be_made_again(filled: sqlite3.Connection) -> None:
    """A rebuilt index finds the same."""
    search_index.rebuild(filled)
    assert [hit.post.id for hit in search.search(filled, "leek", limit=5)] == [4, 1]


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("", ["zoe@social.example", "yuki", "tomas"]),
        ("TOM", ["tomas"]),
        ("zo", ["zoe@social.example"]),
        ("Zoë", ["zoe@social.example"]),
        ("q", []),
        ("%", []),
    ],
)
def test_people_are_found_by_the_beginning_of_their_names(
    cache: sqlite3.Connection, prefix: str, expected: list[str]
) -> None:
    """By username or name, whoever posted last first, each once."""
    timelines.merge(cache, "timeline", [*ENTRIES[:3], entry(0, author=Author("Old Tomas", "tomas"))], reach=Newest())
    assert [username for username, _ in search.usernames(cache, prefix, limit=5)] == expected


def test_people_are_named_as_they_were_last(cache: sqlite3.Connection) -> None:
    """Of two display names the newer is given, whatever the order of arrival."""
    timelines.merge(cache, "timeline", [entry(5), entry(1, author=Author("Old Tomas", "tomas"))], reach=Newest())
    assert search.usernames(cache, "tom", limit=5) == [("tomas", "Tomas")]
