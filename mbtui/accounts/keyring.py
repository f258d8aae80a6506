"""The system's keyring, called so that it can neither hold up nor garble anything.

Every call runs in a thread of its own with a time limit, because a keyring that waits for a prompt answers never; the
thread is a daemon, so that it does not hold up the end of the program either. Knows nothing of accounts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from mbtui.api.daemon_thread import in_daemon_thread
from mbtui.api.text import clean_line

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

Result = TypeVar("Result")

_SYSTEM_MODULES = frozenset(
    f"keyring.backends.{name}" for name in ("SecretService", "libsecret", "kwallet", "macOS", "Windows")
)
"""Backends that ask, if they must, in a window of their own. Others may ask on the terminal, where the screen is."""

_NO_KEYRING = "This system has no keyring that can be reached from here."


class KeyringUnusable(Exception):
    """Why the keyring can not be used; the text is a sentence for the reader."""

    def __init__(self, sentence: str, *, is_absent: bool = False) -> None:
        """`is_absent`: there is no keyring that mbtui would use, so nothing of ours is in it."""
        super().__init__(sentence)
        self.is_absent = is_absent


class SystemKeyring:
    """Reads and writes secrets by service and username; every call may raise `KeyringUnusable`."""

    def __init__(self, choice: str = "auto", *, timeout_seconds: float = 5.0) -> None:
        """
        Args:
            choice: "auto" for the system's own, "off" for none, or the dotted name of a backend, which is then
                trusted whatever it does.
            timeout_seconds: How long one call may take, loading included.
        """
        self._choice = choice
        self._timeout_seconds = timeout_seconds
        self._is_silent = False

    async def name(self) -> str:
        """What the backend calls itself."""
        return await self._call(lambda backend: str(backend.name))

    async def get(self, service: str, username: str) -> str | None:
        return await self._call(lambda backend: backend.get_password(service, username))

    async def set(self, service: str, username: str, secret: str) -> None:
        """Keep a secret, and read it back: some keyrings accept anything and keep nothing."""

        def write(backend: KeyringBackend) -> str | None:
            backend.set_password(service, username, secret)
            return backend.get_password(service, username)

        if await self._call(write, secret) != secret:
            raise KeyringUnusable("The keyring accepted the token but did not keep it.")

    async def delete(self, service: str, username: str) -> None:
        """Remove a secret; one that is not there is no failure."""

        def remove(backend: KeyringBackend) -> bool:
            if backend.get_password(service, username) is not None:
                backend.delete_password(service, username)
            return backend.get_password(service, username) is None

        if not await self._call(remove):
            raise KeyringUnusable("The keyring still has the token after it was told to remove it.")

    async def _call(self, use: Callable[[KeyringBackend], Result], secret: str = "") -> Result:
        if self._choice == "off":
            raise KeyringUnusable('The keyring is not used (keyring = "off" in config.toml).', is_absent=True)
        if self._is_silent:
            raise KeyringUnusable("The keyring did not answer before and is not asked again.")
        try:
            return await in_daemon_thread(lambda: self._use(use, secret), self._timeout_seconds)
        except TimeoutError:
            self._is_silent = True
            raise KeyringUnusable(
                f"The keyring did not answer within {self._timeout_seconds:g} seconds; it may be waiting for a "
                "password in a window that you can not see.",
            ) from None

    def _use(self, use: Callable[[KeyringBackend], Result], secret: str) -> Result:
        try:
            return use(_backend(self._choice))
        except KeyringUnusable:
            raise
        # Backends let through whatever their D-Bus, C or file libraries raise, and all of it means the same here.
        except Exception as error:
            raise _explained(error, secret) from None


def _backend(choice: str) -> KeyringBackend:
    import keyring
    import keyring.core
    from keyring.backends.chainer import ChainerBackend

    if choice != "auto":
        return keyring.core.load_keyring(choice)
    chosen = keyring.get_keyring()
    candidates = list(chosen.backends) if isinstance(chosen, ChainerBackend) else [chosen]
    for backend in candidates:
        if type(backend).__module__ in _SYSTEM_MODULES:
            return backend
    module = type(chosen).__module__
    if module == "keyring.backends.null":
        raise KeyringUnusable(
            "The keyring is switched off (its null backend is chosen) and would keep nothing.", is_absent=True
        )
    if module == "keyring.backends.fail" or not candidates:
        raise KeyringUnusable(_NO_KEYRING, is_absent=True)
    strange = candidates[0]
    path = f"{type(strange).__module__}.{type(strange).__qualname__}"
    raise KeyringUnusable(
        f"The only keyring here is {path}, which is not the system's own and may ask for a password in the middle of "
        f'the screen. To use it all the same, write keyring = "{path}" in config.toml.',
        is_absent=True,
    )


def _explained(error: Exception, secret: str) -> KeyringUnusable:
    from keyring import errors

    said = clean_line(str(error)).rstrip(".!")
    if secret:
        said = said.replace(secret, "…")
    said = said[:200] or type(error).__name__
    if isinstance(error, errors.NoKeyringError):
        return KeyringUnusable(_NO_KEYRING, is_absent=True)
    if isinstance(error, errors.KeyringLocked) or "dismissed" in said:
        return KeyringUnusable(f"The keyring is locked and could not be opened ({said}).")
    if isinstance(error, EOFError):
        return KeyringUnusable("The keyring wanted a password from the terminal and got none.")
    return KeyringUnusable(f"The keyring could not be used ({said}).")
