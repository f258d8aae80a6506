"""The last line: words that go, and hints that stay."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from textual.app import App, ComposeResult

from mbtui.widgets.status_bar import StatusBar

LONG = "Could not ask for new posts. micro.blog refused the connection; the server may be down. mbtui asks again soon."


class BarApp(App[None]):
    """Nothing but the line."""

    def compose(self) -> ComposeResult:
        """The line."""
        yield StatusBar()


async def test_a_sentence_never_covers_the_last_hint_on_a_wide_line() -> None:
    """At 80 columns the help is named whatever is said; a sentence of any length is shown whole."""
    app = BarApp()
    async with app.run_test(size=(80, 10)):
        bar = app.query_one(StatusBar)
        bar.set_hints([("f", "star"), ("?", "help")])
        for size in range(len(LONG) + 1):
            bar.say(LONG[:size])
            text = bar.render().plain
            assert "? help" in text
            assert "".join(LONG[:size].split()) in "".join(text.replace("? help", "").replace("f star", "").split())


async def test_a_reason_is_shown_whole_or_not_at_all() -> None:
    """Cut words explain nothing; the help has all of them."""
    app = BarApp()
    async with app.run_test(size=(80, 10)):
        bar = app.query_one(StatusBar)
        bar.set_hints([("?", "help")])
        bar.set_standing("no answer", "The server is down.")
        assert "no answer · The server is down." in bar.render().plain and "? help" in bar.render().plain
        bar.set_standing("no answer", LONG)
        assert bar.render().plain.split("\n")[1].split() == ["no", "answer", "?", "help"]


async def test_a_problem_does_not_cover_one_that_nobody_could_have_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """All are shown while there is room, a cause that they have in common once; one that is not so any more goes."""
    seconds = iter([0.0, 1.5, 2.0, *[9.0] * 9])
    monkeypatch.setattr("mbtui.widgets.status_bar.time", SimpleNamespace(monotonic=lambda: next(seconds)))
    app = BarApp()
    async with app.run_test(size=(80, 10)):
        bar = app.query_one(StatusBar)
        bar.say("No blog of yours is named here.", is_problem=True)
        bar.say("Could not ask for new posts.", is_problem=True)
        assert "No blog of yours is named here. Could not ask for new posts." in bar.render().plain
        bar.take_back("No blog of yours is named here.")
        assert bar.render().plain.split("\n")[1].strip() == "Could not ask for new posts."
        bar.say("", seconds=None)
        bar.say(LONG, is_problem=True)
        bar.say(LONG.replace("posts", "mentions"), is_problem=True)
        text = " ".join(bar.render().plain.split())
        assert "─ Could not ask for new posts. Could not ask for new mentions. micro.blog refused" in text
        bar.say(LONG.replace("micro.blog", "elsewhere.example"), is_problem=True)
        bar.say(LONG.replace("micro.blog", "uploads.example"), is_problem=True)
        text = " ".join(bar.render().plain.split())
        assert text.endswith("─ " + LONG.replace("micro.blog", "uploads.example"))
        bar.say("Undone.")
        assert bar.render().plain.split("\n")[1].strip() == "Undone."
