"""Keyrings that fail in the ways real ones do. Found by name: `tests.accounts.keyring_backends.Working`."""

from __future__ import annotations

import threading
from typing import ClassVar

from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked, PasswordDeleteError

NAME = "tests.accounts.keyring_backends"


class Working(KeyringBackend):
    """Keeps secrets in memory, for the whole test run; tests use usernames of their own."""

    priority = 0.1
    secrets: ClassVar[dict[tuple[str, str], str]] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.secrets:
            raise PasswordDeleteError("No such password!")
        del self.secrets[service, username]


class Forgetful(Working):
    """Accepts anything and keeps nothing, as the null backend does."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Locked(Working):
    """Needs an unlocking that nobody gives."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("Failed to unlock the collection!")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise InitError("Failed to create the collection: Prompt dismissed..")


class Hanging(Working):
    """Waits for an answer to a prompt that nobody sees."""

    started: ClassVar[list[threading.Thread]] = []
    released = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.started.append(threading.current_thread())
        self.released.wait()
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.get_password(service, username)


class Prompting(Working):
    """Asks for its password on the terminal."""

    asked: ClassVar[list[str]] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append(username)
        raise EOFError


class Talkative(Working):
    """Fails with an error of its own kind that repeats the secret and tries to paint."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError(f"\x1b[31mno room for {password}\n")


class Lying(Working):
    """Keeps a secret that it was told to remove."""

    def delete_password(self, service: str, username: str) -> None:
        pass
