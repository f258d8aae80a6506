"""Lists of people, mutes, pins and devices, in all the shapes that were met."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mbtui.api import Following, Mute, Pin, PushDevice, UnexpectedAnswer, User
from mbtui.api.fields import models

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
    assert models(answer, User.from_json, "people") == (YUKI,)


def test_a_row_may_hold_no_more_than_a_username() -> None:
    """Everything else is empty or unknown; contacts call it nickname."""
    assert models([{"username": "tomas"}, "juno@social.example"], User.from_json, "people") == (
        User(username="tomas", name="tomas"),
        User(username="juno@social.example", name="juno@social.example"),
    )
    contacts = {"contacts": [{"nickname": "tomas", "photo": "https://a.example/t.jpg"}]}
    assert models(contacts, User.from_json, "people") == (
        User(username="tomas", name="tomas", avatar_url="https://a.example/t.jpg"),
    )
    assert models([], User.from_json, "people") == models({}, User.from_json, "people") == ()


@pytest.mark.parametrize("read", [User.from_json, Mute.from_json, Pin.from_json, PushDevice.from_json])
def test_what_is_no_list_is_said_to_be_none(read: Callable[[object], object]) -> None:
    """A text or a number is not an empty list."""
    with pytest.raises(UnexpectedAnswer):
        models("nothing here", read, "people")


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
    assert models(answer, Mute.from_json, "mutes") == (
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
    assert models(answer, Pin.from_json, "pins") == pins


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
    assert Following.from_json(answer) == expected


def test_following_that_does_not_say_is_not_taken_for_no() -> None:
    """An answer without the claim is an odd answer."""
    with pytest.raises(UnexpectedAnswer):
        Following.from_json({})


def test_devices_are_read() -> None:
    """A list of registered devices, odd entries left out."""
    assert models(
        [{"token": "D", "app_name": "mbtui", "push_env": "production"}, {}, None], PushDevice.from_json, "devices"
    ) == (PushDevice("D", "mbtui", "production"),)
