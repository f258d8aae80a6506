"""The faults in force: which requests each one meets, and until when. What they do is in `faults`."""

from __future__ import annotations

import asyncio
import difflib
import re
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from mbtui.demo.world import World

WRITES = ("POST", "PUT", "PATCH", "DELETE")
_PICTURES = ("/pictures/", "/photos/", "/uploads/")
_API = ("/account/", "/posts/", "/users/", "/micropub", "/indieauth/token", "/conversation.js", "/feeds/")

_NOTATION = re.compile(r"(?P<name>[a-z0-9-]+)(?:=(?P<value>[^@*]*))?(?:@(?P<path>/[^*]*))?(?:\*(?P<times>\d+))?")


@dataclass(eq=False)
class Fault:
    """One fault that is in force. As a context manager it is mended at the end."""

    name: str
    kind: Kind
    value: str
    path: str = ""
    """Only requests whose path begins so, or is so when it ends with `$`; empty for all that the kind is about."""
    method: str = ""
    times: int | None = None
    """How many more requests it meets; None for all."""
    met: int = 0
    """How many requests it has met."""
    is_mended: bool = False
    _held: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = field(default_factory=list)

    @property
    def seconds(self) -> float:
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
        if self.is_mended or self.times == 0 or (self.method and method != self.method):
            return False
        if self.kind.is_for_writes and method not in WRITES:
            return False
        if self.path or self.kind.only:
            wanted = self.path or self.kind.only
            return path == wanted[:-1] if wanted.endswith("$") else path.startswith(wanted)
        if self.kind.is_for_pictures:
            return path.startswith(_PICTURES)
        return self.kind.is_for_everything or path.startswith(_API)

    def __enter__(self) -> Fault:
        return self

    def __exit__(self, *_: object) -> None:
        self.mend()


@dataclass(frozen=True)
class Kind:
    """One thing that can go wrong, and what it does to a request on its way. Routes ask for the others by name."""

    summary: str
    default: str = ""
    """The value when none is given; empty for faults that take none."""
    is_for_writes: bool = False
    is_for_everything: bool = False
    """Whether it also meets pages and pictures when no path is named."""
    is_for_pictures: bool = False
    """Whether it meets pictures of posts and nothing else when no path is named."""
    only: str = ""
    """The one path it is about."""
    begin: Callable[[World], object] | None = None
    """Changes the world, once."""
    before: Callable[[Fault], Awaitable[None]] | None = None
    """Waits before the request is carried out, or raises `Dropped`."""
    instead: Callable[[Fault], Response | None] | None = None
    """Answers in place of carrying it out."""
    after: Callable[[Fault], Awaitable[None]] | None = None
    """Waits when it has been carried out, or raises `Dropped`."""
    answer: Callable[[], Response] | None = None
    """The answer in place of the right one."""
    stream: Callable[[float], AsyncIterator[bytes]] | None = None
    """Gives the answer piece by piece, as long as somebody listens; it is called with the value."""
    data: Callable[[Any], Any] | None = None
    """Changes the decoded JSON of the answer, in place or by giving another."""
    body: Callable[[bytes], bytes] | None = None
    """Changes the bytes of the answer, after `data`."""
    is_for_json: bool = False
    """Whether `body` leaves pages and pictures alone."""


class Dropped(Exception):
    """Ends a request by dropping its connection."""


class Faults:
    """The faults in force.

    Raises:
        ValueError: A fault that is added is not known, is not written as one, or needs a number.
    """

    def __init__(self, kinds: Mapping[str, Kind], world: World) -> None:
        self._kinds = kinds
        self._world = world
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(
        self, name: str, value: str | float | None = None, *, path: str = "", method: str = "", times: int | None = None
    ) -> Fault:
        """Put a fault in force.

        Args:
            value: A number of seconds, a count or a reason, as the kind says; its default when None.
            path: Only for requests whose path begins so; with `$` at its end, whose path is so.
            times: Only for this many requests.
        """
        if name not in self._kinds:
            near = difflib.get_close_matches(name, self._kinds, n=1)
            raise ValueError(f"There is no fault {name!r}." + (f" Did you mean {near[0]!r}?" if near else ""))
        kind = self._kinds[name]
        text = kind.default if value is None else str(value)
        if kind.default.isdigit():
            try:
                float(text)
            except ValueError:
                raise ValueError(f"The fault {name!r} takes a number, not {text!r}.") from None
        fault = Fault(name, kind, text, path, method.upper(), times)
        with self._lock:
            self._faults.append(fault)
        if kind.begin is not None:
            kind.begin(self._world)
        return fault

    def add_from_text(self, notation: str) -> Fault:
        """Put a fault in force that is written as `NAME[=VALUE][@PATH][*TIMES]`, as in `slow=0.5@/posts/all*3`."""
        match = _NOTATION.fullmatch(notation.strip())
        if match is None:
            raise ValueError(f"A fault is written as NAME[=VALUE][@PATH][*TIMES], not {notation!r}.")
        times = int(match["times"]) if match["times"] else None
        return self.add(match["name"], match["value"], path=match["path"] or "", times=times)

    def mend(self, name: str | None = None) -> None:
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
