"""The pictures of a post that is being written: added, described, put in order, taken out."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len
from textual import events, work
from textual.binding import BindingType
from textual.content import Content

from mbtui.api.daemon_thread import in_daemon_thread
from mbtui.api.text import clean, clean_line
from mbtui.content.links import file_name
from mbtui.panes.bindings import bindings_for, with_keys
from mbtui.panes.typed_ahead import hold_keys
from mbtui.screens.dialogs.file_prompt import FilePrompt
from mbtui.screens.dialogs.numbered import Entry, NumberedPanel
from mbtui.screens.dialogs.question import LinePrompt
from mbtui.services.attachments import AttachmentError, attach, attach_bytes, size_words
from mbtui.services.clipboard_picture import ClipboardError, clipboard_picture
from mbtui.services.named_files import DISK_SECONDS, MOST_AT_ONCE, files_named
from mbtui.store.post_parts import Media, parts_of, with_parts
from mbtui.widgets.wrapping import fit

if TYPE_CHECKING:
    from mbtui.panes.composer_pane import ComposerPane

NARROW_CELLS = 60
NAME_CELLS = 16
"""Of a file's name, on a narrow screen."""
NUMBER_CELLS = 5
"""Before what an entry says, at least."""
MOST_PROBLEMS = 3
"""Said at a time of what could not be added."""


class Wanted(Struct, frozen=True):
    """A picture that is to be added."""

    name: str
    attach: Callable[[], Awaitable[Media]]
    """Raises `AttachmentError`, or `ClipboardError`."""


