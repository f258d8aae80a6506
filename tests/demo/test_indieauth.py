"""Signing in through the browser."""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from mbtui.demo import DemoServer

ASKED = {
    "client_id": "https://mbtui.example/",
    "redirect_uri": "http://127.0.0.1:8765/back?from=demo",
    "state": "s/1 &2",
    "scope": "create",
    "response_type": "code",
}
VERIFIER = "a-verifier-of-at-least-forty-three-characters-in-all"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def _approve(http: httpx.Client, **more: str) -> dict[str, str]:
    answer = http.post("/indieauth/auth", data={**ASKED, "approve": "yes", **more})
    assert answer.status_code == 302
    location = urlsplit(answer.headers["location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == "http://127.0.0.1:8765/back"
    return {name: values[0] for name, values in parse_qs(location.query).items()}


def _exchange(http: httpx.Client, code: str, **more: str) -> httpx.Response:
    sent = {"code": code, "grant_type": "authorization_code", **ASKED, **more}
    return http.post("/indieauth/token", data=sent, headers={"Accept": "application/json"})


def test_the_front_page_names_the_endpoints(demo: DemoServer, http: httpx.Client) -> None:
    """In link tags, absolute."""
    page = http.get("/").text
    for name, path in (("authorization_endpoint", "auth"), ("token_endpoint", "token")):
        assert f'<link rel="{name}" href="{demo.url}/indieauth/{path}">' in page


def test_the_page_asks_with_a_form_that_carries_everything(http: httpx.Client) -> None:
    """What the app sent is in hidden fields, escaped."""
    page = http.get("/indieauth/auth", params=ASKED).text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    assert fields["state"] == "s/1 &amp;2"
    assert fields["redirect_uri"] == ASKED["redirect_uri"]
    assert "https://mbtui.example/" in page


def test_a_yes_becomes_a_code_and_the_code_a_token_once(demo: DemoServer, http: httpx.Client) -> None:
    """State and the redirect's own query come back; the token works; the code is used up."""
    back = _approve(http)
    assert back["state"] == ASKED["state"]
    assert back["from"] == "demo"
    answer = _exchange(http, back["code"]).json()
    assert (answer["token_type"], answer["scope"], answer["me"]) == ("Bearer", "create", "https://ines.micro.blog/")
    assert answer["profile"]["nickname"] == "ines"
    verified = http.post("/account/verify", data={"token": answer["access_token"]}).json()
    assert verified["username"] == "ines"
    again = _exchange(http, back["code"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_challenge_must_be_met(http: httpx.Client) -> None:
    """PKCE is checked when it was sent, in both methods."""
    for method, challenge in (("S256", CHALLENGE), ("plain", VERIFIER)):
        sent = {"code_challenge": challenge, "code_challenge_method": method}
        assert _exchange(http, _approve(http, **sent)["code"], code_verifier=VERIFIER).status_code == 200
        assert _exchange(http, _approve(http, **sent)["code"], code_verifier="guess").status_code == 400
        assert _exchange(http, _approve(http, **sent)["code"]).status_code == 400


@pytest.mark.parametrize(
    "wrong", [{"client_id": "https://other.example/"}, {"redirect_uri": "http://127.0.0.1:1/"}, {"grant_type": "x"}]
)
def test_a_code_is_good_for_its_own_app_only(http: httpx.Client, wrong: dict[str, str]) -> None:
    """Client, redirect and grant type must agree."""
    answer = _exchange(http, _approve(http)["code"], **wrong)
    assert answer.status_code == 400
    assert answer.json()["error_description"]


def test_an_old_code_is_refused(demo: DemoServer, http: httpx.Client) -> None:
    """Ten minutes are enough."""
    code = _approve(http)["code"]
    demo.world.advance(601)
    assert _exchange(http, code).json()["error"] == "invalid_grant"


def test_a_no_goes_back_to_the_app(http: httpx.Client) -> None:
    """As access_denied, with the state."""
    back = _approve(http, approve="no")
    assert (back["error"], back["state"]) == ("access_denied", ASKED["state"])
    assert "code" not in back


@pytest.mark.parametrize(
    "wrong",
    [{"redirect_uri": "javascript:alert(1)"}, {"redirect_uri": ""}, {"client_id": ""}, {"response_type": "token"}],
)
def test_requests_that_could_do_harm_get_no_page(http: httpx.Client, wrong: dict[str, str]) -> None:
    """400, and no redirect."""
    assert http.get("/indieauth/auth", params={**ASKED, **wrong}).status_code == 400


def test_a_token_can_be_had_form_encoded(http: httpx.Client) -> None:
    """When that is what is accepted."""
    code = _approve(http, username="tomas")["code"]
    sent = {"code": code, "grant_type": "authorization_code", **ASKED}
    answer = http.post("/indieauth/token", data=sent, headers={"Accept": "application/x-www-form-urlencoded"})
    assert parse_qs(answer.text)["me"] == ["https://tomas.example/"]
