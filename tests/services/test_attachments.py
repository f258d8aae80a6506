"""Files that go with a post: copied, upright, small enough, and silent about where they were taken."""

from __future__ import annotations

import io
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mbtui.outbox import queue
from mbtui.outbox.entry import Write
from mbtui.pictures.pillow import formats
from mbtui.services.attachments import AttachmentError, attach, attach_bytes, file_of, sweep
from mbtui.services.named_files import ENDINGS
from mbtui.store import Store, drafts
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import Media, PostParts, with_parts
from tests.cases import case
from tests.services.pictures import PROFILE, SECRET, XMP, Image, PngImagePlugin, bytes_of, drawn, exif, photo


def _png(text: str = SECRET) -> bytes:
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", text)
    said.add_itxt("XML:com.adobe.xmp", text)
    return bytes_of(drawn(mode="RGBA"), "PNG", pnginfo=said, exif=exif(), icc_profile=PROFILE)


def _animated(form: str, count: int = 3) -> bytes:
    pictures = [Image.new("RGB", (16, 8), (number % 256, 40, 200)) for number in range(count)]
    options = {"comment": SECRET.encode()} if form == "GIF" else {"exif": exif(), "xmp": XMP, "lossless": True}
    return bytes_of(pictures[0], form, save_all=True, append_images=pictures[1:], duration=50, loop=0, **options)


def _opened(account_folder: Path, media: Media) -> Any:
    return Image.open(io.BytesIO(file_of(account_folder, media).read_bytes()))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cat.jpg", photo()),
        ("cat.jpeg", bytes_of(drawn(mode="CMYK"), "JPEG", exif=exif(), comment=SECRET.encode())),
        ("shot.png", _png()),
        ("gray.png", bytes_of(drawn(mode="1"), "PNG", exif=exif())),
        ("shot.webp", bytes_of(drawn(), "WEBP", exif=exif(), xmp=XMP, icc_profile=PROFILE)),
        ("moving.gif", _animated("GIF")),
        ("moving.webp", _animated("WEBP")),
        ("moving.png", _animated("PNG")),
        ("named-wrongly.png", photo()),
        ("from-a-camera.jpg", bytes_of(drawn(), "MPO", save_all=True, append_images=[drawn()], exif=exif())),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_copy_says_nothing_but_the_picture(name: str, content: bytes, tmp_path: Path) -> None:
    """No place, no comment, no program; the colors, their profile and the movement stay."""
    (tmp_path / name).write_bytes(content)
    media = await attach(tmp_path / "account", tmp_path / name)
    copied = file_of(tmp_path / "account", media).read_bytes()
    assert b"Secret" not in copied and b"adobe:ns" not in copied
    before, after = Image.open(io.BytesIO(content)), Image.open(io.BytesIO(copied))
    assert not dict(after.getexif()) and "comment" not in after.info
    assert (after.width, after.height) == (media.width, media.height) == before.size
    assert len(copied) == media.byte_count and media.name == name
    assert media.content_type == Image.MIME[after.format]
    if before.format != "MPO":
        assert getattr(after, "n_frames", 1) == getattr(before, "n_frames", 1)
        assert after.info.get("loop") == before.info.get("loop")
    if before.mode != "CMYK":
        assert after.info.get("icc_profile") == before.info.get("icc_profile")
    left, right = (after.convert("RGB").getpixel((x, 4)) for x in (2, after.width - 3))
    expected = [before.convert("RGB").getpixel((x, 4)) for x in (2, before.width - 3)]
    assert all(
        abs(a - b) < 12 for pair in zip((left, right), expected, strict=True) for a, b in zip(*pair, strict=True)
    )


async def test_what_is_offered_by_its_ending_is_taken(tmp_path: Path) -> None:
    """Unless this Pillow can not write one to try."""
    formats()
    for ending in ENDINGS:
        with case(ending):
            form = Image.registered_extensions().get(ending, "")
            if form not in Image.OPEN:
                assert (await attach_bytes(tmp_path, f"cat{ending}", b"no picture")).content_type[:5] in "video audio"
            elif form in Image.SAVE:
                await attach_bytes(tmp_path, f"cat{ending}", bytes_of(drawn(), form))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