class PicturesPanel(NumberedPanel):
    """Lies over the text. What is changed here is kept with the draft at once."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("pictures")

    def __init__(self, writing: ComposerPane, files: Sequence[Path] = ()) -> None:
        """Show the pictures of what is written there; `files` are added at once."""
        self._writing = writing
        self._files = files
        self._removed: list[tuple[int, Media]] = []
        """With their places; what was taken out last is the last."""
        is_edit = writing.beside.kind == "edit"
        self._none = "None were added. What the post has stands in its text." if is_edit else "There are none yet."
        self._doing = ""
        self._turn = asyncio.Lock()
        """What was asked for first is added first."""
        super().__init__("Pictures of this post", (), ())

    def on_mount(self) -> None:
        if self._files:
            self._add_files(self._files)

    # What there is

    @property
    def _pictures(self) -> tuple[Media, ...]:
        return parts_of(self._writing.beside).photos

    def _put(self, pictures: Sequence[Media], *, at: int) -> None:
        """Let these be the post's pictures, and mark one of them."""
        written = self._writing.beside
        changed = with_parts(written, replace(parts_of(written), photos=tuple(pictures)))
        self._writing.change(details=changed.details)
        self.mark(max(0, min(at, len(pictures) - 1)))

    def body(self) -> Content:
        self._entries = [_entry(picture, self.width) for picture in self._pictures]
        return super().body() if self._entries else Content(f"  {self._none}")

    def foot(self) -> Content:
        if self._doing:
            return Content(self._doing)
        few, more = [("pictures.add", "add"), ("pictures.clipboard", "paste")], []
        if self._entries:
            few = [("panel.take", "describe"), *few, ("pictures.remove", "remove")]
            more = [("pictures.down", "down"), ("pictures.up", "up")] if len(self._entries) > 1 else []
        self._hints = [*few, *more]
        return super().foot()

    # Adding

    @work(group="panel")
    async def action_pictures_add(self) -> None:
        """Ask for names of files, and add them."""
        typed = await self.app.push_screen_wait(FilePrompt("Add pictures by their names:"))
        if typed:
            await self._add_named(typed)

    def on_paste(self, event: events.Paste) -> None:
        """Add what is dropped onto the panel."""
        event.stop()
        self.run_worker(self._add_named(event.text), group="panel")

    async def _add_named(self, names: str) -> None:
        finding = self._find(names)
        hold_keys(self.app, finding)
        found = await finding.wait()
        if isinstance(found, str):
            self.say(found)
        else:
            self._add_files(found)

    @work(group="panel")
    async def _find(self, names: str) -> list[Path] | str:
        """Returns the files that are named, or why they are not added."""
        try:
            files = await in_daemon_thread(partial(files_named, names), DISK_SECONDS)
        except TimeoutError:
            return "The disk does not answer. Nothing was added."
        if len(files) > MOST_AT_ONCE:
            return f"These are more than {MOST_AT_ONCE} files. Nothing was added; name fewer at a time."
        return files

    def _add_files(self, files: Sequence[Path]) -> None:
        folder = self._writing.session.store.folder
        self._add([Wanted(clean_line(file.name), partial(attach, folder, file)) for file in files])

    def action_pictures_clipboard(self) -> None:
        """Add the picture that is in the clipboard."""
        folder = self._writing.session.store.folder

        async def pasted() -> Media:
            return await attach_bytes(folder, "pasted.png", await clipboard_picture(os.environ))

        self._add([Wanted("the clipboard's picture", pasted)])

    @work(group="panel")
    async def _add(self, wanted: Sequence[Wanted]) -> None:
        """Add pictures one by one, and ask for the description of each. What is typed meanwhile is meant for that."""
        problems: list[str] = []
        undescribed = 0
        is_asking = True
        async with self._turn:
            for number, picture in enumerate(wanted, 1):
                which = f" ({number} of {len(wanted)})" if len(wanted) > 1 else ""
                self._tell(f"Adding {picture.name}{which}…")
                copying = self._copy(picture)
                if is_asking:
                    hold_keys(self.app, copying)
                added = await copying.wait()
                self._tell("")
                if isinstance(added, Media):
                    self._put([*self._pictures, added], at=len(self._pictures))
                    is_asking = is_asking and await self._describe(added, which)
                    undescribed += not self._now(added).alt
                else:
                    problems.append(added)
        self._say_added(problems, undescribed)

    @work(group="panel")
    async def _copy(self, picture: Wanted) -> Media | str:
        """Returns the picture, or why it could not be added."""
        try:
            return await picture.attach()
        except (AttachmentError, ClipboardError) as error:
            return str(error)

    def _tell(self, doing: str) -> None:
        self._doing = doing
        self.redraw_foot()

    def _say_added(self, problems: Sequence[str], undescribed: int) -> None:
        words = list(problems[:MOST_PROBLEMS])
        if left := len(problems) - len(words):
            words.append(f"{left} more could not be added either.")
        if undescribed:
            words.append(f"{_count(undescribed)} without a description.")
        self.say(" ".join(words))

    # Describing

    def choose(self, place: int) -> None:
        self.run_worker(self._describe(self._pictures[place]), group="panel")

    def action_pictures_describe(self) -> None:
        self.action_panel_take()

    async def _describe(self, picture: Media, which: str = "") -> bool:
        """Ask for a description. Returns whether there was an answer, which may be empty."""
        title = f"Describe {_name(picture)}{which} for those who do not see it:"
        hints = [("enter", "keeps it"), ("panel.back", "leaves it as it was")]
        alt = await self.app.push_screen_wait(LinePrompt(title, self._now(picture).alt, hints=hints))
        if alt is None:
            return False
        pictures = list(self._pictures)
        at = next(place for place, known in enumerate(pictures) if _is_same(known, picture))
        pictures[at] = replace(pictures[at], alt=clean_line(alt))
        self._put(pictures, at=at)
        return True

    def _now(self, picture: Media) -> Media:
        """A picture as it is now, with the description it may have got."""
        return next(known for known in self._pictures if _is_same(known, picture))

    # Order, and taking out

    def action_pictures_move(self, delta: int) -> None:
        pictures, there = list(self._pictures), self._at + delta
        if 0 <= there < len(pictures):
            pictures[self._at], pictures[there] = pictures[there], pictures[self._at]
            self._put(pictures, at=there)

    def action_pictures_remove(self) -> None:
        pictures = list(self._pictures)
        if not pictures:
            return
        at, removed = self._at, pictures.pop(self._at)
        self._removed.append((at, removed))
        self._put(pictures, at=at)
        self.say(with_keys(self.app, f"{_name(removed)} is taken out. {{pictures.restore}} brings it back."))

    def action_pictures_restore(self) -> None:
        """Bring back what was taken out last."""
        if not self._removed:
            self.say("Nothing was taken out.")
            return
        at, picture = self._removed.pop()
        pictures = list(self._pictures)
        pictures.insert(at, picture)
        self._put(pictures, at=at)

    def action_close(self) -> None:
        """Stop adding first; the next key closes."""
        if self._doing:
            self.workers.cancel_group(self, "panel")
            self._tell("")
            self.say("Stopped. What was added before stays.")
        else:
            super().action_close()


def _is_same(one: Media, other: Media) -> bool:
    return (one.path, one.url) == (other.path, other.url)


def _name(picture: Media) -> str:
    return clean_line(picture.name) or file_name(picture.url) or "the picture"


def _count(number: int) -> str:
    return "One picture is" if number == 1 else f"{number} pictures are"


def _entry(picture: Media, width: int) -> Entry:
    """Name a picture and what it shows; what does not fit into one line is shown whole below."""
    alt, name = clean(picture.alt).strip(), _name(picture)
    room = NAME_CELLS if width < NARROW_CELLS else 2 * NAME_CELLS
    if cell_len(name) > room:
        # Names of one camera differ at their ends.
        name = fit(name, room // 2) + name[-(room // 2) :]
    words = f"{name} · {alt or 'no description'}"
    facts = []
    if picture.width and picture.height:
        facts.append(f"{picture.width} × {picture.height} pixels")
    if picture.byte_count:
        facts.append(size_words(picture.byte_count))
    if picture.in_text:
        facts.append("stands in the text")
    details = [alt] if "\n" in alt or cell_len(words) > width - NUMBER_CELLS else []
    return Entry(words, "\n".join([*details, ", ".join(facts)]).strip())
