"""Whatever JSON holds, reading it either gives clean models or says that it is something else."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mbtui.api import (
    Account,
    Feed,
    Following,
    MicropubConfig,
    Mute,
    NewPosts,
    Pin,
    Post,
    PushDevice,
    SourcePost,
    SyndicationTarget,
    UnexpectedAnswer,
    User,
    clean,
)
from mbtui.api.fields import models
from mbtui.api.micropub import categories
from mbtui.api.responses import judge
from mbtui.api.transport import Response

KEYS = [
    *("id", "_microblog", "items", "author", "authors", "name", "username", "url", "avatar"),
    *(
        "content_html",
        "content_text",
        "date_published",
        "date_timestamp",
        "date_relative",
        "is_favorite",
        "is_bookmark",
        "is_following",
        "tags",
    ),
    *("syndication", "image", "thumbnail_url", "tagmoji", "emoji", "title", "summary", "bio", "count"),
    *("check_seconds", "markers", "timeline", "date_marked", "token", "expires_at", "keyword", "domain", "destination"),
    *("uid", "properties", "content", "published", "category", "syndicate-to", "channels", "post-types", "error"),
]

TEXT = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["\x1b[31m", "\x9bm", "\u202e", "&#27;[2J", "\ud83d", "12", "2026-03-02T08:15:44Z", "true", "a, b"]
    ),
)

SCALAR = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), TEXT, st.integers(min_value=1, max_value=10**9)
)

VALUE = st.recursive(
    SCALAR,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(st.sampled_from(KEYS), TEXT), inner, max_size=8)
    ),
    max_leaves=25,
)

READERS: tuple[Callable[[object], object], ...] = (
    lambda value: Feed.from_json(value).oldest_first(),
    Post.from_json,
    NewPosts.from_json,
    lambda value: models(value, User.from_json, "people"),
    lambda value: models(value, Mute.from_json, "mutes"),
    lambda value: models(value, Pin.from_json, "pins"),
    lambda value: models(value, PushDevice.from_json, "devices"),
    Following.from_json,
    lambda value: Account.from_json(value, "T"),
    MicropubConfig.from_json,
    SourcePost.all_from_json,
    SourcePost.from_json,
    categories,
    SyndicationTarget.all_from_json,
)


def texts_in(value: object) -> Iterator[str]:
    """Yield every text in a model, and check its times on the way."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, datetime):
        assert value.tzinfo is UTC
    elif isinstance(value, tuple):
        for entry in value:
            yield from texts_in(entry)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts_in(getattr(value, name))


@given(VALUE, st.sampled_from(READERS))
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_nothing_in_json_breaks_the_reading(value: object, read: Callable[[object], object]) -> None:
    """Every reader gives models whose text is clean, or raises the one error it may."""
    with contextlib.suppress(UnexpectedAnswer):
        for text in texts_in(read(value)):
            assert clean(text) == text


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), VALUE, max_size=6), max_size=2))
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_entry_spoils_its_page(entries: list[object]) -> None:
    """Good entries around odd ones are always there."""
    good = [{"id": 10**17 + number, "content_html": "<p>x</p>"} for number in range(2)]
    feed = Feed.from_json({"items": [good[0], *entries, good[1]]})
    ids = [post.id for post in feed.posts]
    assert ids[0] == good[0]["id"] and good[1]["id"] in ids
    assert feed.received == len(entries) + 2


@pytest.mark.parametrize(
    "body",
    [
        b'{"items": [{"id": 1, "content_html": "half \\ud83d pair"}]}',
        b'{"items": [{"id": 1, "content_html": "bad \xff byte"}]}',
        b'\xef\xbb\xbf{"items": [{"id": 1, "x": 1e999, "y": NaN}]}',
        json.dumps({"items": [{"id": 1, "x": 10**400}]}).encode(),
    ],
)
def test_one_odd_byte_costs_no_page(body: bytes) -> None:
    """Lone surrogates, bytes that are no UTF-8 and numbers without bounds do not spoil the answer."""
    answer = judge(Response(200, {}, body), name="Micro.blog", is_write=False)
    feed = Feed.from_json(answer.json)
    assert [post.id for post in feed.posts] == [1]
    feed.posts[0].content_html.encode()
