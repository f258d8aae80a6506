"""What there is of a person besides their posts, and what one does about them."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from mbtui.demo import DemoServer
from mbtui.demo.texts import Person
from mbtui.widgets.post_list import PostList
from tests.interface.journey import Journey, reading


async def _open(journey: Journey, username: str) -> None:
    """Go to somebody's page by the mention in a post that is highlighted."""
    await journey.press("o", "1")
    await journey.sees(f"@{username}")


def _name(demo: DemoServer, username: str) -> None:
    demo.world.publish("tomas", f'<p>Ask <a href="https://micro.blog/{username}">@{username}</a>.</p>')


async def test_a_page_leads_to_lists_of_people_and_pins(demo: DemoServer, tmp_path: Path) -> None:
    """L: F follows whoever is marked, the slash finds, enter opens a page; escape leads back step by step.

    P shows pins with what they were given for; enter opens, y copies. D lists whom one does not follow yet; after a
    failure a list says what happened, and R asks again. Where there is nobody and nothing, that is said, too.
    """
    for name in ("wei", "stavros", "tomas"):
        _name(demo, name)
    reader = demo.world.reader("ines")
    async with reading(demo, tmp_path) as journey:
        await _open(journey, "tomas")
        await journey.sees("You follow them (F unfollows). They follow you.", "Follows 11 (L) · photos (i) · pins (P)")
        await journey.press("L")
        await journey.sees("Whom @tomas follows", "11 people", "✓ Yuki Arakawa @yuki yuki.example", "This is you.")
        await journey.press("F")
        await journey.sees("This is you.")
        await journey.press("j", "F")
        await journey.sees("You no longer follow @yuki.")
        await journey.misses("✓ Yuki")
        await journey.until(lambda: not reader.follows("yuki"))
        await journey.press("U")
        await journey.sees("Undone: unfollowing @yuki.", "✓ Yuki Arakawa")
        await journey.press("slash")
        await journey.type("naxos")
        await journey.sees("Nobody here is called “naxos”.")
        await journey.press("ctrl+u")
        await journey.type("melas")
        await journey.sees("1 of 11 people")
        await journey.press("enter")
        await journey.sees("Wooden boats on Naxos")
        await journey.press("escape")
        await journey.sees("1 of 11 people")
        await journey.press("escape")
        await journey.until(lambda: "11 people" in journey.status and "of" not in journey.status)
        assert "Stavros Melas" in journey.marked
        await journey.press("escape")
        await journey.sees("Ferries, fjords")
        await journey.press("i")
        await journey.sees("Photos of @tomas")
        await journey.until(lambda: demo.asked("GET", "/posts/tomas/photos"))
        await journey.press("escape")
        await journey.sees("Ferries, fjords")

        await journey.press("escape", "slash")
        await journey.type("@dealb")
        await journey.sees("Deal Bird @dealbird")
        await journey.press("enter")
        await journey.sees("Blocked (X lifts it).", "@dealbird has posted nothing.", "Deals. Every hour.")
        await journey.press("P")
        await journey.sees("@dealbird has no pins.")
        await journey.press("enter", "y", "escape", "escape", "j")
        await _open(journey, "stavros")
        with demo.fault("error-503", path="/users/pins"):
            await journey.press("P")
            await journey.sees("Could not load the pins.")
            await journey.press("escape")
        await journey.press("P")
        await journey.sees("Pins of @stavros", "/pictures/pin-11.png", "enter open")

        await journey.press("escape", "escape", "j")
        demo.fault("error-503", path="/users/discover", times=1)
        await _open(journey, "wei")
        await journey.sees("new to you (D)")
        await journey.press("D")
        await journey.sees("Could not load this list.", "R tries again.")
        await journey.press("R")
        await journey.until(lambda: journey.marked)
        assert "✓" not in journey.text
        for name in [row.username for row in demo.world.people.values()]:
            reader.following.append(name)
        await journey.press("R")
        await journey.sees("There is nobody whom @wei follows and you do not.")
        await journey.press("F", "enter", "slash")
        await journey.sees("There is nobody to look for.")


