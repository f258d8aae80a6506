"""The panels of a post's links and of its pictures and recordings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from mbtui.content.document import Document, Link
from mbtui.content.links import host, is_profile
from mbtui.panes.bindings import bindings_for
from mbtui.panes.copy import copy_text
from mbtui.screens.dialogs.numbered import Entry, NumberedPanel
from mbtui.services.urls import is_openable, timeline_at
from mbtui.timeline_kinds import CONVERSATION, DISCOVER, USER, kind_of

MEDIA_NAMES = {"image": "Picture", "video": "Video", "audio": "Recording"}
"""What a reader calls a kind of link."""


class LinkPanel(NumberedPanel):
    """Links to choose from; `y` copies the address of the marked one."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("links")

    def __init__(self, title: str, links: Sequence[Link], entries: Sequence[Entry]) -> None:
        """List links by as many entries."""
        super().__init__(title, entries, [("panel.take", "open"), ("links.copy", "copy")])
        self._links = list(links)

    def action_links_copy(self) -> None:
        url = self._links[self._at].url
        self.say(copy_text(self.app, url) if url else "It has no address.")


def links_in(document: Document) -> list[Link]:
    """Give the links of a post in the order of their numbers, then the people it names, each once."""
    numbered = [link for link in document.links if link.kind == "link"]
    numbered.sort(key=lambda link: link.number or len(document.links) + 1)
    named: dict[str, Link] = {}
    for link in document.links:
        if link.kind == "mention":
            named.setdefault(link.url.rstrip("/").lower(), link)
    return [*numbered, *named.values()]


def link_entry(link: Link, own_host: str) -> Entry:
    """Describe a link in one line: its words, and where it leads."""
    timeline = timeline_at(link.url, own_host)
    inside = {CONVERSATION: "a conversation on Micro.blog", USER: "a profile on Micro.blog", DISCOVER: "Discover"}
    where = inside[kind_of(timeline)] if timeline else host(link.url)
    words = link.text or (host(link.url) if not is_profile(link.url) else link.url)
    details = "" if is_openable(link.url) else "Only http, https and mailto addresses can be opened."
    return Entry(f"{words} · {where}" if where and where != words else words, details, link.url)


def media_entry(link: Link) -> Entry:
    """Describe a picture or recording: its description in full."""
    name = MEDIA_NAMES.get(link.kind, "Link")
    if not link.text:
        return Entry(f"{name} without a description", "Its author has not described it.", link.url)
    return Entry(f"{name}: {link.text}", link.text, link.url)
