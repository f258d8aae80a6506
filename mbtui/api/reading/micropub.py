"""What a blog can publish and has published, in Micropub's shapes: every property an array, or not."""

from __future__ import annotations

from mbtui.api.errors import UnexpectedAnswer
from mbtui.api.models import Channel, Destination, MicropubConfig, SourcePost, SyndicationTarget
from mbtui.api.reading import fields


def read_config(answer: object) -> MicropubConfig:
    """Read what the account can publish, and where. Without a hosted blog there is no destination.

    Raises:
        UnexpectedAnswer: This is no configuration.
    """
    if not isinstance(answer, dict):
        raise UnexpectedAnswer("The answer does not say what can be published.")
    return MicropubConfig(
        media_endpoint=fields.url(answer.get("media-endpoint")),
        destinations=_read_destinations(answer.get("destination") or answer.get("destinations")),
        syndicate_to=read_syndication_targets(answer),
        post_types=tuple(
            kind
            for entry in fields.rows(answer.get("post-types"))
            if (kind := fields.line(entry.get("type") if isinstance(entry, dict) else entry))
        ),
        channels=tuple(Channel(uid, name) for uid, name in _read_named(answer.get("channels"))),
    )


def read_syndication_targets(answer: object) -> tuple[SyndicationTarget, ...]:
    """Read the services that posts can be copied to; none when the answer names none."""
    named = _read_named(answer.get("syndicate-to") if isinstance(answer, dict) else answer)
    return tuple(SyndicationTarget(uid, name) for uid, name in named)


def read_categories(answer: object) -> tuple[str, ...]:
    """Read the categories of a blog."""
    return fields.words(answer.get("categories") if isinstance(answer, dict) else answer)


def read_source(answer: object) -> tuple[SourcePost, ...]:
    """Read a list of one's own posts; an entry without an address is left out.

    Raises:
        UnexpectedAnswer: This is no list.
    """
    if not isinstance(answer, list | dict):
        raise UnexpectedAnswer("The answer is no list of your posts.")
    if isinstance(answer, dict) and "items" not in answer and "properties" not in answer:
        return ()
    found = (read_source_post(entry) for entry in fields.rows(answer, "items"))
    return tuple(post for post in found if post is not None)


def read_source_post(answer: object, address: str = "") -> SourcePost | None:
    """Read one of one's own posts.

    Args:
        answer: An object with `properties`, or the properties themselves.
        address: Its URL, when it was asked for by it; answers leave it out then.

    Returns:
        The post; None when its address is not known.
    """
    row = fields.table(answer)
    if "properties" not in row and "items" in row:
        row = fields.table(row["items"])
    properties = fields.table(row.get("properties")) or row
    own_address = fields.url(properties.get("url")) or address
    if not own_address:
        return None
    return SourcePost(
        url=own_address,
        uid=fields.identifier(properties.get("uid")),
        name=fields.line(properties.get("name")),
        content=fields.text(properties.get("content")),
        summary=fields.text(properties.get("summary")),
        categories=fields.words(properties.get("category")),
        published_at=fields.moment(properties.get("published")),
        post_status=fields.line(properties.get("post-status")),
    )


def _read_destinations(value: object) -> tuple[Destination, ...]:
    found: list[Destination] = []
    for entry in fields.rows(value) if value else []:
        row = fields.table(entry)
        uid = fields.url(row.get("uid")) if row else fields.url(entry)
        if uid:
            found.append(
                Destination(
                    uid=uid,
                    name=fields.line(row.get("name")) or uid.split("//")[-1].strip("/"),
                    title=fields.line(row.get("microblog-title")),
                    is_default=fields.flag(row.get("microblog-default")),
                )
            )
    return tuple(found)


def _read_named(value: object) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in fields.rows(value) if value else []:
        row = fields.table(entry)
        uid = fields.line(row.get("uid")) if row else fields.line(entry)
        if uid:
            found.append((uid, fields.line(row.get("name")) or uid))
    return found
