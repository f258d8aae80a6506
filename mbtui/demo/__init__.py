"""A server that answers like micro.blog, for trying mbtui without an account and for testing it over a real socket.

It imports nothing of mbtui: client and server meet on the wire only, so that each checks the other.
"""

from __future__ import annotations

from mbtui.demo.clock import Clock
from mbtui.demo.faults import KINDS as FAULTS
from mbtui.demo.server import DemoServer, serve
from mbtui.demo.simulation import Settings

__all__ = ["FAULTS", "Clock", "DemoServer", "Settings", "serve"]
