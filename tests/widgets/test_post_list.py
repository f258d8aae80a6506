"""The post list in an application: what is seen, what it costs, and what it says."""

from __future__ import annotations

from itertools import product

from textual.events import MouseScrollDown
from textual.geometry import Region
from textual.pilot import Pilot

from mbtui.content.convert import convert
from mbtui.content.document import Block, Document, Link, Span
from mbtui.widgets.row_supply import WANTED_AROUND
from mbtui.widgets.rows import GapRow
from tests.widgets.list_app import ListApp, made
from tests.widgets.made_rows import post

SIZES = ((80, 24), (40, 12), (120, 36))


def running(size: tuple[int, int] = (40, 12)) -> ListApp:
    """An application of a size, not yet running."""
    return ListApp(*size)


async def shown(app: ListApp, pilot: Pilot[None], count: int, **fields: int) -> None:
    """Show so many posts."""
    app.posts.assign(range(1, count + 1), made(range(1, min(count, 200) + 1), **fields))
    await app.settle(pilot)


async def test_none_and_one_post_stay_where_they_are() -> None:
    """On screens of any size: a list without posts says why, one post stands at the top, and no key does anything."""
    app = running()
    posts = app.posts
    ways = [getattr(posts, name) for name in ("move", "page", "half_page", "scroll_rows")]

    def try_all() -> None:
        for act in (posts.top, posts.bottom, posts.toggle_fold, posts.tick):
            act()
        for go, direction in product(ways, (1, -1)):
            go(direction)
        posts.set_divider(5)
        posts.remove_row(5)

    async with app.run_test(size=(40, 12)) as pilot:
        posts.set_empty_text("Nothing here yet.\n\nR asks Micro.blog.")
        for size in SIZES:
            await app.resize(pilot, *size)
            posts.assign([], {})
            try_all()
            await app.settle(pilot)
            assert [line.strip() for line in app.lines if line] == ["Nothing here yet.", "R asks Micro.blog."], size
            assert (posts.highlighted, posts.highlighted_row, posts.visible_keys()) == (None, None, []), size
            assert not posts.go_to(1), size
            await shown(app, pilot, 1)
            try_all()
            await app.settle(pilot)
            assert app.lines[0] == "▌ Tomas Lindqvist  @tomas · 12m", size
            assert app.lines[1].startswith("▌ post1"), size
            assert posts.highlighted == 1, size
            assert set(app.said) <= {("highlighted", 1)}, size


ODD: dict[str, tuple[str | Document, str]] = {
    "wide": ("x" * 500, "xxxx"),
    "emoji": ("👩\u200d👩\u200d👧 🇮🇸 👍🏽 ☎\ufe0f " * 20, "👩\u200d👩\u200d👧"),
    "cjk": ("日本語のテキスト。" * 30, "日本語"),
    "right to left": ("שלום עולם " * 20, "שלום"),
    "markup": ("[/oops] [@click=app.quit]quit[/] [red]", "[/oops] [@click"),
    "marks": ("e\u0301" * 300, "e\u0301"),
    "huge": (convert("<p>" + "word " * 200_000), "… "),
    "html": (convert("<p>" + "<b>b</b> <i>i</i> " * 600), "… "),
}


async def test_odd_posts_hold_their_place() -> None:
    """No line is wider than the screen, and the post below begins where it should; on screens of any size."""
    app = running()
    async with app.run_test(size=(40, 12)) as pilot:
        odd = {key: post(content, id=key) for key, (content, _) in enumerate(ODD.values(), 1)}
        app.posts.assign(range(1, len(odd) + 2), {**odd, len(odd) + 1: post("the end", id=99)})
        for size, (key, (name, (_, sign))) in product(SIZES, enumerate(ODD.items(), 1)):
            if app.posts.size != size:
                await app.resize(pilot, *size)
            app.posts.go_to(key, at=0)
            await app.settle(pilot)
            top = app.posts.screen_row
            row = app.posts.at_hand.rows.get(key)
            assert app.lines[top].startswith("▌ Tomas Lindqvist"), (size, name)
            assert row is not None and any(sign in line for line in app.lines), (size, name)
            following = top + len(app.marked) + 1
            if following < size[1]:
                assert app.lines[following - 1] == "", (size, name)
                assert app.lines[following].startswith("  Tomas Lindqvist"), (size, name)


