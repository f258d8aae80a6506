"""The table of commands: one row makes a binding, a palette entry, a help line and a row of the README.

The id is what the configuration remaps. Plain data; it knows neither the toolkit nor what a command does.
The rows of the tabs come from the table of timelines.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from mbtui.timeline_kinds import TABS

Scope = Literal["list", "post", "profile", "tabs", "app"]
"""Where a command works: in a list, on the highlighted post, on a person's page, among the tabs, everywhere."""

SCOPE_TITLES: dict[Scope, str] = {
    "list": "Moving",
    "tabs": "Tabs",
    "post": "The highlighted post",
    "profile": "A person's page",
    "app": "Everywhere",
}


class Command(Struct, frozen=True):
    """Something the reader can do with a key or from the palette."""

    id: str
    """What the configuration remaps: `post.reply`."""
    keys: str
    """The keys as the toolkit names them, with commas between."""
    title: str
    """A few words, for the palette and the status line."""
    help: str
    """A sentence without its full stop, for the help and the README."""
    scope: Scope
    hint: str = ""
    """The word beside the key in the status line; empty for a command that is not named there."""
    call: str = ""
    """The method that does it, without `action_`, with parameters in parentheses; empty: it is named as the id is."""

    @property
    def action(self) -> str:
        """What the binding runs: the method that does it, without `action_`, and its parameters if it has any."""
        return self.call or self.id.replace(".", "_")

    @property
    def shown_keys(self) -> tuple[str, ...]:
        """The keys as a person reads them."""
        return key_names(self.keys)

    def with_keys(self, keys: str) -> Command:
        """The same command with other keys."""
        return replace(self, keys=keys)


_SHOWN = {
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "f1": "F1",
    "f5": "F5",
}

COMMANDS: tuple[Command, ...] = (
    Command("list.next", "j,down", "Next post", "The next post; a post taller than the screen scrolls first", "list"),
    Command("list.previous", "k,up", "Previous post", "The previous post", "list"),
    Command("list.page_down", "space,pagedown", "Page down", "A page down", "list"),
    Command("list.page_up", "b,pageup", "Page up", "A page up", "list"),
    Command("list.half_down", "ctrl+d", "Half a page down", "Half a page down", "list"),
    Command("list.half_up", "ctrl+u", "Half a page up", "Half a page up", "list"),
    Command("list.top", "g,home", "Top", "The top; takes in the new posts that wait above", "list"),
    Command("list.bottom", "G,end", "Bottom", "The last post that is saved", "list"),
    Command("list.next_new", "n", "Next new post", "The next post that is new", "list"),
    Command("list.previous_new", "p", "Previous new post", "The previous post that is new", "list"),
    Command(
        "list.read_position",
        "J",
        "Where you have read",
        "Go to the newest post you have read, here or on another device",
        "list",
    ),
    Command("list.mark_read", "A", "Mark this tab read", "Mark everything in this tab as read", "list"),
    Command("list.refresh", "R,f5", "Refresh", "Ask Micro.blog for this tab anew", "list"),
    Command("list.replies", "x", "Hide or show replies", "Hide or show replies in this tab", "list"),
    Command("tabs.next", "tab,l,right", "Next tab", "The next tab", "tabs"),
    Command("tabs.previous", "shift+tab,h,left", "Previous tab", "The previous tab", "tabs"),
    *(
        Command(f"tabs.{id}", str(n), tab.title, tab.help or f"The {tab.title} tab", "tabs", call=f"open_tab('{id}')")
        for n, (id, tab) in enumerate(TABS.items(), 1)
    ),
    Command("post.open", "enter,t", "Open the conversation", "Open the conversation, or fill a gap", "post", "thread"),
    Command("post.star", "f", "Star", "Put a star on it, or take it off; only you see stars", "post", "star"),
    Command("post.reply", "r", "Reply", "Reply to it", "post", "reply"),
    Command("post.links", "o", "Links", "Its links by number: open, copy, or follow them inside mbtui", "post"),
    Command("post.media", "m", "Pictures and media", "Its pictures, video and audio with their descriptions", "post"),
    Command("post.page", "v", "Open its page", "Open the post's page in the browser", "post"),
    Command("post.copy_url", "y", "Copy its address", "Copy the post's address", "post"),
    Command("post.copy_text", "Y", "Copy its text", "Copy the post's text", "post"),
    Command("post.mute", "M", "Mute", "Mute its author, or a word; shows what is muted", "post"),
    Command("post.profile", "u", "Its author", "Its author's page: who they are, and their posts", "post"),
    Command("post.unfold", "z", "Unfold", "Show all of a clipped or hidden post, or fold it again", "post"),
    Command("post.delete", "d", "Delete", "Delete your own post; asks first", "post"),
    Command("profile.follow", "F", "Follow or unfollow", "Follow the person, or no longer", "profile"),
    Command("app.back", "escape,backspace", "Back", "Back one step; never quits", "app"),
    Command("app.compose", "c", "New post", "Write a new post", "app"),
    Command("app.search", "slash", "Search", "Search what is saved; @ and a name finds people", "app"),
    Command("app.unsent", "W", "What waits to be sent", "What waits to be sent, and your drafts", "app"),
    Command("app.sign_in", "S", "Sign in", "Sign in, also to another account", "app"),
    Command("app.undo", "U", "Undo", "Undo the last mark, star, mute, follow or discarded text", "app"),
    Command("app.palette", "colon,ctrl+p", "Command palette", "All commands by name", "app"),
    Command("app.help", "question_mark,f1", "Help", "Help for where you are", "app", "help"),
    Command("app.quit", "q", "Close or quit", "Close this view; at the root, quit", "app"),
    Command("app.suspend", "ctrl+z", "Suspend", "Put mbtui in the background; `fg` brings it back", "app"),
    Command("app.redraw", "ctrl+l", "Redraw", "Draw the whole screen again", "app"),
)
"""In the order in which help and README show them."""


def key_names(keys: str) -> tuple[str, ...]:
    """The keys as a person reads them, of keys as the toolkit names them with commas between."""
    return tuple(_SHOWN.get(key, key) for key in keys.split(","))


def commands_in(*scopes: Scope) -> tuple[Command, ...]:
    """The commands of some scopes, in the table's order."""
    return tuple(command for command in COMMANDS if command.scope in scopes)


def default_keys() -> dict[str, str]:
    """The keys of each command by its id."""
    return {command.id: command.keys for command in COMMANDS}
