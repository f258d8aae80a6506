"""Writes: shown at once, sent in order, once, and taken back when refused."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from mbtui.demo import DemoServer
from mbtui.outbox import queue
from mbtui.outbox.entry import Write
from mbtui.outbox.kinds.delete import delete
from mbtui.outbox.kinds.edit import begun
from mbtui.outbox.kinds.follow import follow
from mbtui.outbox.kinds.mute import modify_mute, mute, unmute
from mbtui.outbox.kinds.star import star
from mbtui.outbox.kinds.tags import tag
from mbtui.outbox.unsent_replies import unsent_replies
from mbtui.store import DiskFull, drafts, people, post_flags, timelines
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import Media, PostParts, with_parts
from tests.outbox.outboxes import Desk, desk, reply
from tests.store.disks import FullDisk, HeldDisk, SmallDisk


async def is_starred(at: Desk, id: int) -> bool:
    return (await at.store.cache.read(timelines.posts, [id]))[id].is_favorite


async def test_a_star_is_shown_at_once_and_sent(demo: DemoServer, tmp_path: Path) -> None:
    """Before Micro.blog has answered the saved post has its star, and stands in the bookmarks."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        with demo.fault("hold", path="/posts/favorites"):
            entry = await at.outbox.put(star(post.id, True))
            saved = (await at.store.cache.read(timelines.posts, [post.id]))[post.id]
            assert (saved.is_favorite, saved.favorite_pending) == (True, True)
            assert list(await at.store.cache.read(timelines.rows, "bookmarks", limit=5)) == [post.id]
        await at.until_state("sent", entry.id)
        saved = (await at.store.cache.read(timelines.posts, [post.id]))[post.id]
        assert (saved.is_favorite, saved.favorite_pending) == (True, False)
        assert (await at.client.posts.favorites()).posts[0].id == post.id


async def test_a_change_is_told_before_the_disk_has_it(demo: DemoServer, tmp_path: Path) -> None:
    """However slow the disk, the screen need not wait."""
    from mbtui.store import Store

    disk = HeldDisk()
    at = Desk(demo, tmp_path)
    await at.store.close()
    at.store = at.outbox._store = Store.open(tmp_path, connect=disk.connect)
    disk.hold()
    starring = asyncio.create_task(at.outbox.put(star(5, True)))
    change = await at.until(lambda change: True)
    assert (change.kind.id, change.post_ids, change.is_starred, change.state, change.entry) == (
        "star",
        (5,),
        True,
        "queued",
        None,
    )
    disk.release()
    assert (await starring).id == 1
    await at.close()


async def test_writes_go_out_in_order(demo: DemoServer, tmp_path: Path) -> None:
    """Whatever their kinds, what was done first is sent first."""
    async with desk(demo, tmp_path) as at:
        one, two, *_ = await at.saved_posts()
        await at.outbox.put(star(one.id, True))
        await at.outbox.put(reply(one.id, "First"))
        await at.outbox.put(follow("kaveh@photo.example", False))
        last = await at.outbox.put(star(two.id, True))
        await at.until_state("sent", last.id)
        writes = [asked.path for asked in demo.requests if asked.method in ("POST", "DELETE")]
        assert writes == ["/posts/favorites", "/posts/reply", "/users/unfollow", "/posts/favorites"]
        assert await at.pending() == []


async def test_a_star_taken_back_before_it_was_sent_is_one_write(demo: DemoServer, tmp_path: Path) -> None:
    """The last wish is sent, and nothing before it."""
    at = Desk(demo, tmp_path)
    (post, *_) = await at.saved_posts()
    for is_on in (True, False, True, False):
        entry = await at.outbox.put(star(post.id, is_on))
    assert not await is_starred(at, post.id)
    at.start()
    await at.until_state("sent", entry.id)
    assert [asked.method for asked in demo.requests if "/posts/favorites" in asked.path] == ["DELETE"]
    await at.close()


