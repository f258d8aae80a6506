"""Why a post is hidden."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from mbtui.api import Client, Mute
from mbtui.content.convert import convert
from mbtui.content.mute_match import folded, word_pattern
from mbtui.demo import DemoServer
from mbtui.services.mutes import Mutes
from mbtui.store import SavedPost, Store, people


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store."""
    store = Store.open(tmp_path)
    yield store
    await store.close()


def _nobody() -> Client:
    raise AssertionError("Nothing is asked for here.")


def _post(html: str, username: str = "otto", *, url: str = "https://otto.example/1") -> SavedPost:
    flags: dict[str, Any] = dict.fromkeys(
        (
            "is_favorite",
            "is_deletable",
            "is_conversation",
            "is_mention",
            "is_linkpost",
            "is_deleted",
            "favorite_pending",
        ),
        False,
    )
    return SavedPost(
        id=1,
        author_name=username.title(),
        username=username,
        author_url="https://otto.example/",
        avatar_url="",
        url=url,
        title="",
        published_at=1.0,
        date_relative="",
        document=convert(html),
        **flags,
    )


REPLY = '<p><a href="https://micro.blog/isla">@isla</a> <a href="https://micro.blog/Del">@Del</a> no, you are</p>'
ABOUT = '<p>I read what <a href="https://micro.blog/del">@del</a> wrote</p>'


@pytest.mark.parametrize(
    ("mute", "post", "reason"),
    [
        (Mute(id=1, username="del"), _post("<p>Hi</p>", "Del"), "you muted @Del"),
        (Mute(id=1, username="del"), _post("<p>Hi</p>", "delia"), ""),
        (Mute(id=1, username="del"), _post(REPLY), ""),
        (Mute(id=1, username="del", is_hiding_other_replies=True), _post(REPLY), "you muted replies to @del"),
        (Mute(id=1, username="del", is_hiding_other_replies=True), _post(ABOUT), ""),
        (Mute(id=1, keyword="World Cup"), _post("<p>The world\ncup again</p>"), "you muted “World Cup”"),
        (Mute(id=1, keyword="cup"), _post("<p>cupboards</p>"), ""),
        (Mute(id=1, domain="otto.example"), _post("<p>Hi</p>"), "you muted otto.example"),
        (Mute(id=1, domain="example"), _post("<p>Hi</p>"), ""),
    ],
)
async def test_the_reason_names_what_was_muted(store: Store, mute: Mute, post: SavedPost, reason: str) -> None:
    """People, replies to them, whole words in any case, and sites."""
    await store.cache.write(people.set_mutes, [mute])
    assert Mutes(store, _nobody).reason(post) == reason


async def test_a_person_is_spared_on_their_own_page(store: Store) -> None:
    """Who looks at somebody they muted wants to see what they wrote."""
    await store.cache.write(people.set_mutes, [Mute(id=1, username="del", is_hiding_other_replies=True)])
    mutes = Mutes(store, _nobody)
    assert mutes.reason(_post("<p>Hi</p>", "del"), spared="Del") == ""
    assert mutes.reason(_post(REPLY), spared="del") == ""


@pytest.mark.parametrize(
    ("word", "text", "is_found"),
    [
        ("ai", "I said so", False),
        ("ai", "All this AI!", True),
        ("c++", "I write C++ by day", True),
        ("#cats", "so many #cats.", True),
        ("猫", "黒猫が来た", True),
        ("é", "café", False),
        (".*", "anything", False),
    ],
)
def test_words_are_found_whole(word: str, text: str, is_found: bool) -> None:
    """A word inside another one is not meant, but where scripts have no blanks there are no whole words."""
    assert (word_pattern(word).search(folded(text)) is not None) is is_found


async def test_words_of_the_configuration_count_too(store: Store) -> None:
    """They are hidden although Micro.blog knows nothing of them."""
    mutes = Mutes(store, _nobody)
    mutes.use_words(["spoiler", ""])
    assert mutes.reason(_post("<p>A SPOILER follows</p>")) == "you muted “spoiler”"
    assert mutes.reason(_post("<p>Nothing</p>")) == ""
    assert mutes.saved == ()


async def test_listeners_are_told_of_differences_only(store: Store) -> None:
    """A reload that brings nothing new draws nothing anew."""
    mutes = Mutes(store, _nobody)
    told: list[int] = []
    stop = mutes.subscribe(lambda: told.append(len(mutes.saved)))
    assert mutes.saved == ()
    await mutes.reload()
    await store.cache.write(people.add_mute, username="del")
    await mutes.reload()
    await mutes.reload()
    stop()
    await store.cache.write(people.add_mute, keyword="cup")
    await mutes.reload()
    assert told == [1]


async def test_the_servers_list_is_taken_over(store: Store, demo: DemoServer) -> None:
    """What waits to be sent stays beside it."""
    await store.cache.write(people.add_mute, keyword="cup")
    async with Client(demo.token, demo.url) as client:
        mutes = Mutes(store, lambda: client)
        await mutes.refresh()
    assert mutes.of_person("DEL") is not None
    assert mutes.of_word("Cup") is not None
    assert mutes.of_person("isla") is None
