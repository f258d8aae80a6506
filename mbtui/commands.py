"""The table of commands: one row makes a binding, a palette entry, a help line and a row of the README.

Every key of every screen has a row here. The id is what the configuration remaps; the word before its dot is the
scope. The rows of the tabs come from the table of timelines: digits are tabs, as in programs with tabs, so no key takes
a count; `gg` does what `g` does. Plain data; it knows neither the toolkit nor what a command does.
"""

from __future__ import annotations

from msgspec import Struct

from mbtui.timeline_kinds import TABS

SCOPE_TITLES = {
    "list": "Moving",
    "tabs": "Tabs",
    "grid": "Photos as a grid",
    "columns": "The conversation at the right",
    "post": "The highlighted post",
    "profile": "A person's page",
    "app": "Everywhere",
    "composer": "While writing",
    "head": "The title of a post, and what else is beside its text",
    "people": "A list of people",
    "search": "Searching",
    "outbox": "What waits to be sent",
    "own": "Your posts",
    "picture": "Looking at pictures",
    "panel": "Questions and lists to choose from",
    "links": "Links and pictures",
    "highlights": "Highlights in bookmarked pages",
    "muted": "What is muted",
    "pictures": "The pictures of a post",
    "file": "The name of a file",
    "address": "An address",
    "help": "Help",
    "sign_in": "Signing in",
}
"""Where commands work: in a list, among the tabs, on the highlighted post, …, in the order of help and README."""

_BESIDE_POSTS = frozenset(["list", "tabs", "columns", "post", "profile", "app"])
"""Scopes whose keys are heard at the same time."""


class Command(Struct, frozen=True):
    """Something that a key or the palette does."""

    id: str
    """What the configuration remaps: `post.reply`."""
    keys: str
    """The keys as the toolkit names them, with commas between."""
    title: str
    """A few words, for the palette and the status line."""
    help: str
    """A sentence without its full stop, for the help and the README."""
    do: str = ""
    """The action with its parameters: `move(1)`. Empty: the id with `_` for the dot, `post_reply`."""
    hint: str = ""
    """The word beside the key in the status line; empty for a command that is not named there."""
    opens: bool = False
    """Whether the keys typed behind it are meant for what it opens."""
    is_first: bool = False
    """Whether a field that has the focus does not get the key."""

    @property
    def scope(self) -> str:
        return self.id.partition(".")[0]

    @property
    def action(self) -> str:
        return self.do or self.id.replace(".", "_")

    @property
    def screens(self) -> frozenset[str]:
        """Where it works; two commands that share one of these cannot share a key."""
        own = "posts" if self.scope in _BESIDE_POSTS else self.scope
        if self.id in (*MOVING, "post.unfold"):
            return frozenset([own, "people", "search", "outbox", "own", "help"])
        return frozenset([own, "links", "highlights", "muted", "pictures"] if own == "panel" else [own])


_SHOWN = {
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "question_mark": "?",
    "slash": "/",
    "plus": "+",
    "exclamation_mark": "!",
    "colon": ":",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "full_stop": ".",
    "comma": ",",
}

