"""Edits send what was changed, once or several times, and never over what somebody else has written."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from mbtui.demo import DemoServer
from mbtui.outbox.kinds.edit import edit_of
from mbtui.store import posts, timelines
from mbtui.store.drafts import Draft, Write
from mbtui.store.post_parts import Media, on_top_of_theirs, parts_of, with_parts
from tests.outbox.outboxes import Desk, desk

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63606060f80f0001040100a7d6a3c90000000049454e44ae426082"
)


async def _opened(at: Desk, **properties: object) -> Draft:
    """A post of the reader's on the blog, opened for editing."""
    given = {"content": "Frost on the leeks.", "name": "Leeks", "categories": ["garden"], **properties}
    published = await at.client.micropub.create(**given)  # type: ignore[arg-type]
    at.demo.world.advance(60)
    return edit_of(await at.client.micropub.source_of(published.url))


def _sent(demo: DemoServer) -> list[object]:
    return [asked.params["replace"] for asked in demo.asked("POST", "/micropub") if "replace" in asked.params]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"text": "Frost again."}, {"content": ["Frost again."]}),
        ({"title": ""}, {"name": [""]}),
        ({"categories": ("garden", "cold")}, {"category": ["garden", "cold"]}),
        ({"categories": ()}, {"category": []}),
        ({"post_status": "draft"}, {"post-status": ["draft"]}),
        ({"published_at": "2030-01-02T03:04:05+01:00"}, {"published": ["2030-01-02T02:04:05+00:00"]}),
    ],
)
async def test_only_what_was_changed_is_sent(
    demo: DemoServer, tmp_path: Path, changes: dict[str, object], expected: object
) -> None:
    """The rest is not named, so it stays."""
    async with desk(demo, tmp_path) as at:
        draft = await _opened(at)
        assert draft.is_blank
        words = {name: value for name, value in changes.items() if name in ("title", "text")}
        others = {name: value for name, value in changes.items() if name not in words}
        draft = with_parts(replace(draft, **words), replace(parts_of(draft), **others))
        assert not draft.is_blank
        entry = await at.outbox.put(draft)
        await at.until_state("sent", entry.id)
    (update,) = _sent(demo)
    assert update == expected


async def test_pictures_that_were_added_stand_behind_the_text(demo: DemoServer, tmp_path: Path) -> None:
    """They are uploaded first; nobody else's change is seen in them when the edit is sent again."""
    picture = tmp_path / "cat.png"
    picture.write_bytes(PIXEL)
    async with desk(demo, tmp_path / "account") as at:
        draft = await _opened(at)
        parts = replace(parts_of(draft), photos=(Media(path=str(picture), alt="A cat"),))
        entry = await at.outbox.put(with_parts(draft, parts))
        change = await at.until_state("sent", entry.id)
        again = await at.outbox.put(msgspec.convert(msgspec.to_builtins(change.entry), Write))
        await at.until_state("sent", again.id)
        source = await at.client.micropub.source_of(draft.target)
    assert re.fullmatch(r"Frost on the leeks\.\n\n!\[A cat\]\(http\S+\)", source.content)
    assert len(demo.asked("POST", "/micropub/media")) == 1


async def test_what_somebody_else_changed_is_kept_beside_ours(demo: DemoServer, tmp_path: Path) -> None:
    """The edit is refused with both versions; decided for ours, what only they changed stays as theirs."""
    async with desk(demo, tmp_path) as at:
        draft = replace(await _opened(at), text="Ours.")
        await at.client.micropub.update(draft.target, content="Theirs.", categories=["cold"])
        entry = await at.outbox.put(draft)
        change = await at.until_state("refused", entry.id)
        assert "Somebody has changed the post" in change.words and "kept" in change.words
        back = await at.outbox.take_back(entry.id)
        assert back is not None and back.text == "Ours."
        theirs = parts_of(back).theirs
        assert theirs is not None and (theirs.text, theirs.categories) == ("Theirs.", ("cold",))
        again = await at.outbox.put(on_top_of_theirs(back))
        await at.until_state("sent", again.id)
        source = await at.client.micropub.source_of(draft.target)
        assert (source.content, source.categories) == ("Ours.", ("cold",))


async def test_what_was_never_seen_is_not_written_over(demo: DemoServer, tmp_path: Path) -> None:
    """The post could not be read when the edit was written: it is refused with what the post says now."""
    async with desk(demo, tmp_path) as at:
        seen = await _opened(at)
        entry = await at.outbox.put(Draft(kind="edit", target=seen.target, text="Ours."))
        change = await at.until_state("refused", entry.id)
        assert "could not be read when you wrote this" in change.words
        back = await at.outbox.take_back(entry.id)
        assert back is not None and parts_of(back).theirs == parts_of(seen).was
        again = await at.outbox.put(on_top_of_theirs(back))
        await at.until_state("sent", again.id)
        source = await at.client.micropub.source_of(seen.target)
        assert (source.name, source.content, source.categories) == ("Leeks", "Ours.", ("garden",))


