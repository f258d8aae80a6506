"""The command palette: every command of the table that works here, Discover's topics, accounts and themes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.dom import DOMNode

from mbtui import paths
from mbtui.commands import COMMANDS, Command
from mbtui.panes.bindings import keys_of
from mbtui.screens.dialogs.finder import Finder, Item
from mbtui.screens.dialogs.question import confirmed
from mbtui.screens.theme import keep_theme
from mbtui.timeline_kinds import DISCOVER

if TYPE_CHECKING:
    from mbtui.screens.account_app import AccountApp
    from mbtui.screens.account_switcher import AccountSwitcher

Entry = tuple[Item, Callable[[], object]]

SYNONYMS = {
    "post.open": "thread replies answers",
    "post.star": "favorite bookmark like",
    "post.reply": "answer write",
    "post.media": "images photos video",
    "post.page": "browser web",
    "grid.switch": "thumbnails pictures images",
    "picture.save": "download",
    "post.copy_url": "link share",
    "post.mute": "hide block",
    "post.profile": "person user follow unfollow",
    "post.delete": "remove",
    "profile.about": "bio description unfold",
    "profile.site": "home page blog web",
    "profile.photos": "pictures images",
    "profile.following": "people friends",
    "profile.discover": "people recommendations new",
    "profile.pins": "badges achievements",
    "profile.block": "hide ban unblock",
    "profile.report": "abuse spam staff guidelines",
    "app.compose": "write compose publish",
    "app.search": "find people",
    "app.unsent": "outbox drafts edit write",
    "app.sent": "published link url last address",
    "app.bookmark": "bookmark link url keep read later",
    "app.highlights": "bookmarks passages marked quotes",
    "post.tags": "bookmark label category",
    "app.own_posts": "blog drafts scheduled pages published edit",
    "app.sign_in": "login log account",
    "app.undo": "take back",
    "app.help": "keys manual",
    "app.quit": "exit leave end",
    "app.suspend": "background stop",
    "list.refresh": "reload update",
    "list.mark_read": "everything seen",
}
"""Words for which people look in vain in titles and helps."""


def open_palette(app: AccountApp, accounts: AccountSwitcher) -> None:
    """Show the palette over what is seen; a command of it works where the focus was."""
    entries = sorted((*_entries(app), *_account_entries(app, accounts)), key=lambda entry: entry[0].text.casefold())

    def run(place: int | None) -> None:
        if place is not None:
            app.call_later(entries[place][1])

    app.push_screen(Finder("Search for commands…", [item for item, _ in entries]), run)


def _account_entries(app: AccountApp, accounts: AccountSwitcher) -> Iterator[Entry]:
    username = app.session.username
    if app.sessions.can_sign_in:
        for other in app.sessions.other_usernames(username):
            item = Item(f"Account: @{other}", f"Go on as @{other}", synonyms="switch")
            yield item, partial(accounts.change_account, other)
        if username:
            item = Item("Sign out", f"Forget the token of @{username}", synonyms="logout log account")
            yield item, accounts.sign_out


def _entries(app: AccountApp) -> Iterator[Entry]:
    chain = [*(app.screen.focused or app.screen).ancestors_with_self]
    for command in COMMANDS:
        node = next((node for node in chain if _binds(node, command)), None)
        if node is not None and command.id not in ("app.palette", "app.back"):
            keys = "  ".join(keys_of(app, command.id))
            item = Item(command.title, command.help, keys, SYNONYMS.get(command.id, ""))
            yield item, partial(app.run_action, command.action, node)
    for topic in app.main.topics:
        item = Item(f"Discover: {topic.title}", f"Read the topic {topic.emoji} {topic.title}")
        yield item, partial(app.main.show_part, DISCOVER.name(topic.name))
    item = Item("Theme", "Choose other colors", synonyms="colours dark light")
    yield item, lambda: app.run_worker(choose_theme(app), group="panel", exclusive=True)


def _binds(node: DOMNode, command: Command) -> bool:
    kinds = type(node).__mro__
    return any(getattr(b, "id", None) == command.id for kind in kinds for b in vars(kind).get("BINDINGS", ()))


async def choose_theme(app: AccountApp) -> None:
    """Let the reader choose a theme: the marked one is shown, the chosen one stays, also for later when it is kept."""
    before, names = app.theme, sorted(app.available_themes, key=str.casefold)

    def show(place: int) -> None:
        app.theme = names[place]

    items = [Item(name, "This one is used now." if name == before else "") for name in names]
    place = await app.push_screen_wait(Finder("Search for a theme…", items, at=names.index(before), look=show))
    app.theme = name = before if place is None else names[place]
    if place is None:
        return
    if app.config.theme not in ("", name):
        words = f"For this time. config.toml says theme = “{app.config.theme}”: that holds at the next start."
        app.say(words)
    elif name != before and await confirmed(app, f"Use {name} from now on, at every start?", "keep it", "this time"):
        words = await keep_theme(name) or f"Kept in {paths.displayed(paths.theme_file())}."
        app.say(words)
