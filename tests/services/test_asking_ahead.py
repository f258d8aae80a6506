"""Whose a new token in the environment is, asked for while the program is loaded."""

from __future__ import annotations

import asyncio

import pytest

from mbtui import paths
from mbtui.accounts.accounts import Accounts
from mbtui.config import Config
from mbtui.demo import DemoServer
from mbtui.services.session_provider import AccountSessions, Connected


def sessions_of(demo: DemoServer) -> AccountSessions:
    """As a start makes them."""
    config = Config(keyring="off")
    return AccountSessions(demo.url, Accounts(demo.url, config), config)


async def connected(sessions: AccountSessions) -> Connected:
    """Get in as the screen does, and close what that opens."""
    session = sessions.first_session()
    found = await sessions.connect(session)
    await found.client.close()
    for each in {session, found.session}:
        await each.close()
    return found


async def test_the_account_of_a_new_token_is_the_first_that_is_shown(
    demo: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its server is asked once, whenever the answer comes, and never again for the same token."""
    monkeypatch.setenv("MBTUI_TOKEN", "demo-token-tomas")
    demo.fault("slow", 0.3, path="/account/verify")
    late = sessions_of(demo)
    late.ask_ahead()
    assert (await connected(late)).session.username == "tomas"
    assert len(demo.asked("POST", "/account/verify")) == 1

    monkeypatch.setenv("MBTUI_TOKEN", demo.token)
    early = sessions_of(demo)
    early.ask_ahead()
    assert early._asked is not None
    await asyncio.wrap_future(early._asked)
    session = early.first_session()
    assert session.username == "ines"
    await session.close()
    assert (await connected(early)).session.username == "ines"
    assert len(demo.asked("POST", "/account/verify")) == 2

    again = sessions_of(demo)
    again.ask_ahead()
    assert again._asked is None and (await connected(again)).session.username == "ines"
    assert len(demo.asked("POST", "/account/verify")) == 2


async def test_what_goes_wrong_is_told_by_who_connects(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guest is shown, and why nobody is signed in."""
    monkeypatch.setenv("MBTUI_TOKEN", "wr0ng")
    sessions = sessions_of(demo)
    sessions.ask_ahead()
    found = await connected(sessions)
    assert found.session.username == "" and "does not accept the token" in found.reason
    assert paths.account_folder(demo.url, "").is_dir()
