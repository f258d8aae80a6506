"""The one table of config.toml's keys, and the `Config` they make.

The example, the notices about bad values, the manual and the tests are made from `OPTIONS`. Defaults stand in `Config`
alone. What a key does to the screen is known elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from mbtui.config import values

if TYPE_CHECKING:
    from collections.abc import Callable

    from mbtui.config.values import Opener


class Config(msgspec.Struct, frozen=True):
    """What the reader set in config.toml, with defaults for the rest. `OPTIONS` documents each field."""

    server: str = "https://micro.blog"
    account: str = ""
    token_command: tuple[str, ...] = ()
    keyring: str = "auto"
    app_name: str = ""
    redirect_url: str = ""
    client_id: str = ""
    order: str = "newest-first"
    clip_lines: int = 20
    scroll: str = "page"
    poll: bool = True
    poll_seconds: int = 15
    mute_words: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    title: bool = True
    theme: str = ""
    theme_files: tuple[str, ...] = ()
    mouse: bool | None = None
    emoji: str = "full"
    browser: Opener | None = None
    openers: tuple[Opener, ...] = ()
    editor: tuple[str, ...] = ()
    keep_days: int = 0
    keep_posts: int = 1_000_000
    keys: dict[str, str] = {}

    def opener_for(self, url: str, kind: str = "link") -> Opener | None:
        """The first of `openers` that is meant for an address, else `browser`; `None` for the system's own.

        Args:
            url: The whole address.
            kind: One of `values.LINK_KINDS`.
        """
        return next((opener for opener in self.openers if opener.opens(url, kind)), self.browser)


class Option(msgspec.Struct, frozen=True):
    """One key of config.toml."""

    name: str
    """The key, and the field of `Config`."""
    group: str
    """The heading it stands under in the example."""
    help: str
    """What it does: sentences, wrapped where they are printed."""
    read: Callable[[Any], Any]
    """Turns the value TOML held into the field, or raises `BadValue`."""
    example: str
    """TOML that sets it to something useful: one line, or a whole section."""

    @property
    def default(self) -> Any:
        """The value when the key is not set."""
        return getattr(DEFAULTS, self.name)


DEFAULTS = Config()
"""What is used when there is no configuration."""

OPTIONS: tuple[Option, ...] = (
    Option(
        "server",
        "Account",
        "The server to talk to. Each server has its own accounts and saved posts. An address that begins with http is "
        "accepted for this computer only.",
        values.origin,
        'server = "https://micro.blog"',
    ),
    Option(
        "account",
        "Account",
        "The username to open when several are signed in. Empty: the one that was open last.",
        values.text,
        'account = "ines"',
    ),
    Option(
        "token_command",
        "Account",
        "A program that prints the app token on its first line, as a list of the program and its arguments. It runs "
        "without a shell and comes before the keyring. The variable MBTUI_TOKEN comes before both.",
        values.command,
        'token_command = ["pass", "show", "micro.blog"]',
    ),
    Option(
        "keyring",
        "Account",
        'Where tokens are kept: "auto" for the system\'s own keyring (Secret Service, KWallet, macOS, Windows), "off" '
        "to leave it alone, or the name of a backend of the Python package keyring, such as "
        '"keyring.backends.SecretService.Keyring".',
        values.text,
        'keyring = "auto"',
    ),
    Option(
        "app_name",
        "Account",
        "The name under which an app is registered with Micro.blog. With it and redirect_url an e-mail address is "
        "enough to sign in.",
        values.text,
        'app_name = "mbtui"',
    ),
    Option(
        "redirect_url",
        "Account",
        "The address registered with Micro.blog for that app; the link in the sign-in mail begins with it.",
        values.text,
        'redirect_url = "https://app.example/signin/"',
    ),
    Option(
        "client_id",
        "Account",
        "The web address that stands for this program when you sign in through the browser. Empty: the address of this "
        "computer that the browser comes back to.",
        values.text,
        'client_id = "https://app.example/"',
    ),
    Option(
        "order",
        "Reading",
        'Which end of a timeline is on top: "newest-first" or "oldest-first".',
        values.choice("newest-first", "oldest-first"),
        'order = "oldest-first"',
    ),
    Option(
        "clip_lines",
        "Reading",
        "Posts longer than this many lines are clipped, and z unfolds them. 0 shows every post whole.",
        values.whole(0, 10_000),
        "clip_lines = 20",
    ),
    Option(
        "scroll",
        "Reading",
        'How the view follows the highlight out of the screen: "page" moves most of a screenful, which is lean over '
        'SSH; "line" moves as little as it can.',
        values.choice("page", "line"),
        'scroll = "line"',
    ),
    Option(
        "poll",
        "Reading",
        "Whether new posts are looked for by themselves. When false, R looks for them.",
        values.flag,
        "poll = false",
    ),
    Option(
        "poll_seconds",
        "Reading",
        "Never ask for new posts more often than this. The server names the interval; this can only make it longer. "
        "Only at 15, what has failed is tried again after 5 and 10 seconds.",
        values.whole(15, 86_400),
        "poll_seconds = 60",
    ),
    Option(
        "mute_words",
        "Reading",
        "Posts that hold one of these words are folded to one line that names the word. They are muted here only; M "
        "mutes for all your apps.",
        values.texts,
        'mute_words = ["spoiler", "world cup"]',
    ),
    Option(
        "notify",
        "Reading",
        'What a new mention does while the terminal is not in front: any of "bell", "osc9" and "osc777" (two ways in '
        "which terminals show a desktop notification).",
        values.choices("bell", "osc9", "osc777"),
        'notify = ["bell", "osc9"]',
    ),
    Option(
        "title",
        "Screen",
        "Whether the terminal's title shows the unread counts.",
        values.flag,
        "title = false",
    ),
    Option(
        "theme",
        "Screen",
        "The colours, by name. Empty: the terminal's own 16 colours and background. The palette (:) lists all names.",
        values.text,
        'theme = "nord"',
    ),
    Option(
        "theme_files",
        "Screen",
        "Files that hold one theme each; a name without a slash is looked for beside config.toml. Their names can be "
        "used in `theme`.",
        values.folder_paths,
        'theme_files = ["paper.toml"]',
    ),
    Option(
        "mouse",
        "Screen",
        'Whether the mouse is used: true, false, or "auto", which is no over SSH. Without it, the terminal selects '
        "text as usual.",
        values.flag_or_auto,
        "mouse = false",
    ),
    Option(
        "emoji",
        "Screen",
        '"full" shows emoji as they were written; "simple" drops joiners and variation selectors, for terminals that '
        "disagree on their width.",
        values.choice("full", "simple"),
        'emoji = "simple"',
    ),
    Option(
        "browser",
        "Programs",
        "What opens web addresses, as a list of the program and its arguments; {url} stands for the address. With "
        "terminal = true the screen is handed over until the program ends. Empty: the system's own browser, and over "
        "SSH the address is shown to be copied.",
        values.opener,
        'browser = { command = ["w3m", "{url}"], terminal = true }',
    ),
    Option(
        "editor",
        "Programs",
        "The editor that the composer opens. Empty: $VISUAL, then $EDITOR.",
        values.command,
        'editor = ["vim", "+startinsert"]',
    ),
    Option(
        "keep_days",
        "Keeping",
        "Saved posts older than this many days are removed, never what is starred, yours, unsent or above the post you "
        "are at. 0 keeps all.",
        values.whole(0, 36_500),
        "keep_days = 365",
    ),
    Option(
        "keep_posts",
        "Keeping",
        "At most this many posts are kept on disk; what is starred, yours, unsent or above the post you are at always "
        "stays. 0 keeps all.",
        values.whole(0, 100_000_000),
        "keep_posts = 200000",
    ),
    Option(
        "openers",
        "Sections",
        'Programs for some addresses only; the first that fits is used. kind is "link", "picture", "video" or '
        '"audio"; pattern is matched against the whole address. Sections stand after all single keys.',
        values.openers,
        '[[openers]]\nkind = "video"\ncommand = ["mpv", "{url}"]\n\n'
        '[[openers]]\npattern = "https://en.wikipedia.org/*"\ncommand = ["w3m", "{url}"]\nterminal = true',
    ),
    Option(
        "keys",
        "Sections",
        "Other keys for commands, by the command's id; `mbtui keys` lists the ids. Several keys are separated by "
        "commas; an empty text takes the key away.",
        values.key_map,
        '[keys]\npost.reply = "a"\nlist.refresh = "R,f5,ctrl+r"',
    ),
)
"""Every key, in the order of the example."""

BY_NAME = {option.name: option for option in OPTIONS}
"""The same by key."""
