"""Everything that can be made to go wrong, by name. What each one does to an answer is in `gate` and `distort`."""

from __future__ import annotations

import asyncio
import difflib
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType

WRITES = ("POST", "PUT", "PATCH", "DELETE")
_API = ("/account/", "/posts/", "/users/", "/micropub", "/indieauth/token", "/conversation.js", "/feeds/")


@dataclass(frozen=True)
class Kind:
    """One thing that can go wrong."""

    summary: str
    default: str = ""
    """The value when none is given; empty for faults that take none."""
    is_for_writes: bool = False
    is_for_everything: bool = False
    """Whether it also meets pages and pictures when no path is named."""
    only: str = ""
    """The one path it is about."""


KINDS: dict[str, Kind] = {
    # In place of an answer.
    "offline": Kind("Every connection is dropped before anything is read.", is_for_everything=True),
    "disconnect": Kind("The connection is dropped; the request is not carried out.", is_for_everything=True),
    "unauthorized": Kind("401: the token is missing or no longer accepted."),
    "verify-invalid": Kind("Verify says that the token is not valid, with status 200.", only="/account/verify"),
    "throttle": Kind("403 without JSON after this many requests.", default="30"),
    "too-many-requests": Kind("429 with a Retry-After of this many seconds.", default="30"),
    "error-500": Kind("500 in plain text; the request is not carried out."),
    "error-503": Kind("503 with an HTML page."),
    "html": Kind("200 with an HTML page in place of JSON."),
    "redirect": Kind("302 to an HTML page that asks to sign in."),
    "not-found": Kind("404 with an HTML page."),
    "refuse": Kind("422 with this reason as JSON.", default="The content is not acceptable."),
    "error-in-200": Kind(
        "200 with a JSON error that gives this reason.", default="Something is wrong with this request."
    ),
    # Before it.
    "slow": Kind("The answer begins after this many seconds.", default="2", is_for_everything=True),
    "hold": Kind("The request waits, not carried out, until the fault is mended.", is_for_everything=True),
    # After the request was carried out.
    "write-then-disconnect": Kind("A write is carried out, then the connection is dropped.", is_for_writes=True),
    "write-then-500": Kind("A write is carried out, then answered with 500.", is_for_writes=True),
    "write-then-slow": Kind(
        "A write is carried out and answered after this many seconds.", default="30", is_for_writes=True
    ),
    "write-then-hold": Kind("A write is carried out and answered when the fault is mended.", is_for_writes=True),
    "empty": Kind("The answer has no body."),
    "truncated": Kind("The JSON ends in the middle."),
    "cut-off": Kind("The connection ends in the middle of the body."),
    # Paging.
    "repeated-page": Kind("before_id is ignored: each page is the newest one."),
    "short-page": Kind("Pages hold half of what was asked for, though there is more."),
    # The shape of the answer.
    "numeric-ids": Kind("Post ids are JSON numbers, as in the specification's example."),
    "null-items": Kind("Every third entry of a feed is null."),
    "duplicate-items": Kind("Every fifth entry of a feed comes twice."),
    "missing-items": Kind("Feeds have no items at all."),
    "missing-microblog": Kind("Neither items nor authors have a _microblog."),
    "missing-author": Kind("Items have no author."),
    "missing-tagmoji": Kind("Discover does not list its topics."),
    "wrong-order": Kind("Feeds and conversations come in no order."),
    "bad-dates": Kind("Dates can not be read."),
    "missing-post": Kind("A conversation lacks the post that was asked for."),
    "24-hour-clock": Kind("Display times are written as 19:00."),
    "number-booleans": Kind("True and false are 1 and 0."),
    "old-check": Kind("Check answers only count and check_seconds.", only="/posts/check"),
    # What the world does.
    "token-rotation": Kind("Verify gives a new token; the old one is good for this many seconds more.", default="60"),
    "no-blog": Kind("The account has no hosted blog."),
    "late-replies": Kind("A reply can be read only after this many seconds.", default="30"),
    "late-conversations": Kind("A conversation shows a reply only this many seconds after its author's own list."),
    "hostile": Kind("A followed stranger posts escape sequences, markup and bidi overrides."),
}
"""All faults by name, for help texts too."""

