"""Pictures on their way: each is uploaded once and stands where it belongs, whatever becomes of the line."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from mbtui.demo.active_faults import Fault
from mbtui.demo.pictures import landscape
from mbtui.outbox import uploads as outbox_uploads
from mbtui.outbox.change import Change
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import ATTACHED, Media, PostParts, with_parts
from tests.outbox.outboxes import Desk, desk

NAMES = ("cat", "dog", "owl")


def album(folder: Path, text: str = "Three animals", *, names: tuple[str, ...] = NAMES) -> Draft:
    """A post with a picture of each animal, as the composer leaves it."""
    (folder / ATTACHED).mkdir(parents=True, exist_ok=True)
    photos = []
    for number, name in enumerate(names):
        content, path = landscape(name, 60 + number, 40), f"{ATTACHED}/0f{number}{name}.png"
        (folder / path).write_bytes(content)
        media = Media(
            path=path,
            name=f"{name}.png",
            alt=f"A {name}",
            content_type="image/png",
            byte_count=len(content),
            width=60 + number,
            height=40,
        )
        photos.append(media)
    return with_parts(Draft(kind="post", text=text), PostParts(photos=tuple(photos)))


def shown(at: Desk, text: str = "Three animals") -> list[list[tuple[str, bytes]]]:
    """Of each post with a text, the descriptions and the pictures as they were uploaded."""
    contents = {media.path: media.upload.content for media in at.demo.world.blog_states["ines"].media}
    return [
        [(attached.alt, contents[attached.url.removeprefix(at.demo.url)]) for attached in post.attached]
        for post in at.said(text)
    ]


EXPECTED = [[(f"A {name}", landscape(name, 60 + number, 40)) for number, name in enumerate(NAMES)]]


def uploads(demo: DemoServer) -> int:
    """How many files the blog has."""
    return len(demo.world.blog_states["ines"].media)


def at_picture(at: Desk, number: int, do: Callable[[], object]) -> None:
    """Do something once, when an upload begins."""
    is_done = False

    def told(change: Change) -> None:
        nonlocal is_done
        if not is_done and f" {number} of 3 " in (change.progress or ""):
            is_done = True
            do()

    at.outbox.subscribe(told)


MEDIA = "/micropub/media"


@pytest.mark.parametrize(
    ("fault", "path", "method", "number"),
    [
        pytest.param("disconnect", MEDIA, "GET", 0, id="before the files are listed"),
        pytest.param("html", MEDIA, "GET", 0, id="files are not listed"),
        pytest.param("disconnect", MEDIA, "POST", 1, id="while the first is uploaded"),
        pytest.param("disconnect", MEDIA, "POST", 2, id="while the second is uploaded"),
        pytest.param("write-then-disconnect", MEDIA, "POST", 1, id="after the first, before its answer"),
        pytest.param("write-then-disconnect", MEDIA, "POST", 3, id="after the last, before its answer"),
        pytest.param("write-then-500", MEDIA, "POST", 2, id="500 after the second"),
        pytest.param("no-location", MEDIA, "POST", 2, id="without Location"),
        pytest.param("html", MEDIA, "POST", 2, id="HTML in place of an answer"),
        pytest.param("error-503", MEDIA, "POST", 2, id="503"),
        pytest.param("write-then-disconnect", "/micropub$", "POST", 0, id="after the post, before its answer"),
    ],
)
async def test_three_pictures_are_posted_once_whatever_fails(
    fault: str, path: str, method: str, number: int, demo: DemoServer, tmp_path: Path
) -> None:
    """In their order, with their descriptions, and no file is on the blog twice."""
    async with desk(demo, tmp_path) as at:

        def fail() -> None:
            demo.fault(fault, path=path, method=method, times=1)

        if number:
            at_picture(at, number, fail)
        else:
            fail()
        entry = await at.outbox.put(album(tmp_path))
        await at.until_state("sent", entry.id)
        assert shown(at) == EXPECTED
        assert uploads(demo) == 3


async def test_an_answer_that_never_comes(demo: DemoServer, tmp_path: Path) -> None:
    """An upload has more time than a question, and not for ever; what arrived is found."""
    async with desk(demo, tmp_path, timeout_seconds=0.3) as at:
        with demo.fault("write-then-hold", path=MEDIA, method="POST", times=1):
            entry = await at.outbox.put(album(tmp_path))
            waits = await at.until(lambda change: change.problem is not None)
            assert waits.words.startswith("Your post waits to be sent. ")
            await at.until_state("sent", entry.id)
        assert shown(at) == EXPECTED and uploads(demo) == 3


async def test_a_dropped_line_goes_on_where_it_was(demo: DemoServer, tmp_path: Path) -> None:
    """What was uploaded is not uploaded again."""
    async with desk(demo, tmp_path) as at:
        at_picture(at, 3, demo.stop)
        entry = await at.outbox.put(album(tmp_path))
        await at.until(lambda change: change.problem is not None)
        assert uploads(demo) == 2
        demo.start()
        await at.until_state("sent", entry.id)
        assert shown(at) == EXPECTED and uploads(demo) == 3


async def test_a_line_that_drops_with_every_file_gets_there(demo: DemoServer, tmp_path: Path) -> None:
    """As long as it goes on mbtui does not stop trying: six failures in a row count, not six failures."""
    names = tuple(f"animal{number}" for number in range(8))
    async with desk(demo, tmp_path) as at:

        def told(change: Change) -> None:
            if (change.progress or "").endswith(" 0 %") and change.progress not in seen:
                seen.add(change.progress)
                demo.fault("disconnect", path=MEDIA, method="POST", times=1)

        seen: set[str | None] = set()
        at.outbox.subscribe(told)
        entry = await at.outbox.put(album(tmp_path, "A zoo", names=names))
        await at.until_state("sent", entry.id)
        assert len(seen) == 8 and uploads(demo) == 8
        (album_shown,) = shown(at, "A zoo")
        assert [alt for alt, _ in album_shown] == [f"A {name}" for name in names]


async def test_a_post_that_was_not_carried_out_is_left_to_the_reader_with_its_pictures(
    demo: DemoServer, tmp_path: Path
) -> None:
    """Sent again it has them, and they are not uploaded again."""
    async with desk(demo, tmp_path) as at:
        with demo.fault("disconnect", path="/micropub$", method="POST", times=1):
            entry = await at.outbox.put(album(tmp_path))
            await at.until_given_up(entry.id)
        assert shown(at) == []
        assert await at.outbox.resend(entry.id, is_certain=True)
        await at.until_state("sent", entry.id)
        assert shown(at) == EXPECTED and uploads(demo) == 3


async def test_a_file_of_somebody_else_is_not_taken_for_ours(demo: DemoServer, tmp_path: Path) -> None:
    """Ours never arrived, and one of other proportions did meanwhile: from the phone, say."""
    async with desk(demo, tmp_path) as at:

        def fail() -> None:
            demo.fault("disconnect", path=MEDIA, method="POST", times=1)

        at_picture(at, 2, fail)
        await at.stop()
        entry = await at.outbox.put(album(tmp_path))
        at.start()
        await at.until(lambda change: change.problem is not None)
        await at.stop()
        await at.client.media.upload("phone.png", landscape("phone", 40, 60), "image/png")
        at.start()
        await at.until_state("sent", entry.id)
        assert shown(at) == EXPECTED and uploads(demo) == 4


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("upload-too-large", "refused (status 413): The file is larger than 45 MB."),
        ("unsupported-media", "refused (status 415): Files of this kind are not taken."),
        ("refuse", "refused (status 422): The content is not acceptable."),
        ("not-found", "could not find it: Not Found"),
        ("error-in-200", "refused: Something is wrong with this request."),
    ],
)
async def test_a_file_that_is_refused(fault: str, sentence: str, demo: DemoServer, tmp_path: Path) -> None:
    """The reader learns which and why; the post stays with all its parts, and goes out once the reason is gone."""
    async with desk(demo, tmp_path) as at:
        draft = album(tmp_path)
        at_picture(at, 2, lambda: demo.fault(fault, path=MEDIA, method="POST"))
        entry = await at.outbox.put(draft)
        refused = await at.until_state("refused", entry.id)
        assert refused.words.startswith("Your post was not sent. dog.png could not be uploaded. ")
        assert sentence in refused.words and refused.words.endswith("The text is kept in the outbox.")
        assert shown(at) == [] and uploads(demo) == 1
        demo.mend()
        kept = await at.outbox.take_back(entry.id)
        assert kept is not None and kept.text == draft.text
        assert [photo["alt"] for photo in kept.details["photos"]] == ["A cat", "A dog", "A owl"]
        again = await at.outbox.put(kept)
        await at.until_state("sent", again.id)
        assert shown(at) == EXPECTED and uploads(demo) == 3


async def test_a_token_that_is_no_longer_accepted_waits_for_another(demo: DemoServer, tmp_path: Path) -> None:
    """Nothing is refused for it."""
    async with desk(demo, tmp_path) as at:
        with demo.fault("unauthorized", path=MEDIA, method="POST"):
            entry = await at.outbox.put(album(tmp_path))
            waits = await at.until(lambda change: change.problem is not None)
            assert (waits.state, "does not accept the token" in waits.words) == ("queued", True)
        at.outbox.wake()
        await at.until_state("sent", entry.id)
        assert shown(at) == EXPECTED


async def test_an_upload_tells_how_far_it_is(demo: DemoServer, tmp_path: Path) -> None:
    """Which file, of how many, and when it is over."""
    async with desk(demo, tmp_path) as at:
        entry = await at.outbox.put(album(tmp_path))
        await at.until_state("sent", entry.id)
        told = [change.progress for change in at.changes if change.progress is not None]
        expected = ("Uploading cat.png 1 of 3 · 0 %", "", "Uploading dog.png 2 of 3 · 0 %", "")
        # While it takes its time the same is told again.
        changes = [words for words, _ in groupby(words for words in told if "100" not in words)]
        assert tuple(changes)[:4] == expected
        assert told[-1] == ""


@pytest.mark.parametrize("is_discarded", [True, False], ids=["discarded", "edited"])
async def test_an_upload_is_stopped_when_its_post_is_taken_out(
    is_discarded: bool, demo: DemoServer, tmp_path: Path
) -> None:
    """It is not sent, what was uploaded stays known to the draft, and the next goes out."""
    async with desk(demo, tmp_path, timeout_seconds=60) as at:
        held: list[Fault] = []
        at_picture(at, 2, lambda: held.append(demo.fault("hold", path=MEDIA, method="POST", times=1)))
        entry = await at.outbox.put(album(tmp_path))
        await at.until(lambda change: "2 of 3" in (change.progress or ""))
        if is_discarded:
            assert await at.outbox.discard(entry.id)
        else:
            draft = await at.outbox.take_back(entry.id)
            assert draft is not None
            assert [bool(photo.get("url")) for photo in draft.details["photos"]] == [True, False, False]
        after = await at.outbox.put(Draft(kind="post", text="After it"))
        await at.until_state("sent", after.id)
        demo.mend()
        assert shown(at) == [] and len(at.said("After it")) == 1
        assert await at.pending() == []


async def test_a_picture_whose_file_is_gone(demo: DemoServer, tmp_path: Path) -> None:
    """Its name is told, and nothing is posted."""
    async with desk(demo, tmp_path) as at:
        draft = album(tmp_path)
        (tmp_path / draft.details["photos"][1]["path"]).unlink()
        entry = await at.outbox.put(draft)
        refused = await at.until_state("refused", entry.id)
        assert "The file dog.png can not be read (No such file or directory)." in refused.words
        assert shown(at) == []


async def test_a_recording_stands_in_the_text(demo: DemoServer, tmp_path: Path) -> None:
    """It is no picture, and there is no other place for it."""
    (tmp_path / ATTACHED).mkdir()
    (tmp_path / ATTACHED / "0f.mp3").write_bytes(b"ID3 a song")
    song = Media(path=f"{ATTACHED}/0f.mp3", name="song.mp3", content_type="audio/mpeg")
    async with desk(demo, tmp_path) as at:
        entry = await at.outbox.put(with_parts(Draft(kind="post", text="Listen"), PostParts(photos=(song,))))
        await at.until_state("sent", entry.id)
        (kept,) = demo.world.blog_states["ines"].media
        (post,) = at.said(f'Listen\n\n<audio controls src="{demo.url}{kept.path}"></audio>')
        assert not post.attached


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Films of more than 1,000 bytes are large, and are not waited for."""
    for name, value in (("LARGEST_UPLOAD_BYTES", 1000), ("PIECE_BYTES", 400), ("_LOOK_SECONDS", 0.01)):
        monkeypatch.setattr(outbox_uploads, name, value)


