"""Pictures that come with a text: the panel of them, those that are pasted by name, those that the text names."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from mbtui.api.daemon_thread import in_daemon_thread
from mbtui.api.text import clean_line
from mbtui.content.image_links import ImageLink, image_links
from mbtui.panes.bindings import with_keys
from mbtui.screens.dialogs.question import Choice, Question
from mbtui.services.named_files import DISK_SECONDS, dropped, path_of
from mbtui.store import TooNew
from mbtui.store.post_parts import NOT_UNDERSTOOD, parts_of, with_parts

if TYPE_CHECKING:
    from mbtui.panes.composer_pane import ComposerPane

MOST_NAMED = 3
"""Files in a question."""


async def show_pictures(pane: ComposerPane, files: Sequence[Path] = ()) -> None:
    """Show the pictures of the post, and add some files to them."""
    if pane.beside.kind == "reply":
        own = "{composer.stop} {composer.own_post} makes it a post of your own."
        pane.say(with_keys(pane.app, f"Micro.blog takes no pictures in replies. {own}"))
        return
    if not _has_parts(pane):
        pane.say(NOT_UNDERSTOOD)
        return
    from mbtui.screens.dialogs.post_pictures import PicturesPanel

    await pane.app.push_screen_wait(PicturesPanel(pane, files))


async def take_paste(pane: ComposerPane, text: str) -> None:
    """Ask what is meant by a paste of names of pictures, which stands in the text already."""
    if not _has_parts(pane) or (composer := pane.composer) is None:
        return
    try:
        files = await in_daemon_thread(partial(dropped, text), DISK_SECONDS)
    except TimeoutError:
        return
    if not files:
        return
    one = len(files) == 1
    what = clean_line(files[0].name) if one else f"These {len(files)} files"
    choices = [
        Choice("p", "add it to the post's pictures" if one else "add them to the post's pictures", "add"),
        Choice("t", "leave its name in the text" if one else "leave their names in the text", "leave"),
    ]
    answer = await pane.app.push_screen_wait(Question(f"{what} can go with the post:", choices))
    if answer == "add":
        composer.take_out(text)
        await show_pictures(pane, files)


async def pictures_are_settled(pane: ComposerPane) -> bool:
    """Ask about the files that the text names as pictures, `![A cat](cat.jpg)`. Returns whether it can be sent."""
    if (composer := pane.composer) is None:
        return False
    try:
        parts = parts_of(pane.beside)
    except TooNew:
        return True
    known = {media.in_text for media in parts.photos}
    if parts.was is not None:
        # What an edited post has shown before is not the question.
        known |= {link.target for link in image_links(parts.was.text)}
    links = {link.target: link for link in image_links(composer.text) if link.file and link.target not in known}
    if not links:
        return True
    try:
        files = await in_daemon_thread(lambda: {target: _file(link) for target, link in links.items()}, DISK_SECONDS)
    except TimeoutError:
        return True
    there = {target: file for target, file in files.items() if file is not None}
    # An address that begins with a slash may lead somewhere on the blog.
    gone = [target for target in files if target not in there and not target.startswith("/")]
    if not there and not gone:
        return True
    answer = await pane.app.push_screen_wait(_question(pane, [links[target] for target in there], gone))
    if answer != "upload":
        return answer == "send"
    composer.area.read_only = True
    try:
        return await _upload(pane, [(links[target], file) for target, file in there.items()])
    finally:
        composer.area.read_only = False


def _question(pane: ComposerPane, there: Sequence[ImageLink], gone: Sequence[str]) -> Question:
    one = len(there) == 1
    names = _names([link.target for link in there])
    words = [f"The text names {names} as {'a picture' if one else 'pictures'}."] if there else []
    if bare := [link.target for link in there if not link.alt.strip()]:
        words.append("It has no description." if one else f"{_names(bare)}: no description.")
    words += [f"There is no file {_names(gone)} here, which the text shows."] if gone else []
    choices = [Choice("s", "send it as it is", "send"), Choice("w", "go on writing", "write")]
    if pane.beside.kind == "reply":
        words.append("Micro.blog takes no pictures in replies.")
    elif there:
        choices.insert(0, Choice("u", "upload it" if one else "upload them", "upload"))
    return Question(" ".join(words), choices)


async def _upload(pane: ComposerPane, named: Sequence[tuple[ImageLink, Path]]) -> bool:
    """Add the pictures to the post, each where the text names it. Returns whether all could be."""
    from mbtui.services.attachments import AttachmentError, attach

    for link, file in named:
        pane.say(f"Adding {clean_line(file.name)}…")
        try:
            media = await attach(pane.session.store.folder, file)
        except AttachmentError as error:
            pane.say(f"{error} Nothing was sent.", is_problem=True)
            return False
        parts = parts_of(pane.beside)
        added = replace(parts, photos=(*parts.photos, replace(media, alt=link.alt, in_text=link.target)))
        pane.change(details=with_parts(pane.beside, added).details)
    return True


def _has_parts(pane: ComposerPane) -> bool:
    """Whether it is a post or an edit with parts that this version understands."""
    return pane.composer is not None and pane.composer.head is not None


def _file(link: ImageLink) -> Path | None:
    path = path_of(link.file)
    return path if os.path.exists(path) else None


def _names(targets: Sequence[str]) -> str:
    shown = [clean_line(target) for target in targets[:MOST_NAMED]]
    left = len(targets) - len(shown)
    return ", ".join(shown) + (f" and {left} more" if left else "")
