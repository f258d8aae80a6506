"""The client against the specification's own text."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime
from operator import attrgetter

import msgspec
import pytest

from mbtui.api import Author, Client, Feed, Post
from tests.endpoints import ENDPOINTS, Endpoint, published_endpoints, sample_answer


def test_the_table_holds_each_endpoint_of_the_specification() -> None:
    """No line of the specification's list is missing, and none is invented."""
    table = [(row.method, row.path) for row in ENDPOINTS if row.is_published]
    assert table == published_endpoints()
    assert len(table) == 30


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda row: f"{row.method} {row.path} {row.call}")
async def test_each_endpoint_has_a_method(endpoint: Endpoint) -> None:
    """The method exists, can be awaited, and its docstring names the endpoint it calls."""
    async with Client(None) as client:
        method = attrgetter(endpoint.call)(client)
    assert inspect.iscoroutinefunction(method)
    documented = " ".join((inspect.getdoc(method) or "").split())
    words = endpoint.path.partition("[")[0].partition("?")[0].rstrip("/")
    assert words in documented or words == "/micropub/media"


def test_the_sample_answer_is_read_whole() -> None:
    """Every field of the published sample comes out as it was written."""
    feed = Feed.from_json(msgspec.json.decode(sample_answer()))
    assert (feed.title, feed.home_page_url, feed.feed_url) == (
        "Micro.blog - Mentions",
        "https://micro.blog/mentions",
        "https://micro.blog/posts/mentions",
    )
    assert (feed.received, feed.skipped, feed.topics, feed.profile) == (1, 0, (), None)
    assert feed.posts == (
        Post(
            id=123,
            author=Author(
                "Manton Reece",
                "manton",
                "http://manton.org",
                "http://www.gravatar.com/avatar/d848ac9a3c64d1b73563895892cb2819?s=96",
            ),
            url="https://micro.blog/manton/123",
            content_html='<a href="https://micro.blog/manton">@manton</a> Testing testing, hello world.',
            published_at=datetime(2017, 2, 24, 21, 38, 50, tzinfo=UTC),
            is_deletable=True,
            date_relative="3:38 pm",
        ),
    )
