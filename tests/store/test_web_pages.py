"""Telling a bookmarked web page from a post."""

from __future__ import annotations

import sqlite3

import pytest

from mbtui.api import Author
from mbtui.store import timelines
from mbtui.store.timelines import Newest
from tests.store.samples import entry


@pytest.mark.parametrize(
    ("username", "name", "url", "is_conversation", "expected"),
    [
        pytest.param("hill.example", "hill.example", "https://hill.example/a", False, True, id="a page"),
        pytest.param("hill.example", "hill.example", "https://www.hill.example/a", False, True, id="with www"),
        pytest.param(
            "www.hill.example", "www.hill.example", "https://hill.example/a", False, True, id="named with www"
        ),
        pytest.param(
            "münster.example", "münster.example", "https://xn--mnster-3ya.example/a", False, True, id="foreign"
        ),
        pytest.param("hill.example", "hill.example", "https://other.example/a", False, False, id="of another site"),
        pytest.param(
            "hill.example", "Hill House", "https://hill.example/a", False, False, id="by somebody with a name"
        ),
        pytest.param("hill.example", "hill.example", "https://hill.example/a", True, False, id="with a conversation"),
        pytest.param("ana@hill.example", "ana@hill.example", "https://hill.example/a", False, False, id="abroad"),
        pytest.param("tomas", "tomas", "https://tomas/a", False, False, id="of a person"),
        pytest.param("", "Unknown", "", False, False, id="of nobody"),
    ],
)
def test_a_web_page_is_told_by_its_author(
    cache: sqlite3.Connection, username: str, name: str, url: str, is_conversation: bool, expected: bool
) -> None:
    """The author is the site itself, and nobody has said anything to it."""
    post = entry(1, author=Author(name, username), url=url, is_conversation=is_conversation)
    timelines.merge(cache, "bookmarks", [post], reach=Newest())
    assert timelines.posts(cache, [1])[1].is_web_page is expected
