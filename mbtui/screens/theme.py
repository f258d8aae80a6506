"""The reader's themes, from the configuration to what the toolkit wants."""

from __future__ import annotations

import os
from typing import Any

from textual.app import App

from mbtui.config import Config

DEFAULT_THEME = "ansi-dark"
"""The terminal's own 16 colors on its own background: right on dark and light, half the bytes, honest to NO_COLOR."""


def apply_theme(app: App[Any], config: Config, wanted: str | None) -> list[str]:
    """Register the reader's theme files and choose a theme.

    Args:
        app: Gets the themes.
        config: Names a theme and the files.
        wanted: A name from the command line, which wins.

    Returns:
        Sentences about what could not be used.
    """
    notices: list[str] = []
    if config.theme_files:
        notices.extend(_register(app, config))
    name = wanted or config.theme or os.environ.get("TEXTUAL_THEME") or DEFAULT_THEME
    if name not in app.available_themes:
        notices.append(f"There is no theme {name}. The default, {DEFAULT_THEME}, is used.")
        name = DEFAULT_THEME
    app.theme = name
    return notices


def _register(app: App[Any], config: Config) -> list[str]:
    from pathlib import Path

    from textual.theme import Theme

    from mbtui import paths
    from mbtui.config.themes import read_theme

    notices: list[str] = []
    for written in config.theme_files:
        read, wrong = read_theme(paths.config_folder() / Path(written).expanduser())
        notices.extend(wrong)
        if read is not None:
            colors: dict[str, Any] = dict(read.colors)
            app.register_theme(Theme(read.name, dark=read.is_dark, variables=read.variables, **colors))
    return notices
