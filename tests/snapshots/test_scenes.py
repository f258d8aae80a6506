"""Whole screens, compared with pictures that a person has looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mbtui.app import MbtuiApp
from mbtui.demo import DemoServer
from tests.interface.journey import Door, Journey
from tests.scenes import SCENES, Scene


@pytest.mark.parametrize("scene", [scene for scene in SCENES if not scene.has_pictures], ids=lambda scene: scene.name)
def test_the_screen_looks_as_it_did(
    demo: DemoServer, tmp_path: Path, snap_compare: Callable[..., bool], scene: Scene
) -> None:
    """The words that matter are on the screen, and every cell looks as it did when it was last looked at."""

    async def play(pilot: Pilot[Any]) -> None:
        journey = Journey(app, pilot)
        await journey.sees("updated just now")
        await scene.play(journey, demo)
        await journey.sees(*scene.words)

    app = MbtuiApp(Door(demo.url, demo.token, tmp_path, demo.world.now, 20.0))
    assert snap_compare(app, terminal_size=scene.size, run_before=play)
