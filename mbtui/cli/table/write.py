"""The commands that write: posts, replies, and what the keys of the full screen do."""

from __future__ import annotations

from mbtui.cli.table.row import JSON, Argument, Command

_FILE = Argument("-f --file FILE", "Take the text from this file; - is standard input.", offers="files")
_TEXT = Argument(
    "text TEXT", "The text, in Markdown; without it that of --file, of a pipe, or of your editor.", "words"
)
_TEXTS = (
    "At a terminal and without a text, $VISUAL or $EDITOR opens. The text is saved as a draft of mbtui before it is "
    "sent, and stays there unless the server has accepted it."
)

WRITE: tuple[Command, ...] = (
    Command(
        "post",
        "Publish a post.",
        "write:post",
        (
            _TEXT,
            _FILE,
            Argument("--title TEXT", "The title, for a long post."),
            Argument("--category NAME", "A category of the blog.", "many"),
            Argument("--photo FILE", "A picture to upload.", "many", offers="files"),
            Argument("--alt TEXT", "What the picture shows; one for each --photo, in the same order.", "many"),
            Argument("--blog NAME", "The blog to post to, by its name, when you have several."),
            Argument("--draft", "Save it as a draft on the server instead of publishing it.", "flag"),
            JSON,
        ),
        f"Prints the post's address. {_TEXTS}",
        "published",
        ('mbtui post "First frost on the allotment."', "mbtui post --title Leeks --file leeks.md"),
        one_of=("text --file",),
    ),
    Command(
        "reply",
        "Reply to a post.",
        "write:reply",
        (
            Argument("id ID", "The id of the post to answer.", "number", offers="posts"),
            _TEXT,
            _FILE,
            Argument("--as-is", "Do not put the author's @name before the text.", "flag"),
            JSON,
        ),
        f"Prints the reply's address. {_TEXTS} What was kept of an earlier attempt stands in the editor.",
        "replied",
        ('mbtui reply 88120345 "Cover the leeks tonight."', "fortune | mbtui reply 88120345"),
        one_of=("text --file",),
    ),
)
