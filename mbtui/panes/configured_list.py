"""The post list as the configuration wants it; every screen that shows posts takes its list from here."""

from __future__ import annotations

from typing import Any

from textual.app import App

from mbtui.config import Config
from mbtui.panes.bindings import key_of
from mbtui.services.session import Session
from mbtui.widgets.post_list import PostList
from mbtui.widgets.row_painter import Look


def post_list(app: App[Any], config: Config, session: Session) -> PostList:
    """Make an empty list with the configured look, the reader's key to unfold, and the session's clock."""
    return PostList(
        Look(config.width, config.clip_lines, config.emoji == "simple", key_of(app, "post.unfold")),
        scroll=config.scroll,
        clock=session.clock,
    )
