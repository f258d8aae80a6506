"""What happens behind the key that sends: how far the page is, where it is, and what a blog that refuses leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from mbtui.services import publishing
from tests.cases import case
from tests.interface.journey import Journey, reading


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "PAUSE_SECONDS", 0.2)


async def post(journey: Journey, text: str) -> None:
    """Write a post and send it."""
    await journey.press("c")
    await journey.sees("then y sends")
    await journey.type(text)
    await journey.press("escape", "y")


async def test_a_post_is_followed_to_its_page(demo: DemoServer, tmp_path: Path, over_ssh: None) -> None:
    """The status line says how far it is, then where; the key that it names copies the address, also later."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("w")
        await journey.sees("Nothing that you have sent in the last days has an address.")
        for size, text in (((80, 24), "Frost."), ((40, 12), "Thaw.")):
            with case(size):
                await journey.resize(*size)
                await post(journey, text)
                await journey.sees("Publishing… 0 %")
                demo.world.clock.advance(2)
                await journey.sees("Publishing… 50 %")
                demo.world.clock.advance(2)
                await journey.sees("Your post is out. w opens or copies it: https://ines.micro.blog/2026/")
                await journey.misses("Publishing…")
        asked = len(demo.asked("GET", "/posts/check"))
    async with reading(demo, tmp_path) as journey:
        await journey.press("w", "y")
        await journey.sees("What you sent last", "Thaw. · ines.micro.blog", "was sent to the terminal's")
        # Nothing is asked about what is out.
        assert len(demo.asked("GET", "/posts/check")) <= asked + 1


async def test_what_is_not_taken_is_in_the_composer_again(demo: DemoServer, tmp_path: Path) -> None:
    """With the server's reason and everything that was written; sent anew, it is there once."""
    async with reading(demo, tmp_path, size=(40, 12)) as journey:
        demo.fault("refuse", "Too cold.", path="/micropub", method="POST", times=1)
        await post(journey, "Frost.")
        await journey.sees("Your post was not sent: c goes on with it.", "Too cold.", "Frost.")
        # It is in one place only, and what is typed for the list is not written into it.
        await journey.press("W")
        await journey.sees("Nothing waits to be sent, and there are no drafts.")
        await journey.press("escape")
        await journey.press("j", "c")
        await journey.until(lambda: journey.app.main.writing.has_focus_within)
        await journey.type("..")
        await journey.press("escape", "y")
        await journey.sees("Publishing…")
        assert [each.source for each in demo.world.posts_of("ines") if "Frost" in each.source] == ["Frost..."]
        await journey.press("W")
        await journey.sees("Your post was sent.")
        assert journey.text.count("Frost") == 1
        await journey.press("escape")

        # A token that still reads, and is verified, but may not write: the post waits, and the sentence says why.
        await journey.resize(80, 24)
        with demo.fault("unauthorized", path="/micropub"):
            await post(journey, "Thaw.")
            await journey.sees("does not accept the token: The token is not accepted. S signs in.")
            await journey.press("W")
            await journey.sees("Thaw.", "waits to be sent.")


async def test_an_account_without_a_blog_is_told_before_it_writes(demo: DemoServer, tmp_path: Path) -> None:
    """Also offline, from the second time on; a post that is written all the same comes back with the reason."""
    demo.fault("no-blog")
    async with reading(demo, tmp_path) as journey:
        await post(journey, "Frost.")
        await journey.sees("Your post was not sent: c goes on with it.", "This account has no hosted blog.")
    demo.stop()
    async with reading(demo, tmp_path, is_ready=False) as journey:
        await journey.press("c")
        await journey.sees("No blog of yours is named here, so a post may be refused.", "Frost.")
