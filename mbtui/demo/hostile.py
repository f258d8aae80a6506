"""A post, and a person, made of everything that could do harm in a terminal or in a toolkit with markup."""

from __future__ import annotations

from mbtui.demo.texts import Person

MARKUP = "[/oops] [@click=app.quit]x[/] [bold red]loud[/bold red] [link=file:///etc/passwd]y[/link]"
ESCAPES = "\x1b]52;c;aGlqYWNrZWQ=\x07 \x1b[2J\x1b[31m \x1bPq\x1b\\ \x9b2J \x9d52;c;aGlqYWNrZWQ=\x9c"
BIDI = "\u202egnp.exe\u202c \u2066isolated\u2069 \u200e\u200f"
ENTITIES = "&#27;]52;c;aGlqYWNrZWQ=&#7; &#x1b;[2J &#155;2J &#x202e;txt.live&#x202c;"

PICTURES = (
    "https://micro.blog/photos/1000x/https%3A%2F%2Fmallory.example%2Fpictures%2Fbomb.png",
    "https://micro.blog/photos/1000x/https%3A%2F%2Fmallory.example%2Fpictures%2Fsvg.png",
    "http://127.0.0.1:9/secret.png",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::ffff:10.0.0.1]/router.png",
    "file:///etc/passwd",
)
"""What they are is in `bad_pictures`, where the demo has them itself."""

STRANGER = Person(
    username="mallory",
    name=f"Mallory {MARKUP} {ESCAPES} {BIDI}",
    url="https://mallory.example/\x1b]8;;file:///etc/passwd\x07",
    bio=f"{MARKUP}\n{ESCAPES}\n{BIDI} &#27;[2J",
    pronouns="[/]",
    following=("ines",),
    pins=({"title": MARKUP, "description": ESCAPES, "emoji": "\x1b"},),
)


def html(greeting: str) -> str:
    """Write the post; `greeting` is an @-mention, so that notifications carry it too."""
    return (
        f"<p>{greeting} {MARKUP}</p>\n<p>{ESCAPES} {BIDI} {ENTITIES}</p>\n"
        '<p><a href="javascript:alert(1)">[@click=app.bell]one[/]</a> <a href="file:///etc/passwd">two</a> '
        '<a href="https://mallory.example/&#27;]52;c;eA==&#7;">three\x1b[7m</a></p>\n'
        f'<p><img src="https://mallory.example/x.png" width="600" height="400" alt="{MARKUP} {ESCAPES}"></p>\n'
        f"<p>{''.join(map(_picture, PICTURES))}</p>\n"
        "<script>alert(1)</script><p>\x00\x08\x7f\u2028\u2029\ufeff end</p>"
    )


def _picture(url: str) -> str:
    return f'<img src="{url}" width="600" height="400" alt="{MARKUP}">'