COMMANDS: tuple[Command, ...] = (
    Command(
        "list.next", "j,down", "Next post", "The next post; a post taller than the screen scrolls first", do="move(1)"
    ),
    Command("list.previous", "k,up", "Previous post", "The previous post", do="move(-1)"),
    Command("list.page_down", "space,pagedown", "Page down", "A page down", do="page(1)"),
    Command("list.page_up", "b,pageup", "Page up", "A page up", do="page(-1)"),
    Command("list.half_down", "ctrl+d", "Half a page down", "Half a page down", do="half_page(1)"),
    Command("list.half_up", "ctrl+u", "Half a page up", "Half a page up", do="half_page(-1)"),
    Command("list.top", "g,home", "Top", "The top; takes in the new posts that wait above", do="edge(-1)"),
    Command("list.bottom", "G,end", "Bottom", "The last post that is saved", do="edge(1)"),
    Command("list.next_new", "n", "Next new post", "The next post that is new"),
    Command("list.previous_new", "p", "Previous new post", "The previous post that is new"),
    Command(
        "list.read_position",
        "J",
        "Where you have read",
        "Go to the newest post you have read, here or on another device",
    ),
    Command("list.mark_read", "A", "Mark this tab read", "Mark everything in this tab as read"),
    Command("list.refresh", "R,f5", "Refresh", "Ask Micro.blog for this tab anew"),
    Command("list.replies", "x", "Hide or show replies", "Hide or show replies in this tab"),
    Command("tabs.next", "tab,l,right", "Next tab", "The next tab"),
    Command("tabs.previous", "shift+tab,h,left", "Previous tab", "The previous tab"),
    *(
        Command(f"tabs.{id}", str(n), tab.title, tab.help or f"The {tab.title} tab", do=f"open_tab('{id}')")
        for n, (id, tab) in enumerate(TABS.items(), 1)
    ),
    Command("grid.next", "l,right", "Next photo", "The photo at the right", do="grid_step(1)"),
    Command("grid.previous", "h,left", "Previous photo", "The photo at the left", do="grid_step(-1)"),
    Command("grid.switch", "i", "Grid or list", "Photos as a grid or as a list"),
    Command(
        "columns.read_on",
        "full_stop,shift+down",
        "Read on at the right",
        "Read on in the conversation at the right, from the list at the left",
        do="scroll_beside(1)",
    ),
    Command(
        "columns.read_back",
        "comma,shift+up",
        "Read back at the right",
        "Read back in the conversation at the right",
        do="scroll_beside(-1)",
    ),
    Command(
        "post.open",
        "enter,t",
        "Open the conversation",
        "Open the conversation, or fill a gap",
        hint="thread",
        opens=True,
    ),
    Command("post.star", "f", "Star", "Put a star on it, or take it off; only you see stars", hint="star"),
    Command("post.reply", "r", "Reply", "Reply to it", hint="reply", opens=True, do="post('reply')"),
    Command(
        "post.links",
        "o",
        "Links",
        "Its links by number: open, copy, or follow them inside mbtui",
        opens=True,
        do="post('links')",
    ),
    Command(
        "post.media",
        "m",
        "Pictures and media",
        "Its pictures, drawn one by one, videos and recordings, with their descriptions",
        opens=True,
        do="post('media')",
    ),
    Command(
        "post.tags",
        "T",
        "Tags",
        "The tags of a bookmark: put them on, take them off",
        opens=True,
        do="post('tags')",
    ),
    Command(
        "post.parent",
        "less_than_sign",
        "What it answers",
        "In a conversation: the post that it answers, where that is known",
    ),
    Command(
        "post.answer",
        "greater_than_sign",
        "Its answer",
        "In a conversation: back from there, or the first answer to it",
    ),
    Command(
        "post.thread_page",
        "V",
        "Conversation on the web",
        "Open its conversation on Micro.blog in the browser",
        do="post('thread_page')",
    ),
    Command("post.page", "v", "Open its page", "Open the post's page in the browser", do="post('page')"),
    Command("post.copy_url", "y", "Copy its address", "Copy the post's address"),
    Command("post.copy_text", "Y", "Copy its text", "Copy the post's text"),
    Command("post.mute", "M", "Mute", "Mute its author, or a word; shows what is muted", opens=True, do="post('mute')"),
    Command("post.profile", "u", "Its author", "Its author's page: who they are, and their posts", opens=True),
    Command("post.unfold", "z", "Unfold", "Show all of a clipped or hidden post, or fold it again"),
    Command("post.edit", "e", "Edit", "Edit your own post", opens=True, do="post('edit')"),
    Command("post.delete", "d", "Delete", "Delete your own post; asks first", opens=True, do="post('delete')"),
    Command("profile.follow", "F", "Follow or unfollow", "Follow the person, or no longer"),
    Command("profile.about", "plus", "About them", "All of what they say about themselves, or its beginning again"),
    Command("profile.site", "s", "Their site", "Open their site in the browser"),
    Command("profile.photos", "i", "Their photos", "Their photos", opens=True),
    Command("profile.following", "L", "Whom they follow", "List whom they follow", opens=True),
    Command("profile.discover", "D", "Whom you do not follow", "Whom they follow and you do not", opens=True),
    Command("profile.pins", "P", "Their pins", "Their pins: badges that Micro.blog gives", opens=True),
    Command("profile.replies", "O", "Your replies", "On your own page, your replies", opens=True),
    Command("profile.block", "X", "Block", "Block the person, or no longer; asks first", opens=True),
    Command(
        "profile.report",
        "exclamation_mark",
        "Report",
        "Report the person to those who run Micro.blog; asks first",
        opens=True,
    ),
    Command("app.back", "escape,backspace", "Back", "Back one step; never quits"),
    Command("app.compose", "c", "New post", "Write a new post", opens=True),
    Command(
        "app.search",
        "slash",
        "Search",
        "Search what is saved, @ and a name finds people; on a person's page, their posts",
    ),
    Command("app.unsent", "W", "What waits to be sent", "What waits to be sent, and your drafts"),
    Command(
        "app.sent",
        "w",
        "What you sent last",
        "What you sent last: opens its page, or copies its address",
        opens=True,
        do="app_run('sent')",
    ),
    Command(
        "app.bookmark", "B", "Save a web page", "Save a web page in your bookmarks", opens=True, do="app_run('keep')"
    ),
    Command(
        "app.highlights",
        "H",
        "Highlights",
        "What you marked in bookmarked pages: read, copy, open, delete",
        opens=True,
        do="app_run('highlights')",
    ),
    Command(
        "app.own_posts", "E", "Your posts", "Your posts, drafts, pages and replies: edit, publish, delete", opens=True
    ),
    Command("app.sign_in", "S", "Sign in", "Sign in, also to another account"),
    Command("app.pictures", "I", "Pictures in lists", "The first picture of the highlighted post in lists, or not"),
    Command("app.columns", "C", "One or two columns", "The conversation of the highlighted post at the right, or not"),
    Command("app.undo", "U", "Undo", "Undo the last mark, star, tags, mute, follow, deletion or discarded text"),
    Command("app.palette", "colon,ctrl+p", "Command palette", "All commands by name", opens=True),
    Command("app.help", "question_mark,f1", "Help", "Help for where you are", hint="help"),
    Command("app.quit", "q", "Close or quit", "Close this view; at the root, quit"),
    Command(
        "app.interrupt", "ctrl+c", "How to quit", "Say how to quit; while writing, copy what is selected", is_first=True
    ),
    Command(
        "app.suspend", "ctrl+z", "Suspend", "Put mbtui in the background, except while writing; `fg` brings it back"
    ),
    Command("app.redraw", "ctrl+l", "Redraw", "Draw the whole screen again", is_first=True),
    Command("composer.stop", "escape", "Stop typing", "Stop typing; then one of the next keys"),
    Command("composer.send", "y", "Send", "Send"),
    Command("composer.editor", "e", "Write in the editor", "Write in $VISUAL or $EDITOR"),
    Command("composer.pictures", "i", "Pictures", "The post's pictures: add, describe, put in order"),
    Command("composer.keep", "p", "Keep as a draft", "Keep as a draft"),
    Command("composer.discard", "d", "Discard", "Discard"),
    Command("composer.head", "t", "Title and more", "Title, categories, blog, cross-posting, draft, time"),
    Command("composer.preview", "v", "Preview", "The text as the timeline will draw it; again, back to the text"),
    Command("composer.reply_all", "a", "Reply to all", "Name the others in the conversation"),
    Command("composer.quote", "greater_than_sign", "Quote", "Quote what is answered; again, its next paragraph"),
    Command(
        "composer.own_post",
        "o",
        "Make it a post",
        "Make a post of your own of the reply, with a link to what it answers",
    ),
    Command("composer.send_now", "ctrl+j,ctrl+enter", "Send at once", "Send at once"),
    Command("composer.undo", "ctrl+z", "Undo typing", "Take back what was typed or deleted last"),
    Command("composer.redo", "ctrl+y", "Redo typing", "Bring back what was taken back"),
    Command("composer.complete", "tab", "Complete", "Complete a name behind @, an emoji behind :; again, the next one"),
    Command("head.next", "tab,enter,down", "Next field", "The next field; behind the last one, the text"),
    Command("head.previous", "shift+tab,up", "Previous field", "The previous field"),
    Command("head.back", "escape", "Back to the text", "Back to the text; what was typed stays"),
    Command("head.choose", "right", "Next choice", "The next choice; in a category, take the one that is offered"),
    Command("head.choose_back", "left", "Previous choice", "The previous choice"),
    Command("head.toggle", "space", "On or off", "Copy the post there or not; elsewhere the next choice"),
    Command(
        "people.close", "escape,backspace,q", "Back", "Back from what is looked for, or to where you were", do="close"
    ),
    Command("people.open", "enter,u", "Open", "Open the page of who is marked", opens=True),
    Command("people.follow", "F", "Follow or unfollow", "Follow who is marked, or no longer"),
    Command("people.find", "slash", "Find", "Only those whose name or site has some letters"),
    Command("people.switch", "tab,shift+tab", "Switch", "From what is looked for to the list, or back", is_first=True),
    Command("people.refresh", "R,f5", "Refresh", "Ask Micro.blog anew"),
    Command("search.close", "escape,backspace,q", "Back", "Back to where you were", do="close"),
    Command("search.open", "enter", "Open", "Go where the post stands, or to the person"),
    Command("search.next", "n", "Next match", "The next match", do="move(1)"),
    Command("search.previous", "p", "Previous match", "The previous match", do="move(-1)"),
    Command("search.switch", "tab,shift+tab", "Switch", "From the words to the matches, or back", is_first=True),
    Command("search.words", "slash", "Type again", "Type other words"),
    Command("outbox.close", "escape,backspace,q,W", "Back", "Back to where you were", do="close"),
    Command("outbox.edit", "e,enter", "Edit", "Go on writing it; opens the page of what was sent"),
    Command("outbox.send", "s", "Send again", "Send it again, or try at once"),
    Command("outbox.keep", "p", "Keep on the blog", "Keep a draft on the blog, where other devices have it as well"),
    Command("outbox.copy", "y", "Copy its address", "Copy the address of what was sent"),
    Command("outbox.discard", "d", "Discard", "Discard it; asks first"),
    Command("own.close", "escape,backspace,q,E", "Back", "Back to all posts, or to where you were", do="close"),
    Command("own.edit", "e,enter", "Edit", "Edit it, or go on with the edit of it", opens=True),
    Command("own.publish", "P", "Publish now", "Publish a draft or what comes out later now; asks first", opens=True),
    Command("own.delete", "d", "Delete", "Delete it; asks first", opens=True),
    Command("own.page", "v", "Open its page", "Open its page in the browser"),
    Command("own.copy", "y", "Copy its address", "Copy its address"),
    Command("own.next", "tab,l,right", "Next list", "The next list", do="own_beside(1)"),
    Command("own.previous", "shift+tab,h,left", "Previous list", "The previous list", do="own_beside(-1)"),
    *(
        Command(f"own.{id}", str(number), title, words, do=f"show_shelf('{id}')")
        for number, (id, title, words) in enumerate(
            (
                ("published", "Published", "What is published"),
                ("drafts", "Drafts", "Drafts that the blog keeps"),
                ("scheduled", "Scheduled", "What comes out later"),
                ("pages", "Pages", "Pages"),
                ("replies", "Replies", "Your replies"),
            ),
            1,
        )
    ),
    Command("own.find", "slash", "Find", "Only those with some words", opens=True),
    Command("own.blog", "B", "Another blog", "The posts of another blog of yours", opens=True),
    Command("own.refresh", "R,f5", "Refresh", "Ask the blog anew"),
    Command("picture.close", "escape,backspace,q,m", "Back", "Back to where you were", do="close"),
    Command("picture.next", "j,down,space,l,right", "Next", "The next one", do="picture_move(1)"),
    Command("picture.previous", "k,up,b,h,left", "Previous", "The previous one", do="picture_move(-1)"),
    Command("picture.first", "g,home", "First", "The first one", do="picture_edge(-1)"),
    Command("picture.last", "G,end", "Last", "The last one", do="picture_edge(1)"),
    Command("picture.read_on", "pagedown,ctrl+d", "Read on", "More of a long description", do="picture_read(1)"),
    Command("picture.read_back", "pageup,ctrl+u", "Read back", "Back in a long description", do="picture_read(-1)"),
    Command("picture.open", "enter,o,v", "Open", "Open it in the browser, or as configured"),
    Command("picture.save", "s", "Save", "Save it as it was published, into the folder of downloads"),
    Command("picture.copy", "y", "Copy its address", "Copy its address"),
    Command("picture.copy_words", "Y", "Copy its description", "Copy its description"),
    Command("picture.refresh", "R,f5", "Try again", "Fetch it again"),
    Command("panel.back", "escape,backspace,q", "Back", "Back without an answer", do="close"),
    Command("panel.take", "enter", "Choose", "Choose what is marked; a number chooses at once"),
    Command("panel.next", "down,j,tab", "Next", "Mark the next one", do="move(1)"),
    Command("panel.previous", "up,k,shift+tab", "Previous", "Mark the previous one", do="move(-1)"),
    Command(
        "panel.read_on", "space,pagedown,ctrl+d", "Read on", "More of what is marked, or of the list", do="scroll(1)"
    ),
    Command(
        "panel.read_back", "b,pageup,ctrl+u", "Read back", "Back in what is marked, or in the list", do="scroll(-1)"
    ),
    Command("panel.first", "g,home", "First", "Mark the first one", do="edge(-1)"),
    Command("panel.last", "G,end", "Last", "Mark the last one", do="edge(1)"),
    Command("panel.find", "slash", "Find", "Find one in a numbered list by typing part of it", opens=True),
    Command("links.copy", "y", "Copy", "Copy the address of what is marked"),
    Command("highlights.copy", "y", "Copy", "Copy the words of what is marked"),
    Command("highlights.remove", "d,x", "Delete", "Delete what is marked, when the list closes"),
    Command("highlights.restore", "U", "Bring back", "Bring back what was taken out last"),
    Command("muted.unmute", "u,x", "Show again", "Show again what is marked"),
    Command("muted.replies", "r", "Replies too", "Hide what others reply to them too, or not"),
    Command("pictures.add", "a", "Add", "Add pictures by their names; tab completes, * stands for many", opens=True),
    Command("pictures.clipboard", "p", "Paste", "Add the picture that is in the clipboard"),
    Command("pictures.describe", "e", "Describe", "Describe what is marked, as enter does", opens=True),
    Command("pictures.remove", "x", "Take out", "Take out what is marked"),
    Command("pictures.restore", "U", "Bring back", "Bring back what was taken out last"),
    Command("pictures.down", "J,shift+down", "Further down", "Let it come later in the post", do="pictures_move(1)"),
    Command("pictures.up", "K,shift+up", "Further up", "Let it come earlier in the post", do="pictures_move(-1)"),
    Command("file.complete", "tab", "Complete", "Complete the name; again, the next one"),
    Command("address.close", "escape,backspace,q,enter,space", "Back", "Back to where you were", do="close"),
    Command("address.copy", "y", "Copy again", "Copy it once more"),
    Command("help.close", "escape,backspace,q,question_mark,f1", "Close", "Back to where you were", do="close"),
    Command("sign_in.back", "escape", "Back", "Go on without signing in", do="close"),
    Command("sign_in.browser", "f2", "Through the browser", "Sign in through the browser", is_first=True),
    Command("sign_in.copy", "f3", "Copy the address", "Copy the address for the browser"),
)
"""In the order in which help and README show them."""

MOVING = tuple(command.id for command in COMMANDS if command.scope == "list" and command.do)
"""What every list and every long text on a screen of its own does with `move`, `page`, `half_page` and `edge`."""


def key_names(keys: str) -> tuple[str, ...]:
    """The keys as a person reads them, of keys as the toolkit names them with commas between."""
    return tuple(_SHOWN.get(key, key.upper() if key[1:].isdecimal() else key) for key in keys.split(","))


def commands_in(*names: str) -> tuple[Command, ...]:
    """The commands of some scopes, or single ones by their ids, in the order of the names."""
    return tuple(command for name in names for command in COMMANDS if name in (command.scope, command.id))


def command(id: str) -> Command:
    return next(command for command in COMMANDS if command.id == id)
