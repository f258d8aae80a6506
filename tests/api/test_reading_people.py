"""Lists of people, mutes and pins, accounts and blogs, in all the shapes that were met."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mbtui.api import (
    Channel,
    Destination,
    Following,
    Mute,
    Pin,
    PushDevice,
    SourcePost,
    SyndicationTarget,
    UnexpectedAnswer,
    User,
)
from mbtui.api.reading.micropub import (
    read_categories,
    read_config,
    read_source,
    read_source_post,
    read_syndication_targets,
)
from mbtui.api.reading.people import (
    read_account,
    read_devices,
    read_following,
    read_mutes,
    read_pins,
    read_users,
)

YUKI = User(username="yuki", name="Yuki Harada", url="https://harada.example/", is_following=True)


@pytest.mark.parametrize(
    "answer",
    [
        [{"name": "Yuki Harada", "url": "https://harada.example/", "username": "yuki", "is_following": 1}],
        {
            "users": [
                {"name": "Yuki Harada", "url": "https://harada.example/", "username": "@yuki", "is_following": True}
            ]
        },
        {"full_name": "Yuki Harada", "url": "https://harada.example/", "username": "yuki", "is_following": "true"},
        [
            None,
            {},
            {"name": "nobody"},
            5,
            {
                **{"name": "Yuki Harada", "url": "https://harada.example/"},
                "_microblog": {"username": "yuki", "is_following": True},
            },
        ],
    ],
)
def test_people_are_read_from_any_list(answer: object) -> None:
    """Arrays and objects, with rows that name nobody left out."""
    assert read_users(answer) == (YUKI,)


def test_a_row_may_hold_no_more_than_a_username() -> None:
    """Everything else is empty or unknown; contacts call it nickname."""
    assert read_users([{"username": "tomas"}, "juno@social.example"]) == (
        User(username="tomas", name="tomas"),
        User(username="juno@social.example", name="juno@social.example"),
    )
    contacts = {"contacts": [{"nickname": "tomas", "photo": "https://a.example/t.jpg"}]}
    assert read_users(contacts) == (User(username="tomas", name="tomas", avatar_url="https://a.example/t.jpg"),)
    assert read_users([]) == read_users({}) == ()


@pytest.mark.parametrize("read", [read_users, read_mutes, read_pins, read_devices])
def test_what_is_no_list_is_said_to_be_none(read: object) -> None:
    """A text or a number is not an empty list."""
    with pytest.raises(UnexpectedAnswer):
        read("nothing here")  # type: ignore[operator]


def test_mutes_are_people_words_or_sites() -> None:
    """An entry may be none of them; without an id it is left out."""
    answer = [
        {"id": 501, "username": "del", "is_hiding_other_replies": True},
        {"id": "502", "keyword": "spoilers", "username": None},
        {"id": 503, "domain": "noise.example"},
        {"id": 504},
        {"username": "noid"},
        None,
    ]
    assert read_mutes(answer) == (
        Mute(id=501, username="del", is_hiding_other_replies=True),
        Mute(id=502, keyword="spoilers"),
        Mute(id=503, domain="noise.example"),
        Mute(id=504),
    )


@pytest.mark.parametrize(
    ("answer", "pins"),
    [
        (
            [{"id": 12, "title": "10 Posts", "description": "Ten", "image_url": "https://p.example/10.png"}],
            (Pin("10 Posts", "Ten", url="https://p.example/10.png"),),
        ),
        (["First post", ""], (Pin("First post"),)),
        ({"pins": [{"name": "Streak", "emoji": "🔥"}]}, (Pin("Streak", emoji="🔥"),)),
        ({"items": [{"description": "Only this"}]}, (Pin("Only this"),)),
        ([{"id": 31}], (Pin("31"),)),
        ({}, ()),
        ([{}], ()),
    ],
)
def test_pins_are_read_in_any_guessed_shape(answer: object, pins: tuple[Pin, ...]) -> None:
    """No source shows their JSON, so objects, words and wrapped lists all do."""
    assert read_pins(answer) == pins


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"is_following": True, "is_you": False}, Following(True)),
        ({"is_following": 0, "is_you": 1}, Following(False, True)),
        ([{"is_following": "true"}], Following(True)),
    ],
)
def test_following_may_be_numbers(answer: object, expected: Following) -> None:
    """Booleans come as true, 1 and "true"."""
    assert read_following(answer) == expected


def test_following_that_does_not_say_is_not_taken_for_no() -> None:
    """An answer without the claim is an odd answer."""
    with pytest.raises(UnexpectedAnswer):
        read_following({})


def test_an_account_keeps_the_token_it_was_given() -> None:
    """The returned token counts, and an empty one means: keep the old."""
    sent = {
        "token": "N3W",
        "full_name": "Ines Okafor",
        "username": "ines",
        "gravatar_url": "https://a.example/i.jpg",
        "default_site": "ines.micro.blog",
        "has_site": 1,
        "expires_at": "2026-09-01T00:00:00+00:00",
    }
    account = read_account(sent, "OLD")
    assert account is not None
    assert (account.token, account.name, account.username) == ("N3W", "Ines Okafor", "ines")
    assert (account.avatar_url, account.has_site) == ("https://a.example/i.jpg", True)
    assert account.expires_at == datetime(2026, 9, 1, tzinfo=UTC)
    empties: tuple[object, ...] = ("", None, {})
    for empty in empties:
        kept = read_account({**sent, "token": empty}, "OLD")
        assert kept is not None and kept.token == "OLD"
    assert read_account({"token": "N3W"}, "OLD") is None


def test_an_account_is_printed_without_its_token() -> None:
    """Neither plain nor as rich prints it in a crash report."""
    account = read_account({"token": "N3WT0K3N", "username": "ines"}, "OLD")
    assert account is not None
    assert "N3WT0K3N" not in f"{account!r} {account} {account.__rich_repr__()}"


def test_devices_are_read() -> None:
    """A list of registered devices, odd entries left out."""
    assert read_devices([{"token": "D", "app_name": "mbtui", "push_env": "production"}, {}, None]) == (
        PushDevice("D", "mbtui", "production"),
    )


def test_a_configuration_is_read() -> None:
    """Destinations, services, kinds and channels, each missing part empty."""
    config = read_config(
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
    assert read_config({}).destinations == ()
    assert read_syndication_targets({}) == ()
    assert read_categories({"categories": ["garden", "trains"]}) == read_categories(["garden", "trains"])
    with pytest.raises(UnexpectedAnswer):
        read_config([])


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
    assert read_source(answer) == (FROST,)


def test_a_post_asked_for_by_its_address_needs_not_repeat_it() -> None:
    """The address that was asked for stands in; without any, there is no post."""
    without = {"properties": {key: value for key, value in PROPERTIES.items() if key != "url"}}
    assert read_source_post(without, "https://ines.example/frost.html") == FROST
    assert read_source_post(without) is None
    assert read_source({}) == ()
