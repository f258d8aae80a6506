"""Posts, people and the rest as plain lines: to be read on a terminal, in `less`, and by a screen reader."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mbtui.api.text import clean
from mbtui.cli.context import Context
from mbtui.cli.records import post_record
from mbtui.content.document import common_prefix
from mbtui.content.document_text import as_markdown

if TYPE_CHECKING:
    from mbtui.api import Post, Profile
    from mbtui.cli.output import Output
    from mbtui.content.document import Block, Document


async def show_posts(context: Context, posts: Sequence[Post]) -> None:
    """Print posts in the form that was asked for: as the full screen has saved them, else converted as it does."""
    known = _saved_documents(context, posts)
    if new := [post for post in posts if post.id not in known]:
        from mbtui.services.timeline import converted

        known |= {post.id: document for post, document in await asyncio.to_thread(converted, new)}
    for post in posts:
        show_post(context, post, known[post.id])


def _saved_documents(context: Context, posts: Sequence[Post]) -> dict[int, Document]:
    """Read what has been converted before: what does that takes a quarter of the command's time to load."""
    if context.arguments.demo or not posts:
        return {}
    from mbtui.store import StoreError
    from mbtui.store.posts import documents_of

    with suppress(StoreError), context.saved() as store:
        if store is not None:
            return store.cache.read_now(documents_of, {post.id: post.body_html for post in posts})
    return {}


def show_post(context: Context, post: Post, document: Document) -> None:
    """Print a post in the form that was asked for."""
    if context.arguments.json:
        context.output.json(post_record(post, document))
    elif getattr(context.arguments, "markdown", False):
        _print_markdown(context.output, post, document)
    else:
        _print_post(context.output, post, document)


def _print_post(output: Output, post: Post, document: Document) -> None:
    """One post: who and when, the words, the links, its id and page, and an empty line."""
    output.heading(", ".join(_head(post, output)))
    if post.title:
        output.line(post.title)
    before = ""
    for number, block in enumerate(document.blocks):
        if block.is_spaced and number:
            output.line(_prefix(common_prefix(before, block.prefix)).rstrip())
        _print_block(output, block)
        before = block.prefix
    for link in document.links:
        if link.number:
            output.line(f"[{link.number}] {link.url}", hang=None)
        elif link.kind in ("image", "video", "audio"):
            output.line(f"{link.kind.capitalize()}: {link.url}", hang=None)
    output.line(f"{post.id} {post.url}".rstrip(), hang=None)
    output.line()


def _print_markdown(output: Output, post: Post, document: Document) -> None:
    """One post as Markdown that stands alone: a name, a time with its zone that leads to the post, the words."""
    name = f"**{_escaped(post.author.name or post.author.username)}**"
    username = f"@{post.author.username}" if post.author.username else ""
    moment = _time(post.published_at) if post.published_at else "post"
    address = post.url.replace("<", "%3C").replace(">", "%3E")
    place = f"[{moment}](<{address}>)" if address else moment
    output.line(", ".join(filter(None, (name, _escaped(username), place))), hang=None)
    output.line()
    output.line("\n\n".join(filter(None, (_escaped(post.title), as_markdown(document)))), hang=None)
    output.line()


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", text)


def print_profile(output: Output, profile: Profile) -> None:
    """Who somebody is, and an empty line."""
    output.heading(", ".join(filter(None, (profile.name, f"@{profile.username}", profile.pronouns))))
    for line in (profile.bio, profile.url):
        if line:
            output.line(line)
    if profile.is_you:
        output.line("This is you.")
    elif profile.is_following:
        output.line("You follow them.")
    if profile.following_count is not None:
        output.line(f"Follows {profile.following_count:,} people.")
    output.line()


def time_shown(moment: datetime, output: Output) -> str:
    """A time as the clock here shows it. Whoever reads a pipe later, or elsewhere, does not know its zone."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M") if output.is_terminal else _time(moment)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _head(post: Post, output: Output) -> list[str]:
    parts = [post.author.name]
    if post.author.username:
        parts.append(f"@{post.author.username}")
    if post.published_at is not None:
        parts.append(time_shown(post.published_at, output))
    elif post.date_relative:
        parts.append(post.date_relative)
    if post.is_favorite:
        parts.append("bookmarked")
    if post.is_conversation:
        parts.append("conversation")
    return parts


def _print_block(output: Output, block: Block) -> None:
    if block.kind == "rule":
        output.line("* * *")
        return
    prefix = _prefix(block.prefix)
    first = prefix if block.first_prefix is None else _prefix(block.first_prefix)
    for number, line in enumerate(_with_deletions(block).split("\n")):
        hang = None if block.kind in ("code", "row") else prefix
        output.line(f"{prefix if number else first}{line}".rstrip(), hang=hang)


def _prefix(prefix: str) -> str:
    """A bar beside a quote is noise for a screen reader; `>` is what mail has taught everyone."""
    return clean(prefix).replace("▎", ">")


def _with_deletions(block: Block) -> str:
    """The words, with ~~ around those that are struck out: without it they would say the opposite."""
    text = block.text
    for span in sorted((span for span in block.spans if span.kind == "strike"), key=lambda span: -span.start):
        text = f"{text[: span.start]}~~{text[span.start : span.end]}~~{text[span.end :]}"
    return text
