"""The one table of the command line: parser, help, completions, manual page and README are made from it.

Plain data. Which function does a command is named as text, so that reading the table imports nothing.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Argument(NamedTuple):
    """One argument or option."""

    spelling: str
    """A bare name, or spellings with dashes, and what the help calls its value: `-n --count N`."""
    help: str
    kind: Literal["flag", "text", "number", "many", "words", "optional"] = "text"
    """A switch; one value; one whole number; an option that may be repeated; any number of words; a word that may be
    missing."""
    choices: tuple[str, ...] = ()
    offers: Literal["", "files", "accounts", "commands", "people", "posts", "themes", "topics"] = ""
    """What completion looks for."""

    @property
    def names(self) -> tuple[str, ...]:
        words = self.spelling.split()
        return tuple(word for word in words if word.startswith("-")) or (words[0],)

    @property
    def is_option(self) -> bool:
        return self.spelling.startswith("-")

    @property
    def takes_value(self) -> bool:
        """Whether it is an option that a value follows."""
        return self.is_option and self.kind != "flag"

    @property
    def field(self) -> str:
        """Where the parser puts what was given."""
        return self.names[-1].lstrip("-").replace("-", "_")

    @property
    def shown(self) -> str:
        """How help and manual call it, or its value."""
        return self.spelling.split()[-1].lstrip("-").upper()

    @property
    def usage(self) -> str:
        """How it is written in the command's synopsis."""
        if not self.is_option:
            return {"optional": f"[{self.shown}]", "words": f"[{self.shown}…]"}.get(self.kind, self.shown)
        value = f" {self.shown}" if self.takes_value else ""
        return f"[{self.names[0]}{value}]" + ("…" if self.kind == "many" else "")


class Command(NamedTuple):
    """One command."""

    name: str
    help: str
    """One sentence."""
    run: str
    """Module and function, as `read:posts`, below `mbtui.cli`."""
    arguments: tuple[Argument, ...] = ()
    details: str = ""
    """More sentences, for the command's own help and the manual."""
    record: str = ""
    """What one line of `--json` is, by its name in `records`."""
    examples: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    """Names of arguments of which only one may be given: beside it the others could have no effect."""
    needs: tuple[str, ...] = ()
    """An option, and the one without which it could have no effect."""
    uses: tuple[str, ...] = ("--demo", "--account", "--server", "--config")
    """Those of `GLOBALS` that can have an effect."""

    @property
    def shared(self) -> tuple[Argument, ...]:
        """Those of `GLOBALS` that can stand behind it as well."""
        return tuple(argument for argument in GLOBALS if argument.names[0] in self.uses)

    @property
    def usage(self) -> str:
        """The synopsis."""
        return " ".join(["mbtui", self.name, *(argument.usage for argument in self.arguments)])


DESCRIPTION = "A full-screen, keyboard-driven terminal client for Micro.blog, and its commands for scripts."

GLOBALS: tuple[Argument, ...] = (
    Argument("--demo", "Use a server inside the program with invented people; no account is needed.", "flag"),
    Argument("--account NAME", "Use this account of those that are signed in.", offers="accounts"),
    Argument("--theme NAME", "Use these colours for this time.", offers="themes"),
    Argument("--server URL", "Talk to this server instead of https://micro.blog."),
    Argument("--config FILE", "Read this file instead of the usual config.toml.", offers="files"),
)
"""Options that stand before a command, or open the full screen."""

ONE_OF = ("--json --plain --markdown", "--demo --account", "--demo --server")
"""What `Command.one_of` says of every command."""

_JSON = Argument("--json", "Print one JSON object a line.", "flag")
_PLAIN = Argument(
    "--plain", "Print plain text without any emphasis; the default when the output is no terminal.", "flag"
)
_FORM = (_JSON, _PLAIN)
_COUNT = Argument("-n --count N", "At most this many posts; 20 unless given.", "number")
_PAGED = (
    _COUNT,
    Argument("--before ID", "Only posts that stand below this one.", "number"),
    Argument("--since ID", "Only posts that are newer than this one.", "number"),
    *_FORM,
)
_PERSON = Argument("subject NAME", "Username, with or without @.", offers="people")
_FILE = Argument("-f --file FILE", "Take the text from this file; - is standard input.", offers="files")
_TEXT = Argument(
    "text TEXT", "The text, in Markdown; without it that of --file, of a pipe, or of your editor.", "words"
)
_TEXTS = (
    "At a terminal and without a text, $VISUAL or $EDITOR opens. The text is saved as a draft of mbtui before it is "
    "sent, and stays there unless the server has accepted it."
)

