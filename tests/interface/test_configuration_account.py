"""Every key of config.toml that says whose posts are read and how one signs in, shown by what it does."""

from __future__ import annotations

import sys
from collections.abc import Callable

from mbtui.demo import DemoServer
from tests.interface.opened import opened, paste, sign_in

NO_KEYRING = 'keyring = "keyring.backends.fail.Keyring"\n'


async def test_server_is_where_posts_come_from(demo: DemoServer) -> None:
    """Without --server on the command line."""
    await sign_in(demo, "ines")
    async with opened(None, f'server = "{demo.url}"\n{NO_KEYRING}') as journey:
        assert "@ines" in journey.tabs
        assert demo.asked("GET", "/posts/all")


async def test_account_is_the_one_that_opens(demo: DemoServer) -> None:
    """Not the one that was open last; --account wins."""
    await sign_in(demo, "ines", "tomas")
    async with opened(demo, NO_KEYRING) as journey:
        assert "@tomas" in journey.tabs
    async with opened(demo, f'account = "ines"\n{NO_KEYRING}') as journey:
        assert "@ines" in journey.tabs
    async with opened(demo, f'account = "ines"\n{NO_KEYRING}', account="tomas") as journey:
        assert "@tomas" in journey.tabs


async def test_token_command_signs_in(demo: DemoServer) -> None:
    """Nothing is asked, and nothing is kept."""
    command = f"""token_command = ["{sys.executable}", "-c", "print('{demo.token}')"]"""
    async with opened(demo, f"{command}\n{NO_KEYRING}") as journey:
        assert "@ines" in journey.tabs


async def test_token_command_that_fails_is_told_where_one_signs_in(demo: DemoServer) -> None:
    """The sign-in screen says why it came."""
    command = f"""token_command = ["{sys.executable}", "-c", "raise SystemExit('no such entry')"]"""
    async with opened(demo, f"{command}\n{NO_KEYRING}", is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog", "no such entry", "No account is signed in here.")


async def test_keyring_can_be_left_alone(demo: DemoServer) -> None:
    """The question for a file says so; a backend by name is used without one."""
    async with opened(demo, 'keyring = "off"', is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog")
        await paste(journey, demo.token)
        await journey.press("enter")
        await journey.sees('The keyring is not used (keyring = "off" in config.toml). Keep the token in a file')
    async with opened(demo, 'keyring = "tests.accounts.keyring_backends.Working"', is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog")
        await paste(journey, demo.token)
        await journey.press("enter")
        await journey.sees("Signed in as @ines. The token is in the keyring.")


async def test_app_name_and_redirect_url_make_an_address_enough(demo: DemoServer) -> None:
    """With both, a mail is sent that names them; without, the field does not offer it."""
    async with opened(demo, NO_KEYRING, is_ready=False) as journey:
        await journey.sees("app token, or the link from a mail")
        await paste(journey, "ines@example.net")
        await journey.press("enter")
        await journey.sees("needs app_name and redirect_url in config.toml")
        assert demo.world.tokens.mails == []
    keys = 'app_name = "reader"\nredirect_url = "https://app.example/signin"\n'
    async with opened(demo, NO_KEYRING + keys, is_ready=False) as journey:
        await journey.sees("app token, e-mail address or link")
        await paste(journey, "ines@example.net")
        await journey.press("enter")
        await journey.sees("A mail is on its way to ines@example.net.")
    asked = demo.asked("POST", "/account/signin")[-1].params
    assert (asked["app_name"], asked["redirect_url"]) == ("reader", "https://app.example/signin")
    assert demo.world.tokens.mails[-1].link.startswith("https://app.example/signin/")


async def test_client_id_stands_for_this_program(demo: DemoServer) -> None:
    """In the address that the browser opens."""
    async with opened(demo, f'client_id = "https://app.example/"\n{NO_KEYRING}', is_ready=False) as journey:
        await journey.sees("Sign in to Micro.blog")
        await journey.press("f2")
        await journey.until(
            lambda: "&client_id=https%3A%2F%2Fapp.example%2F&" in journey.text.replace("\n", "").replace(" ", "")
        )


SHOWN: dict[str, Callable[..., object]] = {
    "server": test_server_is_where_posts_come_from,
    "account": test_account_is_the_one_that_opens,
    "token_command": test_token_command_signs_in,
    "keyring": test_keyring_can_be_left_alone,
    "app_name": test_app_name_and_redirect_url_make_an_address_enough,
    "redirect_url": test_app_name_and_redirect_url_make_an_address_enough,
    "client_id": test_client_id_stands_for_this_program,
}
"""By the key whose effect the test shows."""