async def test_new_posts_leave_the_reader_in_place() -> None:
    """The same words on the same lines, in the middle of a list and at its very top."""
    app = running()
    async with app.run_test(size=(40, 12)) as pilot:
        await shown(app, pilot, 100)
        for start in (1, 50):
            app.posts.go_to(start, at=0)
            await app.settle(pilot)
            before = app.lines
            app.forget_costs()
            app.posts.prepend(range(1_000 + start, 1_005 + start), made(range(1_000 + start, 1_005 + start), words=30))
            await app.settle(pilot)
            assert app.lines == before
            assert app.posts.highlighted == start
            assert app.written == 0 and not app.painted
        app.posts.top()
        await app.settle(pilot)
        assert app.lines[1].startswith("▌ post1050")


async def test_five_thousand_posts_are_read_to_the_end() -> None:
    """G goes to the last one, g back to the first."""
    app = running()
    async with app.run_test(size=(40, 12)) as pilot:
        app.posts.assign(range(5_000), made(range(5_000)))
        app.posts.bottom()
        await app.settle(pilot)
        assert app.posts.highlighted == 4_999
        assert app.lines[-1].startswith("▌ word") and "post4999" in app.lines[-2]
        app.posts.top()
        await app.settle(pilot)
        assert "post0" in app.lines[1]


async def test_a_hundred_thousand_posts_are_never_all_drawn() -> None:
    """Opening, resizing and paging draw the screen and a bounded look-ahead."""
    size = (80, 24)
    app = running(size)
    async with app.run_test(size=size) as pilot:
        app.posts.assign(range(100_000), made(range(49_000, 51_000)), highlight=50_000, at=5)
        await app.settle(pilot)
        assert app.posts.highlighted == 50_000
        assert app.posts.at_hand.drawn_count <= 2 * size[1]
        await pilot.pause(0.3)
        most = 6 * size[1]
        assert size[1] // 3 <= app.posts.at_hand.drawn_count <= most
        for _ in range(10):
            app.posts.page(1)
        assert app.posts.at_hand.drawn_count <= most + 10 * size[1]
        drawn = app.posts.at_hand.drawn_count
        await app.resize(pilot, size[0] - 10, size[1] - 2)
        assert app.posts.at_hand.drawn_count - drawn <= most


async def test_a_key_paints_what_it_changes() -> None:
    """Nothing at an end of the list, two markers within the screen, whatever stands beside them, and a page at once."""
    app = running((80, 24))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot, 50)
        app.forget_costs()
        for go in (app.posts.move, app.posts.page, app.posts.half_page, app.posts.scroll_rows):
            go(-1)
        app.posts.top()
        await app.settle(pilot)
        assert not app.painted
        app.posts.move(1)
        await app.settle(pilot)
        assert app.marked == [3, 4]
        assert app.painted == [(y, 0, 2) for y in (0, 1, 3, 4)]
        assert app.written <= 80
        app.forget_costs()
        app.posts.page(1)
        await app.settle(pilot)
        assert app.marked == [0, 1]
        assert len(app.painted) == 1
        assert app.written <= 1_000


async def test_missing_rows_are_asked_for_once_and_shown_when_they_come() -> None:
    """Around the reader only; the highlighted post does not move for them."""
    app = running()
    async with app.run_test(size=(40, 12)) as pilot:
        app.posts.assign(range(10_000), made([5_000]), highlight=5_000, at=4)
        await app.settle(pilot)
        assert app.lines[4].startswith("▌ Tomas")
        assert "  …" in app.lines
        app.posts.move(1)
        app.posts.move(-1)
        await app.settle(pilot)
        assert len(app.wanted) == 1
        wanted = app.wanted[0]
        assert min(wanted) >= 5_000 - WANTED_AROUND - 12 and max(wanted) <= 5_000 + WANTED_AROUND + 12
        assert 5_000 not in wanted
        before = app.posts.screen_row
        app.posts.replace(made(wanted, words=40))
        await app.settle(pilot)
        assert (app.posts.screen_row, app.posts.highlighted) == (before, 5_000)
        assert "  …" not in app.lines
        assert len(app.wanted) == 1


