"""What Textual and Python do again for each app and each key, done once: a suite opens mbtui some hundred times."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from typing import Any

import textual.app
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet


def make_lighter() -> None:
    """For the rest of this process: styles are parsed once, and a key is waited for as long as it keeps mbtui busy.

    What was loaded to run the tests is never garbage; looking at it again and again took an eighth of their time.
    """
    Stylesheet._parse_rules = _parsed_once(Stylesheet._parse_rules)  # type: ignore[method-assign]
    textual.app.wait_for_idle = _rest  # type: ignore[attr-defined]
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _parsed_once(parse: Callable[..., list[RuleSet]]) -> Callable[..., list[RuleSet]]:
    """Keep the rules that a text gives with these variables."""
    known: dict[object, list[RuleSet]] = {}

    def parse_rules(sheet: Stylesheet, css: str, *place: Any, **more: Any) -> list[RuleSet]:
        key = (css, place, tuple(more.items()), tuple(sheet._variables.items()))
        if key not in known:
            known[key] = parse(sheet, css, *place, **more)
        return known[key]

    return parse_rules


async def _rest(min_sleep: float = 0.0, max_sleep: float = 0.0) -> None:
    """Return when everything in this loop waits for something; Textual waits 40 ms for each key and draws meanwhile."""
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    await asyncio.sleep(0)
    while ready:  # noqa: ASYNC110  (no event says that a loop has nothing to do)
        await asyncio.sleep(0)
