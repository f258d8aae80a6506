"""Opening an address outside: with the configured program, the system's browser, or not at all but shown."""

from __future__ import annotations

import asyncio
import os

from textual.screen import Screen

from mbtui.config import Config
from mbtui.screens.dialogs.address import AddressScreen
from mbtui.services.urls import is_openable, open_method, run_in_terminal, start, start_system_browser
from mbtui.terminal.hand_over import hand_over


async def open_outside(screen: Screen[None], url: str, kind: str, config: Config) -> str:
    """Open an address, or show it alone on a screen when nothing on this machine should open it.

    Returns what was done or went wrong, as a sentence; empty when the address is being shown. See `open_method`.
    """
    if not is_openable(url):
        return "Only http, https and mailto addresses can be opened."
    way = open_method(url, kind, config, os.environ)
    match way.kind:
        case "terminal":
            refusal = f"The screen can not be handed over to {way.arguments[0]} here."
            return hand_over(screen.app, lambda: run_in_terminal(way.arguments), refusal)
        case "program":
            return await asyncio.to_thread(start, way.arguments) or f"Opened with {way.arguments[0]}."
        case "system":
            problem = await asyncio.to_thread(start_system_browser, url)
            if not problem:
                return "Opened in the browser."
            screen.app.push_screen(AddressScreen(url, problem))
        case "show":
            screen.app.push_screen(AddressScreen(url, way.reason))
    return ""