async def test_a_later_wish_survives_the_answer_to_an_earlier_one(demo: DemoServer, tmp_path: Path) -> None:
    """While the star is on its way it is taken back: the screen keeps to the last."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        with demo.fault("write-then-hold", path="/posts/favorites", times=1):
            first = await at.outbox.put(star(post.id, True))
            await asyncio.to_thread(demo.wait_for, "POST", "/posts/favorites")
            second = await at.outbox.put(star(post.id, False))
        await at.until_state("sent", first.id)
        assert not await is_starred(at, post.id)
        await at.until_state("sent", second.id)
        assert not await is_starred(at, post.id)
        assert post.id not in [found.id for found in (await at.client.posts.favorites()).posts]


async def test_a_refused_star_is_taken_back_with_the_reason(demo: DemoServer, tmp_path: Path) -> None:
    """The post looks as before, and the reader is told why."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        with demo.fault("refuse", "Bookmarks are full.", path="/posts/favorites"):
            entry = await at.outbox.put(star(post.id, True))
            change = await at.until_state("refused", entry.id)
        assert not await is_starred(at, post.id)
        assert change.is_starred is False
        assert "Bookmarks are full." in change.words and "taken back" in change.words
        assert str(change.problem) in change.words
        (kept,) = await at.pending()
        assert kept.reason == change.words


async def test_a_refused_reply_keeps_its_text(demo: DemoServer, tmp_path: Path) -> None:
    """It stays in the outbox with the reason; edited or sent again, it goes out."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        with demo.fault("refuse", "Too long.", path="/posts/reply"):
            entry = await at.outbox.put(reply(post.id, "Words", target="tomas"))
            change = await at.until_state("refused", entry.id)
        assert change.words.startswith("Your reply to @tomas was not sent.") and "kept in the outbox" in change.words
        assert [kept.text for kept in await at.pending()] == ["Words"]
        assert await at.outbox.resend(entry.id)
        await at.until_state("sent", entry.id)
        assert len(at.said("Words")) == 1


async def test_a_reply_to_a_post_that_is_gone_is_refused(demo: DemoServer, tmp_path: Path) -> None:
    """Micro.blog does not know the post; the text is kept."""
    async with desk(demo, tmp_path) as at:
        entry = await at.outbox.put(reply(1, "Words"))
        await at.until_state("refused", entry.id)
        draft = await at.outbox.take_back(entry.id)
        assert draft is not None and (draft.kind, draft.post_id, draft.text) == ("reply", 1, "Words")
        assert await at.pending() == []


async def test_a_star_can_not_be_edited(demo: DemoServer, tmp_path: Path) -> None:
    """Only words become a draft again; a star can be discarded."""
    at = Desk(demo, tmp_path)
    entry = await at.outbox.put(star(5, True))
    assert await at.outbox.take_back(entry.id) is None
    assert await at.pending() == [entry]
    assert await at.outbox.discard(entry.id)
    assert await at.pending() == []
    await at.close()


async def test_what_is_written_offline_is_sent_in_order_when_the_network_is_back(
    demo: DemoServer, tmp_path: Path
) -> None:
    """Nothing is lost or doubled, and what waits says why."""
    async with desk(demo, tmp_path) as at:
        one, two, *_ = await at.saved_posts()
        with demo.fault("offline"):
            entries = [await at.outbox.put(reply(one.id, f"Reply {number}")) for number in range(3)]
            entries.append(await at.outbox.put(star(two.id, True)))
            await at.until(lambda change: change.problem is not None and change.state == "queued")
            assert [entry.kind for entry in await at.pending()] == ["reply", "reply", "reply", "star"]
            assert (await at.pending())[0].reason.startswith("Your reply waits to be sent.")
        at.outbox.wake()
        await at.until_state("sent", entries[-1].id)
        assert [post.source for post in sorted(demo.world.posts_of("ines"), key=lambda post: post.id)][-3:] == [
            "Reply 0",
            "Reply 1",
            "Reply 2",
        ]
        assert await is_starred(at, two.id)


async def test_a_server_that_is_not_there_costs_nothing(demo: DemoServer, tmp_path: Path) -> None:
    """A refused connection is surely not sent, so nothing has to be looked for."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        await asyncio.to_thread(demo.stop)
        entry = await at.outbox.put(reply(post.id, "Words"))
        change = await at.until_state("queued", entry.id)
        assert change.entry is not None and not change.entry.is_exposed
        await asyncio.to_thread(demo.start)
        at.outbox.wake()
        await at.until_state("sent", entry.id)
        assert "uncertain" not in {change.state for change in at.changes}
        assert len(at.said("Words")) == 1