def film(folder: Path) -> tuple[Draft, bytes]:
    """A post with a film of 1,100 bytes, and that."""
    content = bytes(range(220)) * 5
    (folder / ATTACHED).mkdir()
    (folder / ATTACHED / "0f.mov").write_bytes(content)
    media = Media(path=f"{ATTACHED}/0f.mov", name="sea.mov", alt="The sea", content_type="video/quicktime")
    return with_parts(Draft(kind="post", text="Waves"), PostParts(photos=(media,))), content


PIECE = f"{MEDIA}/append"


@pytest.mark.parametrize(
    ("fault", "path", "pieces"),
    [
        pytest.param("slow=0", MEDIA, 3, id="nothing"),
        pytest.param("disconnect", f"{MEDIA}/append", 4, id="a piece"),
        pytest.param("disconnect", f"{MEDIA}/finished", 3, id="before it is whole"),
        pytest.param("write-then-disconnect", f"{MEDIA}/finished", 3, id="after it is whole"),
        pytest.param("disconnect", f"{MEDIA}/waiting", 3, id="while it is converted"),
    ],
)
@pytest.mark.usefixtures("small_pieces")
async def test_a_large_film_goes_in_pieces(
    fault: str, path: str, pieces: int, demo: DemoServer, tmp_path: Path
) -> None:
    """And is there once, whatever fails; once it is whole no piece is sent again."""
    demo.faults.add_from_text(f"{fault}@{path}*1")
    async with desk(demo, tmp_path) as at:
        draft, content = film(tmp_path)
        entry = await at.outbox.put(draft)
        await asyncio.to_thread(demo.wait_for, "GET", f"{MEDIA}/waiting")
        demo.world.advance(10)
        await at.until_state("sent", entry.id)
        assert shown(at, "Waves") == [[("The sea", content)]]
        assert uploads(demo) == 1 and len(demo.asked("POST", PIECE)) == pieces


