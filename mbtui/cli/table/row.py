"""What a row of the table of commands is, and the options that several rows have."""

from __future__ import annotations

from typing import Literal, NamedTuple

Offer = Literal[
    "accounts",
    "blogs",
    "categories",
    "commands",
    "drafts",
    "entries",
    "files",
    "people",
    "posts",
    "tags",
    "themes",
    "topics",
]


class Argument(NamedTuple):
    """One argument or option."""

    spelling: str
    """A bare name, or spellings with dashes, and what the help calls its value: `-n --count N`."""
    help: str
    kind: Literal["flag", "text", "number", "many", "words", "optional", "optional number"] = "text"
    """A switch; one value; one whole number; an option that may be repeated; any number of words; a word or a number
    that may be missing."""
    choices: tuple[str, ...] = ()
    offers: Offer | None = None
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
            if self.kind == "words":
                return f"[{self.shown}…]"
            return f"[{self.shown}]" if self.kind.startswith("optional") else self.shown
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

JSON = Argument("--json", "Print one JSON object a line.", "flag")
FORM = (
    JSON,
    Argument("--plain", "Print plain text without any emphasis; the default when the output is no terminal.", "flag"),
)
"""How most commands that print things can print them."""
PERSON = Argument("subject NAME", "Username, with or without @.", offers="people")
HERE, ACCOUNT = ("--config",), ("--account", "--server", "--config")
"""What `Command.uses` is for commands that work on this computer alone, and for those of one account."""