async def test_a_pause_that_micro_blog_asks_for_is_kept(demo: DemoServer, tmp_path: Path) -> None:
    """Neither a new write nor the reader's hurry shortens it."""
    async with desk(demo, tmp_path) as at:
        one, two, *_ = await at.saved_posts()
        with demo.fault("too-many-requests", 3600, path="/posts/favorites", times=1):
            entry = await at.outbox.put(star(one.id, True))
            change = await at.until(lambda change: change.state == "queued" and change.problem is not None)
        assert change.entry is not None and change.entry.not_before > change.entry.changed_at + 3000
        await at.outbox.put(star(two.id, True))
        at.outbox.wake()
        await at.store.outbox.write(queue.entries)
        assert {kept.state for kept in await at.pending()} == {"queued"}
        assert len(demo.asked("POST", "/posts/favorites")) == 1
        assert (await at.pending())[0].id == entry.id


async def test_without_a_valid_token_everything_waits_for_the_sign_in(demo: DemoServer, tmp_path: Path) -> None:
    """It is told once; after `wake` it goes out."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        with demo.fault("unauthorized"):
            entry = await at.outbox.put(star(post.id, True))
            change = await at.until(lambda change: change.problem is not None)
            assert (change.state, await is_starred(at, post.id)) == ("queued", True)
        at.outbox.wake()
        await at.until_state("sent", entry.id)


async def test_an_idempotent_write_whose_answer_was_lost_is_repeated(demo: DemoServer, tmp_path: Path) -> None:
    """A star can not be set twice."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        with demo.fault("write-then-disconnect", path="/posts/favorites", times=1):
            entry = await at.outbox.put(star(post.id, True))
            await at.until_state("sent", entry.id)
        assert len(demo.asked("POST", "/posts/favorites")) == 2
        assert await is_starred(at, post.id)


async def test_what_fails_for_ever_holds_up_nothing_for_ever(demo: DemoServer, tmp_path: Path) -> None:
    """After some failures with the server there, it is given up with a sentence, and the next goes out."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        with demo.fault("error-500", path="/posts/favorites"):
            starring = await at.outbox.put(star(post.id, True))
            answer = await at.outbox.put(reply(post.id, "Words"))
            change = await at.until_state("refused", starring.id)
            await at.until_state("sent", answer.id)
        assert "failed 6 times" in change.words
        assert not await is_starred(at, post.id)
        with demo.fault("error-500", path="/posts/favorites", times=1):
            assert await at.outbox.resend(starring.id)
            await at.until_state("sent", starring.id)


async def test_following_is_shown_and_sent(demo: DemoServer, tmp_path: Path) -> None:
    """And a refused follow is taken back."""
    async with desk(demo, tmp_path) as at:
        entry = await at.outbox.put(follow("tomas", False))
        # Until it is sent the store says so; from then on Micro.blog does.
        assert await at.store.cache.read(people.is_following, "tomas") is not True
        await at.until_state("sent", entry.id)
        assert not (await at.client.users.is_following("tomas")).is_following
        refused = await at.outbox.put(follow("nobody-of-that-name", True))
        change = await at.until_state("refused", refused.id)
        assert change.words.startswith("Following @nobody-of-that-name was not sent.")
        assert await at.store.cache.read(people.is_following, "nobody-of-that-name") is None


async def test_a_mute_holds_at_once_and_gets_its_number(demo: DemoServer, tmp_path: Path) -> None:
    """It can be changed and lifted, each told to Micro.blog."""
    async with desk(demo, tmp_path) as at:
        entry = await at.outbox.put(mute("tomas", is_hiding_other_replies=True))
        await at.until_state("sent", entry.id)
        (muted,) = [mute for mute in await at.store.cache.read(people.mutes) if mute.username == "tomas"]
        assert muted.id > 0 and muted.is_hiding_other_replies
        changed = await at.outbox.put(modify_mute(muted, is_hiding_other_replies=False))
        await at.until_state("sent", changed.id)
        (there,) = [mute for mute in await at.client.users.muting() if mute.username == "tomas"]
        assert not there.is_hiding_other_replies
        assert await at.outbox.undo(changed)
        lifted = await at.outbox.put(unmute(muted))
        assert lifted is not None
        assert "tomas" not in [mute.username for mute in await at.store.cache.read(people.mutes)]
        await at.until_state("sent", lifted.id)
        assert "tomas" not in [mute.username for mute in await at.client.users.muting()]


async def test_a_mute_that_is_there_is_not_added_twice(demo: DemoServer, tmp_path: Path) -> None:
    """Another device may have made it, or a try whose answer was lost."""
    async with desk(demo, tmp_path) as at:
        await at.client.users.mute("yuki")
        entry = await at.outbox.put(mute("yuki"))
        await at.until_state("sent", entry.id)
        assert [mute.username for mute in await at.client.users.muting()].count("yuki") == 1


async def test_a_mute_of_a_word_that_was_not_sent_is_lifted_without_a_word(demo: DemoServer, tmp_path: Path) -> None:
    """Nothing goes to Micro.blog."""
    at = Desk(demo, tmp_path)
    await at.outbox.put(mute(keyword="spoiler"))
    (muted,) = await at.store.cache.read(people.mutes)
    assert (muted.keyword, muted.is_pending) == ("spoiler", True)
    assert (await at.outbox.put(unmute(muted))).kind == "mute", "what waited was taken out"
    assert await at.store.cache.read(people.mutes) == []
    assert await at.pending() == []
    await at.close()


async def test_a_deletion_is_shown_and_sent(demo: DemoServer, tmp_path: Path) -> None:
    """Deleted once or twice, it is gone."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        await at.until_state("sent", (await at.outbox.put(reply(post.id, "To be deleted"))).id)
        own = at.said("To be deleted")[0].id
        for _ in range(2):
            entry = await at.outbox.put(delete(own))
            await at.until_state("sent", entry.id)
        assert not at.said("To be deleted")


