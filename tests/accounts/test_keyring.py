"""Every way in which a system's keyring fails is a sentence, in good time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from mbtui.accounts.keyring import KeyringUnusable, SystemKeyring
from tests.accounts import keyring_backends as backends

FORGETFUL = "The keyring accepted the token but did not keep it."


@pytest.fixture
def automatic(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Lets a test choose what `keyring` would find by itself."""
    before = keyring.core._keyring_backend
    yield monkeypatch
    keyring.core._keyring_backend = before


def made(backend: Callable[[], KeyringBackend]) -> KeyringBackend:
    """An instance; keyring's own classes are not typed."""
    return backend()


def named(backend: type) -> SystemKeyring:
    """The keyring of a reader who named a backend in config.toml."""
    return SystemKeyring(
        f"{backends.NAME}.{backend.__name__}", timeout_seconds=0.5 if backend.__name__ == "Hanging" else 5
    )


async def trouble(keyring_: SystemKeyring) -> tuple[bool, str]:
    """Whether there is no keyring to write a secret to, and the sentence."""
    with pytest.raises(KeyringUnusable) as caught:
        await keyring_.set("mbtui test", "ines", "s3cret")
    return caught.value.is_absent, str(caught.value)


async def test_a_working_keyring_keeps_reads_and_removes() -> None:
    """A secret is there until it is removed; removing it twice is harmless."""
    working = named(backends.Working)
    assert await working.get("mbtui test", "nobody") is None
    await working.set("mbtui test", "ines", "s3cret")
    assert await working.get("mbtui test", "ines") == "s3cret"
    await working.delete("mbtui test", "ines")
    await working.delete("mbtui test", "ines")
    assert await working.get("mbtui test", "ines") is None


async def test_no_keyring_is_a_sentence(automatic: pytest.MonkeyPatch) -> None:
    """Without D-Bus, keyring's own stand-in fails on every call."""
    keyring.set_keyring(made(fail.Keyring))
    assert await trouble(SystemKeyring()) == (True, "This system has no keyring that can be reached from here.")
    assert (await trouble(SystemKeyring("keyring.backends.fail.Keyring")))[0]


async def test_a_null_keyring_is_known_for_what_it_is(automatic: pytest.MonkeyPatch) -> None:
    """It is left alone when chosen by the environment, and found out when named."""
    keyring.set_keyring(made(null.Keyring))
    assert "switched off" in (await trouble(SystemKeyring()))[1]
    assert (await trouble(SystemKeyring("keyring.backends.null.Keyring")))[1] == FORGETFUL


async def test_a_keyring_that_forgets_is_found_out() -> None:
    """What was written is read back."""
    assert await trouble(named(backends.Forgetful)) == (False, FORGETFUL)


async def test_a_locked_keyring_is_a_sentence() -> None:
    """Both ways in which the Secret Service says so."""
    assert await trouble(named(backends.Locked)) == (
        False,
        "The keyring is locked and could not be opened (Failed to create the collection: Prompt dismissed).",
    )
    with pytest.raises(KeyringUnusable, match="locked and could not be opened"):
        await named(backends.Locked).get("mbtui test", "ines")


async def test_a_hanging_keyring_is_given_up_and_not_asked_again() -> None:
    """The first call ends with the time limit, later ones at once."""
    hanging = named(backends.Hanging)
    assert "did not answer within 0.5 seconds" in (await trouble(hanging))[1]
    calls = len(backends.Hanging.started)
    assert await trouble(hanging) == (False, "The keyring did not answer before and is not asked again.")
    assert len(backends.Hanging.started) == calls
    backends.Hanging.released.set()


def test_a_hanging_keyring_does_not_hold_up_the_end_of_the_program() -> None:
    """The interpreter ends although the thread still waits."""
    code = (
        "import asyncio\n"
        "from mbtui.accounts.keyring import KeyringUnusable, SystemKeyring\n"
        f"ring = SystemKeyring('{backends.NAME}.Hanging', timeout_seconds=0.2)\n"
        "try: asyncio.run(ring.get('a', 'b'))\n"
        "except KeyringUnusable as error: print(error)\n"
    )
    checkout = Path(__file__).parent.parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=checkout, capture_output=True, text=True, timeout=20)
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout.startswith("The keyring did not answer within 0.2 seconds")


async def test_a_keyring_that_might_ask_on_the_terminal_is_left_alone(automatic: pytest.MonkeyPatch) -> None:
    """Not even once, and not inside a chain either; the sentence says how to use it all the same."""
    backends.Prompting.asked.clear()
    sentence = f'write keyring = "{backends.NAME}.Prompting" in config.toml.'
    keyring.set_keyring(made(backends.Prompting))
    is_absent, said = await trouble(SystemKeyring())
    assert is_absent and said.endswith(sentence)
    automatic.setattr(chainer.ChainerBackend, "backends", [made(backends.Prompting)])
    keyring.set_keyring(made(chainer.ChainerBackend))
    assert (await trouble(SystemKeyring()))[1] == said
    assert backends.Prompting.asked == []


async def test_the_systems_own_keyring_is_used_inside_a_chain(automatic: pytest.MonkeyPatch) -> None:
    """A strange backend of higher priority does not come before it."""
    automatic.setattr(backends.Working, "__module__", "keyring.backends.kwallet")
    automatic.setattr(chainer.ChainerBackend, "backends", [made(backends.Prompting), made(backends.Working)])
    keyring.set_keyring(made(chainer.ChainerBackend))
    await SystemKeyring().set("mbtui test", "chained", "s3cret")
    assert await SystemKeyring().get("mbtui test", "chained") == "s3cret"
    assert "Working" in await SystemKeyring().name()


async def test_a_named_keyring_may_ask_and_gets_no_traceback_for_it() -> None:
    """Without a terminal it fails in words."""
    with pytest.raises(KeyringUnusable, match="wanted a password from the terminal and got none"):
        await named(backends.Prompting).get("mbtui test", "ines")


async def test_odd_failures_are_told_without_the_secret() -> None:
    """What a backend raises is cleaned, and the secret in it hidden."""
    assert await trouble(named(backends.Talkative)) == (
        False,
        "The keyring could not be used ([31mno room for …).",
    )


@pytest.mark.parametrize("name", ["no.such.Backend", "keyring.NoSuchClass", "nodots", ""])
async def test_a_backend_that_does_not_exist_is_a_sentence(name: str) -> None:
    """Whatever importing it raises."""
    assert (await trouble(SystemKeyring(name)))[1].startswith("The keyring could not be used (")


async def test_a_removed_secret_is_looked_for() -> None:
    """A keyring that keeps what it should remove is found out."""
    lying = named(backends.Lying)
    await lying.set("mbtui test", "lied", "s3cret")
    with pytest.raises(KeyringUnusable, match="still has the token"):
        await lying.delete("mbtui test", "lied")


async def test_a_keyring_that_is_switched_off_is_not_loaded() -> None:
    """keyring = "off" is for people who know that theirs hangs."""
    assert await trouble(SystemKeyring("off")) == (True, 'The keyring is not used (keyring = "off" in config.toml).')
