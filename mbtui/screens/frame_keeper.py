"""Keeps what is seen of the main screen for the next start, when nothing moves and at the end. See `kept_frame`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mbtui import paths
from mbtui.services.session_provider import AccountSessions
from mbtui.store.store import CACHE_NAME, WRITING_NAME
from mbtui.terminal import kept_frame

if TYPE_CHECKING:
    from mbtui.screens.account_app import AccountApp
    from mbtui.terminal.kept_frame import Chunk

REST_SECONDS = 2.0
"""Nothing was drawn for so long: then the frame is worth keeping."""
SAVING = frozenset(["place", "view"])
"""Groups of workers that save what is looked at."""
_AGE = re.compile(r"(?<= · )(?:now|\d+[mhd]|\d{1,2} [^\W\d_]+\.?(?: \d{4})?)(?= |$)")
"""An age is right for a moment only: it is left out."""


class FrameKeeper:
    """Looks at what one application shows; told after each frame, and at the end."""

    def __init__(self, app: AccountApp, arguments: Sequence[str]) -> None:
        """`arguments` are those of the command line: another start has another frame."""
        self._app = app
        self._arguments = arguments
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._last: tuple[Path, list[Path], list[Chunk]] | None = None
        """What was seen when the program was left."""

    def drawn(self) -> None:
        """Wait for a rest from now on."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(REST_SECONDS, self._rest)

    def leave(self) -> None:
        """Remember what is seen at the end; `keep_last` keeps it once the files are closed."""
        if self._timer is not None:
            self._timer.cancel()
        self._last = self._seen()

    def keep_last(self) -> None:
        """Keep what was seen at the end."""
        if self._last is not None:
            folder, files, chunks = self._last
            self._keep(folder, chunks, kept_frame.signatures_of(files))

    def _rest(self) -> None:
        self._timer = None
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._keep_at_rest())

    async def _keep_at_rest(self) -> None:
        """Keep what is seen, unless something is saved or drawn in the meantime: then it may be out of date."""
        seen = self._seen()
        if seen is None:
            return
        folder, files, chunks = seen
        before = await asyncio.to_thread(kept_frame.signatures_of, files)
        await asyncio.sleep(REST_SECONDS)
        is_still = self._timer is None and self._seen() is not None
        if is_still and before == await asyncio.to_thread(kept_frame.signatures_of, files):
            await asyncio.to_thread(self._keep, folder, chunks, before)

    def _seen(self) -> tuple[Path, list[Path], list[Chunk]] | None:
        """Where it is kept, what it depends on, and what is seen; None when it is nothing to begin with."""
        app, sessions = self._app, self._app.sessions
        if any(worker.group in SAVING and not worker.is_finished for worker in app.workers):
            # The next start may open at another place.
            return None
        is_main = app.screen is app.main and not app.main.writing.is_open
        if not (is_main and isinstance(sessions, AccountSessions) and app.session.username):
            return None
        if not app.main.columns.is_as_configured:
            # The next start has another number of columns.
            return None
        if app.config.token_command:
            # Nobody knows whose token it gives the next time.
            return None
        folder = app.session.store.folder
        files = [
            *(sessions.config_file, paths.accounts_file(sessions.origin), paths.theme_file()),
            *(folder / f"{name}{more}" for name in (CACHE_NAME, WRITING_NAME) for more in ("", "-wal")),
        ]
        # What stands there is right for a moment, or is read once the list is there.
        left_out = (app.main.status.region, app.main.columns.followed_region)
        # The next start opens without what stands below a post, where other posts stand elsewhere.
        posts = app.main.pane.posts
        strips = posts.below.without(lambda: posts.render_lines(posts.size.region))
        chunks = [
            (y, x, end, [(_AGE.sub(lambda age: " " * len(age[0]), text), codes, link) for text, codes, link in runs])
            for y, x, end, runs in app.chunks(posts.region.offset, strips)
            if not any(region.contains(x, y) for region in left_out)
        ]
        return folder, files, chunks

    def _keep(self, folder: Path, chunks: list[Chunk], signatures: str) -> None:
        try:
            kept_frame.keep(folder, self._arguments, self._app.shown_size, self._app.color_system, chunks, signatures)
        except OSError:
            # The next start takes a moment longer.
            return
