"""A post as one text for an editor: what stands beside its words in front of them, between two lines of `---`.

It looks like YAML and is less: a line is `key: value`, a list has commas, brackets or a line `- item` each, only a
value that would be read as something else stands in quotes, and what begins with `#` is read over. What is not
understood is never thrown away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from mbtui.services.blogs import Blog, Blogs
from mbtui.services.publish_time import NotATime, read_time, time_words
from mbtui.store import TooNew
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import parts_of, with_parts

FENCE = "---"
KEYS = {"post": ("title", "categories", "blog", "to", "status", "at"), "edit": ("title", "categories", "status", "at")}
"""What a kind of draft has beside its text; a reply has nothing. The blog of a post can not be changed later."""
NOTHING_KNOWN = Blogs()
_LINE = re.compile(r"\s*([A-Za-z_-]+)\s*:\s*(.*)")
_ITEM = re.compile(r"\s*-(?:\s+(.*))?")
_IN_LIST = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")\s*(?=,|$)|([^,]*))')
_STATUS = {"": "", "published": "published", "publish": "published", "draft": "draft"}


def laid_out(draft: Draft, blogs: Blogs = NOTHING_KNOWN) -> str:
    """Give all of a post or an edit as one text, with what there is to choose from; of a reply its words."""
    if not _keys(draft):
        return draft.text
    lines = [f"{key}: {value}".rstrip() for key, value in _values(draft, blogs).items()]
    if draft.kind == "post":
        services = _services(draft, blogs)
        if len(blogs.blogs) > 1:
            lines.append(f"# blog: {', '.join(map(_host, blogs.blogs))}")
        if services:
            lines.append(f"# to: all, none, {_list(services.values())}")
    return "\n".join([FENCE, *lines, FENCE, "", draft.text])


def _keys(draft: Draft) -> tuple[str, ...]:
    """What stands above the text; nothing where only a later version of mbtui understands what is beside it."""
    try:
        parts_of(draft)
    except TooNew:
        return ()
    return KEYS.get(draft.kind, ())


def taken_in(written: str, draft: Draft, now: datetime, blogs: Blogs = NOTHING_KNOWN) -> tuple[Draft, str]:
    """Take a text as it came back from an editor.

    A line that was taken out is as one without a value. Where the whole front is gone, only the text has changed.

    Args:
        written: The text.
        draft: What was laid out.
        now: The time that it is; aware.
        blogs: What is known of the reader's blogs, as it was laid out.

    Returns:
        What is written now, and what was not understood, in sentences, or "".
    """
    keys = _keys(draft)
    front, text = _parted(written) if keys else ([], written)
    given, unknown = _read(front, keys)
    if front and not given and unknown:
        # A text that begins with a rule.
        front, text = [], written
    if not front:
        is_open = bool(keys) and _begins_like_front(written, keys)
        problem = "The lines above the text do not end with --- on a line of its own: all stands in the text."
        return replace(draft, text=written), problem if is_open else ""
    problems = []
    if unknown:
        text = "\n".join([FENCE, *unknown, FENCE, "", text])
        problems.append(
            f"Not understood, and now in the text: “{unknown[0].strip()[:40]}”. "
            f"Above a text can stand {', '.join(keys[:-1])} and {keys[-1]}."
        )
    before = _values(draft, blogs)
    taken = replace(draft, text=text)
    for key in keys:
        value = given.get(key, "")
        if isinstance(value, list) or value != before[key]:
            try:
                taken = _changed(taken, key, value, now, blogs)
            except ValueError as error:
                problems.append(str(error))
    return taken, " ".join(problems)


def _values(draft: Draft, blogs: Blogs) -> dict[str, str]:
    """What is written behind each key."""
    parts = parts_of(draft)
    names = _services(draft, blogs)
    blog = blogs.of(draft.target)
    targets = None if parts.syndicate_to is None else [names.get(uid, uid) for uid in parts.syndicate_to]
    values = {
        "title": _scalar(draft.title),
        "categories": _list(parts.categories),
        "blog": _scalar(_host(blog) if blog in blogs.blogs else draft.target),
        "to": "all" if targets is None else _list(targets, reserved=("all", "none")) or "none",
        "status": parts.post_status or ("published" if draft.kind == "post" else ""),
        "at": _scalar(time_words(parts.published_at)),
    }
    return {key: values[key] for key in KEYS[draft.kind]}


def _changed(draft: Draft, key: str, value: str | list[str], now: datetime, blogs: Blogs) -> Draft:
    """Write another value.

    Raises:
        ValueError: It is none, and why, in a sentence.
    """
    parts = parts_of(draft)
    if key == "to" and isinstance(value, str) and value.lower() in ("", "all", "none"):
        return with_parts(draft, replace(parts, syndicate_to=() if value.lower() == "none" else None))
    if key in ("categories", "to"):
        items = tuple(dict.fromkeys(filter(None, _items(value) if isinstance(value, str) else value)))
        if key == "categories":
            return with_parts(draft, replace(parts, categories=items))
        uids = dict.fromkeys(service_named(item, draft, blogs) for item in items)
        return with_parts(draft, replace(parts, syndicate_to=tuple(uids)))
    if isinstance(value, list):
        raise ValueError(f"There can be only one {key}; it was left as it was.")
    value = _plain(value)
    if key == "title":
        return replace(draft, title=value)
    if key == "blog":
        return replace(draft, target=blog_named(value, blogs))
    if key == "status":
        if value.lower() not in _STATUS:
            raise ValueError(f"“{value[:40]}” is no status. Write draft or published.")
        return with_parts(draft, replace(parts, post_status=_STATUS[value.lower()]))
    try:
        published_at = read_time(value, now, may_be_past=draft.kind == "edit")
    except NotATime as error:
        raise ValueError(str(error)) from error
    return with_parts(draft, replace(parts, published_at=published_at))


# Blogs, and the services that posts are copied to


def _host(blog: Blog) -> str:
    return blog.uid.partition("://")[2].strip("/") or blog.uid


def blog_named(word: str, blogs: Blogs) -> str:
    """The `uid` of a blog by its name, title or address; ValueError says in a sentence that there is none."""
    wanted = word.lower().rstrip("/")
    for blog in blogs.blogs:
        if wanted and wanted in (blog.uid.lower().rstrip("/"), _host(blog).lower(), blog.title.lower()):
            return blog.uid
    if wanted and any(blog.uid for blog in blogs.blogs):
        raise ValueError(f"There is no blog {word[:40]}. Yours are {', '.join(map(_host, blogs.blogs))}.")
    return word


def _services(draft: Draft, blogs: Blogs) -> dict[str, str]:
    """What the services of a post's blog are called, by `uid`: of `Mastodon: ines@social.example` the first word."""
    services = blogs.of(draft.target).services
    short = [service.name.partition(":")[0].strip() for service in services]
    return {
        service.uid: name if name and short.count(name) == 1 else service.uid
        for service, name in zip(services, short, strict=True)
    }


