"""Pictures as characters: what a person sees is compared with the picture, color by color."""

from __future__ import annotations

from rich.cells import cell_len

from mbtui.graphics.graphics import Graphics, why_not
from mbtui.pictures.picture import Picture


def test_a_picture_keeps_its_aspect_and_is_never_enlarged() -> None:
    """Whatever room there is; every line is exactly as wide as is said."""
    graphics = Graphics()
    for (width, height), room, expected in (
        ((400, 320), (100, 40), (100, 40)),
        ((800, 80), (100, 40), (100, 5)),
        ((80, 800), (100, 40), (8, 40)),
        ((40, 40), (100, 40), (10, 5)),
        ((1, 5000), (100, 40), (1, 40)),
        ((1, 1), (2, 1), (1, 1)),
        ((40, 40), (0, 5), (0, 0)),
    ):
        drawn = graphics.draw(Picture(width, height, bytes(3 * width * height)), *room)
        assert (drawn.columns, drawn.rows) == expected
        assert len(drawn.lines) == drawn.rows
        assert {sum(cell_len(segment.text) for segment in line) for line in drawn.lines} <= {drawn.columns}


def test_why_no_picture_is_drawn() -> None:
    """Over SSH and inside of another program only when configured; one sentence says how."""
    for images, environ, expected in (
        ("auto", {}, ""),
        ("off", {}, 'Pictures are turned off by images = "off" in config.toml.'),
        (
            "auto",
            {"SSH_TTY": "/dev/pts/3"},
            'Over SSH pictures are neither fetched nor drawn, unless config.toml has images = "on".',
        ),
        (
            "auto",
            {"TMUX": "/tmp/tmux-0/default,1,0"},
            'Inside tmux pictures are neither fetched nor drawn, unless config.toml has images = "on".',
        ),
        ("on", {"SSH_TTY": "/dev/pts/3", "TMUX": "x"}, ""),
        ("inline", {"SSH_TTY": "/dev/pts/3"}, ""),
    ):
        assert why_not(images, environ) == expected