async def test_a_jump_into_missing_rows_ends_at_the_last_post() -> None:
    """It is at the end of the screen before and after it has come."""
    app = running()
    async with app.run_test(size=(40, 12)) as pilot:
        app.posts.assign(range(10_000), made(range(50)))
        await app.settle(pilot)
        app.posts.bottom()
        await app.settle(pilot)
        app.posts.replace(made(app.wanted[-1], words=30))
        await app.settle(pilot)
        assert app.posts.highlighted == 9_999
        assert app.marked[-1] == 11 and "post9999" in app.lines[app.marked[1]]


async def test_rows_that_were_let_go_are_asked_for_again() -> None:
    """Only the neighbourhood of the reader is kept, and the highlighted post."""
    app = running()
    async with app.run_test(size=(40, 12)) as pilot:
        app.posts.assign(range(5_000), made(range(2_000)))
        app.posts.scroll_rows(4_000)
        await pilot.pause(0.2)
        assert app.posts.highlighted_row is not None
        assert app.posts.at_hand.rows.get(5) is None
        app.posts.top()
        await app.settle(pilot)
        assert app.wanted and 5 in app.wanted[-1]


async def test_the_words_stay_when_the_divider_comes_goes_and_moves() -> None:
    """Only what is above or below makes room for it."""
    app = running()
    async with app.run_test(size=(40, 12)) as pilot:
        await shown(app, pilot, 50)
        app.posts.go_to(20, at=5)
        for key in (20, 21, 19, None):
            app.posts.set_divider(key)
            await app.settle(pilot)
            assert app.posts.screen_row == 5
            assert app.lines[5].startswith("▌ Tomas") and "post20" in app.lines[6]
            rules = [y for y, line in enumerate(app.lines) if "read until here" in line]
            assert rules == {20: [4], 21: [8], 19: [1], None: []}[key]


async def test_the_place_is_the_same_with_and_without_the_divider() -> None:
    """What `screen_row` says can be given back to `assign`, before the size is known as well."""
    app = ListApp(40, 12)
    app.posts.assign(range(50), made(range(50)), highlight=20, at=5)
    app.posts.set_divider(20)
    async with app.run_test(size=(40, 12)) as pilot:
        await app.settle(pilot)
        assert app.lines[5].startswith("▌ Tomas") and "read until here" in app.lines[4]
        place = app.posts.screen_row
        app.posts.assign(range(50), made(range(50)), highlight=20, at=place)
        app.posts.go_to(20, at=place)
        await app.settle(pilot)
        assert app.lines[5].startswith("▌ Tomas")


async def test_a_long_post_unfolds_where_it_stands() -> None:
    """And folds again so that its beginning is seen."""
    app = running((80, 24))
    async with app.run_test(size=(80, 24)) as pilot:
        rows = {**made(range(1, 20)), 2: post("\n".join(f"line{n}" for n in range(60)), id=2)}
        app.posts.assign(range(1, 20), rows)
        app.posts.go_to(2, at=3)
        await app.settle(pilot)
        assert app.lines[22].strip() == "▌ … 42 more lines (z)"
        assert app.posts.toggle_fold()
        await app.settle(pilot)
        assert app.posts.screen_row == 3 and app.lines[23].startswith("▌ line19")
        app.posts.move(1)
        await app.settle(pilot)
        assert app.lines[0] == "▌ line18"
        assert app.posts.highlighted == 2
        assert app.posts.toggle_fold()
        await app.settle(pilot)
        assert app.lines[0].startswith("▌ Tomas") and app.lines[19].strip() == "▌ … 42 more lines (z)"
        app.posts.go_to(3)
        assert not app.posts.toggle_fold()


