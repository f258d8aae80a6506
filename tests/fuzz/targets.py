"""What is fuzzed: bytes in, and what must hold of what comes out. A new target is a row of `TARGETS`."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Iterator

import msgspec
from textual import events

from mbtui.api import Client, MicroblogError, clean
from mbtui.api.responses import judge
from mbtui.api.transport import Response
from mbtui.content.convert import convert, plain_document
from mbtui.content.document_text import as_markdown, excerpt
from mbtui.content.reply_words import quotes
from mbtui.terminal.input import TerminalInput
from mbtui.widgets.composer_text import writable
from tests.api.test_odd_json import READERS, texts_in
from tests.content.test_hostile import FRAMES, PIECES, POISON, assert_is_harmless
from tests.endpoints import sample_answer
from tests.presser.keys import JUNK, KEYS, PASTES
from tests.soak.odd_words import ADDRESSES, DATES, WORDS
from tests.widgets.made_rows import NOW, painter, post, text, width

WIDTHS = (79, 24, 3)
BETWEEN_READS = 0xFE
SILENCE = 0xFF
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Target(msgspec.Struct, frozen=True):
    """An entry point."""

    name: str
    try_one: Callable[[bytes], None]
    """Takes any bytes. Raises when something is not as it must be."""
    seeds: Callable[[], Iterator[bytes]]
    most_bytes: int
    """Of one input: more are tried for time elsewhere, and are slow here."""


def html_to_lines(data: bytes) -> None:
    """A post's HTML becomes a document that is harmless, and lines that are as wide as they may be."""
    html = data.decode("utf-8", "surrogateescape")
    document = convert(html)
    assert_is_harmless(document)
    assert_is_harmless(plain_document(html))
    for words in (as_markdown(document), excerpt(document, 20), *quotes(document)):
        assert clean(words) == words
    for cells in WIDTHS:
        for line in painter(cells).draw(post(document), NOW, is_unfolded=True).lines:
            assert width(line) <= max(cells, 2), (cells, text(line))
            assert not _FORBIDDEN.search(text(line))


def json_to_models(data: bytes) -> None:
    """An answer becomes models whose text is clean, or one of the errors that are foreseen."""
    read = READERS[data[0] % len(READERS)] if data else READERS[0]
    with contextlib.suppress(MicroblogError):
        answer = judge(Response(200, {}, data[1:]), name="Micro.blog", is_write=False)
        for words in texts_in(read(answer.json)):
            assert clean(words) == words


def bytes_to_keys(data: bytes) -> None:
    """What a terminal sends, in pieces, becomes keys, pastes and reports; after a silence a key is a key."""
    clock = 100.0
    terminal = TerminalInput(clock=lambda: clock)
    found: list[object] = []
    for part in re.split(b"([\xfe\xff])", data):
        if part in (b"\xfe", b"\xff"):
            clock += 10 if part == b"\xff" else 0.02
            found.extend(terminal.tick())
        elif part:
            found.extend(terminal.feed(part))
    clock += 10
    found.extend(terminal.tick())
    for message in found:
        if isinstance(message, events.Key):
            assert "\x1b" not in message.key and message.key, message
        elif isinstance(message, events.Paste):
            assert not _FORBIDDEN.search(writable(message.text)), message
    (key,) = terminal.feed(b"j")
    assert isinstance(key, events.Key) and key.key == "j"


_LOOP = asyncio.new_event_loop()
_CALLS: tuple[Callable[[Client], Awaitable[object]], ...] = (
    lambda client: client.micropub.create("Words"),
    lambda client: client.micropub.config(),
    lambda client: client.micropub.source(),
    lambda client: client.micropub.source_of("https://ines.example/1"),
    lambda client: client.micropub.categories(),
    lambda client: client.micropub.syndication_targets(),
    lambda client: client.micropub.contacts("to"),
    lambda client: client.micropub.update("https://ines.example/1", content="Words"),
    lambda client: client.micropub.delete("https://ines.example/1"),
    lambda client: client.media.upload("a.jpg", b"x", "image/jpeg"),
    lambda client: client.media.kept(),
    lambda client: client.media.converted("123456"),
    lambda client: client.posts.reply(1, "Words"),
    lambda client: client.posts.check(1),
)


