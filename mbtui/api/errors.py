"""What can go wrong between mbtui and Micro.blog: MicroblogError, and six kinds of it.

The text of each is a whole sentence without the token, a class name or a stack. httpx's error is the `__cause__`.
"""

from __future__ import annotations


class MicroblogError(Exception):
    """Any failure of a call. Its text is a sentence that can be shown as it is, with more behind it."""

    is_uncertain: bool
    """Whether a write may have been carried out although it failed: its answer was lost or unreadable.

    False means that the server did not act: nothing was sent, or it answered with a refusal.
    """

    def __init__(self, sentence: str, *, is_uncertain: bool = False) -> None:
        # The reason of a server may have no full stop.
        super().__init__(sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}.")
        self.is_uncertain = is_uncertain


class ServiceUnavailable(MicroblogError):
    """No answer in time, a connection that could not be made or broke, or a 5xx status."""


class RateLimited(MicroblogError):
    """Too many requests: status 429, 503 with a waiting time, or 403 without a reason."""

    retry_after_seconds: float | None
    """How long the server asks to wait; None when it did not say."""

    def __init__(self, sentence: str, *, retry_after_seconds: float | None = None, is_uncertain: bool = False) -> None:
        super().__init__(sentence, is_uncertain=is_uncertain)
        self.retry_after_seconds = retry_after_seconds


class SignInRequired(MicroblogError):
    """The token is missing or no longer accepted.

    Raised by `account.verify` it is final. Raised by any other call, verify once and follow its answer.
    """


class NotFound(MicroblogError):
    """There is no such post, person, topic or path."""


class Refused(MicroblogError):
    """The server understood the request and said no, or mbtui did not send it because it could not be right."""

    reason: str
    """The server's own words, clean and on one line; empty when it gave none."""
    status: int | None
    """Of the answer: a 4xx, or a 2xx with an error inside. None when nothing was sent."""

    def __init__(self, sentence: str, *, reason: str = "", status: int | None = None) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.status = status


class UnexpectedAnswer(MicroblogError):
    """The answer is not what this endpoint gives: HTML, broken JSON, a redirect, or more than can be held."""