async def test_the_mouse_selects_opens_follows_and_scrolls() -> None:
    """A click never scrolls, so that the second click of two meets the same post."""
    app = running()
    async with app.run_test(size=(40, 12)) as pilot:
        linked = Document((Block("see this", spans=(Span(4, 8, "link", 0),)),), (Link("https://example.com/", "this"),))
        rows = {**made(range(1, 30), words=12), 2: post(linked, id=2)}
        app.posts.assign(range(1, 30), rows)
        await app.settle(pilot)
        await pilot.click(offset=(3, 9))
        assert app.posts.highlighted == 3
        assert (app.lines[0], app.marked[0]) == ("  Tomas Lindqvist  @tomas · 12m", 7)
        await pilot.click(offset=(3, 11), times=2)
        assert ("opened", 4) in app.said
        await pilot.click(offset=(6, 5))
        assert ("link 0", 2) in app.said
        await pilot.click(offset=(3, 5))
        assert app.said.count(("link 0", 2)) == 1
        await pilot._post_mouse_events([MouseScrollDown], app.posts, (3, 3))
        await app.settle(pilot)
        assert app.posts.highlighted == 2
        assert app.marked == [1, 2]


async def test_a_click_below_the_last_post_does_nothing() -> None:
    """There is nothing there."""
    app = running()
    async with app.run_test(size=(40, 12)) as pilot:
        await shown(app, pilot, 2)
        await pilot.click(offset=(3, 11))
        assert app.posts.highlighted == 1


async def test_a_wheel_then_j_goes_on_from_what_is_seen() -> None:
    """The highlight is taken up on the screen instead of leading back."""
    app = running()
    async with app.run_test(size=(40, 12)) as pilot:
        await shown(app, pilot, 100)
        assert app.posts.finder.is_highlight_seen
        app.posts.scroll_rows(100)
        await app.settle(pilot)
        assert not app.posts.finder.is_highlight_seen
        before = app.lines
        app.posts.move(1)
        await app.settle(pilot)
        assert [line[2:] for line in app.lines] == [line[2:] for line in before]
        assert app.marked and app.posts.highlighted in app.posts.visible_keys()


async def test_ages_are_painted_when_they_change() -> None:
    """A minute later only they are written; within the minute nothing. They follow where lines around were painted."""
    app = running()
    async with app.run_test(size=(40, 12)) as pilot:
        await shown(app, pilot, 30)
        app.forget_costs()
        app.posts.tick()
        await app.settle(pilot)
        assert not app.written
        app.now += 60
        app.posts.refresh(Region(0, 1, 2, 1), Region(0, 10, 2, 1))
        await app.settle(pilot)
        app.posts.tick()
        await app.settle(pilot)
        assert [line[-3:] for line in app.lines[::3]] == ["13m"] * 4
        assert app.written <= 80


async def test_a_screen_too_narrow_for_anything_holds() -> None:
    """Down to one cell and back."""
    app = running()
    async with app.run_test(size=(40, 12)) as pilot:
        app.posts.assign(range(10), {**made(range(9)), 9: GapRow("missing")})
        await app.settle(pilot)
        before = app.lines
        for width in (5, 1, 40):
            await app.resize(pilot, width, 12)
            app.posts.move(1)
            app.posts.move(-1)
        await app.settle(pilot)
        assert app.lines == before


async def test_another_theme_draws_the_same_words() -> None:
    """In other colors, and on the same lines."""
    app = running()
    async with app.run_test(size=(40, 12)) as pilot:
        await shown(app, pilot, 30)
        app.posts.go_to(10, at=3)
        await app.settle(pilot)
        before, cells = app.lines, [list(line) for line in app.terminal.lines]
        app.theme = "textual-light"
        await app.settle(pilot)
        assert app.lines == before
        assert app.terminal.lines != cells


async def test_a_highlight_is_announced_when_it_rests() -> None:
    """Not on the way."""
    app = running()
    async with app.run_test(size=(40, 12)) as pilot:
        await shown(app, pilot, 30)
        for way in (range(5), range(3)):
            await app.hear(pilot)
            app.said.clear()
            for _ in way:
                app.posts.move(1)
        await app.hear(pilot)
        assert app.said == [("highlighted", 9)]