@pytest.mark.usefixtures("small_pieces")
async def test_a_film_that_is_too_large_for_the_server(demo: DemoServer, tmp_path: Path) -> None:
    """Not every media endpoint takes pieces."""
    async with desk(demo, tmp_path) as at:
        demo.fault("not-found", path=PIECE)
        entry = await at.outbox.put(film(tmp_path)[0])
        refused = await at.until_state("refused", entry.id)
        assert "sea.mov could not be uploaded. It has more than 0 MB, and 127.0.0.1" in refused.words


KILLED = """
import asyncio, sys
from pathlib import Path
from mbtui.api import Client
from mbtui.outbox.outbox import Outbox
from mbtui.store import Store

async def main(url, token, folder):
    client = Client(token, url)
    await Outbox(lambda: client, Store.open(Path(folder)), "ines").run()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize(("fault", "is_kept"), [("write-then-hold", True), ("hold", False)])
async def test_kill_9_while_uploading(fault: str, is_kept: bool, demo: DemoServer, tmp_path: Path) -> None:
    """The next program finds what the dead one has uploaded, or uploads it."""
    at = Desk(demo, tmp_path)
    entry = await at.outbox.put(album(tmp_path))
    with demo.fault(fault, path=MEDIA, method="POST", times=1):
        arguments = [sys.executable, "-c", KILLED, demo.url, demo.token, str(tmp_path)]
        program = await asyncio.to_thread(subprocess.Popen, arguments, cwd=os.getcwd())
        await asyncio.to_thread(demo.wait_for, "POST", MEDIA, timeout_seconds=20)
        program.send_signal(signal.SIGKILL)
        await asyncio.to_thread(program.wait)
        assert uploads(demo) == is_kept
        (left,) = await at.pending()
        assert left.state == "sending" and not left.is_on_its_way
        at.start()
        await at.until_state("sent", entry.id)
        # Counted before it is mended: that lets a held request go, whose client is dead.
        assert shown(at) == EXPECTED and uploads(demo) == 3
    await at.close()
