"""`mbtui upload`: files to the blog's uploads, their addresses printed."""

from __future__ import annotations

import asyncio
import tempfile
from functools import partial
from pathlib import Path

from mbtui.cli.context import Context
from mbtui.cli.desk import desk
from mbtui.cli.exits import Failure
from mbtui.cli.pictures import attached
from mbtui.cli.write import placed
from mbtui.services.attachments import file_of
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import Media


async def upload(context: Context) -> None:
    """All files are looked at before the first is sent, and each address is printed at once."""
    given = context.arguments
    if not given.text:
        raise Failure("Which file? Name one, or several.")
    if len(given.alt) > len(given.text):
        raise Failure("There are more --alt than files.")
    with tempfile.TemporaryDirectory(prefix="mbtui-") as folder:
        media = await attached(Path(folder), given.text, given.alt)
        async with desk(context) as at:
            blog = (await placed(at, Draft(kind="post"), given.blog, ())).target

            async def send(file: Media) -> str:
                path = file_of(Path(folder), file)
                with await asyncio.to_thread(path.open, "rb") as opened:
                    sent = await at.client().media.upload(
                        path.name, opened, file.content_type, destination=blog or None
                    )
                return sent.url

            for file in media:
                url = await at.access.ask(partial(send, file))
                words = f"![{file.alt}]({url})" if given.markdown else url
                context.show(None, words, url=url, name=file.name, alt=file.alt)
                context.output.flush()