async def test_an_edit_is_shown_at_once_and_taken_back_when_refused(demo: DemoServer, tmp_path: Path) -> None:
    """The saved post has the new words until Micro.blog says no."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()

        async def shown() -> str:
            return (await at.store.cache.read(timelines.posts, [post.id]))[post.id].document.plain_text

        before = await shown()
        with demo.fault("refuse", path="/micropub"):
            entry = await at.outbox.put(Write(kind="edit", post_id=post.id, target=post.url, text="**Other** words"))
            assert await shown() == "Other words"
            await at.until_state("refused", entry.id)
        assert await shown() == before


async def test_an_edit_of_ones_own_is_sent(demo: DemoServer, tmp_path: Path) -> None:
    """The reply has the new text."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        await at.until_state("sent", (await at.outbox.put(reply(post.id, "With a tpyo"))).id)
        (own,) = [reply for reply in (await at.client.posts.replies(count=5)).posts if "tpyo" in reply.content_text]
        opened = await begun(at.client, Draft(kind="edit", post_id=own.id, target=own.url))
        entry = await at.outbox.put(replace(opened, text="Without a typo"))
        await at.until_state("sent", entry.id)
        assert len(at.said("Without a typo")) == 1 and not at.said("With a tpyo")


async def test_a_post_goes_out_with_its_pictures(demo: DemoServer, tmp_path: Path) -> None:
    """They are uploaded first; the draft leaves when the post is in the outbox."""
    picture = tmp_path / "tide.jpg"
    picture.write_bytes(b"\xff\xd8\xff\xe0 a picture")
    async with desk(demo, tmp_path / "store") as at:
        draft = Draft(
            kind="post",
            title="A title",
            text="Words",
            details={"categories": ["garden"], "photos": [{"path": str(picture), "alt": "Wet sand"}]},
        )
        id = await at.store.outbox.write(drafts.save_draft, draft)
        (saved,) = await at.store.outbox.write(drafts.drafts)
        entry = await at.outbox.put(saved)
        assert await at.store.outbox.write(drafts.draft, id) is None
        await at.until_state("sent", entry.id)
        (own,) = [post for post in await at.client.micropub.source() if post.name == "A title"]
        assert own.categories == ("garden",)
        assert len(demo.asked("POST", "/micropub/media")) == 1