async def test_a_picture_held_sideways_is_turned(form: str, tmp_path: Path) -> None:
    """What was left is above, though no word of how the camera was held goes along."""
    if form == "HEIF":
        pytest.importorskip("pillow_heif").register_heif_opener()
    Image.init()
    if form not in Image.SAVE:
        pytest.skip(f"Pillow does not write {form} here.")
    content = bytes_of(drawn(120, 60), form, exif=exif(orientation=6).tobytes())
    media = await attach_bytes(tmp_path, f"held.{form.lower()}", content)
    after = _opened(tmp_path, media)
    assert (media.width, media.height) == after.size == (60, 120) and not dict(after.getexif())
    assert media.content_type == f"image/{'jpeg' if form in ('HEIF', 'AVIF') else form.lower()}"
    above, below = (after.convert("RGB").getpixel((30, y)) for y in (20, 100))
    assert above[0] > 200 and below[2] > 200


@pytest.mark.parametrize(
    ("mode", "form"), [("RGB", "JPEG"), ("P", "PNG"), ("1", "PNG"), ("I;16", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP")]
)
async def test_a_large_picture_is_scaled_down(mode: str, form: str, tmp_path: Path) -> None:
    """To 3000 dots, which is the most that Micro.blog keeps."""
    large = Image.new(mode, (3200, 16), 50_000 if mode == "I;16" else None)
    media = await attach_bytes(tmp_path, "wide", bytes_of(large, form))
    after = _opened(tmp_path, media)
    assert after.size == (media.width, media.height) == (3000, 15)
    assert mode != "I;16" or abs(after.convert("L").getpixel((5, 5)) - 195) < 2


async def test_only_the_owner_can_read_copies(tmp_path: Path) -> None:
    """Under names that nobody guesses, in a folder of their own."""
    account = tmp_path / "account"
    one, two = [await attach_bytes(account, "cat.jpg", photo()) for _ in range(2)]
    assert one.path != two.path and one.path.startswith("attached/") and one.path.endswith(".jpg")
    copy = account / one.path
    assert [stat.S_IMODE(path.stat().st_mode) for path in (copy, copy.parent)] == [0o600, 0o700]
    assert file_of(account, Media(path="/from/before.jpg")) == Path("/from/before.jpg")


async def test_what_is_no_picture_is_copied_as_it_is(tmp_path: Path) -> None:
    """Whatever it holds."""
    for name, kind in (("Wave.MP4", "video/mp4"), ("wave.mov", "video/quicktime"), ("song.mp3", "audio/mpeg")):
        (tmp_path / name).write_bytes(b"\x00\x00\x00\x18ftyp and so on")
        media = await attach(tmp_path, tmp_path / name)
        assert (media.content_type, media.name, media.byte_count) == (kind, name, 18)
        assert file_of(tmp_path, media).read_bytes() == (tmp_path / name).read_bytes()


def _box(kind: bytes, *parts: bytes, is_long: bool = False) -> bytes:
    content = b"".join(parts)
    if is_long:
        return (1).to_bytes(4) + kind + (16 + len(content)).to_bytes(8) + content
    return (8 + len(content)).to_bytes(4) + kind + content


@pytest.mark.parametrize("is_long", [False, True])
async def test_a_film_says_nothing_but_the_film(is_long: bool, tmp_path: Path) -> None:
    """Place and camera are blanked where they stand; nothing moves, as the film names places in the file."""
    place = SECRET.encode()
    head = _box(b"tkhd", b"how it was held")
    parts = [
        _box(b"ftyp", b"qt  "),
        _box(
            b"moov",
            _box(b"mvhd", b"how long it is"),
            _box(b"udta", _box(b"\xa9xyz", place), is_long=is_long),
            _box(b"trak", head, _box(b"meta", place * 9000), _box(b"mdia", b"where the pictures are")),
            _box(b"meta", place),
            is_long=is_long,
        ),
        _box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), place),
        _box(b"uuid", b"of another kind.", b"kept"),
        (0).to_bytes(4) + b"mdat" + b"udta and meta are words in a film, too",
    ]
    content = b"".join(parts)
    media = await attach_bytes(tmp_path, "sea.mov", content)
    copied = file_of(tmp_path, media).read_bytes()
    assert place not in copied and len(copied) == len(content) == media.byte_count
    for part in (
        *parts[:1],
        *parts[3:],
        head,
        _box(b"mvhd", b"how long it is"),
        _box(b"mdia", b"where the pictures are"),
    ):
        assert copied.index(part) == content.index(part)
    assert copied.count(b"free") == 4


def _sparse(path: Path, byte_count: int) -> None:
    with path.open("wb") as file:
        file.truncate(byte_count)


def _unreadable(path: Path) -> None:
    path.write_bytes(photo())
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("root reads everything")


