"""Signing in through the browser: a page that asks, a code, and a token for the code."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode, urlsplit

from starlette.responses import HTMLResponse, RedirectResponse

from mbtui.demo.call import Answer, Call, Refusal, route
from mbtui.demo.texts import READER
from mbtui.demo.tokens import CODE_SECONDS, Grant


@route("GET /indieauth/auth", token="ignored")
def ask(call: Call) -> Answer:
    _checked_redirect(call)
    hidden = "".join(f'<input type="hidden" name="{name}" value="{escape(call.text(name))}">' for name in call.params)
    people = [person for person in call.world.people.values() if not person.is_remote]
    options = "".join(
        f'<option value="{escape(person.username)}">{escape(person.name)} (@{escape(person.username)})</option>'
        for person in people
    )
    return HTMLResponse(
        f"<!DOCTYPE html><meta charset='utf-8'><title>Sign in</title><h1>Sign in to the demo</h1>"
        f"<p><b>{escape(call.text('client_id'))}</b> would like to read and post for you.</p>"
        f'<form method="post" action="/indieauth/auth">{hidden}'
        f'<label>You are <select name="username">{options}</select></label> '
        f'<button name="approve" value="yes">Approve</button> <button name="approve" value="no">Decline</button></form>'
    )


@route("POST /indieauth/auth", token="ignored")
def decide(call: Call) -> Answer:
    """Go back to the app with a code, or with the news that it was declined."""
    world, redirect_uri = call.world, _checked_redirect(call)
    answer = {"state": call.text("state")} if call.text("state") else {}
    username = call.text("username") or READER
    if call.text("approve") == "no":
        answer |= {"error": "access_denied", "error_description": "You declined."}
    elif username not in world.people:
        raise Refusal(400, "invalid_request", "There is no such person.")
    else:
        method = call.text("code_challenge_method") or ("plain" if call.text("code_challenge") else "")
        grant = Grant(
            username=username,
            client_id=call.text("client_id"),
            redirect_uri=redirect_uri,
            scope=call.text("scope"),
            challenge=call.text("code_challenge"),
            challenge_method=method,
            valid_until=world.now() + CODE_SECONDS,
        )
        answer = {"code": world.tokens.grant(grant), **answer, "iss": f"{call.origin}/"}
    separator = "&" if urlsplit(redirect_uri).query else "?"
    return RedirectResponse(f"{redirect_uri}{separator}{urlencode(answer)}", 302)


@route("POST /indieauth/token", token="ignored")
def exchange(call: Call) -> Answer:
    world = call.world
    if call.text("grant_type") != "authorization_code":
        raise Refusal(400, "unsupported_grant_type", "grant_type must be authorization_code.")
    redeemed = world.tokens.redeem(
        call.text("code"),
        client_id=call.text("client_id"),
        redirect_uri=call.text("redirect_uri"),
        verifier=call.text("code_verifier"),
        now=world.now(),
    )
    if isinstance(redeemed, str):
        raise Refusal(400, "invalid_grant", redeemed)
    grant, token = redeemed
    person = world.people[grant.username]
    me = person.url or f"{call.origin}/{person.username}"
    if "application/x-www-form-urlencoded" in call.accept:
        form = urlencode({"access_token": token, "token_type": "Bearer", "scope": grant.scope, "me": me})
        return HTMLResponse(form, media_type="application/x-www-form-urlencoded")
    photo = call.serializer.avatar(person.username)
    return {
        "access_token": token,
        "token_type": "Bearer",
        "scope": grant.scope,
        "me": me,
        "profile": {"name": person.name, "url": person.url, "photo": photo, "nickname": person.username},
    }


def _checked_redirect(call: Call) -> str:
    """The address to go back to, refused when a browser could do harm with it."""
    redirect_uri, client_id = call.text("redirect_uri"), call.text("client_id")
    if not client_id or not redirect_uri:
        raise Refusal(400, "invalid_request", "client_id and redirect_uri are needed.")
    if call.text("response_type") not in ("", "code", "id"):
        raise Refusal(400, "unsupported_response_type", "response_type must be code.")
    if call.text("code_challenge_method") not in ("", "plain", "S256"):
        raise Refusal(400, "invalid_request", "code_challenge_method must be S256.")
    scheme = urlsplit(redirect_uri).scheme
    if not scheme or scheme in ("javascript", "data", "file"):
        raise Refusal(400, "invalid_request", "The redirect_uri can not be used.")
    return redirect_uri