async def test_a_long_page_and_a_list_of_thousands_answer_at_once(demo: DemoServer, tmp_path: Path) -> None:
    """What somebody says of themselves: the first lines, then all of it part by part, then the first lines again.

    5,000 people: the ends, a page, and a name among them; a row of markup and escapes is only text.
    """
    reader = demo.world.reader("maren")
    for number in range(5000):
        name = f"person{number}"
        demo.world.people[name] = Person(username=name, name=f"Person {number} [/oops] \x1b[31m")
        reader.following.append(name)
    _name(demo, "maren")
    _name(demo, "bart")
    async with reading(demo, tmp_path, size=(60, 20)) as journey:
        await _open(journey, "bart")
        await journey.sees("Actor (amateur)", "more lines (+)")
        await journey.misses("a very well received tree")
        await journey.press("plus")
        await journey.sees("a very well received tree")
        parts = 0
        while "more lines (+)" in journey.text:
            await journey.press("plus")
            parts += 1
            assert parts < 20, journey.text
        await journey.press("plus")
        await journey.sees("Actor (amateur)", "more lines (+)")
        assert journey.marked, "there is room for posts throughout"

        await journey.press("escape", "j")
        await journey.resize(40, 12)
        await _open(journey, "maren")
        await journey.sees("Follows 5,009 (L)")
        await journey.press("L")
        await journey.sees("5,009 people")
        await journey.press("G")
        assert "Person 4999" in journey.marked
        await journey.press("k", "b", "b", "g", "space")
        assert "@otto" in journey.marked
        await journey.press("slash")
        await journey.type("person4321")
        await journey.sees("1 of 5,009")
        assert "Person 4321 [/oo" in journey.marked


