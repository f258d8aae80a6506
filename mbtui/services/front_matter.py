"""A post as one text for an editor: what stands beside its words in front of them, between two lines of `---`.

It looks like YAML and is less: a line is `key: value`, a list has commas, brackets or a line `- item` each, and only a
value that would be read as something else stands in quotes. What is not understood is never thrown away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from mbtui.services.publish_time import NotATime, read_time, time_words
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import parts_of, with_parts

FENCE = "---"
KEYS = {"post": ("title", "categories", "blog", "to", "status", "at"), "edit": ("title", "categories", "status", "at")}
"""What a kind of draft has beside its text; a reply has nothing. The blog of a post can not be changed later."""
_LINE = re.compile(r"\s*([A-Za-z_-]+)\s*:\s*(.*)")
_ITEM = re.compile(r"\s*-(?:\s+(.*))?")
_IN_LIST = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")\s*(?=,|$)|([^,]*))')
_STATUS = {"": "", "published": "published", "publish": "published", "draft": "draft"}


def laid_out(draft: Draft) -> str:
    """Give all of a post or an edit as one text; of a reply its words."""
    if draft.kind == "reply":
        return draft.text
    lines = [f"{key}: {value}".rstrip() for key, value in _values(draft).items()]
    return "\n".join([FENCE, *lines, FENCE, "", draft.text])


def taken_in(written: str, draft: Draft, now: datetime) -> tuple[Draft, str]:
    """Take a text as it came back from an editor.

    A line that was taken out is as one without a value. Where the whole front is gone, only the text has changed.

    Args:
        written: The text.
        draft: What was laid out.
        now: The time that it is; aware.

    Returns:
        What is written now, and what was not understood, in sentences, or "".
    """
    keys = KEYS.get(draft.kind, ())
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
    before = _values(draft)
    taken = replace(draft, text=text)
    for key in keys:
        value = given.get(key, "")
        if isinstance(value, list) or value != before[key]:
            try:
                taken = _changed(taken, key, value, now)
            except ValueError as error:
                problems.append(str(error))
    return taken, " ".join(problems)


def _values(draft: Draft) -> dict[str, str]:
    """What is written behind each key."""
    parts = parts_of(draft)
    targets = parts.syndicate_to
    values = {
        "title": _scalar(draft.title),
        "categories": _list(parts.categories),
        "blog": _scalar(draft.target),
        "to": "all" if targets is None else _list(targets, reserved=("all", "none")) or "none",
        "status": parts.post_status or ("published" if draft.kind == "post" else ""),
        "at": _scalar(time_words(parts.published_at)),
    }
    return {key: values[key] for key in KEYS[draft.kind]}


def _changed(draft: Draft, key: str, value: str | list[str], now: datetime) -> Draft:
    """Write another value.

    Raises:
        ValueError: It is none, and why, in a sentence.
    """
    parts = parts_of(draft)
    if key in ("categories", "to"):
        word, found = (value.lower(), _items(value)) if isinstance(value, str) else ("-", value)
        items = tuple(dict.fromkeys(filter(None, found)))
        if key == "categories":
            return with_parts(draft, replace(parts, categories=items))
        targets = None if word in ("", "all") else () if word == "none" else items
        return with_parts(draft, replace(parts, syndicate_to=targets))
    if isinstance(value, list):
        raise ValueError(f"There can be only one {key}; it was left as it was.")
    value = _plain(value)
    if key == "title":
        return replace(draft, title=value)
    if key == "blog":
        return replace(draft, target=value)
    if key == "status":
        if value.lower() not in _STATUS:
            raise ValueError(f"“{value[:40]}” is no status. Write draft or published.")
        return with_parts(draft, replace(parts, post_status=_STATUS[value.lower()]))
    try:
        published_at = read_time(value, now, may_be_past=draft.kind == "edit")
    except NotATime as error:
        raise ValueError(str(error)) from error
    return with_parts(draft, replace(parts, published_at=published_at))


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
