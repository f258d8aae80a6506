"""Every key of config.toml that says whose posts are read and how one signs in, shown by what it does."""

from __future__ import annotations

import sys
from collections.abc import Callable

from mbtui.demo import DemoServer
from tests.interface.opened import opened, paste, sign_in

NO_KEYRING = 'keyring = "keyring.backends.fail.Keyring"\n'


async def test_the_account_that_opens(demo: DemoServer) -> None:
    """The one that was open last, the one that is configured, the one that --account names: the later one wins."""
    await sign_in(demo, "ines", "tomas")
    async with opened(None, f'server = "{demo.url}"\n{NO_KEYRING}') as journey:
        assert "@tomas" in journey.tabs
        assert demo.asked("GET", "/posts/all")
    for named, expected in ((None, "@ines"), ("tomas", "@tomas")):
        async with opened(demo, f'account = "ines"\n{NO_KEYRING}', account=named, is_ready=False) as journey:
            await journey.sees("Photos", expected)
            assert expected in journey.tabs


async def test_token_command_signs_in(demo: DemoServer) -> None:
    """Nothing is asked, and nothing is kept. One that fails is told where one signs in."""
    command = f"""token_command = ["{sys.executable}", "-c", "raise SystemExit('no such entry')"]"""
    async with opened(demo, f"{command}\n{NO_KEYRING}", is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog", "no such entry", "No account is signed in here.")
    command = f"""token_command = ["{sys.executable}", "-c", "print('{demo.token}')"]"""
    async with opened(demo, f"{command}\n{NO_KEYRING}", is_ready=False) as journey:
        await journey.sees("@ines")


IN_THE_KEYRING = """
app_name = "reader"
redirect_url = "https://app.example/signin"
client_id = "https://app.example/"
keyring = "tests.accounts.keyring_backends.Working"
"""


async def test_what_is_asked_to_sign_in(demo: DemoServer) -> None:
    """An address is enough when a mail can name this program; the keyring is used or left alone."""
    async with opened(demo, 'keyring = "off"', is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog", "app token, or the link from a mail")
        await paste(journey, "ines@example.net")
        await journey.press("enter")
        await journey.sees("needs app_name and redirect_url in config.toml")
        assert demo.world.tokens.mails == []
        await journey.press("ctrl+u")
        await paste(journey, demo.token)
        await journey.press("enter")
        await journey.sees('The keyring is not used (keyring = "off" in config.toml). Keep the token in a file')
    async with opened(demo, IN_THE_KEYRING, is_ready=False) as journey:
        await journey.sees("app token, e-mail address or link")
        await paste(journey, "ines@example.net")
        await journey.press("enter")
        await journey.sees("A mail is on its way to ines@example.net.")
        asked = demo.asked("POST", "/account/signin")[-1].params
        assert (asked["app_name"], asked["redirect_url"]) == ("reader", "https://app.example/signin")
        assert demo.world.tokens.mails[-1].link.startswith("https://app.example/signin/")
        # client_id stands for this program in the address that the browser opens.
        await journey.press("f2")
        await journey.until(
            lambda: "&client_id=https%3A%2F%2Fapp.example%2F&" in journey.text.replace("\n", "").replace(" ", "")
        )
        await journey.press("escape")
        await journey.sees("app token, e-mail address or link")
        await journey.press("ctrl+u")
        await paste(journey, demo.token)
        await journey.press("enter")
        await journey.sees("Signed in as @ines. The token is in the keyring.")


SHOWN: dict[str, Callable[..., object]] = {
    **dict.fromkeys(("server", "account"), test_the_account_that_opens),
    "token_command": test_token_command_signs_in,
    **dict.fromkeys(("keyring", "app_name", "redirect_url", "client_id"), test_what_is_asked_to_sign_in),
}
"""By the key whose effect the test shows."""
