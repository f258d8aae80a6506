"""Following, muting, blocking, reporting, and telephones that want to be told."""

from __future__ import annotations

from starlette.responses import JSONResponse

from mbtui.demo import serializers
from mbtui.demo.call import Answer, Call, Refusal, route
from mbtui.demo.reader import Mute
from mbtui.demo.routes.posts import wanted_person
from mbtui.demo.texts import Person


@route("POST /users/follow")
def follow(call: Call) -> Answer:
    feed_url = call.text("feed_url")
    person = _site(call, feed_url) if feed_url and not call.text("username") else _named(call)
    if not call.reader.follows(person.username) and person.username != call.reader.username:
        call.reader.following.append(person.username)
    return {}


@route("POST /users/unfollow")
def unfollow(call: Call) -> Answer:
    person = _named(call)
    if call.reader.follows(person.username):
        call.reader.following.remove(person.username)
    return {}


@route("GET /users/is_following")
def is_following(call: Call) -> Answer:
    return call.serializer.relation(_named(call))


@route("GET /users/following/{username}")
def following(call: Call) -> Answer:
    person = wanted_person(call, call.path_params["username"])
    return _rows(call, call.serializer.following(person))


@route("GET /users/discover/{username}")
def discover(call: Call) -> Answer:
    person, reader = wanted_person(call, call.path_params["username"]), call.reader
    names = call.serializer.following(person)
    return _rows(call, [name for name in names if not reader.follows(name) and name != reader.username])


@route("GET /users/pins/{username}")
def pins(call: Call) -> Answer:
    person = wanted_person(call, call.path_params["username"])
    if person.is_remote:
        # Micro.blog gives them to those who are on it.
        return []
    return [
        {"id": number, **pin, "image_url": f"{call.origin}/pictures/pin-{number}.png"}
        for number, pin in enumerate(person.pins, 11)
    ]


@route("GET /users/search")
def search(call: Call) -> Answer:
    query = call.text("q").casefold().removeprefix("@")
    if not query:
        return []
    people = call.world.people.values()
    return _rows(call, [person.username for person in people if query in f"{person.username} {person.name}".casefold()])


@route("POST /users/mute")
def mute(call: Call) -> Answer:
    keyword, domain = call.text("keyword").strip(), call.text("domain").strip()
    username = "" if keyword or domain else _named(call).username
    if username == call.reader.username:
        raise Refusal(400, "You can not mute yourself.")
    entry = call.reader.mute(
        username=username,
        keyword=keyword,
        domain=domain,
        is_hiding_other_replies=call.flag("is_hiding_other_replies"),
    )
    return serializers.mute(entry)


@route("GET /users/muting")
def muting(call: Call) -> Answer:
    return [serializers.mute(entry) for entry in call.reader.mutes]


@route("POST /users/muting/{id:int}")
def modify_mute(call: Call) -> Answer:
    entry = _entry(call, call.reader.mutes)
    entry.is_hiding_other_replies = call.flag("is_hiding_other_replies")
    return serializers.mute(entry)


@route("DELETE /users/muting/{id:int}", "POST /users/unmute")
def unmute(call: Call) -> Answer:
    call.reader.mutes.remove(_entry(call, call.reader.mutes))
    return {}


@route("POST /users/block")
def block(call: Call) -> Answer:
    entry = call.reader.block(_named(call).username)
    return {"id": entry.id, "username": entry.username}


@route("GET /users/blocking")
def blocking(call: Call) -> Answer:
    return [{"id": entry.id, "username": entry.username} for entry in call.reader.blocks]


@route("DELETE /users/blocking/{id:int}", "POST /users/unblock")
def unblock(call: Call) -> Answer:
    call.reader.blocks.remove(_entry(call, call.reader.blocks))
    return {}


@route("POST /users/report")
def report(call: Call) -> Answer:
    """Kept where a test can see it."""
    call.reader.reported.append(_named(call).username)
    return {}


@route("POST /users/push/register")
def register_push(call: Call) -> Answer:
    token = call.text("device_token")
    if not token:
        raise Refusal(400, "invalid_request", "device_token is needed.")
    device = {
        "token": token,
        "app_name": call.text("app_name"),
        "push_env": call.text("push_env") or "production",
        "created_at": serializers.date(call.world.now()),
    }
    call.reader.devices[token] = device
    return JSONResponse({"status": "success", **device}, 201)


@route("POST /users/push/unregister")
def unregister_push(call: Call) -> Answer:
    if call.reader.devices.pop(call.text("device_token"), None) is None:
        raise Refusal(404, "The device is not registered.")
    return {"status": "success"}


@route("GET /users/push/info")
def push_info(call: Call) -> Answer:
    """Of one environment, when it is named."""
    wanted = call.text("push_env")
    return [device for device in call.reader.devices.values() if wanted in ("", device["push_env"])]


def _named(call: Call) -> Person:
    username = call.text("username")
    if not username:
        raise Refusal(400, "invalid_request", "username is needed.")
    return wanted_person(call, username)


def _site(call: Call, feed_url: str) -> Person:
    """The person whose site a feed belongs to, or a new account that stands for the feed."""
    host = feed_url.split("//")[-1].split("/")[0]
    if "." not in host:
        raise Refusal(400, "invalid_request", "feed_url must be the address of a feed.")
    people = call.world.people
    known = next((person for person in people.values() if f"//{host}/" in person.url), None)
    return known or people.setdefault(host, Person(username=host, name=host, url=f"https://{host}/"))


def _entry(call: Call, entries: list[Mute]) -> Mute:
    """The entry with the id in the path, or else with `id` or `username`: what unmute and unblock take is a guess."""
    wanted, username = call.path_params.get("id", call.integer("id")), call.text("username").removeprefix("@")
    found = next((entry for entry in entries if entry.id == wanted or (username and entry.username == username)), None)
    if found is None:
        raise Refusal(404, "There is no such entry.")
    return found


def _rows(call: Call, usernames: list[str]) -> list[serializers.JSON]:
    people, serializer = call.world.people, call.serializer
    return [serializer.user(people[name]) for name in usernames if name in people]