async def test_their_posts_are_searched(demo: DemoServer, tmp_path: Path) -> None:
    """The slash finds what is saved at once, and with Micro.blog's help what never was; enter goes there."""
    demo.world.publish("isla", "<p>Bernard the octopus eats a leek.</p>")
    for number in range(160):
        demo.world.publish("isla", f"<p>Limpet {number}.</p>")
    demo.world.publish("tomas", "<p>Leeks, says isla, and only leeks.</p>")
    demo.world.publish("isla", "<p>Leeks under ice.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("u")
        await journey.sees("@isla", "They follow you.")
        await journey.press("slash")
        await journey.sees("Search @isla", "in what @isla has posted")
        await journey.type("leek")
        await journey.sees("Leeks under ice.", "Bernard the octopus", "2 posts")
        assert "only leeks" not in journey.text
        # What is saved is read on meanwhile: Micro.blog is asked all the same, and what is read stays.
        await journey.app.session.timeline("user/isla").older()
        with demo.fault("hold", path="/posts/isla"):
            await journey.burst("", "ctrl+u", *"limpet", "tab", "G")
            await journey.until(lambda: any(asked.params.get("search") == "limpet" for asked in demo.requests))
            await journey.until(lambda: len(journey.app.screen.query_one(PostList)) > 100)
            await journey.press("G")
            marked = journey.marked
        await journey.sees("119 posts")
        assert journey.marked == marked
        assert "or more" not in journey.status
        await journey.press("slash", "ctrl+u")
        await journey.type("leek")
        await journey.sees("Bernard the octopus", "2 posts")
        await journey.press("down", "enter")
        await journey.until(lambda: journey.lines[0].strip() == "Conversation" and "Bernard" in journey.marked)
        await journey.press("escape", "slash")
        await journey.until(lambda: "Bernard" in journey.marked)
        await journey.press("up", "enter")
        await journey.until(lambda: "Leeks under ice." in journey.marked and "Isla Moreau" in journey.lines[0])


async def test_somebody_is_followed_reported_and_blocked(demo: DemoServer, tmp_path: Path) -> None:
    """Where a page does not come, F asks how things stand; who is followed already stays so until it is seen.

    People elsewhere have a page as well, and what Micro.blog does not know of them is said. A report can not be taken
    back, so nothing short of the answer does it; the guidelines can be read first. X asks first; posts are folded at
    once, the list of what is muted has them, and U takes it back. On one's own page these keys say why not.
    """
    demo.world.publish("isla", "<p>Low tide at four.</p>")
    demo.world.publish("juno@social.example", "<p>The cat, asleep.</p>")
    _name(demo, "nell")
    demo.world.publish("ines", "<p>Me again.</p>")
    reader = demo.world.reader("ines")

    def blocked() -> list[str]:
        return [entry.username for entry in reader.blocks]

    async with reading(demo, tmp_path) as journey:
        await journey.press("u")
        await journey.sees("You follow 24 (L) · photos (i) · pins (P) · replies (O)")
        await journey.press("D")
        await journey.sees("You follow all whom you follow.")
        await journey.press("O")
        await journey.until(lambda: "Replied" in journey.marked and "@ines" in journey.marked)
        assert demo.asked("GET", "/posts/replies")
        reply = next(post for post in demo.world.posts_of("ines") if post.is_reply)
        await journey.press("d", "y")
        await journey.until(lambda: reply.is_deleted)
        await journey.sees("This post was deleted.")
        await journey.press("e", "j", "e")
        await journey.sees("Edit")
        await journey.type(" So.")
        await journey.press("ctrl+j")
        await journey.until(lambda: any(post.source.endswith(" So.") for post in demo.world.posts_of("ines")))
        await journey.sees("was sent")
        await journey.press("B")
        await journey.sees("Replies are on Micro.blog, not on one of your blogs.")
        await journey.press("escape", "exclamation_mark")
        await journey.sees("This is you.")

        await journey.press("escape", "j")
        with demo.fault("error-500", path="/posts/nell"):
            await _open(journey, "nell")
            await journey.sees("Could not load Posts of @nell.")
            await journey.press("F")
            await journey.sees("You follow @nell already.", "You follow them (F unfollows).")
            await journey.press("F")
            await journey.sees("You no longer follow @nell.", "You do not follow them (F follows).")
            await journey.until(lambda: not reader.follows("nell"))
            assert len(demo.asked("GET", "/users/is_following")) == 1

        await journey.press("escape", "j", "u")
        await journey.sees("On social.example", "The cat, asleep.", "You follow them (F unfollows).")
        await journey.press("L")
        await journey.sees("Micro.blog does not tell whom juno follows on social.example.")
        await journey.press("escape", "P")
        await journey.sees("@juno@social.example has no pins.")
        await journey.press("escape", "F")
        await journey.until(lambda: not reader.follows("juno@social.example"))
        await journey.press("M", "p")
        await journey.until(lambda: any(mute.username == "juno@social.example" for mute in reader.mutes))

        await journey.press("escape", "j", "u")
        await journey.sees("@isla", "You follow them")
        await journey.press("exclamation_mark")
        await journey.sees("Report @isla", "it can not be taken back", "the community guidelines")
        await journey.press("escape", "exclamation_mark", "y")
        await journey.sees("The report of @isla is on its way. M mutes them.")
        await journey.until(lambda: reader.reported == ["isla"])

        await journey.press("X")
        await journey.sees("Block @isla?")
        await journey.press("escape", "X", "y")
        await journey.sees("Blocked (X lifts it).", "Blocked @isla. U undoes it.")
        await journey.until(lambda: blocked() == ["dealbird", "isla"])
        await journey.press("escape")
        await journey.sees("you blocked @isla")
        await journey.press("M", "l")
        await journey.sees("Muted and blocked", "@del", "@dealbird, blocked", "@isla, blocked")
        await journey.press("G", "r")
        await journey.sees("A block hides what others reply to them in any case.")
        await journey.press("u")
        await journey.until(lambda: blocked() == ["dealbird"])
        await journey.misses("@isla, blocked")
        await journey.press("escape", "U")
        await journey.until(lambda: blocked() == ["dealbird", "isla"])
        await journey.sees("you blocked @isla")
        with demo.fault("not-found", path="/users/block", method="POST"):
            await journey.press("u", "X")
            await journey.sees("@isla is no longer blocked.")
            await journey.press("X", "y")
            await journey.sees("knows no blocks, or nobody called @isla. It has been taken back here as well.")
            await journey.misses("Blocked (X lifts it).")


async def test_their_picture_stands_where_it_is_wanted(demo: DemoServer, tmp_path: Path) -> None:
    """Only as configured, its place kept free from the beginning; R asks again. A small screen is left to the words."""
    demo.world.publish("isla", "<p>Low tide at four.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("u")
        await journey.sees("Isla Moreau @isla", "They follow you.")
        assert not demo.asked("GET", "/isla/avatar.jpg")
        await journey.press("escape")
        journey.app.config = replace(journey.app.config, images="on", avatars=True)
        with demo.fault("error-503", path="/isla/avatar"):
            await journey.press("u")
            await journey.sees("They follow you.")
            await journey.until(lambda: demo.asked("GET", "/isla/avatar.jpg"))
            assert journey.lines[0].startswith(" " * 15 + "Isla Moreau")
        await journey.press("R")
        await journey.until(lambda: journey.lines[0][1:13].strip())
        assert journey.lines[0][13:].startswith("  Isla Moreau")
        assert journey.lines[5][1:13].strip() and journey.lines[6].startswith("──")
        await journey.resize(40, 12)
        await journey.until(lambda: journey.lines[0].startswith(" Isla Moreau"))
