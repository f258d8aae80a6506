"""Signing in by e-mail, and exchanging tokens."""

from __future__ import annotations

from mbtui.demo.call import Answer, Call, route
from mbtui.demo.serializers import JSON, date


def email_of(username: str) -> str:
    return f"{username}@example.net"


@route("POST /account/signin", token="ignored")
def sign_in(call: Call) -> Answer:
    email = call.text("email").strip()
    people = call.world.people.values()
    username = next((person.username for person in people if email_of(person.username) == email), None)
    if username is None or "@" in username:
        return {"error": "There is no account with that e-mail address."}
    if not call.text("redirect_url") or not (call.text("app_name") or call.flag("is_mobile")):
        return {"error": "This app is not registered for signing in by e-mail."}
    call.world.tokens.send_mail(username, email, call.text("redirect_url"))
    return {}


@route("POST /account/apple", token="ignored")
def sign_in_with_apple(call: Call) -> Answer:
    """Nobody here has an account at Apple. That it is refused as the other ways of signing in are is a guess."""
    return {"error": "There is no account for this Apple ID."}


@route("POST /account/verify", token="ignored")
def verify(call: Call) -> Answer:
    world = call.world
    verified = world.tokens.verify(call.text("token"), world.now())
    if verified is None:
        return {"error": "App token was not valid."}
    username, token = verified
    rotation = call.faults.get("token-rotation")
    if rotation is not None:
        token = world.tokens.rotate(token, world.now(), grace_seconds=rotation.seconds)
    person = world.people[username]
    blog = None if "no-blog" in call.faults else world.blog_state(username).find("")
    plan = "premium" if blog else "free"
    avatar = call.serializer.avatar(username)
    answer: JSON = {
        "token": token,
        "name": person.name,
        "full_name": person.name,
        "username": username,
        "avatar": avatar,
        "gravatar_url": avatar,
        "bio": person.bio,
        "email": email_of(username),
        "default_site": blog.name if blog else "",
        "has_site": blog is not None,
        "plan": plan,
        "plans": [plan],
        "is_fullaccess": True,
        "is_premium": blog is not None,
        "is_using_ai": False,
    }
    expires_at = world.tokens.expires_at(token)
    if expires_at is not None:
        answer["expires_at"] = date(expires_at)
    return answer
