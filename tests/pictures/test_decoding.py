"""The decoder's process: what comes out of it, and what becomes of it."""

from __future__ import annotations

import asyncio
import io
import os
import re
import signal
import sys
import threading
from collections.abc import AsyncIterator
from subprocess import Popen
from typing import Any

import pytest
from PIL import Image, ImageCms

from mbtui.pictures import decoding
from mbtui.pictures.decoding import Decoding
from mbtui.pictures.picture import BadPictureError, Picture, PictureError
from tests.pictures.measured import about, decoder_process

RED, BLUE, WHITE, BLACK = (255, 0, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0)


@pytest.fixture
async def decoder() -> AsyncIterator[Decoding]:
    made = Decoding()
    yield made
    await made.close()


def _saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    content = io.BytesIO()
    picture.save(content, form, **options)
    return content.getvalue()


def _halves(size: tuple[int, int] = (80, 60), mode: str = "RGB") -> Image.Image:
    """Red above blue."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (0, size[1] // 2, *size))
    return picture.convert(mode)


def _dot(picture: Picture, x: float, y: float) -> tuple[int, ...]:
    """The color of a place, as parts of the width and height; rounded, as JPEG does not keep it exactly."""
    at = 3 * (int(y * picture.height) * picture.width + int(x * picture.width))
    return tuple(255 if part > 200 else 0 if part < 55 else part for part in picture.pixels[at : at + 3])


async def test_pictures_of_every_kind_come_out_upright_and_as_small_as_asked(decoder: Decoding) -> None:
    """In three bytes a pixel, whatever they are kept in."""
    exif = Image.Exif()
    exif[0x0112] = 6
    bad_exif = b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + bytes(20)
    sideways = _halves().transpose(Image.Transpose.ROTATE_90)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    kinds = {
        "JPEG": _saved(_halves(), "JPEG"),
        "bad EXIF": _saved(_halves(), "JPEG", exif=bad_exif),
        "sideways": _saved(sideways, "JPEG", exif=exif),
        "CMYK": _saved(_halves(mode="CMYK"), "JPEG"),
        "progressive": _saved(_halves(), "JPEG", progressive=True),
        "PNG": _saved(_halves(), "PNG"),
        "palette": _saved(_halves(mode="P"), "PNG"),
        "GIF": _saved(_halves(), "GIF", save_all=True, append_images=[Image.new("RGB", (80, 60), WHITE)]),
        "WebP": _saved(_halves(), "WEBP", lossless=True),
        "AVIF": _saved(_halves(), "AVIF"),
        "profile": _saved(_halves(), "PNG", icc_profile=profile.tobytes()),
    }
    for kind, content in kinds.items():
        picture = await decoder.decode(content, 40, 40)
        assert (picture.width, picture.height, len(picture.pixels)) == (40, 30, 3600), kind
        assert (picture.original_width, picture.original_height) == (80, 60), kind
        assert (_dot(picture, 0.5, 0.2), _dot(picture, 0.5, 0.8)) == (RED, BLUE), kind
        assert (picture.is_animated, picture.notice) == (kind == "GIF", ""), kind
    assert (await decoder.decode(kinds["PNG"], 400, 400)).width == 80
    wide = await decoder.decode(_saved(_halves((3000, 20)), "PNG"), 30, 30)
    assert (wide.width, wide.height) == (30, 1)
    gray = await decoder.decode(_saved(Image.new("I;16", (4, 4), 65_535), "PNG"), 4, 4)
    assert _dot(gray, 0.5, 0.5) == WHITE


async def test_what_is_transparent_contrasts_with_what_is_drawn(decoder: Decoding) -> None:
    """Dark ink lies on white and a light logo on black."""
    for ink, paper in ((BLACK, WHITE), (WHITE, BLACK)):
        drawing = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
        drawing.paste((*ink, 255), (10, 10, 30, 30))
        picture = await decoder.decode(_saved(drawing, "PNG"), 40, 40)
        assert (_dot(picture, 0.5, 0.5), _dot(picture, 0.1, 0.1)) == (ink, paper)


async def test_a_file_that_ends_early_is_shown_as_far_as_it_goes(decoder: Decoding) -> None:
    """With a sentence; what is no picture or hopeless has one in its place."""
    for form in ("JPEG", "PNG"):
        content = _saved(Image.effect_noise((200, 200), 90).convert("RGB"), form)
        picture = await decoder.decode(content[: len(content) * 3 // 4], 100, 100)
        assert "ends early" in picture.notice
        assert picture.width == 100
    postscript = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(/etc/passwd) run\n"
    whole = _saved(_halves(), "PNG")
    for content, words in (
        (b"", "is empty"),
        (b"<!DOCTYPE html><p>", "page instead"),
        (b'<?xml version="1.0"?><svg xmlns="a">', "SVG"),
        (postscript, "no picture that mbtui can draw"),
        (_saved(_halves(), "TIFF"), "no picture that mbtui can draw"),
        (_saved(_halves(), "JPEG")[:30], "damaged"),
        (whole[:40] + b"\xff" * 40, "damaged"),
    ):
        with pytest.raises(BadPictureError, match=words):
            await decoder.decode(content, 100, 100)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
async def test_the_process_knows_no_secret_and_has_limits(decoder: Decoding, monkeypatch: pytest.MonkeyPatch) -> None:
    """No token, no files, bounded memory."""
    monkeypatch.setenv("MBTUI_TOKEN", "secret")
    await decoder.decode(_saved(_halves(), "PNG"), 10, 10)
    process = decoder_process()
    assert process
    assert b"secret" not in about(process, "environ")
    assert re.search(rb"Max file size +0 .*Max address space +805306368 ", about(process, "limits"), re.DOTALL)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
async def test_a_process_that_died_hangs_or_is_idle_is_replaced(
    decoder: Decoding, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture that kills it costs that picture alone."""
    content = _saved(_halves(), "PNG")
    await decoder.decode(content, 10, 10)
    first = decoder_process()
    assert first
    os.kill(first, signal.SIGKILL)
    await decoder.decode(content, 10, 10)
    second = decoder_process()
    assert second and second != first
    # Of the time that an idle process has, only the last one runs: an older one would end it over a picture.
    loop = asyncio.get_running_loop()
    later, timers = loop.call_later, list[asyncio.TimerHandle]()

    def noted(delay: float, *about: Any) -> asyncio.TimerHandle:
        timer = later(delay, *about)
        timers.extend([timer] if delay == decoding._IDLE_SECONDS else [])
        return timer

    monkeypatch.setattr(loop, "call_later", noted)
    os.kill(second, signal.SIGSTOP)
    with monkeypatch.context() as hurried, pytest.raises(PictureError, match="not decoded within") as late:
        hurried.setattr(decoding, "_SECONDS", 0.2)
        await decoder.decode(content, 10, 10)
    assert late.type is PictureError
    await decoder.start()
    await decoder.decode(content, 10, 10)
    assert [timer.cancelled() for timer in timers] == [True, True, False]
    monkeypatch.undo()
    working = asyncio.create_task(decoder.decode(content, 10, 10))
    waiting = asyncio.create_task(decoder.decode(content, 12, 12))
    await asyncio.sleep(0)
    working.cancel()
    assert (await waiting).width == 12
    monkeypatch.setattr(decoding, "_IDLE_SECONDS", 0.0)
    assert (await decoder.decode(content, 8, 8)).width == 8
    async with asyncio.timeout(10):
        while decoder_process():  # noqa: ASYNC110  (nothing tells of it)
            await asyncio.sleep(0.01)
    assert (await decoder.decode(content, 9, 9)).width == 9
    async with asyncio.timeout(10):
        while decoder_process():  # noqa: ASYNC110  (nothing tells of it)
            await asyncio.sleep(0.01)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(PictureError, match="could not be started"):
        await decoder.decode(content, 9, 9)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
async def test_what_begins_too_late_leaves_no_process(decoder: Decoding, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the picture any more, or for anything; the process of the next one stays."""
    content = _saved(_halves(), "PNG")
    started, may_start = decoding._started, threading.Event()

    def late() -> Popen[bytes]:
        may_start.wait(30)
        return started()

    for is_closed in (False, True):
        before = set(threading.enumerate())
        with monkeypatch.context() as hurried, pytest.raises(PictureError, match="not decoded within"):
            hurried.setattr(decoding, "_started", late)
            hurried.setattr(decoding, "_SECONDS", 0.05)
            await decoder.decode(content, 10, 10)
        (left,) = set(threading.enumerate()) - before
        kept = None
        if is_closed:
            await decoder.close()
        else:
            await decoder.decode(content, 10, 10)
            kept = decoder_process()
            assert kept
        may_start.set()
        await asyncio.to_thread(left.join)
        assert decoder_process() == kept
        await decoder.close()
        assert not decoder_process()
        may_start.clear()