def answers_to_calls(data: bytes) -> None:
    """A status, headers and a body become what a call gives, clean, or a sentence, clean and without the token."""
    head, _, body = data.partition(b"\n\n")
    first, *lines = head.decode("utf-8", "replace").split("\n")
    number = sum(map(ord, first[3:4])) % len(_CALLS)
    status = int(first[:3]) if re.fullmatch(r"[1-5][0-9]{2}", first[:3], re.ASCII) else 200
    headers = {name.lower(): value for name, _, value in (line.partition(":") for line in lines)}
    client = Client("a-token-of-ines")

    async def exchange(*_: object, **__: object) -> Response:
        return Response(status, headers, body)

    client._requests._transport.exchange = exchange  # type: ignore[method-assign]
    try:
        found = _LOOP.run_until_complete(_CALLS[number](client))
    except MicroblogError as error:
        words = str(error)
        assert clean(words) == words, words
        assert "a-token-of-ines" not in words
    else:
        for words in texts_in(found):
            assert clean(words) == words, words


def _html_seeds() -> Iterator[bytes]:
    yield from (frame.replace("{}", poison).encode("utf-8", "replace") for frame in FRAMES for poison in POISON[:4])
    yield from (piece.encode("utf-8", "replace") for piece in (*POISON, *PIECES, *WORDS))


def _json_seeds() -> Iterator[bytes]:
    sample = sample_answer().encode()
    for number in range(len(READERS)):
        yield bytes([number]) + sample
        yield bytes([number]) + b'[{"id": 1, "username": "a", "name": "b", "url": "https://a.example/"}]'
        yield bytes([number]) + (
            b'{"items": [{"type": ["h-entry"], "properties": {"uid": [1], "name": ["x"], "content": ["x"], '
            b'"url": ["https://a.example/1"], "published": ["2026-03-02T08:15:44Z"], "category": ["a"]}}]}'
        )
    for words in (*WORDS, *ADDRESSES, *DATES):
        yield b"\0" + msgspec.json.encode(
            {"items": [{"id": 1, "url": words.encode("utf-8", "replace").decode(), "date_published": "1e9"}]}
        )


def _key_seeds() -> Iterator[bytes]:
    yield from KEYS.values()
    yield from JUNK
    yield from PASTES
    yield from (data[:3] + bytes([BETWEEN_READS]) + data[3:] + bytes([SILENCE]) + b"j" for data in (*JUNK, *PASTES))


def _answer_seeds() -> Iterator[bytes]:
    for number in range(len(_CALLS)):
        call = bytes([0x20 + (number - 0x20) % len(_CALLS)])
        yield b"202" + call + b"\nlocation: https://ines.example/2026/1.html\n\n"
        yield b"200" + call + b'\n\n{"url": "https://ines.example/1", "preview": "https://a.example", "properties": {}}'
        yield b"429" + call + b"\nretry-after: 99999999999\n\n<html><title>a-token-of-ines</title>"
        yield b"302" + call + b"\nlocation: //evil.example/\x1b[2J\n\n"
        yield b"400" + call + b'\n\n{"error": "invalid_request", "error_description": "no \\u001b[2J"}'
        yield (b"200" + call + b'\n\n{"media-endpoint": "https://micro.blog/media", "destination": [{"uid": 1}]}')


TARGETS = {
    target.name: target
    for target in (
        Target("html", html_to_lines, _html_seeds, 3_000),
        Target("json", json_to_models, _json_seeds, 3_000),
        Target("keys", bytes_to_keys, _key_seeds, 600),
        Target("answers", answers_to_calls, _answer_seeds, 1_500),
    )
}