_FOLLOW = Argument("--follow", "Go on with new posts as they come, the oldest first, until ctrl+c.", "flag")
_FOLLOWED = (
    "With --follow the server is asked as often as it wants to be. When it does not answer, that is said on standard "
    "error, and it is asked again later."
)
_HERE, _ACCOUNT = ("--config",), ("--account", "--server", "--config")

COMMANDS: tuple[Command, ...] = (
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
    Command("topics", "List the topics of Discover.", "read:topics", _FORM, "Needs no account.", "topic"),
    Command("bookmarks", "Print your bookmarks.", "read:posts", _PAGED, record="post"),
    Command(
        "photos",
        "Print the photos in the timeline, or of one person.",
        "read:posts",
        (Argument("subject NAME", "Username, with or without @.", "optional", offers="people"), *_PAGED),
        record="post",
    ),
    Command("media", "Print the photos and videos in the timeline.", "read:posts", _PAGED, record="post"),
    Command("replies", "Print your own replies, newest first.", "read:posts", (_COUNT, *_FORM), record="post"),
    Command(
        "user", "Print who somebody is and their posts.", "read:posts", (_PERSON, *_PAGED), "Needs no account.", "post"
    ),
    Command(
        "conversation",
        "Print a conversation, oldest post first.",
        "read:posts",
        (
            Argument("subject ID", "The id of any of its posts.", "number", offers="posts"),
            Argument("--markdown", "Print it as Markdown with names, times and links, to share or to keep.", "flag"),
            *_FORM,
        ),
        record="post",
        examples=("mbtui conversation 88120345 --markdown > frost.md",),
    ),
    Command("following", "List whom somebody follows.", "read:listed", (_PERSON, *_FORM), record="person"),
    Command(
        "people", "List people somebody follows and you do not.", "read:listed", (_PERSON, *_FORM), record="person"
    ),
    Command(
        "search",
        "Search for people by name or username, or for saved posts.",
        "read:search",
        (
            Argument("text WORDS", "At least three letters of a name; for posts, words of the post.", "words"),
            Argument("--saved", "Search the posts that are saved here; no server is asked.", "flag"),
            Argument("-n --count N", "At most this many; of posts 20 unless given.", "number"),
            *_FORM,
        ),
        'Of a saved post all words are found, the last also by its beginning; "words in quotes" stand together. The '
        "fields of --json are those of people, with --saved those of posts.",
        "person",
        ("mbtui search --saved leeks frost",),
        one_of=("--demo --saved",),
    ),
    Command("pins", "List somebody's pins.", "read:listed", (_PERSON, *_FORM), record="pin"),
    Command("muting", "List the people, words and sites you muted.", "read:listed", _FORM, record="mute"),
    Command(
        "check",
        "Print how many new posts there are.",
        "check:check",
        (
            Argument("-q --quiet", "Print nothing; only the exit status tells.", "flag"),
            Argument("--now", "Ask the server even if its last answer is fresh, and wait for it.", "flag"),
            _JSON,
        ),
        "Made for prompts and for tmux's status line: it prints a number when there are posts that you have not read "
        "on any device, and nothing when there are none. While the server's last answer is as fresh as the server "
        "wants it to be, it is used again. An older one is printed at once and a new one fetched behind it. After "
        "fifteen minutes the server is asked first.",
        "check",
        ("set -g status-right '#(mbtui check)'",),
        one_of=("--quiet --json",),
    ),
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
            _JSON,
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
            _JSON,
        ),
        f"Prints the reply's address. {_TEXTS} What was kept of an earlier attempt stands in the editor.",
        "replied",
        ('mbtui reply 88120345 "Cover the leeks tonight."', "fortune | mbtui reply 88120345"),
        one_of=("text --file",),
    ),
    Command(
        "api",
        "Call any address of the API, signed in, and print its JSON.",
        "api:api",
        (
            Argument("method METHOD", "GET, POST, DELETE or another."),
            Argument("path PATH", "Such as /posts/all; may hold a query."),
            Argument("-f --field KEY=VALUE", "A parameter: in the query for GET, else in the form.", "many"),
            Argument("-F --upload KEY=@FILE", "A file to send as part of the form.", "many"),
            Argument("--input FILE", "Send this file of JSON as the body; - is standard input.", offers="files"),
            Argument("--paginate", "Go on with the pages below, one JSON document a line.", "flag"),
            Argument("--pages N", "At most this many pages; 100 unless given.", "number"),
        ),
        "Several fields of one name are sent as a list. An address that the API answers with where something is, and "
        "no JSON, is printed as location.",
        examples=(
            "mbtui api GET /posts/all -f count=5",
            "mbtui api POST /users/push/register -f device_token=abc -f app_name=mine -f push_env=production",
            "mbtui api POST /micropub/media -F file=@leeks.jpg",
        ),
        one_of=("--upload --input",),
        needs=("--pages --paginate",),
    ),
    Command(
        "login",
        "Sign in.",
        "accounts:login",
        (
            Argument("--token-stdin", "Read the token from standard input, for scripts.", "flag"),
            Argument("--browser", "Sign in through a browser, on this or another computer.", "flag"),
            Argument("--me URL", "Your home page, when it names where to sign in; implies --browser."),
            Argument("--keep-in-file", "Yes: keep the token in a private file if there is no keyring.", "flag"),
        ),
        "Asks for an app token (from Account, App tokens on the website), an e-mail address, or the link from a "
        "sign-in mail. The token goes to the system's keyring; without one, and only after a yes, to a file that only "
        "you can read.",
        examples=("mbtui login", "pass show micro.blog | mbtui login --token-stdin"),
        one_of=("--token-stdin --browser", "--token-stdin --me"),
        uses=("--server", "--config"),
    ),
    Command(
        "logout",
        "Sign out and remove the token. Saved posts and drafts stay.",
        "accounts:logout",
        (Argument("name NAME", "The account; the current one unless given.", "optional", offers="accounts"),),
        one_of=("name --account",),
        uses=_ACCOUNT,
    ),
    Command(
        "accounts",
        "List the accounts that are signed in, or make one the current one.",
        "accounts:accounts",
        (Argument("name NAME", "The account to make the current one.", "optional", offers="accounts"), *_FORM),
        record="account",
        one_of=("name --json", "name --plain"),
        uses=("--server", "--config"),
    ),
    Command(
        "doctor",
        "Look for what is wrong with this setup and say what to do.",
        "doctor:doctor",
        (Argument("--ring", "Also send each notification that config.toml asks for.", "flag"), _JSON),
        "Looks at the terminal, its colours and its clipboard, the keyring and where the token is (never at the token "
        "itself), the server, proxies, the clock, the configuration and the folders.",
        "finding",
        one_of=("--json --ring",),
        uses=_ACCOUNT,
    ),
    Command("paths", "Print where mbtui's files are.", "about:print_paths", (_JSON,), record="path", uses=_ACCOUNT),
    Command(
        "keys", "Print all keys of the full screen, with your own.", "about:keys", (_JSON,), record="key", uses=_HERE
    ),
    Command(
        "config",
        "Check config.toml, or print an example of it.",
        "about:config",
        (Argument("--example", "Print a config.toml with every key explained.", "flag"),),
        examples=("mbtui config --example > ~/.config/mbtui/config.toml",),
        uses=_HERE,
    ),
    Command(
        "demo-server",
        "Run a server that answers like Micro.blog, for trying out clients.",
        "about:demo_server",
        (
            Argument("--port N", "The port to listen on; any free one unless given.", "number"),
            Argument("--host ADDRESS", "The address to listen on; 127.0.0.1 unless given."),
            Argument("--fault NAME", "Something that goes wrong: NAME[=VALUE][@PATH][*TIMES].", "many"),
            Argument("--faults", "List the faults.", "flag"),
            Argument("--posts N", "How many posts the timeline holds.", "number"),
            Argument("--seed N", "Another number makes another world.", "number"),
            Argument("--hostile", "Let a stranger post what could do harm in a terminal.", "flag"),
        ),
        examples=("mbtui demo-server --port 8080 --fault slow=2",),
        one_of=tuple(f"--faults {name}" for name in ("--port", "--host", "--fault", "--posts", "--seed", "--hostile")),
        uses=(),
    ),
    Command(
        "completion",
        "Print a completion script for a shell.",
        "completions:completion",
        (
            Argument("shell", "The shell.", choices=("bash", "zsh", "fish")),
            Argument("line", "What was typed so far: print what can stand there. The script asks so.", "optional"),
        ),
        examples=(
            "mbtui completion bash > ~/.local/share/bash-completion/completions/mbtui",
            "mbtui completion fish > ~/.config/fish/completions/mbtui.fish",
        ),
        uses=_ACCOUNT,
    ),
    Command(
        "help",
        "Print the help, of mbtui or of one command.",
        "about:help",
        (Argument("name COMMAND", "The command.", "optional", offers="commands"),),
        uses=(),
    ),
    Command("version", "Print the version.", "about:version", uses=()),
    Command("man", "Print the manual page.", "about:man", examples=("mbtui man | man -l -",), uses=()),
)
"""Every command, in the order of the help."""

BY_NAME = {command.name: command for command in COMMANDS}
"""The same by name."""