_NOTATION = re.compile(r"(?P<name>[a-z0-9-]+)(?:=(?P<value>[^@*]*))?(?:@(?P<path>/[^*]*))?(?:\*(?P<times>\d+))?")


@dataclass(eq=False)
class Fault:
    """One fault that is in force. As a context manager it is mended at the end."""

    name: str
    value: str
    path: str = ""
    """Only requests whose path begins so; empty for all that the kind is about."""
    method: str = ""
    times: int | None = None
    """How many more requests it meets; None for all."""
    met: int = 0
    """How many requests it has met."""
    is_mended: bool = False
    _held: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """The value as a number of seconds."""
        return float(self.value or 0)

    def mend(self) -> None:
        """End the fault and let go the requests it holds; it may be called from any thread."""
        self.is_mended = True
        for loop, event in self._held:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    async def hold(self) -> None:
        """Wait until the fault is mended."""
        event = asyncio.Event()
        self._held.append((asyncio.get_running_loop(), event))
        if not self.is_mended:
            await event.wait()

    def meets(self, method: str, path: str) -> bool:
        """Tell whether a request is one that this fault is about."""
        kind = KINDS[self.name]
        if self.is_mended or self.times == 0 or (self.method and method != self.method):
            return False
        if kind.is_for_writes and method not in WRITES:
            return False
        if self.path or kind.only:
            return path.startswith(self.path or kind.only)
        return kind.is_for_everything or path.startswith(_API)

    def __enter__(self) -> Fault:
        """Leave the fault in force."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Mend it."""
        self.mend()


class Faults:
    """The faults in force."""

    def __init__(self, on_add: Callable[[Fault], None]) -> None:
        """Begin with none; `on_add` is told of each one, for those that change the world."""
        self._on_add = on_add
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(
        self, name: str, value: str | float | None = None, *, path: str = "", method: str = "", times: int | None = None
    ) -> Fault:
        """Put a fault in force.

        Args:
            name: One of `KINDS`.
            value: A number of seconds, a count or a reason, as the kind says; its default when None.
            path: Only for requests whose path begins so.
            method: Only for requests with this method.
            times: Only for this many requests.

        Raises:
            ValueError: There is no such fault, or its value is not a number where one is needed.
        """
        if name not in KINDS:
            near = difflib.get_close_matches(name, KINDS, n=1)
            raise ValueError(f"There is no fault {name!r}." + (f" Did you mean {near[0]!r}?" if near else ""))
        default = KINDS[name].default
        text = default if value is None else str(value)
        if default.isdigit():
            try:
                float(text)
            except ValueError:
                raise ValueError(f"The fault {name!r} takes a number, not {text!r}.") from None
        fault = Fault(name, text, path, method.upper(), times)
        with self._lock:
            self._faults.append(fault)
        self._on_add(fault)
        return fault

    def add_from_text(self, notation: str) -> Fault:
        """Put a fault in force that is written as `NAME[=VALUE][@PATH][*TIMES]`, as in `slow=0.5@/posts/all*3`.

        Raises:
            ValueError: The text is not of that form, or `add` refuses it.
        """
        match = _NOTATION.fullmatch(notation.strip())
        if match is None:
            raise ValueError(f"A fault is written as NAME[=VALUE][@PATH][*TIMES], not {notation!r}.")
        times = int(match["times"]) if match["times"] else None
        return self.add(match["name"], match["value"], path=match["path"] or "", times=times)

    def mend(self, name: str | None = None) -> None:
        """End all faults of that name, or all faults."""
        for fault in self.active():
            if name in (None, fault.name):
                fault.mend()
        with self._lock:
            self._faults = [fault for fault in self._faults if not fault.is_mended]

    def active(self) -> list[Fault]:
        """List the faults in force, in the order they came."""
        with self._lock:
            return [fault for fault in self._faults if not fault.is_mended]

    def meeting(self, method: str, path: str) -> dict[str, Fault]:
        """Find the faults that a request meets, by name, and count that it did."""
        with self._lock:
            met = {fault.name: fault for fault in self._faults if fault.meets(method, path)}
            for fault in met.values():
                fault.met += 1
                if fault.times is not None:
                    fault.times -= 1
            return met
