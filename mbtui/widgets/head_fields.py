"""The fields of a post's head: what stands in each, and what of the post it changes. They know no widget."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from mbtui.services.blogs import Blogs, blog_uid
from mbtui.services.publish_time import EXAMPLES, NotATime, read_time, time_words
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import parts_of, with_parts
from mbtui.widgets.composer_text import writable

MOST_NAMED = 8
"""Categories named in the line below."""


class Field:
    """One line of the head."""

    label = ""
    is_typed = True
    """Whether letters are typed into it; else a key goes from one choice to the next."""
    problem = ""
    """Says in a sentence why what stands there can not be taken."""

    def __init__(self, draft: Draft, blogs: Blogs, clock: Callable[[], float]) -> None:
        self.blogs = blogs
        self.clock = clock
        self.text = self.of(draft)
        """What stands there."""

    def of(self, draft: Draft) -> str:
        """What stands there for a draft."""
        raise NotImplementedError

    def put(self, draft: Draft) -> Draft:
        """Put what stands there into the draft."""
        raise NotImplementedError

    def hint(self) -> str:
        """What helps to fill it."""
        return ""

    def suggestion(self, typed: str) -> str | None:
        """How what is typed may go on."""
        return None

    def step(self, direction: int) -> None:
        """Go to the next choice, or the one before."""

    def toggle(self) -> None:
        """Change what the cursor is on."""
        self.step(1)

    @property
    def cursor(self) -> int:
        """Where the cursor belongs when the field is opened."""
        return len(self.text)


class Title(Field):
    label = "Title"

    def of(self, draft: Draft) -> str:
        return draft.title

    def put(self, draft: Draft) -> Draft:
        return replace(draft, title=" ".join(writable(self.text).split()))


class Categories(Field):
    label = "Categories"

    def of(self, draft: Draft) -> str:
        self._known = self.blogs.of(blog_uid(draft)).categories
        return ", ".join(_quoted(name) for name in parts_of(draft).categories)

    def put(self, draft: Draft) -> Draft:
        try:
            names = next(csv.reader([writable(self.text).replace("\n", ",")], skipinitialspace=True, strict=True), [])
        except csv.Error:
            self.problem = 'A category with a comma stands between two quotes: "bread, butter".'
            return draft
        self.problem = ""
        names = list(dict.fromkeys(filter(None, (name.strip() for name in names))))
        return with_parts(draft, replace(parts_of(draft), categories=tuple(names)))

    def hint(self) -> str:
        named = ", ".join(self._known[:MOST_NAMED]) + ("…" if len(self._known) > MOST_NAMED else "")
        return f"→ completes; known: {named}" if named else "with commas between"

    def suggestion(self, typed: str) -> str | None:
        return completed(typed, [_quoted(name) for name in self._known])


def completed(typed: str, names: Sequence[str]) -> str | None:
    """Complete the word behind the last comma by the first name that begins so and is not there yet; None: by none."""
    before, _, begun = typed.rpartition(",")
    word = begun.lstrip()
    used = {name.strip().lower() for name in before.split(",")}
    fits = (name for name in names if name.lower() not in used)
    found = next((name for name in fits if word and name.lower().startswith(word.lower())), "")
    return typed + found[len(word) :] if len(found) > len(word) else None


class _Choice(Field):
    """One of several, of which one always holds."""

    is_typed = False
    place = 0

    def options(self, draft: Draft) -> Sequence[tuple[str, str]]:
        """The values with their words."""
        raise NotImplementedError

    def value(self, draft: Draft) -> str:
        raise NotImplementedError

    def of(self, draft: Draft) -> str:
        self._options = self.options(draft)
        values = [value for value, _ in self._options]
        value = self.value(draft)
        self.place = values.index(value) if value in values else 0
        return self._options[self.place][1]

    @property
    def chosen(self) -> str:
        return self._options[self.place][0]

    def step(self, direction: int) -> None:
        self.place = (self.place + direction) % len(self._options)
        self.text = self._options[self.place][1]

    def hint(self) -> str:
        return f"{self.place + 1} of {len(self._options)}"


class BlogChoice(_Choice):
    label = "Blog"

    def options(self, draft: Draft) -> Sequence[tuple[str, str]]:
        return [(blog.uid, blog.title or blog.uid) for blog in self.blogs.blogs]

    def value(self, draft: Draft) -> str:
        return self.blogs.of(draft.target).uid

    def put(self, draft: Draft) -> Draft:
        if self.chosen == self.value(draft):
            return draft
        targets = self.blogs.of(self.chosen).syndicate_to
        return with_parts(replace(draft, target=self.chosen), replace(parts_of(draft), syndicate_to=targets))


class Copies(Field):
    """The services that a post is copied to: each on or off."""

    label = "Copy to"
    is_typed = False

    def of(self, draft: Draft) -> str:
        self._services = self.blogs.of(draft.target).services
        chosen = parts_of(draft).syndicate_to
        self._on = [chosen is None or service.uid in chosen for service in self._services]
        self._at = 0
        return self._text()

    def _text(self) -> str:
        marks = zip(self._services, self._on, strict=True)
        return "  ".join(f"[{'x' if is_on else ' '}] {service.name}" for service, is_on in marks)

    def put(self, draft: Draft) -> Draft:
        chosen = tuple(service.uid for service, is_on in zip(self._services, self._on, strict=True) if is_on)
        # All of them also means those that will be added: it is what a post does that says nothing.
        return with_parts(draft, replace(parts_of(draft), syndicate_to=None if all(self._on) else chosen))

    def step(self, direction: int) -> None:
        self._at = (self._at + direction) % len(self._services)

    def toggle(self) -> None:
        self._on[self._at] = not self._on[self._at]
        self.text = self._text()

    def hint(self) -> str:
        count = sum(self._on)
        how_many = "all" if count == len(self._on) else f"{count} of {len(self._on)}" if count else "none"
        return f"{how_many}; space: on or off"

    @property
    def cursor(self) -> int:
        return sum(len(service.name) + 6 for service in self._services[: self._at]) + 1


class Status(_Choice):
    label = "Status"

    def options(self, draft: Draft) -> Sequence[tuple[str, str]]:
        if draft.kind == "post":
            return [("", "published"), ("draft", "draft, kept on the blog")]
        as_it_is = [] if parts_of(draft).post_status else [("", "as it is")]
        return [*as_it_is, ("published", "published"), ("draft", "draft")]

    def value(self, draft: Draft) -> str:
        return parts_of(draft).post_status

    def put(self, draft: Draft) -> Draft:
        return with_parts(draft, replace(parts_of(draft), post_status=self.chosen))


class PublishTime(Field):
    label = "At"

    def of(self, draft: Draft) -> str:
        return time_words(parts_of(draft).published_at)

    def put(self, draft: Draft) -> Draft:
        parts = parts_of(draft)
        self.problem = ""
        if self.text.strip() == time_words(parts.published_at):
            return draft
        now = datetime.fromtimestamp(self.clock(), UTC)
        try:
            published_at = read_time(writable(self.text), now, may_be_past=draft.kind == "edit")
        except NotATime as error:
            self.problem = str(error)
            return draft
        return with_parts(draft, replace(parts, published_at=published_at))

    def gone_by(self, draft: Draft) -> str:
        """Say that the time of a new post has gone by, or is none; empty when it is to come."""
        if draft.kind == "post":
            try:
                read_time(time_words(parts_of(draft).published_at), datetime.fromtimestamp(self.clock(), UTC))
            except NotATime as error:
                return str(error)
        return ""

    def hint(self) -> str:
        return EXAMPLES


def fields_of(draft: Draft, blogs: Blogs, clock: Callable[[], float]) -> list[Field]:
    """The fields that a draft has."""
    kinds: list[type[Field]] = [Title, Categories]
    if draft.kind == "post":
        kinds += [BlogChoice] if len(blogs.blogs) > 1 else []
        kinds += [Copies] if blogs.of(draft.target).services else []
    return [kind(draft, blogs, clock) for kind in (*kinds, Status, PublishTime)]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if "," in name or name.startswith('"') else name
