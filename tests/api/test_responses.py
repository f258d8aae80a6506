"""What each status and body means, and what is said about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from mbtui.api import (
    MicroblogError,
    NotFound,
    RateLimited,
    Refused,
    ServiceUnavailable,
    SignInRequired,
    Token,
    UnexpectedAnswer,
)
from mbtui.api.responses import check_written, data_of, judge, retry_after_seconds
from mbtui.api.transport import Response

HTML = b"<!DOCTYPE html><html><head><title>We&#8217;re down\x1b[2J</title></head><body>Back soon.</body></html>"


def failure(status: int, body: bytes = b"", *, is_write: bool = True, **headers: str) -> MicroblogError:
    """Judge a reply that is a failure."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with pytest.raises(MicroblogError) as caught:
        judge(Response(status, named, body), name="Micro.blog", is_write=is_write, secrets=(Token("S3CR3T"),))
    return caught.value


@pytest.mark.parametrize(
    ("status", "body", "kind", "is_uncertain"),
    [
        (401, b"", SignInRequired, False),
        (401, b'{"error": "unauthorized"}', SignInRequired, False),
        (404, b"", NotFound, False),
        (404, HTML, NotFound, False),
        (403, b"", RateLimited, False),
        (403, HTML, RateLimited, False),
        (403, b"authorization error", Refused, False),
        (403, b'{"error": "forbidden"}', Refused, False),
        (429, b"", RateLimited, False),
        (400, b'{"error": "invalid_request", "error_description": "No content."}', Refused, False),
        (422, b"Unprocessable", Refused, False),
        (418, HTML, Refused, False),
        (407, b"", ServiceUnavailable, False),
        (500, b"", ServiceUnavailable, True),
        (502, HTML, ServiceUnavailable, True),
        (503, HTML, ServiceUnavailable, True),
        (408, b"", ServiceUnavailable, True),
        (302, b"", UnexpectedAnswer, True),
        (200, b'{"error": "App token was not valid."}', Refused, False),
    ],
)
def test_each_status_is_one_kind_of_failure(
    status: int, body: bytes, kind: type[MicroblogError], is_uncertain: bool
) -> None:
    """And it is known whether a write may have been carried out."""
    error = failure(status, body)
    assert type(error) is kind
    assert error.is_uncertain is is_uncertain
    assert not failure(status, body, is_write=False).is_uncertain


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (400, b'{"error": "invalid_request", "error_description": "No content."}', "No content."),
        (400, b'{"error": "invalid_request", "error_description": null}', "invalid_request"),
        (400, b'{"error": {"message": "Deep."}}', "Deep."),
        (400, b'{"error": ["First.", "Second."]}', "First."),
        (400, b'{"message": "Only this."}', "Only this."),
        (400, b"Plain words\nof a server\x1b[31m", "Plain words of a server[31m"),
        (400, HTML, "We’re down[2J"),
        (400, b"<html>nothing to read", ""),
        (400, b'{"error": ', ""),
        (400, b"", ""),
        (400, b"x" * 1000, "x" * 299 + "…"),
        (200, b'{"error": "No.", "id": 5}', "No."),
        (200, b'{"error": true}', ""),
        (400, b'{"error": "S3CR3T is bad"}', "… is bad"),
        (200, b'{"error": "S3CR3T is bad"}', "… is bad"),
    ],
)
def test_the_reason_is_the_servers_and_clean(status: int, body: bytes, reason: str) -> None:
    """The description, else the error, else the text; on one line, and never the token."""
    error = failure(status, body)
    assert isinstance(error, Refused)
    assert (error.reason, error.status) == (reason, status)
    assert reason in str(error)
    assert "S3CR3T" not in f"{error} {error!r}"


@pytest.mark.parametrize(
    "body",
    [b"{}", b"[]", b'{"error": ""}', b'{"error": null}', b'{"error": false}', b'{"error": []}', b'"ok"', b"null"],
)
def test_an_empty_error_is_none(body: bytes) -> None:
    """Only an error with something in it makes a success a failure."""
    answer = judge(Response(200, {}, body), name="Micro.blog", is_write=True)
    assert answer.is_json
    check_written(answer, "Micro.blog")
    data_of(answer, "Micro.blog")


@pytest.mark.parametrize("body", [b"", b"  \n"])
def test_an_empty_success_is_one_for_a_write_only(body: bytes) -> None:
    """A write needs no answer, a question does."""
    answer = judge(Response(204, {}, body), name="Micro.blog", is_write=True)
    check_written(answer, "Micro.blog")
    with pytest.raises(UnexpectedAnswer, match="empty answer"):
        data_of(answer, "Micro.blog")


@pytest.mark.parametrize(
    ("body", "words"),
    [(HTML, "web page"), (b'{"items": [', "cut off"), (b"OK", "can not be read"), (b"[" * 200_000, "can not be read")],
)
def test_a_success_that_is_no_data_is_unexpected(body: bytes, words: str) -> None:
    """A sign-in page or half an answer is neither data nor a confirmation."""
    answer = judge(Response(200, {}, body), name="Micro.blog", is_write=True)
    with pytest.raises(UnexpectedAnswer, match=words) as read:
        data_of(answer, "Micro.blog")
    assert not read.value.is_uncertain
    with pytest.raises(UnexpectedAnswer, match=words) as written:
        check_written(answer, "Micro.blog")
    assert written.value.is_uncertain


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("30", 30), ("0", 0), ("1.5", 1.5), ("", None), ("soon", None), ("-5", None), ("999999999", 86400), ("nan", None)],
)
def test_the_pause_a_server_asks_for_is_read(header: str, seconds: float | None) -> None:
    """Seconds, up to a day; anything else is no wish."""
    for status in (429, 403):
        error = failure(status, b"", retry_after=header)
        assert isinstance(error, RateLimited)
        assert error.retry_after_seconds == seconds


def test_the_pause_may_be_a_date() -> None:
    """An HTTP date counts from now, and one that has passed asks for no pause."""
    soon = retry_after_seconds(format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True))
    assert soon is not None and 0 < soon <= 90
    assert retry_after_seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 0


def test_unavailable_with_a_pause_is_a_rate_limit() -> None:
    """A 503 that names a time is a wish to wait; whether a write happened is not known."""
    error = failure(503, HTML, retry_after="7")
    assert isinstance(error, RateLimited)
    assert (error.retry_after_seconds, error.is_uncertain) == (7, True)
    assert "7 seconds" in str(error)


def test_every_failure_is_a_sentence() -> None:
    """Each begins with a capital letter or a host's name and ends as sentences do."""
    for status in (302, 400, 401, 403, 404, 407, 408, 429, 500, 503):
        for body in (b"", HTML, b'{"error": "no"}', b'{"error": "No."}'):
            sentence = str(failure(status, body))
            assert sentence[0].isupper() and sentence.endswith(".") and "\n" not in sentence