async def test_a_picture_stands_where_the_text_names_it(demo: DemoServer, tmp_path: Path) -> None:
    """Its address takes the place of the file's name; what the text does not name goes behind it."""
    tide, cat = (tmp_path / "tide.jpg", tmp_path / "cat.jpg")
    tide.write_bytes(b"\xff\xd8\xff\xe0 tide")
    cat.write_bytes(b"\xff\xd8\xff\xe0 cat")
    photos = (
        Media(path=str(tide), alt="Sand", in_text="tide.jpg"),
        Media(path=str(cat), alt="A cat", in_text="gone.jpg"),
    )
    async with desk(demo, tmp_path / "store") as at:
        draft = Draft(kind="post", text="Before ![Wet sand](tide.jpg) after")
        entry = await at.outbox.put(with_parts(draft, PostParts(photos=photos)))
        await at.until_state("sent", entry.id)
    (post,) = [post for post in demo.world.posts.newest_first() if "Before" in post.source]
    assert re.fullmatch(r"Before !\[Wet sand\]\(http\S+\) after", post.source)
    assert [file.alt for file in post.attached] == ["A cat"]


@pytest.mark.parametrize("services", [None, (), ("bluesky-1",)], ids=["all", "none", "one"])
async def test_a_post_goes_where_its_parts_say(
    services: tuple[str, ...] | None, demo: DemoServer, tmp_path: Path
) -> None:
    """A draft for a page of the second blog; nothing said of services means all."""
    parts = PostParts(categories=("rails",), syndicate_to=services, post_status="draft", channel="pages")
    async with desk(demo, tmp_path) as at:
        draft = Draft(kind="post", title="A page", text="Words", target="https://trains.example/")
        entry = await at.outbox.put(with_parts(draft, parts))
        await at.until_state("sent", entry.id)
    (post,) = [post for post in demo.world.posts.newest_first() if post.title == "A page"]
    assert (post.is_draft, post.channel, post.categories) == (True, "pages", ("rails",))
    assert post.url.startswith("https://trains.example/")
    # One empty value is how "none" is said.
    assert post.syndicate_to == (("mastodon-1", "bluesky-1") if services is None else services or ("",))


async def test_a_post_with_a_missing_picture_is_refused_with_its_name(demo: DemoServer, tmp_path: Path) -> None:
    """The reader learns which file it is; nothing was posted."""
    async with desk(demo, tmp_path) as at:
        draft = Draft(kind="post", text="Words", details={"photos": [{"path": "/nowhere/tide.jpg"}]})
        entry = await at.outbox.put(draft)
        change = await at.until_state("refused", entry.id)
        assert "/nowhere/tide.jpg" in change.words
        assert not at.said("Words")


