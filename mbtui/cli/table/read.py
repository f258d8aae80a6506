"""The commands that print what Micro.blog tells."""

from __future__ import annotations

from mbtui.cli.table.row import FORM, JSON, PERSON, Argument, Command

_COUNT = Argument("-n --count N", "At most this many posts; 20 unless given.", "number")
_PAGED = (
    _COUNT,
    Argument("--before ID", "Only posts that stand below this one.", "number"),
    Argument("--since ID", "Only posts that are newer than this one.", "number"),
    *FORM,
)
_FOLLOW = Argument("--follow", "Go on with new posts as they come, the oldest first, until ctrl+c.", "flag")
_FOLLOWED = (
    "With --follow the server is asked as often as it wants to be. When it does not answer, that is said on standard "
    "error, and it is asked again later."
)

READ: tuple[Command, ...] = (
    Command(
        "timeline",
        "Print the timeline.",
        "read:posts",
        (*_PAGED, _FOLLOW),
        _FOLLOWED,
        "post",
        ("mbtui timeline --json -n 50 | jq .url", "mbtui timeline --follow -n 0"),
        one_of=("--before --follow",),
    ),
    Command(
        "mentions",
        "Print replies to you and posts that name you.",
        "read:posts",
        (*_PAGED, _FOLLOW),
        _FOLLOWED,
        "post",
        one_of=("--before --follow",),
    ),
    Command(
        "discover",
        "Print Discover, or one of its topics.",
        "read:posts",
        (
            Argument("subject TOPIC", "A topic, as `mbtui topics` lists them.", "optional", offers="topics"),
            *_PAGED,
        ),
        "Needs no account.",
        "post",
    ),
    Command("topics", "List the topics of Discover.", "read:topics", FORM, "Needs no account.", "topic"),
    Command(
        "bookmarks",
        "Print your bookmarks, or those with a tag.",
        "read:posts",
        (Argument("subject TAG", "A tag, as `mbtui tags` lists them.", "optional", offers="tags"), *_PAGED),
        record="post",
    ),
    Command("tags", "List the tags of your bookmarks.", "read:tags", FORM, record="tag"),
    Command("highlights", "Print what you marked in bookmarked pages.", "read:highlights", FORM, record="highlight"),
    Command(
        "photos",
        "Print the photos in the timeline, or of one person.",
        "read:posts",
        (Argument("subject NAME", "Username, with or without @.", "optional", offers="people"), *_PAGED),
        record="post",
    ),
    Command("media", "Print the photos and videos in the timeline.", "read:posts", _PAGED, record="post"),
    Command("replies", "Print your own replies, newest first.", "read:posts", (_COUNT, *FORM), record="post"),
    Command(
        "user", "Print who somebody is and their posts.", "read:posts", (PERSON, *_PAGED), "Needs no account.", "post"
    ),
    Command(
        "conversation",
        "Print a conversation, oldest post first.",
        "read:posts",
        (
            Argument("subject ID", "The id of any of its posts.", "number", offers="posts"),
            Argument("--markdown", "Print it as Markdown with names, times and links, to share or to keep.", "flag"),
            *FORM,
        ),
        record="post",
        examples=("mbtui conversation 88120345 --markdown > frost.md",),
    ),
    Command("following", "List whom somebody follows.", "read:listed", (PERSON, *FORM), record="person"),
    Command("people", "List people somebody follows and you do not.", "read:listed", (PERSON, *FORM), record="person"),
    Command(
        "search",
        "Search for people by name or username, or for saved posts.",
        "read:search",
        (
            Argument("text WORDS", "At least three letters of a name; for posts, words of the post.", "words"),
            Argument("--saved", "Search the posts that are saved here; no server is asked.", "flag"),
            Argument("-n --count N", "At most this many; of posts 20 unless given.", "number"),
            *FORM,
        ),
        'Of a saved post all words are found, the last also by its beginning; "words in quotes" stand together. The '
        "fields of --json are those of people, with --saved those of posts.",
        "person",
        ("mbtui search --saved leeks frost",),
        one_of=("--demo --saved",),
    ),
    Command("pins", "List somebody's pins.", "read:listed", (PERSON, *FORM), record="pin"),
    Command("muting", "List the people, words and sites you muted.", "read:listed", FORM, record="mute"),
    Command("blocking", "List whom you have blocked.", "read:listed", FORM, record="block"),
    Command(
        "check",
        "Print how many new posts there are.",
        "check:check",
        (
            Argument("-q --quiet", "Print nothing; only the exit status tells.", "flag"),
            Argument("--now", "Ask the server even if its last answer is fresh, and wait for it.", "flag"),
            JSON,
        ),
        "Made for prompts and for tmux's status line: it prints a number when there are posts that you have not read "
        "on any device, and nothing when there are none. While the server's last answer is as fresh as the server "
        "wants it to be, it is used again. An older one is printed at once and a new one fetched behind it. After "
        "fifteen minutes the server is asked first.",
        "check",
        ("set -g status-right '#(mbtui check)'",),
        one_of=("--quiet --json",),
    ),
)
