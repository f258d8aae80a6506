"""Texts made to do harm in a terminal, in a toolkit with markup, in a parser or in a database; and answers full of
them."""

from __future__ import annotations

from random import Random
from typing import Any

CONTROLS = (
    "\x1b[2J\x1b[31m\x1b[?1049l",
    "\x1b]52;c;aGlqYWNrZWQ=\x07",
    "\x1b]0;hijacked\x07\x1b]2;hijacked\x1b\\",
    "\x1b]8;;file:///etc/passwd\x07click\x1b]8;;\x07",
    "\x1bPq#0;2;0;0;0~~\x1b\\\x1b_Ga=T,f=24;AAAA\x1b\\\x1b^x\x1b\\\x1bXx\x1b\\",
    "\x9b2J\x9d52;c;aGlqYWNrZWQ=\x9c\x90q\x9c\x84\x85\x8d",
    "\x00\x01\x07\x08\x0b\x0c\x0e\x0f\x7f",
    "&#27;]52;c;aGlqYWNrZWQ=&#7;&#x9b;2J&#0;&#x1b;c",
    "\r\nHTTP/1.1 200 OK\r\n\r\n",
    "\x1b[6n\x1b[c\x1b[>q\x1b[18t\x05",
)
DIRECTIONS = (
    "\u202egnp.exe\u202c",
    "\u2066isolated\u2069\u2067x\u2069",
    "\u200e\u200f\u061c\u200b\u2060\ufeff\u00ad",
    "\u2028\u2029\x85",
)
TAGS = (
    "\U000e0001\U000e0068\U000e0069\U000e007f",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
)
MARKUP = (
    "[/oops] [@click=app.quit]x[/] [bold red]loud[/] [link=file:///etc/passwd]y[/link] [",
    "<script>alert(1)</script><style>*{display:none}</style>",
    "**bold** _it_ `code` [x](javascript:alert(1)) ![y](file:///etc/passwd) <http://a> \\",
    "{post.reply} {0} %s %n $(reboot) `reboot` ; rm -rf ~",
    "' OR 1=1; DROP TABLE posts; --",
    '" NEAR/2 * AND (',
)
EMOJI = (
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 5,
    "\U0001f1eb\U0001f1ee\U0001f1ea",
    "e" + "\u0301" * 200,
    "\u0e33\u0e33\u0e33 \u1100\u1161\u11a8 \ufdfd \U00012031",
    "\ud83d",
    "\U0010ffff\ufffe\ufdd0",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324",
)
ADDRESSES = (
    "javascript:alert(1)",
    "file:///etc/passwd",
    "https://micr\u043e.blog/ines",
    "https://micro.blog@evil.example/",
    "https://evil.example/\x1b]52;c;eA==\x07",
    "https://[::1",
    "https://evil.example:99999999/",
    "//evil.example/x",
    "https://" + "a" * 3000 + ".example/",
    "data:text/html,<script>x</script>",
    "https://evil.example/\u202egnp",
    "http://127.0.0.1:1/",
)
DATES = (
    "0000-01-01T00:00:00+00:00",
    "99999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-23:59",
    "1970-01-01",
    "yesterday",
    "2026-02-30T25:61:61Z",
    "",
)
NUMBERS: tuple[Any, ...] = (
    0,
    -1,
    2**31,
    2**53 + 1,
    2**63,
    -(2**63),
    10**400,
    1e308,
    -0.0,
    1.5,
    True,
    None,
    "12",
    "x",
    [],
    {},
)
HTML = (
    "<p>" * 10_000,
    "<blockquote>" * 3_000 + "deep",
    "<ul><li>" * 2_000,
    "<a href=x" * 2_000,
    "<!--" * 5_000,
    "<![CDATA[" * 5_000,
    "&#" + "9" * 5_000 + ";",
    "\n" * 10_000,
    "<table>" + "<tr><td>a|b" * 500,
    "<pre>" + "x" * 20_000,
    "w" * 1_000_000,
    "<img src=x alt='" + "a" * 5_000 + "' width=1e9 height=-1>",
    "<p>" + "\U0001f468\u200d\U0001f469" * 2_000,
    "<video src='javascript:x'></video><audio></audio><iframe src=//evil.example></iframe>",
    "<a href='https://micro.blog/ines/99999999999999999999'>me</a>",
)
WORDS = (*CONTROLS, *DIRECTIONS, *TAGS, *MARKUP, *EMOJI)
_KEPT = ("id", "version", "uid", "token", "username", "since_id", "before_id")
"""What leads from one answer to the next is spoilt rarely, or nothing more would be asked for."""


def words(random: Random) -> str:
    """Some odd words, with plain ones between."""
    return " ".join(random.choice((*WORDS, "plain", "words")) for _ in range(random.randint(1, 4)))


def spoil(value: Any, random: Random, name: str = "") -> Any:
    """Give an answer in which many values are odd; objects and lists mostly keep their shape."""
    if random.random() < 0.002:
        return random.choice(NUMBERS)
    if isinstance(value, dict):
        changed = {key: spoil(part, random, key) for key, part in value.items()}
        if random.random() < 0.02:
            changed[words(random)] = words(random)
        return changed
    if isinstance(value, list):
        changed_list = [spoil(part, random, name) for part in value]
        if changed_list and random.random() < 0.02:
            changed_list.append(random.choice(changed_list))
        return changed_list
    chance = 0.02 if name in _KEPT else 0.3
    if random.random() > chance:
        return value
    return _odd(value, random, name)


def _odd(value: Any, random: Random, name: str) -> Any:
    if isinstance(value, str):
        if name == "content_html":
            return f"{value}{random.choice((*HTML, words(random), words(random), words(random)))}{words(random)}"
        if "date" in name or name == "published":
            return random.choice((*DATES, words(random)))
        if "url" in name or name in ("avatar", "image", "external_url", "photo", "emoji"):
            return random.choice((*ADDRESSES, words(random)))
        return words(random)
    if isinstance(value, (int, float)) or value is None:
        return random.choice(NUMBERS)
    return value