async def test_undo_takes_back_what_was_done(demo: DemoServer, tmp_path: Path) -> None:
    """What was sent is undone by its opposite; what waits is not sent."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        for entry in (
            await at.outbox.put(star(post.id, True)),
            await at.outbox.put(follow("tomas", False)),
            await at.outbox.put(mute("yuki")),
        ):
            await at.until_state("sent", entry.id)
            assert await at.outbox.undo(entry)
        answer = await at.outbox.put(reply(post.id, "Sent"))
        await at.until_state("sent", answer.id)
        assert not await at.outbox.undo(answer)
        assert not await is_starred(at, post.id)
        assert (await at.client.users.is_following("tomas")).is_following
        assert "yuki" not in [mute.username for mute in await at.client.users.muting()]


async def test_undo_brings_back_the_wish_that_waited(demo: DemoServer, tmp_path: Path) -> None:
    """The later one has taken its place, before it was sent or with it."""
    at = Desk(demo, tmp_path)
    post, *_ = await at.saved_posts()
    for first, second in (
        (tag(post.id, ["one"], was=()), tag(post.id, ["one", "two"], was=["one"])),
        (follow("isla", True), follow("isla", False)),
        (follow("yuki", True), follow("yuki", True)),
    ):
        await at.outbox.put(first)
        entry = await at.outbox.put(second)
        assert await at.outbox.undo(entry)
        assert (await at.pending())[-1].write == first
    # As fast as keys come: each finds the one before it.
    *_, third = await asyncio.gather(*(at.outbox.put(follow("otto", is_on)) for is_on in (False, True, False)))
    assert await at.outbox.undo(third)
    assert (await at.pending())[-1].write == follow("otto", True)
    last = await at.outbox.put(follow("isla", False))
    at.start()
    await at.until_state("sent", last.id)
    assert await at.outbox.undo(last)
    again = follow("isla", True)
    await at.until(lambda change: change.state == "sent" and change.entry is not None and change.entry.write == again)
    assert (await at.client.users.is_following("isla")).is_following
    await at.close()


async def test_what_waits_in_a_conversation_is_told(demo: DemoServer, tmp_path: Path) -> None:
    """Replies to any post of it, with their text; other writes are not among them."""
    at = Desk(demo, tmp_path)
    one, two, *_ = await at.saved_posts()
    await at.outbox.put(star(one.id, True))
    await at.outbox.put(reply(one.id, "Here"))
    await at.outbox.put(reply(two.id, "Elsewhere"))
    inside = await unsent_replies(at.store, [one.id], username="ines")
    assert [reply.entry.text for reply in inside] == ["Here"]
    assert len(await at.pending()) == 3
    await at.close()


async def test_a_full_disk_leaves_the_draft_and_the_screen_as_they_were(demo: DemoServer, tmp_path: Path) -> None:
    """The write is not half done; with room it goes out."""
    from mbtui.store import Store

    disk = SmallDisk()
    at = Desk(demo, tmp_path)
    await at.store.close()
    at.store = at.outbox._store = Store.open(tmp_path, connect=disk.connect)
    at.outbox._sender._store = at.store
    saved = Draft(kind="reply", post_id=5, text="x" * 3000)
    saved = replace(saved, id=await at.store.outbox.write(drafts.save_draft, saved))
    disk.fill()
    with pytest.raises(DiskFull):
        await at.outbox.put(replace(saved, text="x" * 300_000), saved)
    assert at.changes[-1].state is None and isinstance(at.changes[-1].problem, DiskFull)
    assert await at.store.outbox.write(drafts.draft, saved.id) is not None
    disk.empty()
    await at.outbox.put(replace(saved, text="x" * 300_000), saved)
    assert await at.store.outbox.write(drafts.drafts) == []
    await at.close()


async def test_after_a_start_the_store_shows_what_waits(demo: DemoServer, tmp_path: Path) -> None:
    """A new cache shows the waiting star; a mark that nothing stands behind is gone."""
    at = Desk(demo, tmp_path)
    one, two, *_ = await at.saved_posts()
    await at.outbox.put(star(one.id, True))
    await at.store.cache.write(post_flags.set_favorite_pending, one.id, None)
    await at.store.cache.write(post_flags.set_favorite_pending, two.id, True)
    with demo.fault("offline"):
        at.start()
        await at.until(lambda change: change.problem is not None)
        assert await is_starred(at, one.id)
        assert not await is_starred(at, two.id)
        await at.close()


async def test_what_is_discarded_on_a_full_disk_is_taken_back_with_room(demo: DemoServer, tmp_path: Path) -> None:
    """The star is not sent, stays on the screen while the posts can not be saved, and goes by itself."""
    disk = FullDisk()
    async with desk(demo, tmp_path, connect=disk.connect) as at:
        (post, *_) = await at.saved_posts()
        with demo.fault("too-many-requests", 3600, path="/posts/favorites", times=1):
            entry = await at.outbox.put(star(post.id, True))
            await at.until(lambda change: change.state == "queued" and change.problem is not None)
        disk.fill("posts")
        at.changes.clear()
        assert await at.outbox.discard(entry.id)
        told = await at.until(lambda change: change.state is None)
        assert told.words.startswith("The star is not sent. It is still shown for now.") and told.problem is not None
        assert await is_starred(at, post.id)
        at.changes.clear()
        disk.empty()
        healed = await at.until(lambda change: change.state is None)
        assert healed.post_ids == (post.id,)
        assert not await is_starred(at, post.id)
        assert await at.pending() == []
