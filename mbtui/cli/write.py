"""The commands that publish. The text is on disk before it is sent, and stays there until the server has it."""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from mbtui import paths
from mbtui.cli.context import Access, Context
from mbtui.cli.exits import Exit, Failure

if TYPE_CHECKING:
    from mbtui.api import Destination, Post
    from mbtui.store import Store
    from mbtui.store.drafts import Draft

_LIMIT_BYTES = 1_000_000

_PICTURE_LIMIT_BYTES = 45_000_000

_LOOK_SECONDS = (0.0, 1.0, 3.0)
"""How long to wait before each look for a reply."""


async def post(context: Context) -> None:
    given = context.arguments
    photos = _photos(given.photo, given.alt)
    text = "" if photos and not given.text and not given.file else _given_text(given.text, given.file)
    async with context.access() as access, _kept(context, access, "post", text, title=given.title or "") as draft:
        from mbtui.store.post_parts import parts_of

        micropub, parts = access.client.micropub, parts_of(draft)
        destination = draft.target or None
        if given.blog:
            found = await access.ask(lambda: micropub.config())
            destination = _destination(given.blog, found.destinations)
        uploaded = []
        for file, content, kind, alt in photos:
            media = await access.ask(partial(access.client.media.upload, file, content, kind, destination=destination))
            uploaded.append((media.url, alt))
        published = await access.ask(
            lambda: micropub.create(
                draft.text,
                name=draft.title,
                categories=list(dict.fromkeys([*given.category, *parts.categories])),
                photos=uploaded,
                post_status="draft" if given.draft else parts.post_status or None,
                published_at=datetime.fromisoformat(parts.published_at) if parts.published_at else None,
                destination=destination,
                syndicate_to=parts.syndicate_to,
            )
        )
    address = published.preview_url or published.url if given.draft else published.url
    context.show(published, address)


async def reply(context: Context) -> None:
    given = context.arguments
    text = _given_text(given.text, given.file)
    async with context.access() as access:

        async def mention() -> str:
            """The @name that begins a reply: the server does not add it. Nothing for a reply to oneself."""
            feed = await access.ask(lambda: access.client.posts.conversation(given.id))
            author = next((post.author.username for post in feed.posts if post.id == given.id), "")
            return f"@{author} " if author and author.lower() != access.username.lower() else ""

        async with _kept(context, access, "reply", text, post_id=given.id, begin=mention) as draft:
            text = draft.text
            if not (given.as_is or text.startswith("@")):
                text = f"{await mention()}{text}"
            await access.ask(lambda: access.client.posts.reply(given.id, text))
        shown = await _shown(access, given.id, text)
    address = shown.url if shown else ""
    if shown is None:
        context.output.say("The reply was sent. The conversation does not show it yet, so its address is not known.")
    if shown or given.json:
        context.show(shown, address, id=shown and shown.id, url=address, post_id=given.id)


async def _shown(access: Access, id: int, text: str) -> Post | None:
    """The reply in the conversation: its answer does not tell what has become of it."""
    from mbtui.api import MicroblogError
    from mbtui.outbox.same_text import is_same, words_of_html, words_of_markdown

    ours = await asyncio.to_thread(words_of_markdown, text)
    name = access.username.lower()
    for seconds in _LOOK_SECONDS:
        await asyncio.sleep(seconds)
        with suppress(MicroblogError):  # it was sent, whatever else fails
            for post in reversed((await access.client.posts.conversation(id)).posts):
                if name in ("", post.author.username.lower()) and is_same(ours, words_of_html(post.body_html)):
                    return post
    return None


@asynccontextmanager
async def _kept(
    context: Context,
    access: Access,
    kind: Literal["post", "reply"],
    text: str | None,
    *,
    title: str = "",
    post_id: int | None = None,
    begin: Callable[[], Awaitable[str]] | None = None,
) -> AsyncIterator[Draft]:
    """Keep a text as a draft while it is written and sent, and for good when it was not accepted.

    Without a text the person writes it in an editor, which begins with what was kept of it, else with what `begin`
    gives. The demo's world, and with it the draft, ends with the command.
    """
    from mbtui.store import Store
    from mbtui.store.drafts import Draft, delete_draft, draft_for, save_draft

    with tempfile.TemporaryDirectory(prefix="mbtui-") as nowhere:
        own = paths.account_folder(context.server, access.username)
        store = Store.open(own if access.username else Path(nowhere))
        try:
            draft = Draft(kind=kind, text=text or "", title=title, post_id=post_id)
            if text is None:
                found = await store.outbox.read(draft_for, kind, post_id)
                draft = found or replace(draft, text=await begin() if begin else "")
                draft = replace(draft, title=title or draft.title)
                draft = await _edited(context, store, draft)
            number = await store.outbox.write(save_draft, draft)
            try:
                yield draft
            except BaseException:
                if access.username:
                    context.afterwards.append("The text is kept among the drafts of mbtui.")
                raise
            await store.outbox.write(delete_draft, number)
        finally:
            await store.close()


