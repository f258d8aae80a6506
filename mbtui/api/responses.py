"""Judging an answer: its JSON, its status, and the sentence for each kind of failure.

Micro.blog reports failures in five shapes: an `error` in a 2xx, an error status with JSON, with text or
HTML, HTML with a 2xx, and no answer at all (that one is `transport`'s).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import msgspec

from mbtui.api import fields
from mbtui.api.credentials import Token
from mbtui.api.errors import (
    MicroblogError,
    NotFound,
    RateLimited,
    Refused,
    ServiceUnavailable,
    SignInRequired,
    UnexpectedAnswer,
)
from mbtui.api.text import clean
from mbtui.api.transport import Response

_REASON_LIMIT = 300
_LONGEST_WAIT_SECONDS = 24 * 3600.0


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A successful answer of any endpoint."""

    status: int
    json: object = None
    """The decoded body: untrusted, its strings are not clean. None when it is empty or not JSON."""
    body: bytes = b""
    location: str = ""
    """The `Location` header."""
    is_json: bool = False
    """Whether the body was JSON (`null` is, too)."""

    @property
    def text(self) -> str:
        """The body as clean text."""
        return clean(_text(self.body))


def judge(response: Response, *, name: str, is_write: bool, secrets: tuple[Token, ...] = ()) -> Answer:
    """Take a response that is no redirect to be followed as a success, or raise the failure it stands for.

    `secrets` are tokens that must not be repeated, should the server quote them.
    """
    decoded, is_json = _decode(response.body)
    if 300 <= response.status < 400:
        target = fields.url(response.headers.get("location"))
        sentence = f"{name} answered with a redirect that leads nowhere."
        if target:
            sentence = f"{name} sent the request on to {target}, where mbtui does not follow it."
        raise UnexpectedAnswer(sentence, is_uncertain=is_write)
    # What the server quotes may be the token: neither it nor the unhidden reason outlives its use.
    reason = _reason(decoded)
    if not 200 <= response.status < 300:
        has_own_error = bool(reason) or (isinstance(decoded, dict) and _is_given(decoded.get("error")))
        reason = _hide(reason or _reason_in_text(response), secrets)
        del decoded
        raise _failure(response, reason, has_own_error, name, is_write)
    if isinstance(decoded, dict) and _is_given(decoded.get("error")):
        reason = _hide(reason, secrets)
        del decoded
        sentence = f"{name} refused: {reason}" if reason else f"{name} refused, without a reason."
        raise Refused(sentence, reason=reason, status=response.status)
    return Answer(
        status=response.status,
        json=decoded,
        body=response.body,
        location=fields.url(response.headers.get("location")),
        is_json=is_json,
    )


def data_of(answer: Answer, name: str) -> object:
    """Give the JSON of an answer to a question; `UnexpectedAnswer` when it is empty, a web page, or broken."""
    if answer.is_json:
        return answer.json
    raise UnexpectedAnswer(_no_data(answer, name))


_NOT_ALLOWED = re.compile(r"\b(?:authori[sz]|scope|permission|not allowed)", re.IGNORECASE)
"""What no pause mends, in the words of a 403 that is no JSON. Micro.blog asks for a pause with a 403, too."""


def check_written(answer: Answer, name: str) -> None:
    """Accept the answer to a request that changes something: JSON without an error, or nothing at all.

    After a web page or something broken nobody knows what came of the request.
    """
    if not answer.is_json and answer.body.strip():
        raise UnexpectedAnswer(_no_data(answer, name), is_uncertain=True)


def _decode(body: bytes) -> tuple[object, bool]:
    if not body.strip():
        return None, False
    try:
        return msgspec.json.decode(body), True
    except RecursionError:
        return None, False
    except ValueError:
        # Half a surrogate pair, a byte that is no UTF-8, or a number out of range is one odd field; msgspec
        # rejects the whole answer for it, the standard library does not.
        import json

        try:
            return json.loads(_text(body)), True
        except (ValueError, RecursionError):
            return None, False


def _text(body: bytes) -> str:
    return body.decode("utf-8-sig", errors="replace")


def _no_data(answer: Answer, name: str) -> str:
    body = answer.body.lstrip()
    if not body:
        return f"{name} sent an empty answer where data was expected."
    if body.startswith(b"<"):
        return f"{name} answered with a web page where data was expected."
    return f"{name} sent an answer that can not be read; it may have been cut off."


def _reason(decoded: object) -> str:
    if not isinstance(decoded, dict):
        return ""
    for key in ("error_description", "error", "message"):
        found = decoded.get(key)
        if isinstance(found, dict):
            found = found.get("message") or found.get("description")
        if words := fields.line(found):
            return _short(words)
        if key == "error" and _is_given(decoded.get("error")):
            break
    return ""


def _is_given(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def _reason_in_text(response: Response) -> str:
    """Read the words of an error page: plain text, or the title or first heading of HTML."""
    text = _text(response.body[:20_000]).strip()
    if text.startswith(("{", "[")):
        return ""
    if text.startswith("<"):
        from html import unescape

        found = re.search(r"<(title|h1)\b[^>]*>([^<]*)</", text, re.IGNORECASE)
        text = unescape(found.group(2)) if found else ""
    return _short(fields.line(text))


def _short(words: str) -> str:
    return words if len(words) <= _REASON_LIMIT else words[: _REASON_LIMIT - 1] + "…"


def _hide(reason: str, secrets: tuple[Token, ...]) -> str:
    for secret in secrets:
        reason = reason.replace(secret.reveal(), "…")
    return reason


def _failure(response: Response, reason: str, has_own_error: bool, name: str, is_write: bool) -> MicroblogError:
    status = response.status
    wait = retry_after_seconds(response.headers.get("retry-after", ""))
    because = f": {reason}" if reason else "."
    if status == 401:
        return SignInRequired(f"{name} does not accept the token{because}")
    if status == 404:
        return NotFound(f"{name} could not find it{because}")
    is_pause = status == 403 and not has_own_error and not _NOT_ALLOWED.search(reason)
    if status == 429 or is_pause or (status == 503 and wait is not None):
        until = f" It asks to wait {wait:g} seconds." if wait is not None else ""
        sentence = f"{name} has been asked too often and wants a pause.{until}"
        return RateLimited(sentence, retry_after_seconds=wait, is_uncertain=is_write and status == 503)
    if status == 407:
        return ServiceUnavailable("The proxy asks for a name and a password, or does not accept those it was given.")
    # 501 is no trouble: such a request is not known there, and never will be.
    if (status >= 500 and status != 501) or status == 408:
        return ServiceUnavailable(f"{name} has trouble answering (status {status}){because}", is_uncertain=is_write)
    return Refused(f"{name} refused (status {status}){because}", reason=reason, status=status)


def retry_after_seconds(header: str) -> float | None:
    """Read a `Retry-After` header, seconds or a date, as 0 to a day; None when it is empty or can not be read."""
    words = header.strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", words):
        return min(float(words), _LONGEST_WAIT_SECONDS)
    moment = fields.moment(words)
    if moment is None:
        return None
    return min(max((moment - datetime.now(UTC)).total_seconds(), 0.0), _LONGEST_WAIT_SECONDS)
