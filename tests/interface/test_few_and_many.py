"""Every list with nothing in it, with one entry and with 1,500, at 80×24 and 40×12: keys in, visible text out."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path

import msgspec
import pytest

from mbtui.demo import Clock, DemoServer, Settings
from mbtui.demo.reader import Highlight, Mute
from mbtui.demo.texts import Person, Topic
from mbtui.store import drafts
from mbtui.store.database import transaction
from mbtui.store.drafts import Draft
from mbtui.widgets.post_list import PostList
from mbtui.widgets.row_cache import RowCache
from tests.interface.journey import READER, Journey, reading

MANY = 1_500
"""More than any list has at hand."""
MOST_ANSWERS = 500
"""A post of a conversation is fetched, converted and saved, which takes a thousandth of a second. More than are read or
drawn at once."""


def fill(demo: DemoServer, count: int) -> None:
    """Let there be so many of everything; the newest post is one of a conversation that tomas has with himself."""
    world, numbers = demo.world, range(count)
    reader = world.reader(READER)
    reader.mutes = [Mute(number + 1, domain=f"noise{number}.example") for number in numbers]
    reader.blocks = [Mute(number + 1, username=f"rude{number}") for number in numbers]
    for number in numbers:
        world.people[f"person{number}"] = Person(username=f"person{number}", name=f"Person {number}")
        url = f"https://pages.example/{number}"
        page = world.keep_page(reader, f"Page {number}", url, at=number, tags=(f"t{number}",))
        reader.highlights[number + 1] = Highlight(number + 1, f"Passage {number}", page)
        world.publish(READER, f"<p>Own {number}.</p>")
    pins = tuple({"title": f"Pin {number}", "description": "", "emoji": "", "url": ""} for number in numbers)
    world.people["tomas"] = msgspec.structs.replace(world.people["tomas"], pins=pins)
    world.reader("tomas").following = [f"person{number}" for number in numbers]
    topics = tuple(Topic(f"topic{number}", f"Topic {number}") for number in numbers)
    world.texts = msgspec.structs.replace(world.texts, topics=topics)
    talk = world.publish("tomas", "<p>A long talk.</p>")
    for number in range(min(count, MOST_ANSWERS)):
        world.publish("tomas", f"<p>Answer {number}.</p>", reply_to=talk.id)
    links = "".join(f'<a href="https://a.example/{number}">a{number}</a> ' for number in numbers)
    world.publish("tomas", f"<p>So much for that. {links}</p>", reply_to=talk.id)


async def keep_drafts(journey: Journey, count: int) -> None:
    """Have so many drafts on this machine."""

    def keep(connection: sqlite3.Connection) -> None:
        with transaction(connection):
            for number in range(count):
                drafts.save_draft(connection, Draft(kind="post", text=f"Text {number}"))

    await journey.app.session.store.outbox.write(keep)


LISTS = (
    ("M l", "Muted and blocked", "Nothing is muted.", "@rude{last}, blocked"),
    ("5 5", "Which bookmarks?", "No tags are known here", "Highlights…"),
    ("H", "What you marked", "You have marked nothing", "Passage 0"),
    ("3 3", "Which topic?", "Discover has named no topics yet.", "Topic {last}"),
    ("1 u P", "Pin 0", "@tomas has no pins.", "Pin {last}"),
    ("1 u L", "@person0", "@tomas follows nobody", "@person{last}"),
    ("1 enter", "in this conversation", "A long talk.", "So much for that."),
    ("1 o", "Links in this post", "There are no links", "a.example"),
    ("W", "Text ", "Nothing waits to be sent", "Text 0"),
    ("E", "Own ", "Nothing is published on", "Own "),
)
"""Keys to a list, its heading, what it says when there is nothing, and its end when there is something."""


def holds_few(held: RowCache, count: int) -> bool:
    """Whether a list of so many has let go of rows."""
    return len(held.rows) < count


SIZES = ((40, 12), (80, 24))


@pytest.mark.parametrize("count", [0, 1, MANY])
async def test_each_list_with_nothing_one_and_thousands(count: int, tmp_path: Path) -> None:
    """What it is, how to go on, its end, and the way back."""
    with DemoServer(clock=Clock(is_frozen=True), settings=Settings(posts=0)) as demo:
        fill(demo, count)
        async with reading(demo, tmp_path) as journey:
            await keep_drafts(journey, count)
            for number, (keys, heading, nothing, end) in enumerate(LISTS):
                for key in keys.split():
                    await journey.press(key)
                if count:
                    await journey.sees(*heading.split())
                    if keys == "W" and count > 1:
                        # A list of posts lets go of what is far away, and asks for it again.
                        held = journey.app.screen.query_one(PostList).at_hand
                        await journey.until(partial(holds_few, held, count))
                    await journey.press("G")
                expected = (end.format(last=count - 1) if count else nothing).split()
                await journey.sees(*expected)
                # One list is opened in a large terminal that becomes small, the next one the other way round.
                await journey.resize(*SIZES[number % 2])
                await journey.sees(*expected)
                await journey.press("escape", "escape", "escape")
                # The demo would compare each post of the conversation with each of them.
                demo.world.reader(READER).mutes = demo.world.reader(READER).blocks = []
            await journey.press("colon")
            await journey.type("discover: topic")
            await journey.sees("Discover: Topic 0" if count else "Nothing is called so.")
