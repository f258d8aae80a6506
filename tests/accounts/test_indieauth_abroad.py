"""Signing in through the browser at a server that this project did not write: django-indieweb."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest

from mbtui.accounts.indieauth import BrowserSignIn, Endpoints, discover
from mbtui.accounts.token_store import AccountProblem
from mbtui.api import Refused

pytestmark = pytest.mark.xdist_group("indieweb")


@pytest.fixture
def site(indieweb_site: str) -> str:
    """The address of the site."""
    return indieweb_site


async def browse(site: str, address: str, action: str = "approve") -> str:
    """Sign in to the site, open the address, press a button; gives where the browser is sent."""
    async with httpx.AsyncClient(trust_env=False, verify=False) as browser:
        await browser.get(f"{site}/come-in/")
        page = await browser.get(address)
        assert page.status_code == 200, page.text
        fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text))
        form = {name: unescape(value) for name, value in fields.items()} | {"action": action}
        answer = await browser.post(f"{site}/indieweb/auth/", data=form)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]


async def attempt_at(site: str) -> BrowserSignIn:
    """An attempt with the endpoints that the home page names."""
    return BrowserSignIn(await discover(site, default=Endpoints("", "")), me=f"{site}/")


async def test_a_yes_becomes_a_token_that_the_site_accepts(site: str) -> None:
    """Discovery, consent, the browser's return to this computer, the exchange with PKCE."""
    async with await attempt_at(site) as attempt:
        address = await browse(site, attempt.address)
        async with httpx.AsyncClient(trust_env=False, verify=False) as browser:
            assert (await browser.get(address)).status_code == 200
            token = await attempt.exchange(await attempt.wait())
            answers = [
                (await browser.get(f"{site}/indieweb/micropub/?q=config", headers={"Authorization": f"Bearer {held}"}))
                for held in (token.reveal(), "another")
            ]
    assert [answer.status_code for answer in answers] == [200, 401]


async def test_the_pasted_address_does_as_well(site: str) -> None:
    """And its code is good once."""
    async with await attempt_at(site) as attempt:
        code = attempt.read(await browse(site, attempt.address))
        await attempt.exchange(code)
        with pytest.raises(Refused):
            await attempt.exchange(code)


async def test_a_code_needs_its_own_verifier(site: str) -> None:
    """Who sees the code in the browser's history can not use it."""
    async with await attempt_at(site) as attempt, await attempt_at(site) as other:
        code = attempt.read(await browse(site, attempt.address))
        with pytest.raises(Refused):
            await other.exchange(code)


async def test_a_no_is_a_sentence(site: str) -> None:
    """The server's own words for it are shown."""
    async with await attempt_at(site) as attempt:
        with pytest.raises(AccountProblem, match="The sign-in was not allowed"):
            attempt.read(await browse(site, attempt.address, action="deny"))
