"""Tokens: how they are sent, exchanged, rotated and refused."""

from __future__ import annotations

import logging

import httpx
import pytest

from mbtui.demo import DemoServer

NEEDED = (
    ("GET", "/posts/all"),
    ("GET", "/posts/mentions"),
    ("GET", "/posts/favorites"),
    ("GET", "/posts/check"),
    ("POST", "/posts/reply"),
    ("DELETE", "/posts/88120345"),
    ("GET", "/users/muting"),
    ("POST", "/users/follow"),
    ("GET", "/micropub?q=config"),
    ("POST", "/micropub/media"),
)


@pytest.mark.parametrize("form", ["Bearer {}", "bearer {}", "Token {}", "{}"])
def test_the_token_may_come_in_three_forms(demo: DemoServer, form: str) -> None:
    """With either scheme word or bare."""
    headers = {"Authorization": form.format(demo.token)}
    assert httpx.get(f"{demo.url}/posts/check", headers=headers, verify=False).status_code == 200


@pytest.mark.parametrize(("method", "path"), NEEDED)
def test_a_missing_or_wrong_token_is_refused_where_one_is_needed(demo: DemoServer, method: str, path: str) -> None:
    """401, with JSON."""
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        answer = httpx.request(method, demo.url + path, headers=headers, verify=False)
        assert answer.status_code == 401
        assert answer.json()["error"] == "unauthorized"


def test_verify_tells_whose_token_it_is(demo: DemoServer, http: httpx.Client) -> None:
    """The same token comes back, as it does not expire; no header is needed, and form and query both do."""
    answer = httpx.post(f"{demo.url}/account/verify", data={"token": demo.token}, verify=False).json()
    assert answer["token"] == demo.token
    assert (answer["username"], answer["name"], answer["full_name"]) == ("ines", "Ines Okafor", "Ines Okafor")
    assert answer["avatar"] == answer["gravatar_url"] == f"{demo.url}/ines/avatar.jpg"
    assert answer["default_site"] == "ines.micro.blog"
    assert answer["has_site"] is answer["is_fullaccess"] is answer["is_premium"] is True
    assert "expires_at" not in answer
    assert http.post("/account/verify", params={"token": demo.token}).json() == answer


def test_verify_refuses_with_status_200(http: httpx.Client) -> None:
    """As micro.blog does."""
    for data in ({"token": "wrong"}, {}):
        answer = http.post("/account/verify", data=data)
        assert answer.status_code == 200
        assert answer.json() == {"error": "App token was not valid."}


def test_verify_can_rotate_the_token(demo: DemoServer, http: httpx.Client) -> None:
    """The fresh one expires some day; the old one is good for a while."""
    with demo.fault("token-rotation", 30):
        answer = http.post("/account/verify", data={"token": demo.token}).json()
    fresh = answer["token"]
    assert fresh != demo.token
    assert answer["expires_at"] == "2026-05-31T09:00:00+00:00"
    assert http.get("/posts/check").status_code == 200
    demo.world.advance(31)
    assert http.get("/posts/check").status_code == 401
    assert http.get("/posts/check", headers={"Authorization": f"Bearer {fresh}"}).status_code == 200
    demo.world.advance(91 * 24 * 3600)
    assert http.post("/account/verify", data={"token": fresh}).json()["error"]


def test_a_mail_holds_a_link_whose_last_part_can_be_exchanged_once(
    demo: DemoServer, http: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    """The mail goes to the log; its token alone opens nothing."""
    caplog.set_level(logging.INFO, "mbtui.demo")
    asked = {"email": "ines@example.net", "app_name": "mbtui", "redirect_url": "mbtui://signin/"}
    assert http.post("/account/signin", data=asked).json() == {}
    mail = demo.world.tokens.mails[-1]
    assert mail.link == f"mbtui://signin/{mail.token}"
    assert mail.link in caplog.text
    assert http.get("/posts/check", headers={"Authorization": f"Bearer {mail.token}"}).status_code == 401
    fresh = http.post("/account/verify", data={"token": mail.token}).json()["token"]
    assert fresh != mail.token
    assert http.get("/posts/check", headers={"Authorization": f"Bearer {fresh}"}).status_code == 200
    assert http.post("/account/verify", data={"token": mail.token}).json()["error"]


@pytest.mark.parametrize(
    "asked",
    [
        {"email": "nobody@example.net", "app_name": "mbtui", "redirect_url": "mbtui://signin/"},
        {"email": "ines@example.net", "redirect_url": "mbtui://signin/"},
        {"email": "ines@example.net", "app_name": "mbtui"},
    ],
)
def test_no_mail_is_sent_to_strangers_or_for_unknown_apps(demo: DemoServer, http: httpx.Client, asked: dict) -> None:
    """Status 200 with an error."""
    answer = http.post("/account/signin", data=asked)
    assert (answer.status_code, list(answer.json())) == (200, ["error"])
    assert demo.world.tokens.mails == []


def test_nobody_signs_in_with_apple(http: httpx.Client) -> None:
    """Status 200 with an error."""
    assert list(http.post("/account/apple", data={"user_id": "1"}).json()) == ["error"]


def test_an_account_without_a_blog_says_so(demo: DemoServer, http: httpx.Client) -> None:
    """By itself for people who have none, and by a fault for the reader."""
    other = http.post("/account/verify", data={"token": "demo-token-tomas"}).json()
    assert (other["has_site"], other["default_site"]) == (False, "")
    with demo.fault("no-blog"):
        assert http.post("/account/verify", data={"token": demo.token}).json()["has_site"] is False
        assert "destination" not in http.get("/micropub", params={"q": "config"}).json()
        refused = http.post("/micropub", data={"h": "entry", "content": "Hi"})
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
