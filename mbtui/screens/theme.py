"""The reader's themes, from the configuration to what the toolkit wants."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from typing import Any

from textual.app import App

from mbtui import paths
from mbtui.accounts.private_files import FileUnsafe, open_plain, write_private
from mbtui.config import Config

LONGEST_NAME = 1_000
DEFAULT_THEME = "ansi-dark"
"""The terminal's own 16 colors on its own background: right on dark and light, half the bytes, honest to NO_COLOR."""


def apply_theme(app: App[Any], config: Config, wanted: str | None) -> list[str]:
    """Register the reader's themes and choose one; `wanted` wins. Returns what could not be used, in sentences."""
    notices: list[str] = []
    if config.theme_files:
        notices.extend(_register(app, config))
    name = wanted or config.theme or _kept_theme() or os.environ.get("TEXTUAL_THEME") or DEFAULT_THEME
    if name not in app.available_themes:
        notices.append(_no_theme(name))
        name = DEFAULT_THEME
    app.theme = name
    return notices


def check_theme(config: Config, files: Iterable[str]) -> list[str]:
    """Say what is wrong with the theme's name in config.toml; `files` are the names in the reader's theme files."""
    from textual.theme import BUILTIN_THEMES

    is_known = not config.theme or config.theme in BUILTIN_THEMES or config.theme in files
    return [] if is_known else [f"config.toml: {_no_theme(config.theme)}"]


def _no_theme(name: str) -> str:
    return f"There is no theme {name}. The default, {DEFAULT_THEME}, is used."


def _kept_theme() -> str:
    try:
        with open_plain(paths.theme_file()) as file:
            return file.read(LONGEST_NAME).decode().strip()
    except (FileUnsafe, OSError, UnicodeDecodeError):
        return ""


async def keep_theme(name: str) -> str:
    """Keep the name of a theme for the next starts. Returns what went wrong, as a sentence."""

    def keep() -> None:
        write_private(paths.theme_file(), f"{name}\n".encode())

    try:
        await asyncio.to_thread(keep)
    except OSError as error:
        return f"The theme could not be kept ({error.strerror or error}). It holds until mbtui ends."
    return ""


def _register(app: App[Any], config: Config) -> list[str]:
    from pathlib import Path

    from textual.theme import Theme

    from mbtui.config.themes import read_theme

    notices: list[str] = []
    for written in config.theme_files:
        read, wrong = read_theme(paths.config_folder() / Path(written).expanduser())
        notices.extend(wrong)
        if read is not None:
            colors: dict[str, Any] = dict(read.colors)
            app.register_theme(Theme(read.name, dark=read.is_dark, variables=read.variables, **colors))
    return notices