BAD: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "not there": ("cat.jpg", lambda path: None, "There is no file cat.jpg."),
    "null": ("c\0at.jpg", lambda path: None, "There is no file cat.jpg."),
    "too long": ("c" * 300 + ".jpg", lambda path: None, "can not be read (File name too long)."),
    "folder": ("pictures", Path.mkdir, "pictures is a folder."),
    "pipe": ("pipe.jpg", os.mkfifo, "pipe.jpg is a device or a pipe"),
    "unreadable": ("cat.jpg", _unreadable, "cat.jpg can not be read (Permission denied)."),
    "empty": ("cat.jpg", Path.touch, "cat.jpg is empty."),
    "5 GB": ("cat.jpg", lambda path: _sparse(path, 5 * 10**9), "cat.jpg has 5 GB; a picture can have 400 MB at most."),
    "large film": ("f.mov", lambda path: _sparse(path, 5 * 10**9), "f.mov has 5 GB; a film can have 1 GB at most."),
    "large sound": ("s.wav", lambda path: _sparse(path, 46 * 10**6), "a recording can have 45 MB at most."),
    "text": ("cat.jpg", lambda path: path.write_text("I am a cat."), "cat.jpg is no picture (JPEG, PNG, GIF,"),
    "text in HEIC": ("cat.heic", lambda path: path.write_text("I am a cat."), "cat.heic "),
    "cut off": ("c.jpg", lambda path: path.write_bytes(photo(400, 400)[:-400]), "c.jpg is cut off or damaged"),
    "cut off PNG": ("c.png", lambda path: path.write_bytes(_png()[:-20]), "c.png is cut off or damaged"),
    "cut off GIF": ("c.gif", lambda path: path.write_bytes(_animated("GIF")[:-9]), "c.gif is cut off or damaged"),
    "cut off WebP": ("c.webp", lambda path: path.write_bytes(_animated("WEBP")[:-9]), "c.webp is "),
    "bomb": (
        "bomb.png",
        lambda path: path.write_bytes(bytes_of(Image.new("1", (8000, 6300)), "PNG")),
        "bomb.png has more than 50 million pixels, so it was not opened.",
    ),
    "escape": ("c\x1b[2Jat\n.jpg", lambda path: path.write_text("I am a cat."), "c[2Jat .jpg is no picture"),
}


@pytest.mark.parametrize("case", BAD)
async def test_what_can_not_go_with_a_post_is_said(case: str, tmp_path: Path) -> None:
    """In a sentence that names the file; nothing is left behind."""
    name, make, expected = BAD[case]
    make(tmp_path / name)
    with pytest.raises(AttachmentError) as caught:
        await attach(tmp_path / "account", tmp_path / name)
    assert expected in str(caught.value) and str(caught.value).endswith(".")
    assert "\x1b" not in str(caught.value)
    assert not list((tmp_path / "account").glob("*/*"))


async def test_a_copy_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    """The disk's own reason is told."""
    (tmp_path / "account").touch()
    with pytest.raises(AttachmentError, match=r"cat\.jpg can not be copied to mbtui's folder \(Not a directory\)\."):
        await attach_bytes(tmp_path / "account", "cat.jpg", photo())


async def test_a_film_of_5000_pictures_is_copied_without_drawing_them(tmp_path: Path) -> None:
    """As many as there were, none of them looked at."""
    one = _animated("GIF", 2)
    # The second picture with its control block, 4,999 times.
    start = one.rindex(b"!\xf9\x04")
    content = one[:start] + one[start:-1] * 4999 + b";"
    media = await attach_bytes(tmp_path, "film.gif", content)
    assert _opened(tmp_path, media).n_frames == 5000


async def test_copies_that_nothing_needs_are_removed_after_a_day(tmp_path: Path) -> None:
    """Those of drafts and of the outbox stay, and so does what was added just now."""
    store = Store.open(tmp_path)
    kept, queued, sent, forgotten, fresh = [await attach_bytes(tmp_path, "cat.jpg", photo()) for _ in range(5)]
    for media in (kept, queued, sent, forgotten):
        os.utime(tmp_path / media.path, (time.time() - 90_000,) * 2)
    draft = with_parts(Draft(kind="post", text="Cats"), PostParts(photos=(kept,)))
    await store.outbox.write(drafts.save_draft, draft)
    for media in (sent, queued):
        await store.outbox.write(queue.enqueue, with_parts(Write(kind="post"), PostParts(photos=(media,))))
    await store.outbox.write(queue.claim_next, not_repeatable=())
    await store.outbox.write(queue.finish, 1, "sent")
    await sweep(tmp_path, store)
    left = {f"attached/{path.name}" for path in (tmp_path / "attached").iterdir()}
    assert left == {kept.path, queued.path, fresh.path}
    await store.close()
