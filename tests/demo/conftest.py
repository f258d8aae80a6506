"""A plain HTTP client for asking the demo server, signed in as its reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from mbtui.demo import DemoServer

Ids = Callable[..., list[str]]


@pytest.fixture
def http(demo: DemoServer) -> Iterator[httpx.Client]:
    """A client that sends the reader's token."""
    headers = {"Authorization": f"Bearer {demo.token}"}
    with httpx.Client(base_url=demo.url, headers=headers, verify=False, timeout=10) as client:
        yield client


@pytest.fixture
def feed(http: httpx.Client) -> Callable[..., dict[str, Any]]:
    """Ask for a feed, with parameters, and decode it."""

    def ask(path: str, **params: object) -> dict[str, Any]:
        answer = http.get(path, params={name: str(value) for name, value in params.items()})
        assert answer.status_code == 200, answer.text
        decoded: dict[str, Any] = answer.json()
        return decoded

    return ask


@pytest.fixture
def ids(feed: Callable[..., dict[str, Any]]) -> Ids:
    """Ask for a feed and keep the ids of its posts."""
    return lambda path="/posts/all", **params: [item["id"] for item in feed(path, **params)["items"]]
