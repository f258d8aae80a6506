"""The states of the full screen in which keys are pressed, and the keys that lead there."""

from __future__ import annotations

from typing import NamedTuple

ESCAPE = "\x1b[27u"
"""As a terminal sends it that tells it from the beginning of other keys: nothing has to be waited for behind it."""


class State(NamedTuple):
    """A screen in one of its states."""

    name: str
    path: tuple[str, ...] = ()
    """What is typed at the timeline to get there, one write each."""
    faults: tuple[tuple[str, str], ...] = ()
    """What is wrong with the server: names of faults and the paths they meet."""
    posts: int | None = None
    """How many posts the server holds; None: as many as have been written."""
    usernames: tuple[str, ...] | None = None
    """Who has signed in, one after the other; None: there is a token from outside."""


STATES: tuple[State, ...] = (
    State("timeline"),
    State("timeline, further down", ("jjjjjj",)),
    State("timeline, empty", posts=0),
    State("timeline, failed", faults=(("error-503", "/posts"),)),
    State("timeline, loading", faults=(("hold", "/posts"),)),
    State("server gone", faults=(("offline", ""),)),
    State("signed out", usernames=()),
    State("signed out, discover", ("3",), usernames=()),
    State("two accounts", usernames=("ines", "tomas")),
    State("two accounts, choosing", (":account",), usernames=("ines", "tomas")),
    State("two accounts, the other", (":Account: @ines\r",), usernames=("ines", "tomas")),
    State("two columns", ("C",)),
    State("two columns inside", ("C", "\r")),
    State("mentions", ("2",)),
    State("discover", ("3",)),
    State("topics", ("3", "3")),
    State("conversation, not opened yet", ("4",)),
    State("conversation", ("\r",)),
    State("conversation, loading", ("\r",), faults=(("hold", "/posts/conversation"),)),
    State("conversation, failed", ("\r",), faults=(("error-500", "/posts/conversation"),)),
    State("bookmarks", ("5",)),
    State("bookmarks, empty", ("5",), posts=0),
    State("bookmarks, which of them", ("5", "5")),
    State("bookmarks, tags", ("5", "T")),
    State("highlights", ("H",)),
    State("web page to keep", ("B",)),
    State("photos", ("6",)),
    State("photos, as a list", ("6", "i")),
    State("photos, failed", ("6",), faults=(("html", "/posts/photos"),)),
    State("profile", ("u",)),
    State("profile, failed", ("u",), faults=(("error-500", "/posts/"),)),
    State("people", ("u", "L")),
    State("people, finding", ("u", "L", "/to")),
    State("links", ("o",)),
    State("picture view", ("6", "m")),
    State("picture view, failed", ("6", "m"), faults=(("error-503", "/photos/"), ("error-503", "/pictures/"))),
    State("mute question", ("M",)),
    State("mute a word", ("M", "w")),
    State("muted", ("M", "p", "M", "l")),
    State("search", ("/",)),
    State("search, found", ("/the",)),
    State("search, people", ("/@to",)),
    State("outbox", ("W",)),
    State("outbox, with a draft", ("cA draft.", ESCAPE, "p", "W")),
    State("own posts", ("E",)),
    State("own posts, drafts", ("E", "2")),
    State("own posts, failed", ("E",), faults=(("error-500", "/micropub"),)),
    State("own posts, editing", ("E", "e")),
    State("sign in", ("S",)),
    State("palette", (":",)),
    State("palette, filtered", (":the",)),
    State("themes", (":theme\r",)),
    State("help", ("?",)),
    State("reply", ("r",)),
    State("new post", ("c",)),
    State("new post, written", ("cSome words, @to",)),
    State("new post, deciding", ("cSome words", ESCAPE)),
    State("new post, title", ("cSome words", ESCAPE, "t")),
    State("new post, services", ("cSome words", ESCAPE, "t", "\t", "\t", "\t")),
    State("new post, preview", ("cSome words", ESCAPE, "v")),
    State("new post, sent", ("cSome words", ESCAPE, "y")),
    State("new post, pictures", ("cSome words", ESCAPE, "i")),
    State("new post, name of a picture", ("cSome words", ESCAPE, "i", "a")),
    State("quit question", ("cSome words", ESCAPE, "q")),
)
