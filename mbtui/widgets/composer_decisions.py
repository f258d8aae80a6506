"""What can be decided about a text that is being written, by one key behind escape.

To add a decision: a row here, a row in the table of commands (`composer.<id>`), and what it does in
`screens.composer_decisions`.
"""

from __future__ import annotations

import msgspec

from mbtui.store.drafts import DraftKind


class Decision(msgspec.Struct, frozen=True):
    """One of them."""

    id: str
    """As in the table of commands, without the scope."""
    words: str
    """Beside its key, in the line below the text."""
    short: str
    """The same on a narrow screen."""
    kinds: tuple[DraftKind, ...] = ("post", "reply", "edit")
    """The texts for which it is named there. Decided about another, it is for the pane to say why not."""


DECISIONS = (
    Decision("send", "send", "send"),
    Decision("editor", "editor", "edit"),
    Decision("keep", "keep as draft", "keep as draft"),
    Decision("discard", "discard", "discard"),
    Decision("head", "title and more", "title", ("post", "edit")),
    Decision("pictures", "pictures", "pics", ("post", "edit")),
    Decision("preview", "preview", "view"),
    Decision("reply_all", "reply to all", "all", ("reply",)),
    Decision("quote", "quote", "quote", ("reply",)),
    Decision("own_post", "own post", "own", ("reply",)),
)
"""In the order in which they are named."""
