"""What a post has beside its text, in a few words: where it goes, what it is called, when it is published."""

from __future__ import annotations

from mbtui.services.blogs import Blogs, blog_uid
from mbtui.services.publish_time import time_words
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import parts_of

TITLE_CHARACTERS = 60


def post_words(draft: Draft, blogs: Blogs) -> list[str]:
    """Name the parts of a new post or an edit, without those that are as always; where and when it goes comes first."""
    parts = parts_of(draft)
    is_post = draft.kind == "post"
    blog = blogs.of(blog_uid(draft))
    words = [blog.title or blog.uid] if len(blogs.blogs) > 1 else []
    if parts.channel == "pages":
        words.append("a page")
    if parts.post_status == "draft":
        words.append("draft")
    if parts.published_at and (is_post or parts.was is None or parts.published_at != parts.was.published_at):
        words.append(f"at {time_words(parts.published_at)}")
    if draft.title:
        is_long = len(draft.title) > TITLE_CHARACTERS
        words.append(f"“{draft.title[:TITLE_CHARACTERS]}{'…' if is_long else ''}”")
    if parts.categories:
        words.append(", ".join(parts.categories))
    if parts.syndicate_to is not None:
        # `Mastodon: ines@social.example` is Mastodon.
        names = {service.uid: service.name.partition(":")[0] for service in blog.services}
        copied = ", ".join(names.get(uid, uid) for uid in parts.syndicate_to)
        words.append(f"copied to {copied} only" if copied else "copied nowhere")
    if parts.photos:
        count, without = len(parts.photos), sum(not media.alt for media in parts.photos)
        described = f", {without} without description" if without else ""
        words.append(f"{count} picture{'s' * (count != 1)}{described}")
    return words
