"""The commands that publish. The text is on disk before it is sent, and stays there until the server has it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mbtui import paths
from mbtui.cli.context import Context
from mbtui.cli.exits import Failure
from mbtui.cli.input import given_text, read_file
from mbtui.cli.records import record_of

if TYPE_CHECKING:
    from mbtui.api import Destination
    from mbtui.cli.context import Access

_PICTURE_LIMIT_BYTES = 45_000_000


async def post(context: Context) -> None:
    """Publish a post."""
    given = context.arguments
    photos = _photos(given.photo, given.alt)
    text = "" if photos and not given.text and not given.file else given_text(given.text, given.file)
    async with context.access() as access, _kept(context, access, "post", text, title=given.title or ""):
        micropub = access.client.micropub
        destination = None
        if given.blog:
            found = await access.ask(lambda: micropub.config())
            destination = _destination(given.blog, found.destinations)
        uploaded = []
        for file, content, kind, alt in photos:
            media = await access.ask(partial(micropub.upload, file, content, kind, destination=destination))
            uploaded.append((media.url, alt))
        published = await access.ask(
            lambda: micropub.create(
                text,
                name=given.title or "",
                categories=given.category,
                photos=uploaded,
                post_status="draft" if given.draft else None,
                destination=destination,
            )
        )
    address = published.preview_url or published.url if given.draft else published.url
    context.show(record_of("published", published), address)


async def reply(context: Context) -> None:
    """Reply to a post."""
    given = context.arguments
    text = given_text(given.text, given.file)
    async with context.access() as access, _kept(context, access, "reply", text, post_id=given.id):
        posts = access.client.posts
        if not (given.as_is or text.startswith("@")):
            text = f"{await _mention(access, given.id)}{text}"
        await access.ask(lambda: posts.reply(given.id, text))
    context.show({}, "The reply was sent.")


async def _mention(access: Access, id: int) -> str:
    """The @name that begins a reply: the server does not add it. Nothing for a reply to oneself."""
    feed = await access.ask(lambda: access.client.posts.conversation(id))
    author = next((post.author.username for post in feed.posts if post.id == id), "")
    if not author or author.lower() == access.username.lower():
        return ""
    return f"@{author} "


@asynccontextmanager
async def _kept(
    context: Context,
    access: Access,
    kind: Literal["post", "reply"],
    text: str,
    *,
    title: str = "",
    post_id: int | None = None,
) -> AsyncIterator[None]:
    """Keep the text as a draft while it is being sent, and for good when it was not accepted."""
    if not access.username:  # the demo, whose world ends with the command
        yield
        return
    from mbtui.store import Store
    from mbtui.store.drafts import Draft, delete_draft, save_draft

    store = Store.open(paths.account_folder(context.server, access.username))
    try:
        draft = Draft(kind=kind, text=text, title=title, post_id=post_id)
        number = await store.outbox.write(save_draft, draft)
        try:
            yield
        except BaseException:
            context.afterwards.append("The text is kept among the drafts of mbtui.")
            raise
        await store.outbox.write(delete_draft, number)
    finally:
        await store.close()


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
