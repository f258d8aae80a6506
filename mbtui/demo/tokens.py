"""Who may do what: app tokens, links sent by e-mail, and sign-in through the browser. All of it invented."""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger("mbtui.demo")

CODE_SECONDS = 600
LIFETIME_SECONDS = 90 * 24 * 3600


@dataclass
class Token:
    """What a token stands for."""

    username: str
    valid_until: float | None = None
    """Unix seconds; None for a token that does not expire."""
    scope: str = "create"
    """What an app asked for in the browser; micro.blog knows only `create`, which allows all writing."""
    is_temporary: bool = False
    """Whether it came by e-mail and must be exchanged first."""


@dataclass(frozen=True)
class Mail:
    """A message with a sign-in link."""

    to: str
    link: str
    token: str


@dataclass(frozen=True)
class Grant:
    """A yes given in the browser, waiting to be exchanged for a token."""

    username: str
    client_id: str
    redirect_uri: str
    scope: str
    challenge: str
    challenge_method: str
    valid_until: float


class Tokens:
    """All tokens, by their text. They are numbered, so that a run can be repeated."""

    def __init__(self, usernames: list[str]) -> None:
        """Give every person one app token, `demo-token-<username>`, that does not expire."""
        self._tokens = {f"demo-token-{username}": Token(username) for username in usernames}
        self._grants: dict[str, Grant] = {}
        self._number = 1
        self.mails: list[Mail] = []
        self.say: Callable[[str], None] = log.info
        """Takes what stands in for a mail, as nobody here has a mailbox."""

    def owner(self, token: str, now: float) -> str | None:
        """Tell whose token this is, or None when it is not or no longer good for signing in."""
        found = self._tokens.get(token)
        if found is None or found.is_temporary or (found.valid_until is not None and found.valid_until < now):
            return None
        return found.username

    def may_write(self, token: str) -> bool:
        return "create" in self._tokens[token].scope.split()

    def expires_at(self, token: str) -> float | None:
        return self._tokens[token].valid_until

    def send_mail(self, username: str, email: str, redirect_url: str) -> None:
        """Make a link with a temporary token, which is the last part of its path."""
        token = self._new("mail", username)
        self._tokens[token].is_temporary = True
        mail = Mail(email, f"{redirect_url.rstrip('/')}/{token}", token)
        self.mails.append(mail)
        self.say(f"Mail to {mail.to}: open {mail.link} to sign in, or paste {mail.token}")

    def verify(self, token: str, now: float) -> tuple[str, str] | None:
        """Give the username and the token to use from now on, or None; a temporary token can be exchanged once."""
        found = self._tokens.get(token)
        if found is not None and found.is_temporary:
            del self._tokens[token]
            return found.username, self._new("token", found.username)
        username = self.owner(token, now)
        return None if username is None else (username, token)

    def rotate(self, token: str, now: float, *, grace_seconds: float) -> str:
        """Replace a token by a fresh one that expires; the old one stays good for `grace_seconds`."""
        found = self._tokens[token]
        found.valid_until = now + grace_seconds
        fresh = self._new("token", found.username, found.scope)
        self._tokens[fresh].valid_until = now + LIFETIME_SECONDS
        return fresh

    def revoke(self, token: str) -> None:
        self._tokens.pop(token, None)

    def grant(self, grant: Grant) -> str:
        """Keep a yes and hand out the code that stands for it."""
        self._number += 1
        code = f"demo-code-{self._number}"
        self._grants[code] = grant
        return code

    def redeem(
        self, code: str, *, client_id: str, redirect_uri: str, verifier: str, now: float
    ) -> tuple[Grant, str] | str:
        """Exchange a code, once, for its grant and an access token; otherwise a sentence says what is wrong."""
        grant = self._grants.pop(code, None)
        if grant is None or grant.valid_until < now:
            return "The code is unknown, was used before, or is too old."
        if grant.client_id != client_id:
            return "The client_id is not the one the code was given to."
        if redirect_uri and grant.redirect_uri != redirect_uri:
            return "The redirect_uri is not the one the code was sent to."
        if grant.challenge and _challenge(verifier, grant.challenge_method) != grant.challenge:
            return "The code_verifier does not match the code_challenge."
        return grant, self._new("indieauth", grant.username, grant.scope)

    def _new(self, kind: str, username: str, scope: str = "create") -> str:
        self._number += 1
        token = f"demo-{kind}-{username}-{self._number}"
        self._tokens[token] = Token(username, scope=scope)
        return token


def _challenge(verifier: str, method: str) -> str:
    if method == "plain":
        return verifier
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
