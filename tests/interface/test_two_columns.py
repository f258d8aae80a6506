"""The list at the left and the conversation of its highlighted post at the right."""

from __future__ import annotations

from pathlib import Path

from mbtui.demo import DemoServer
from mbtui.demo.markup import mention
from tests.interface.journey import Journey, reading
from tests.interface.opened import opened, sign_in

WIDE, NARROW = (120, 36), (80, 24)
LONG = "".join(f"<p>Line {number} of a long text.</p>" for number in range(60))


def left(journey: Journey) -> str:
    """What stands at the left of the line between the columns."""
    return " ".join(" ".join(line.partition("│")[0] for line in journey.lines[2:-2]).split())


def right(journey: Journey) -> str:
    """What stands at the right of it; empty with one column."""
    return " ".join(" ".join(line.partition("│")[2] for line in journey.lines[2:-2]).split())


def has_keys(journey: Journey) -> str:
    """In which column the thick marker stands."""
    return "left" if "▌" in left(journey) else "right" if "▌" in right(journey) else ""


def conversations(demo: DemoServer) -> list[str]:
    """The posts whose conversation was asked for."""
    found = [demo.world.find(int(asked.params["id"])) for asked in demo.asked("GET", "/posts/conversation")]
    return [post.html.removeprefix("<p>").removesuffix("</p>") for post in found if post is not None]


async def test_the_right_column_follows_the_highlight_and_keys_act_where_the_reader_is(
    demo: DemoServer, tmp_path: Path
) -> None:
    """Enter goes into it and escape back; what stands there is scrolled from the left too."""
    demo.world.publish("tomas", LONG)
    root = demo.world.publish("tomas", "<p>Who is awake?</p>")
    demo.world.publish("magda", "<p>I was asleep.</p>", reply_to=root.id)
    async with reading(demo, tmp_path, size=WIDE) as journey:
        assert right(journey) == ""
        await journey.press("C")
        await journey.until(lambda: "Who is awake?" in right(journey) and "I was asleep." in right(journey))
        await journey.sees("2 posts in this conversation")
        assert has_keys(journey) == "left"

        # In one piece: the keys are for the post that is gone to, not for the one that stood at the right.
        await journey.burst("jj", "enter", *"rHello")
        await journey.sees("Reply to @tomas", "Hello")
        await journey.press("escape", "d", "escape", "g")
        await journey.until(lambda: has_keys(journey) == "left" and "Who is awake?" in right(journey))

        await journey.press("enter")
        await journey.until(lambda: has_keys(journey) == "right" and "esc back" in journey.status)
        await journey.press("k", "f")
        await journey.until(lambda: "★" in right(journey) and "★" in left(journey))
        await journey.press("j", "r")
        await journey.sees("@magda")
        await journey.press("escape", "d")
        await journey.until(lambda: has_keys(journey) == "right")
        demo.world.publish("magda", f"<p>{mention('ines')} And you?</p>", reply_to=root.id)
        journey.poll()
        await journey.until(lambda: "•" in right(journey) and "And you?" in right(journey))
        await journey.press("escape")
        assert has_keys(journey) == "left"

        await journey.press("G", "g", "j", "j", "j")
        await journey.until(lambda: "Line 0 of a long text." in right(journey))
        await journey.sees("1 post in this conversation")
        assert "Line 59" not in right(journey)
        assert "more lines" in left(journey)
        assert "more lines" not in right(journey)
        await journey.press(*["."] * 9)
        await journey.until(lambda: "Line 59" in right(journey))
        assert has_keys(journey) == "left"
        await journey.press(*["shift+up"] * 9)
        await journey.until(lambda: "Line 0 of a long text." in right(journey))


async def test_only_where_the_highlight_rests_is_anything_asked_for(demo: DemoServer, tmp_path: Path) -> None:
    """One that was asked for lately is shown again without, one of a post without answers only when it is entered.

    What did not come is asked for again, although nobody was told of it elsewhere. Without the network the post itself
    is there, and the status line says why there is no more.
    """
    for number in range(8):
        root = demo.world.publish("tomas", f"<p>Post {number}.</p>")
        if number:
            demo.world.publish("magda", f"<p>Answer {number}.</p>", reply_to=root.id)
    async with reading(demo, tmp_path, size=WIDE) as journey:
        await journey.press("C")
        await journey.until(lambda: "Post 7." in right(journey) and conversations(demo) == ["Answer 7."])
        # Enter asks at once, if it asks at all.
        await journey.press(*"jjjjjjjjjj", "enter")
        await journey.until(lambda: "Post 2." in right(journey) and "Answer 2." in right(journey))
        await journey.press("escape", "g", "enter")
        await journey.until(lambda: "Post 7." in right(journey) and has_keys(journey) == "right")
        await journey.press("escape", *["j"] * 14, "enter")
        await journey.until(lambda: "Post 0." in right(journey) and len(conversations(demo)) >= 3)
        assert conversations(demo) == ["Answer 7.", "Answer 2.", "Post 0."]

        path = "/posts/conversation"
        with demo.fault("hold", path=path, times=1), demo.fault("error-503", path=path, times=1):
            await journey.press("escape", *["k"] * 10, "enter")
            await journey.until(lambda: len(conversations(demo)) == 4)
            await journey.press("escape", *["j"] * 10)
            await journey.until(lambda: "Post 0." in right(journey))
        await journey.until(lambda: not any(worker.group == "newer" for worker in journey.app.workers))
        await journey.press(*["k"] * 10, "enter")
        await journey.until(lambda: len(conversations(demo)) == 5)
        assert conversations(demo)[3:] == ["Answer 5."] * 2
        await journey.until(lambda: "Answer 5." in right(journey))

        demo.stop()
        await journey.press("escape", "j", "j")
        await journey.until(lambda: has_keys(journey) == "left" and "Answer 4." in right(journey))
        await journey.sees("Could not load the conversation.")


async def test_two_columns_are_there_wherever_there_is_room(demo: DemoServer, tmp_path: Path) -> None:
    """As configured; a narrow terminal has one, which C tells, and the tab Conversation has all of the width."""
    await sign_in(demo, "ines")
    async with opened(demo, "columns = 2", size=WIDE) as journey:
        await journey.until(lambda: right(journey))
        await journey.press("enter")
        await journey.until(lambda: has_keys(journey) == "right")
        await journey.press("r")
        await journey.sees("Reply to")
        await journey.resize(*NARROW)
        await journey.until(lambda: not right(journey) and journey.marked)
        await journey.type("Hello there")
        await journey.sees("Hello there")
        await journey.press("escape", "d")
        await journey.misses("Hello there")
        await journey.press("C")
        await journey.sees("One column, in a wider terminal as well.")
        await journey.press("C")
        await journey.sees("Two columns need 110 columns, and there are 80.")
        await journey.resize(200, 60)
        await journey.until(lambda: right(journey))
        await journey.press("4")
        await journey.until(lambda: not right(journey))
        await journey.press("1", "enter")
        await journey.until(lambda: has_keys(journey) == "right")
        await journey.press("enter")
        await journey.until(lambda: not right(journey) and "Conversation" in journey.tabs and journey.marked)
        await journey.press("q")
        await journey.until(lambda: right(journey))
        await journey.press("C")
        await journey.until(lambda: not right(journey))
