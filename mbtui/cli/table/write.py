"""The commands that write: posts, replies, and what the keys of the full screen do."""

from __future__ import annotations

from mbtui.cli.table.row import JSON, PERSON, Argument, Command

_FILE = Argument("-f --file FILE", "Take the text from this file; - is standard input.", offers="files")
_TEXT = Argument(
    "text TEXT", "The text, in Markdown; without it that of --file, of a pipe, or of your editor.", "words"
)
_OUTBOX = (
    "What can not be sent now is kept in the outbox and goes out later by itself, in the order in which it was written."
)
_CLEAN = (
    "Where and with what a picture was taken is removed; it is turned upright, and no larger than the blog keeps it."
)
_TEXTS = (
    "At a terminal and without a text, $VISUAL or $EDITOR opens. A text is never sent twice: when its answer is lost, "
    f"it is looked for. {_OUTBOX}"
)
_POST = Argument("post POST", "Its number, or its address on Micro.blog.", offers="posts")
_IMAGES = Argument("--images", "Upload the files that the text shows: ![A cat](cat.jpg).", "flag")
_OWN = Argument("post POST", "Its number, or its address.", offers="posts")
_YES = Argument("--yes", "Do not ask; needed where there is no terminal to ask on.", "flag")
_PERSON_OR_WORD = (
    Argument("subject NAME", "Username, with or without @.", "optional", offers="people"),
    Argument("--word WORD", "A word instead of a person."),
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
            Argument("--category NAME", "A category of the blog.", "many", offers="categories"),
            Argument("--photo FILE", "A picture to upload.", "many", offers="files"),
            Argument("--alt TEXT", "What the picture shows; one for each --photo, in the same order.", "many"),
            _IMAGES,
            Argument("--blog NAME", "The blog to post to, by its name, when you have several.", offers="blogs"),
            Argument("--draft", "Save it as a draft on the server instead of publishing it.", "flag"),
            Argument("--page", "Make it a page of the blog.", "flag"),
            Argument("--at TIME", "Publish it then: 2026-12-01 08:00, tomorrow 8:00 or +2h."),
            Argument("--to SERVICE", "Copy it to this service only; none for none, all unless given.", "many"),
            JSON,
        ),
        f"Prints the post's address. {_TEXTS} In the editor, and in what --file names, title, categories and the like "
        f"can stand above the text. Of a picture: {_CLEAN[:1].lower()}{_CLEAN[1:]}",
        "write",
        (
            'mbtui post "First frost on the allotment."',
            "mbtui post --title Leeks --category garden --file leeks.md --at 'tomorrow 8:00'",
            'mbtui post --photo leeks.jpg --alt "Leeks under frost" --to none "Too late."',
        ),
        one_of=("text --file",),
    ),
    Command(
        "reply",
        "Reply to a post.",
        "write:reply",
        (
            Argument("id POST", "The post to answer: its number, or its address on Micro.blog.", offers="posts"),
            _TEXT,
            _FILE,
            Argument("--as-is", "Do not put the author's @name before the text.", "flag"),
            JSON,
        ),
        f"Prints the reply's address. {_TEXTS} What was kept of an earlier attempt stands in the editor.",
        "write",
        ('mbtui reply 88120345 "Cover the leeks tonight."', "fortune | mbtui reply 88120345"),
        one_of=("text --file",),
    ),
    Command(
        "edit",
        "Change a post or a reply of your own.",
        "write:edit",
        (
            _OWN,
            _TEXT,
            _FILE,
            Argument("--title TEXT", "Another title; an empty one takes it away."),
            Argument(
                "--category NAME",
                "A category; those that are given take the place of all there are.",
                "many",
                offers="categories",
            ),
            _IMAGES,
            Argument("--publish", "Publish it, when it is a draft.", "flag"),
            Argument("--at TIME", "Publish it then: 2026-12-01 08:00, tomorrow 8:00 or +2h."),
            JSON,
        ),
        "At a terminal and without anything to change, $VISUAL or $EDITOR opens with the post as it was written. Only "
        "what has changed is sent, and only if nobody else has changed the same meanwhile. Prints the post's address. "
        f"{_OUTBOX}",
        "write",
        ("mbtui edit 88120345", "mbtui edit https://ines.micro.blog/2026/11/28/leeks.html --title Leeks"),
        one_of=("text --file",),
    ),
    Command(
        "delete",
        "Delete a post or a reply of your own, for everyone.",
        "act:delete",
        (
            _OWN,
            _YES,
            JSON,
        ),
        _OUTBOX,
        "write",
        ("mbtui delete 88120345",),
    ),
    Command(
        "upload",
        "Upload pictures, films or recordings to the blog, and print their addresses.",
        "upload:upload",
        (
            Argument("text FILE", "A file.", "words", offers="files"),
            Argument("--alt TEXT", "What a picture shows; one for each file, in the same order.", "many"),
            Argument("--markdown", "Print Markdown that shows it, to be put into a text.", "flag"),
            Argument("--blog NAME", "The blog, by its name, when you have several.", offers="blogs"),
            JSON,
        ),
        _CLEAN,
        "upload",
        ('mbtui upload leeks.jpg --alt "Leeks under frost" --markdown >> text.md',),
    ),
    Command(
        "star",
        "Put your star on a post: a bookmark that only you see.",
        "act:star",
        (_POST, JSON),
        _OUTBOX,
        "write",
        ("mbtui timeline --json | jq -r 'select(.text | test(\"leeks\")).id' | xargs -n1 mbtui star",),
    ),
    Command("unstar", "Take your star off a post.", "act:unstar", (_POST, JSON), _OUTBOX, "write"),
    Command(
        "bookmark",
        "Save a web page in your bookmarks.",
        "act:bookmark",
        (Argument("url URL", "Its address."), JSON),
        f"What is among your last bookmarks already is not saved again. {_OUTBOX}",
        "write",
        ("mbtui bookmark https://orchard.example/graft",),
    ),
    Command(
        "tag",
        "Let a bookmark have these tags and no others; without one it has none.",
        "act:tag",
        (_POST, Argument("text TAG", "A tag.", "words", offers="tags"), JSON),
        f"`mbtui bookmarks TAG` prints those with a tag. {_OUTBOX}",
        "write",
        ('mbtui tag 88120345 garden "to read"',),
    ),
    Command("follow", "Follow somebody.", "act:follow", (PERSON, JSON), _OUTBOX, "write"),
    Command("unfollow", "Follow somebody no longer.", "act:unfollow", (PERSON, JSON), _OUTBOX, "write"),
    Command(
        "mute",
        "Hide what somebody posts, or posts with a word, on all devices.",
        "act:mute",
        (
            *_PERSON_OR_WORD,
            Argument("--replies", "Hide what others reply to that person as well.", "flag"),
            JSON,
        ),
        f"What is muted already is changed, if need be. {_OUTBOX}",
        "write",
        ("mbtui mute --word frost",),
        one_of=("subject --word", "--word --replies"),
    ),
    Command(
        "unmute",
        "Show somebody, or posts with a word, again.",
        "act:unmute",
        (*_PERSON_OR_WORD, JSON),
        f"`mbtui muting` lists what is muted. {_OUTBOX}",
        "write",
        one_of=("subject --word",),
    ),
    Command(
        "block",
        "Block somebody: nothing they write is shown to you, nor what others reply to them.",
        "act:block",
        (PERSON, JSON),
        f"`mbtui blocking` lists whom you have blocked. {_OUTBOX}",
        "write",
    ),
    Command("unblock", "Block somebody no longer.", "act:unblock", (PERSON, JSON), _OUTBOX, "write"),
    Command(
        "report",
        "Report somebody to those who run Micro.blog.",
        "act:report_person",
        (PERSON, _YES, JSON),
        f"For violating its community guidelines. It can not be taken back. {_OUTBOX}",
        "write",
    ),
    Command(
        "drafts",
        "List the drafts that are kept here, or print, send or delete one.",
        "unsent:drafts",
        (
            Argument("id ID", "The number of a draft: print its text.", "optional number", offers="drafts"),
            Argument("--send", "Send that draft.", "flag"),
            Argument("--delete", "Delete that draft; it can not be brought back.", "flag"),
            JSON,
        ),
        "A draft is what was begun in the full screen or in an editor and not sent.",
        "draft",
        ("mbtui drafts 3 > leeks.md", "mbtui drafts 3 --send"),
        one_of=("--send --delete", "--send --json", "--delete --json"),
        needs=("--send id", "--delete id"),
    ),
    Command(
        "outbox",
        "List what waits to be sent or was refused; print, send or discard it.",
        "unsent:outbox",
        (
            Argument("id ID", "The number of an entry: print its text.", "optional number", offers="entries"),
            Argument("--send", "Try at once all that waits, or that entry, even if it was refused.", "flag"),
            Argument("--discard", "Discard that entry; its text can not be brought back.", "flag"),
            Argument("--yes", "Send what may be there already without asking.", "flag"),
            JSON,
        ),
        "The full screen sends it as well, and so does every command that writes.",
        "entry",
        ("mbtui outbox --send", "mbtui outbox 12 --discard"),
        one_of=("--send --discard", "--discard --json"),
        needs=("--discard id", "--yes --send"),
    ),
)
