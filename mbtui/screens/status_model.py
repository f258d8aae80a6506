"""What the status line of the main screen says: how the network stands, and what waits. Knows no terminal."""

from __future__ import annotations

from mbtui.api.errors import MicroblogError
from mbtui.outbox.unsent import Unsent
from mbtui.panes.messages import could_not
from mbtui.store import StoreError
from mbtui.widgets.ages import ago


class StatusModel:
    """Remembers what polling told, and puts it into words of which no two contradict each other."""

    def __init__(self) -> None:
        self.problem = ""
        """Why the last round of polling failed, as a sentence; empty when it did not."""
        self.unsent = Unsent()
        """What has not been sent, as last counted."""
        self._heard_at: float | None = None
        """When Micro.blog last answered, Unix seconds."""
        self._is_unsaved = False
        """Whether it was the disk that failed."""

    def failed(self, error: MicroblogError | StoreError) -> str:
        """Take in a failed round of polling. Returns what is to be said once; empty when that was said already."""
        self._is_unsaved = isinstance(error, StoreError)
        doing = "save what is new" if self._is_unsaved else "ask for new posts"
        before, self.problem = self.problem, could_not(doing, error)
        return self.problem if self.problem != before else ""

    def heard(self, at: float) -> str:
        """Take in an answer. Returns what is to be said once; empty when it is as before."""
        self._heard_at = at
        had_problem, self.problem = bool(self.problem), ""
        if not had_problem:
            return ""
        return "New posts are saved again." if self._is_unsaved else "The server answers again."

    def words(
        self, *, now: float, is_connected: bool, can_write: bool, view: str, sign_in_key: str, unsent_key: str
    ) -> str:
        """Say how things stand; `view` is what there is to say of what is shown."""
        parts = []
        if self.problem:
            parts.append("offline" if not is_connected else "not saved" if self._is_unsaved else "no answer")
        if is_connected and not can_write:
            parts.append(f"nobody is signed in ({sign_in_key} signs in)")
        elif self._heard_at is not None:
            parts.append(f"{'last update' if self.problem else 'updated'} {ago(self._heard_at, now)}")
        elif not self.problem:
            parts.append("asking…" if is_connected else "connecting…")
        if view:
            parts.append(view)
        return " · ".join([*parts, *self.unsent.words(unsent_key)])
