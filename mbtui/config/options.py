"""The one table of config.toml's keys, and the `Config` they make.

The example, the notices about bad values, the manual and the tests are made from `OPTIONS`. Types and defaults stand in
`Config` alone. What a key does to the screen is known elsewhere.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from mbtui.config import values
from mbtui.config.values import Opener


class Config(msgspec.Struct, frozen=True):
    """What the reader set in config.toml, with defaults for the rest. `OPTIONS` documents each field."""

    server: values.Server = "https://micro.blog"
    account: values.Text = ""
    token_command: values.Command = ()
    keyring: values.Text = "auto"
    app_name: values.Text = ""
    redirect_url: values.Text = ""
    client_id: values.Text = ""
    order: Literal["newest-first", "oldest-first"] = "newest-first"
    width: Annotated[int, Meta(ge=0, le=10_000)] = 100
    clip_lines: Annotated[int, Meta(ge=0, le=10_000)] = 20
    scroll: Literal["page", "line"] = "page"
    poll: bool = True
    poll_seconds: Annotated[int, Meta(ge=15, le=86_400)] = 15
    mute_words: values.Texts = ()
    notify: values.Notices = ()
    title: bool = True
    theme: values.Text = ""
    theme_files: values.Paths = ()
    mouse: values.FlagOrAuto = None
    emoji: Literal["full", "simple"] = "full"
    images: Literal["auto", "on", "inline", "off"] = "auto"
    image_cache_mb: Annotated[int, Meta(ge=0, le=100_000)] = 100
    avatars: bool = False
    columns: Annotated[int, Meta(ge=1, le=2)] = 1
    browser: values.Browser = None
    openers: values.Openers = ()
    editor: values.Command = ()
    keep_days: Annotated[int, Meta(ge=0, le=36_500)] = 0
    keep_posts: Annotated[int, Meta(ge=0, le=100_000_000)] = 1_000_000
    keys: values.KeyMap = {}

    def opener_for(self, url: str, kind: str = "link") -> Opener | None:
        """The first of `openers` that is meant for a whole address, else `browser`; `None` for the system's own."""
        return next((opener for opener in self.openers if opener.opens(url, kind)), self.browser)


class Option(msgspec.Struct, frozen=True):
    """One key of config.toml."""

    name: str
    """The key, and the field of `Config`."""
    help: str
    """What it does: sentences, wrapped where they are printed."""
    example: str
    """TOML that sets it to something useful: one line, or a whole section."""


DEFAULTS = Config()
"""What is used when there is no configuration."""

