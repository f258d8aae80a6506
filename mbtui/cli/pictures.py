"""Pictures, films and recordings that go with a post: those that are given, and those that its text names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from mbtui.cli.context import Context
from mbtui.cli.exits import Failure
from mbtui.content.image_links import image_links
from mbtui.services.attachments import AttachmentError, attach
from mbtui.services.named_files import path_of
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import Media, parts_of, with_parts


async def attached(folder: Path, names: Sequence[str | Path], alts: Sequence[str]) -> tuple[Media, ...]:
    """Copy files into an account's folder, and give each its description."""
    media = []
    for number, name in enumerate(names):
        try:
            copy = await attach(folder, Path(name))
        except AttachmentError as error:
            raise Failure(str(error)) from error
        media.append(replace(copy, alt=alts[number] if number < len(alts) else ""))
    return tuple(media)


async def illustrated(context: Context, folder: Path, draft: Draft) -> Draft:
    """A post or an edit with the files that its text shows, `![A cat](cat.jpg)`, if --images wants them.

    Not without that: whoever gives the text could name any file. They are named as seen from the text's own file.
    """
    given, parts = context.arguments, parts_of(draft)
    before = {link.target for link in image_links(parts.was.text)} if parts.was else set()
    before |= {media.in_text for media in parts.photos}
    links = {link.target: link for link in image_links(draft.text) if link.file and link.target not in before}
    base = Path(given.file).parent if given.file and given.file != "-" else Path()
    files = {target: base / path_of(link.file) for target, link in links.items()}
    if not given.images:
        if there := [target for target, file in files.items() if file.exists()]:
            context.output.say(f"The text shows {', '.join(there)}, a file of this computer. --images uploads it.")
        return draft
    copies = await attached(folder, list(files.values()), [link.alt for link in links.values()])
    new = (replace(copy, in_text=target) for target, copy in zip(files, copies, strict=True))
    return with_parts(draft, replace(parts, photos=(*parts.photos, *new)))
