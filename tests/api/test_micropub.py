"""What a hosted blog can take and holds, in all the shapes that were met."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mbtui.api import Channel, Destination, MicropubConfig, SourcePost, SyndicationTarget, UnexpectedAnswer
from mbtui.api.micropub import categories


def test_a_configuration_is_read() -> None:
    """Destinations, services, kinds and channels, each missing part empty."""
    config = MicropubConfig.from_json(
        {
            "media-endpoint": "https://micro.blog/micropub/media",
            "destination": [
                {
                    "uid": "https://ines.micro.blog/",
                    "name": "ines.micro.blog",
                    "microblog-title": "Allotment notes",
                    "microblog-default": True,
                },
                {"uid": "https://trains.example/"},
                {},
                None,
            ],
            "post-types": [{"type": "note", "name": "Post"}, "photo"],
            "channels": [{"uid": "default", "name": "Posts"}],
            "syndicate-to": [{"uid": "mastodon-1", "name": "Mastodon"}, "bluesky"],
        }
    )
    assert config.media_endpoint == "https://micro.blog/micropub/media"
    assert config.destinations == (
        Destination("https://ines.micro.blog/", "ines.micro.blog", "Allotment notes", True),
        Destination("https://trains.example/", "trains.example"),
    )
    assert config.post_types == ("note", "photo")
    assert config.channels == (Channel("default", "Posts"),)
    assert config.syndicate_to == (SyndicationTarget("mastodon-1", "Mastodon"), SyndicationTarget("bluesky", "bluesky"))
    assert MicropubConfig.from_json({}).destinations == ()
    assert SyndicationTarget.all_from_json({}) == ()
    assert categories({"categories": ["garden", "trains"]}) == categories(["garden", "trains"])
    with pytest.raises(UnexpectedAnswer):
        MicropubConfig.from_json([])


PROPERTIES = {
    "uid": [771204],
    "name": [""],
    "content": ["First frost on the *allotment*."],
    "published": ["2026-03-02T08:15:44+00:00"],
    "post-status": ["published"],
    "category": ["garden"],
    "url": ["https://ines.example/frost.html"],
}

FROST = SourcePost(
    url="https://ines.example/frost.html",
    uid=771204,
    content="First frost on the *allotment*.",
    categories=("garden",),
    published_at=datetime(2026, 3, 2, 8, 15, 44, tzinfo=UTC),
    post_status="published",
)


@pytest.mark.parametrize(
    "answer",
    [
        {"items": [{"type": ["h-entry"], "properties": PROPERTIES}, {"properties": {}}, None]},
        [{"properties": PROPERTIES}],
        {"type": ["h-entry"], "properties": PROPERTIES},
        {"items": [PROPERTIES]},
        {"items": [{"properties": {**PROPERTIES, "content": [{"value": "First frost on the *allotment*."}]}}]},
        {
            "items": [
                {"properties": {**PROPERTIES, "content": {"html": "First frost on the *allotment*."}, "uid": "771204"}}
            ]
        },
    ],
)
def test_own_posts_are_read_from_any_wrapping(answer: object) -> None:
    """A list, a wrapped list or one object; properties as arrays, objects or bare."""
    assert SourcePost.all_from_json(answer) == (FROST,)


def test_a_post_asked_for_by_its_address_needs_not_repeat_it() -> None:
    """The address that was asked for stands in; without any, there is no post."""
    without = {"properties": {key: value for key, value in PROPERTIES.items() if key != "url"}}
    assert SourcePost.from_json(without, "https://ines.example/frost.html") == FROST
    assert SourcePost.from_json(without) is None
    assert SourcePost.all_from_json({}) == ()
