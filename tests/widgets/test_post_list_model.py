"""The post list in an application against a list that draws everything: the same words on the same lines."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot

from mbtui.widgets.row_painter import Painter
from mbtui.widgets.rows import PostRow, Row
from mbtui.widgets.viewport import ESTIMATED_HEIGHT
from tests.widgets.examples import steady
from tests.widgets.list_app import ListApp
from tests.widgets.made_rows import NOW, painter, post, text, texts
from tests.widgets.naive import Naive

_WORDS = ("word", "Straße", "日本語", "👩\u200d👩\u200d👧", "שלום", "[/oops]", "e\u0301", "unbreakable" * 8, "\n")
_KINDS = (
    *("prepend", "append", "insert", "delete", "edit", "supply", "divide", "resize", "wait"),
    *("next", "next", "previous", "page_down", "page_up", "half_down", "scroll", "top", "bottom", "go_to", "fold"),
)
Step = tuple[str, int, int]


class Reading:
    """A reader at a post list, and what that reader must see."""

    def __init__(self, app: ListApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.posts = app.posts
        self.held: dict[int, Row] = {}
        self.missing: set[int] = set()
        self.versions: dict[int, int] = {}
        self.unfolded: set[int] = set()
        self.divider: int | None = None
        self.painter = self.painter_for(app.posts.size.width, app.posts.size.height)
        self.naive = Naive(lambda key: len(self.drawn(key)) + 1)
        self.naive.room = app.posts.size.height
        self.next_key = 0

    def painter_for(self, width: int, height: int) -> Painter:
        """The painter for a size, as the list is documented to choose it."""
        return painter(width - 4, min(20, max(12, height - 1)))

    def row(self, key: int) -> PostRow:
        """A row, as good as random: some long, some hidden."""
        seed = key * 7 + self.versions.get(key, 0) * 11
        words = " ".join(_WORDS[(seed + number * number) % len(_WORDS)] for number in range(seed % 60))
        return post(f"key{key} {words}", id=key, hidden_by="muted" if seed % 13 == 5 else "", is_new=seed % 2 == 0)

    def new(self, count: int, *, are_missing: bool = False) -> tuple[list[int], dict[int, Row]]:
        """Keys that were never used, and their rows if these are at hand."""
        keys = list(range(self.next_key, self.next_key + count))
        self.next_key += count
        if are_missing:
            self.missing.update(keys)
            return keys, {}
        return keys, {key: self.row(key) for key in keys}

    def drawn(self, key: int) -> list[str]:
        """The lines of a row without the blank one."""
        if key in self.missing:
            return ["…", *[""] * (ESTIMATED_HEIGHT - 2)]
        lines = texts(self.painter.draw(self.row(key), NOW, is_unfolded=key in self.unfolded))
        return [text(self.painter.divider()), *lines] if key == self.divider else lines

    def expected(self) -> list[str]:
        """What stands on the terminal."""
        lines = []
        for shown in self.naive.screen():
            key, number = shown or (None, 0)
            words = [*self.drawn(key), ""] if key is not None else [""]
            height = 1 if key in self.missing else len(words) - 1
            is_marked = key is not None and key == self.posts.highlighted and number < height
            is_rule = key is not None and key == self.divider and key not in self.missing and number == 0
            lines.append((("▌ " if is_marked and not is_rule else "  ") + words[number]).rstrip())
        return lines

    async def step(self, kind: str, one: int, two: int) -> None:
        """Let something happen, and compare when it has been painted."""
        done = getattr(self, kind)(one, two)
        if done is not None:
            await done
        await self.app.settle(self.pilot)
        naive = self.naive
        assert list(self.posts.keys()) == naive.keys
        assert self.posts.highlighted == (naive.keys[naive.highlight] if naive.keys else None)
        assert self.app.lines == self.expected()

    def prepend(self, one: int, two: int) -> None:
        keys, rows = self.new(1 + one % 8, are_missing=two > 30)
        self.naive.insert(0, list(keys))
        self.posts.prepend(keys, rows)

    def append(self, one: int, two: int) -> None:
        keys, rows = self.new(1 + one % 8, are_missing=two > 30)
        self.naive.insert(len(self.naive.keys), list(keys))
        self.posts.insert(None, keys, rows)

    def insert(self, one: int, two: int) -> None:
        if self.naive.keys:
            place = one % len(self.naive.keys)
            keys, rows = self.new(1 + two % 3)
            before = self.naive.keys[place]
            self.naive.insert(place, list(keys))
            self.posts.insert(before, keys, rows)

    def _key(self, one: int, two: int) -> int | None:
        if not self.naive.keys:
            return None
        return self.naive.keys[self.naive.highlight if two < 20 else one % len(self.naive.keys)]

    def delete(self, one: int, two: int) -> None:
        key = self._key(one, two)
        if key is not None:
            self.naive.delete(self.naive.keys.index(key))
            self.posts.remove_row(key)

    def edit(self, one: int, two: int) -> None:
        key = self._key(one, two)
        if key is not None and key not in self.missing:
            self._change(lambda: self.versions.update({key: self.versions.get(key, 0) + 1}))
            self.posts.replace({key: self.row(key)})

    def supply(self, one: int, two: int) -> None:
        keys = [key for key in self.naive.keys if key in self.missing]
        anchor = self.naive.keys[self.naive.anchor()] if self.naive.keys else None
        self.naive.change(lambda: self.missing.difference_update(keys), is_first_sight=anchor in keys)
        self.posts.replace({key: self.row(key) for key in keys})

    def divide(self, one: int, two: int) -> None:
        key = self._key(one, two) if one < 35 else None
        if self.naive.keys and key not in self.missing:
            anchor = self.naive.keys[self.naive.anchor()]
            there = anchor not in self.missing

            def change() -> None:
                self.divider = key

            self._change(change, shift=there * ((anchor == self.divider) - (anchor == key)))
            self.posts.set_divider(key)

    def _change(self, change: Callable[[], None], *, shift: int = 0) -> None:
        self.naive.change(change, shift=shift)

    async def resize(self, one: int, two: int) -> None:
        width, height = 20 + 2 * one, 5 + two // 2
        if (width, height) == self.posts.size:
            return

        def change() -> None:
            self.painter = self.painter_for(width, height)

        is_known = bool(self.naive.keys) and self.naive.keys[self.naive.anchor()] not in self.missing
        self.naive.resize(height, change, is_known=is_known)
        await self.app.resize(self.pilot, width, height)

    async def wait(self, one: int, two: int) -> None:
        """Let the list use a calm moment."""
        await self.pilot.pause(0.08)

    def fold(self, one: int, two: int) -> None:
        key = self._key(0, 0)
        if key is None or key in self.missing:
            return
        row = self.row(key)
        if key not in self.unfolded and not row.hidden_by and not self.painter.draw(row, NOW).hidden_count:
            assert not self.posts.toggle_fold()
            return
        self._change(lambda: self.unfolded.symmetric_difference_update([key]))
        here = self.naive.highlight
        if not 0 <= self.naive.start(here) < self.naive.room:
            self.naive.jump(here, 0)
        assert self.posts.toggle_fold()

    def next(self, one: int, two: int) -> None:
        self._read(lambda: self.naive.move(1, by_page=True))
        self.posts.move(1)

    def previous(self, one: int, two: int) -> None:
        self._read(lambda: self.naive.move(-1, by_page=True))
        self.posts.move(-1)

    def page_down(self, one: int, two: int) -> None:
        self._read(self.naive.page_down)
        self.posts.page(1)

    def page_up(self, one: int, two: int) -> None:
        self._read(self.naive.page_up)
        self.posts.page(-1)

    def half_down(self, one: int, two: int) -> None:
        self._read(lambda: self.naive.half_page(1))
        self.posts.half_page(1)

    def scroll(self, one: int, two: int) -> None:
        self._read(lambda: self.naive.scroll(one - two))
        self.posts.scroll_rows(one - two)

    def top(self, one: int, two: int) -> None:
        self._read(lambda: self.naive.jump(0, 0))
        self.posts.top()

    def bottom(self, one: int, two: int) -> None:
        self._read(self.naive.bottom)
        self.posts.bottom()

    def go_to(self, one: int, two: int) -> None:
        if self.naive.keys:
            place = one % len(self.naive.keys)
            key = self.naive.keys[place]
            lead = key == self.divider and key not in self.missing
            self.naive.jump(place, two // 2 - lead)
            assert self.posts.go_to(key, at=two // 2)

    def _read(self, act: Callable[[], None]) -> None:
        if self.naive.keys:
            act()


@settings(steady, max_examples=10)
@given(
    steps=st.lists(st.tuples(st.sampled_from(_KINDS), st.integers(0, 40), st.integers(0, 40)), min_size=8, max_size=16)
)
def test_the_terminal_shows_what_a_list_that_draws_everything_shows(steps: list[Step]) -> None:
    """Whatever happens, and with no more painted than was found necessary."""

    async def read() -> None:
        app = ListApp(40, 12)
        async with app.run_test(size=(40, 12)) as pilot:
            reading = Reading(app, pilot)
            await reading.step("append", 7, 0)
            for step in steps:
                await reading.step(*step)

    asyncio.run(read())