def service_named(word: str, draft: Draft, blogs: Blogs) -> str:
    """The `uid` of a service of a post's blog by its name; ValueError says in a sentence that there is none."""
    names = _services(draft, blogs)
    for uid, name in names.items():
        if word.lower() in (uid.lower(), name.lower()):
            return uid
    if names:
        raise ValueError(f"There is no service {word[:40]} to copy to. There are {', '.join(names.values())}.")
    return word


# The front


def _parted(written: str) -> tuple[list[str], str]:
    """The lines of the front with what closes it, and the text; no lines where there is no front."""
    lines = written.lstrip("\n").split("\n")
    if lines[0].rstrip() != FENCE:
        return [], written
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), 0)
    if not end:
        return [], written
    behind = lines[end + 1 :]
    if behind and not behind[0].strip():
        behind = behind[1:]
    return lines[1 : end + 1], "\n".join(behind)


def _read(front: Iterable[str], keys: Iterable[str]) -> tuple[dict[str, str | list[str]], list[str]]:
    """What stands behind each key, as it is written or as a list, and the lines that are neither."""
    given: dict[str, str | list[str]] = {}
    unknown: list[str] = []
    last = ""
    for line in front:
        line = line.rstrip("\r")
        if not line.strip() or line.rstrip() == FENCE or line.startswith("#"):
            continue
        if (found := _ITEM.fullmatch(line)) and last:
            value = given[last]
            if isinstance(value, list):
                value.append(_plain(found[1] or ""))
            elif not value:
                given[last] = [_plain(found[1] or "")]
            else:
                unknown.append(line)
        elif (found := _LINE.fullmatch(line)) and found[1].lower() in keys and found[1].lower() not in given:
            last = found[1].lower()
            given[last] = found[2].rstrip(" \t")
        else:
            unknown.append(line)
            last = ""
    return given, unknown


def _begins_like_front(written: str, keys: Iterable[str]) -> bool:
    """Whether a text has the first lines of a front, which nothing ends."""
    lines = written.lstrip("\n").split("\n", 2)
    return lines[0].rstrip() == FENCE and len(lines) > 1 and bool(_read(lines[1:2], keys)[0])


# Values


def _scalar(value: str) -> str:
    """Write a value on one line: as it is, or in quotes where it would not be read as it is."""
    is_plain = value == value.strip() and not value.startswith(("'", '"')) and not re.search(r"[\x00-\x1f\x7f]", value)
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def _list(values: Iterable[str], reserved: Iterable[str] = ()) -> str:
    def item(value: str) -> str:
        is_plain = not re.search(r"[,\[\]]", value) and value.lower() not in reserved
        return _scalar(value) if is_plain else json.dumps(value, ensure_ascii=False)

    return ", ".join(map(item, values))


def _plain(value: str) -> str:
    """Read a value: what looks like one in quotes and is none stands for itself."""
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    if value.startswith('"'):
        try:
            read = json.loads(value)
        except ValueError:
            return value
        return read if isinstance(read, str) else value
    return value


def _items(value: str) -> list[str]:
    """Read a list with commas, in brackets or not."""
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        value = value[1:-1]
    found, at = [], 0
    while at <= len(value):
        match = _IN_LIST.match(value, at)
        assert match is not None
        found.append(_plain(match[1] or match[2]))
        at = match.end() + 1
    return found