async def test_changes_of_different_things_do_not_meet(demo: DemoServer, tmp_path: Path) -> None:
    """A title that somebody else gave stays when the text is edited here."""
    async with desk(demo, tmp_path) as at:
        draft = replace(await _opened(at), text="Ours.")
        await at.client.micropub.update(draft.target, name="Their title")
        entry = await at.outbox.put(draft)
        await at.until_state("sent", entry.id)
        source = await at.client.micropub.source_of(draft.target)
        assert (source.name, source.content) == ("Their title", "Ours.")


async def test_an_edit_that_arrived_is_no_change_of_somebody_else(demo: DemoServer, tmp_path: Path) -> None:
    """After a lost answer, or an end between reading and sending, it is sent again and nothing is asked."""
    demo.fault("write-then-disconnect", path="/micropub", method="POST", times=1)
    async with desk(demo, tmp_path) as at:
        post = demo.world.publish("ines", "<p>Frost.</p>")
        url = demo.world.url_of(post, demo.url)
        draft = replace(edit_of(await at.client.micropub.source_of(url)), text="Frost again.")
        entry = await at.outbox.put(draft)
        await at.until_state("sent", entry.id)
    assert post.source == "Frost again." and len(_sent(demo)) == 2


async def test_an_edit_is_shown_until_it_is_refused(demo: DemoServer, tmp_path: Path) -> None:
    """Also when Micro.blog sends the post once more as it was."""
    post = demo.world.publish("ines", "<p>Frost.</p>")
    async with desk(demo, tmp_path) as at:

        async def shown() -> str:
            return (await at.store.cache.read(timelines.posts, [post.id]))[post.id].document.plain_text

        await at.saved_posts()
        source = await at.client.micropub.source_of(demo.world.url_of(post, demo.url))
        held = demo.fault("hold", path="/micropub")
        draft = replace(edit_of(source, post_id=post.id), text="Frost *again*.")
        entry = await at.outbox.put(draft)
        assert await shown() == "Frost again."
        await at.saved_posts()
        assert await shown() == "Frost again."
        assert await at.store.cache.read(posts.html_of, post.id) == "<p>Frost.</p>"
        demo.fault("refuse", "It is pinned.", path="/micropub", method="POST")
        held.mend()
        change = await at.until_state("refused", entry.id)
        assert "It is pinned. The text is kept in the outbox." in change.words
        assert await shown() == "Frost."


async def test_an_edit_is_shown_as_micro_blog_shows_it(demo: DemoServer, tmp_path: Path) -> None:
    """Once it is sent the post is asked for, with everything that stands beside its text."""
    post = demo.world.publish("ines", "<p>Frost.</p>")
    async with desk(demo, tmp_path) as at:
        await at.saved_posts()
        source = await at.client.micropub.source_of(demo.world.url_of(post, demo.url))
        entry = await at.outbox.put(replace(edit_of(source, post_id=post.id), text="Thanks, @tomas."))
        await at.until_state("sent", entry.id)
        html = await at.store.cache.read(posts.html_of, post.id)
        assert html is not None and "Thanks" in html and "<a href" in html


async def test_a_program_that_ends_between_reading_and_sending_sends_once_more(
    demo: DemoServer, tmp_path: Path
) -> None:
    """Nothing was sent, nothing is uncertain, nobody is asked."""
    post = demo.world.publish("ines", "<p>Frost.</p>")
    async with desk(demo, tmp_path) as at:
        source = await at.client.micropub.source_of(demo.world.url_of(post, demo.url))
        held = demo.fault("hold", path="/micropub")
        entry = await at.outbox.put(replace(edit_of(source), text="Frost again."))
        await at.until_state("sending", entry.id)
        await at.stop()
        assert [waiting.state for waiting in await at.pending()] == ["queued"]
        held.mend()
        at.start()
        await at.until_state("sent", entry.id)
    assert post.source == "Frost again."


async def test_an_edit_of_a_later_version_is_refused_and_stops_nothing(demo: DemoServer, tmp_path: Path) -> None:
    """Its words are kept, and what is behind it is sent."""
    post = demo.world.publish("ines", "<p>Frost.</p>")
    async with desk(demo, tmp_path) as at:
        await at.saved_posts()
        strange = Draft(kind="edit", post_id=post.id, target="https://x.example/", text="W", details={"categories": 7})
        entry = await at.outbox.put(strange)
        assert "later version" in (await at.until_state("refused", entry.id)).words
        source = await at.client.micropub.source_of(demo.world.url_of(post, demo.url))
        other = await at.outbox.put(replace(edit_of(source), text="Frost again."))
        await at.until_state("sent", other.id)