async def _edited(context: Context, store: Store, draft: Draft) -> Draft:
    """Let the person go on with a draft in an editor."""
    from mbtui.services.external_editor import AS_BEFORE, edit_in_editor
    from mbtui.store.drafts import save_draft

    written = draft

    async def put(taken: Draft) -> bool:
        nonlocal written
        written = replace(taken, text=_trimmed(taken.text))
        if written.text:
            written = replace(written, id=await store.outbox.write(save_draft, written))
        return True

    def on_screen(call: Callable[[], str]) -> str:
        # ctrl+c is the editor's while it runs. To ignore the signal would make the editor ignore it as well.
        before = signal.signal(signal.SIGINT, lambda *_: None)
        try:
            return call()
        finally:
            signal.signal(signal.SIGINT, before)

    problem = await edit_in_editor(store, draft, put, context.config.editor, on_screen)
    if problem:
        raise Failure(f"{problem.replace(f' {AS_BEFORE}', '')} Nothing was sent.", Exit.LOCAL)
    if not written.text or (not draft.id and written.text == draft.text.rstrip()):
        raise Failure("Nothing was written, so nothing was sent.")
    return written


def _given_text(words: list[str], file: str | None) -> str | None:
    """The text of words, a file (`-` is standard input) or a pipe; None when the person is to write it in an editor."""
    if words:
        text = " ".join(words)
    elif file and file != "-":
        text = _decode(read_file(file), file)
    elif file == "-" or not sys.stdin.isatty():
        text = _decode(sys.stdin.buffer.read(_LIMIT_BYTES + 1), "standard input")
    elif sys.stdout.isatty():
        return None
    else:
        raise Failure("There is no text. Give it in the command, with --file, or through a pipe.")
    if not (text := _trimmed(text)):
        raise Failure("The text is empty, so nothing was sent.")
    return text


def _trimmed(text: str) -> str:
    """A text without blank lines around it; empty when there is nothing to see in it."""
    return text.strip("\r\n").rstrip()


def read_file(name: str, limit_bytes: int = _LIMIT_BYTES) -> bytes:
    """Read a file that the person named and that is not larger than the limit."""
    try:
        with Path(name).open("rb") as file:
            content = file.read(limit_bytes + 1)
    except OSError as error:
        raise Failure(f"{name} could not be read ({error.strerror}).") from error
    if len(content) > limit_bytes:
        raise Failure(f"{name} is larger than {limit_bytes:,} bytes.")
    return content


def _decode(content: bytes, name: str) -> str:
    if len(content) > _LIMIT_BYTES:
        raise Failure(f"The text from {name} is longer than {_LIMIT_BYTES:,} bytes.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Failure(f"The text from {name} is not UTF-8.") from error


def _photos(names: list[str], alts: list[str]) -> list[tuple[str, bytes, str, str]]:
    """File name, content, type and description of each picture."""
    if len(alts) > len(names):
        raise Failure("There are more --alt than --photo.")
    found = []
    for number, name in enumerate(names):
        kind = guess_type(name)[0] or ""
        if not kind.startswith("image/"):
            raise Failure(f"{name} does not look like a picture: its name should end in .jpg, .png or the like.")
        content = read_file(name, _PICTURE_LIMIT_BYTES)
        found.append((Path(name).name, content, kind, alts[number] if number < len(alts) else ""))
    return found


def _destination(wanted: str, destinations: tuple[Destination, ...]) -> str:
    for blog in destinations:
        if wanted.lower() in (blog.name.lower(), blog.uid.lower(), blog.title.lower()):
            return blog.uid
    names = ", ".join(blog.name for blog in destinations) or "none"
    raise Failure(f"There is no blog {wanted}. Yours are: {names}.")