GROUPS: dict[str, tuple[Option, ...]] = {
    "Account": (
        Option(
            "server",
            "The server to talk to. Each server has its own accounts and saved posts. An address that begins with "
            "http is accepted for this computer only.",
            'server = "https://micro.blog"',
        ),
        Option(
            "account",
            "The username to open when several are signed in. Empty: the one that was open last.",
            'account = "ines"',
        ),
        Option(
            "token_command",
            "A program that prints the app token on its first line, as a list of the program and its arguments. It "
            "runs without a shell and comes before the keyring. The variable MBTUI_TOKEN comes before both.",
            'token_command = ["pass", "show", "micro.blog"]',
        ),
        Option(
            "keyring",
            'Where tokens are kept: "auto" for the system\'s own keyring (Secret Service, KWallet, macOS, Windows), '
            '"off" to leave it alone, or the name of a backend of the Python package keyring, such as '
            '"keyring.backends.SecretService.Keyring".',
            'keyring = "auto"',
        ),
        Option(
            "app_name",
            "The name under which an app is registered with Micro.blog. With it and redirect_url an e-mail address "
            "is enough to sign in.",
            'app_name = "mbtui"',
        ),
        Option(
            "redirect_url",
            "The address registered with Micro.blog for that app; the link in the sign-in mail begins with it.",
            'redirect_url = "https://app.example/signin/"',
        ),
        Option(
            "client_id",
            "The web address that stands for this program when you sign in through the browser. Empty: the address "
            "of this computer that the browser comes back to.",
            'client_id = "https://app.example/"',
        ),
    ),
    "Reading": (
        Option(
            "order",
            'Which end of a timeline is on top: "newest-first" or "oldest-first".',
            'order = "oldest-first"',
        ),
        Option(
            "width",
            "Posts are at most this many columns wide, however wide the terminal is. 0: as wide as the terminal.",
            "width = 72",
        ),
        Option(
            "clip_lines",
            "Posts longer than this many lines are clipped, and z unfolds them. 0 shows every post whole.",
            "clip_lines = 20",
        ),
        Option(
            "scroll",
            'How the view follows the highlight out of the screen: "page" moves most of a screenful, which is lean '
            'over SSH; "line" moves as little as it can.',
            'scroll = "line"',
        ),
        Option("poll", "Whether new posts are looked for by themselves. When false, R looks for them.", "poll = false"),
        Option(
            "poll_seconds",
            "Never ask for new posts more often than this. The server names the interval; this can only make it "
            "longer. Only at 15, what has failed is tried again after 5 and 10 seconds.",
            "poll_seconds = 60",
        ),
        Option(
            "mute_words",
            "Posts that hold one of these words are folded to one line that names the word. They are muted here "
            "only; M mutes for all your apps.",
            'mute_words = ["spoiler", "world cup"]',
        ),
        Option(
            "notify",
            'What a new mention does while the terminal is not in front: any of "bell", "osc9" and "osc777" (two '
            "ways in which terminals show a desktop notification).",
            'notify = ["bell", "osc9"]',
        ),
    ),
    "Screen": (
        Option("title", "Whether the terminal's title shows the unread counts.", "title = false"),
        Option(
            "theme",
            "The colours, by name. Empty: the terminal's own 16 colours and background. The palette (:) lists all "
            "names.",
            'theme = "nord"',
        ),
        Option(
            "theme_files",
            "Files that hold one theme each; a name without a slash is looked for beside config.toml. Their names "
            "can be used in `theme`.",
            'theme_files = ["paper.toml"]',
        ),
        Option(
            "mouse",
            'Whether the mouse is used: true, false, or "auto", which is no over SSH. Without it, the terminal '
            "selects text as usual.",
            "mouse = false",
        ),
        Option(
            "emoji",
            '"full" shows emoji as they were written; "simple" drops joiners and variation selectors, for terminals '
            "that disagree on their width.",
            'emoji = "simple"',
        ),
        Option(
            "images",
            'Whether pictures are drawn: "auto" draws those that a key asks for (m), but not over SSH or inside tmux; '
            '"on" does there as well; "inline" also shows the first picture of the highlighted post in the list; '
            '"off" draws and fetches none.',
            'images = "inline"',
        ),
        Option(
            "image_cache_mb",
            "At most this many megabytes of pictures are kept on disk; those looked at longest ago go first. 0 keeps "
            "none.",
            "image_cache_mb = 20",
        ),
        Option(
            "avatars",
            "Whether the pictures of people stand beside their names in lists and on their pages. They are fetched "
            "from where each person keeps theirs.",
            "avatars = true",
        ),
        Option(
            "columns",
            "2 shows the conversation of the highlighted post at the right of the list, on terminals of 110 columns "
            "and more; C changes it.",
            "columns = 2",
        ),
    ),
    "Programs": (
        Option(
            "browser",
            "What opens web addresses, as a list of the program and its arguments; {url} stands for the address. "
            "With terminal = true the screen is handed over until the program ends. Empty: the system's own "
            "browser, and over SSH the address is shown to be copied.",
            'browser = { command = ["w3m", "{url}"], terminal = true }',
        ),
        Option(
            "editor",
            "The editor that the composer opens. Empty: $VISUAL, then $EDITOR.",
            'editor = ["vim", "+startinsert"]',
        ),
    ),
    "Keeping": (
        Option(
            "keep_days",
            "Saved posts older than this many days are removed, never what is starred, yours, unsent or above the "
            "post you are at. 0 keeps all.",
            "keep_days = 365",
        ),
        Option(
            "keep_posts",
            "At most this many posts are kept on disk; what is starred, yours, unsent or above the post you are at "
            "always stays. 0 keeps all.",
            "keep_posts = 200000",
        ),
    ),
    "Sections": (
        Option(
            "openers",
            'Programs for some addresses only; the first that fits is used. kind is "link", "picture", "video" or '
            '"audio"; pattern is matched against the whole address. Sections stand after all single keys.',
            '[[openers]]\nkind = "video"\ncommand = ["mpv", "{url}"]\n\n'
            '[[openers]]\npattern = "https://en.wikipedia.org/*"\ncommand = ["w3m", "{url}"]\nterminal = true',
        ),
        Option(
            "keys",
            "Other keys for commands, by the command's id; `mbtui keys` lists the ids. Several keys are separated "
            "by commas; an empty text takes the key away.",
            '[keys]\npost.reply = "a"\nlist.refresh = "R,f5,ctrl+r"',
        ),
    ),
}
"""Every key, by the headings of the example."""

OPTIONS = tuple(option for options in GROUPS.values() for option in options)

BY_NAME = {option.name: option for option in OPTIONS}


def example() -> str:
    """A config.toml with every key documented and commented out.

    Taking the `#` away before a key gives a file that can be read as it stands.
    """
    from textwrap import wrap

    lines = [
        "# Configuration of mbtui. `mbtui paths` says where this file belongs.",
        "# Every key is shown with a possible value; take the # away to set it. mbtui never writes this file.",
    ]
    for group, options in GROUPS.items():
        lines += ["", "", f"## {group}"]
        for option in options:
            lines += ["", *(f"## {line}" for line in wrap(option.help, 100))]
            if group != "Sections":
                lines.append(f"## Default: {_as_toml(option)}")
            lines += [f"#{line}" if line else "" for line in option.example.split("\n")]
    return "\n".join(lines) + "\n"


def _as_toml(option: Option) -> str:
    default = getattr(DEFAULTS, option.name)
    if default is None:
        return '"auto"' if option.name == "mouse" else "[]"
    import json

    return json.dumps(default)
