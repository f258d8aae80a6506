"""What the commands on a post do that need more than the post's list: panels, questions, other programs, the outbox.

A method is named as the command asks for it: `post('links')` in the table of commands calls `links`.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from mbtui.api.client import ORIGIN
from mbtui.api.errors import MicroblogError, NotFound, Refused
from mbtui.content.document import Link
from mbtui.outbox.kinds.delete import delete, remaining_at
from mbtui.outbox.kinds.edit import begun, seen_late
from mbtui.panes.bindings import with_keys
from mbtui.panes.messages import NO_POST, TimelineWanted, could_not, why_not_written
from mbtui.panes.typed_ahead import hold_keys
from mbtui.screens.dialogs.address import AddressScreen
from mbtui.screens.dialogs.links import LinkPanel, link_entry, links_in, media_entry
from mbtui.screens.dialogs.muted import choose_mute
from mbtui.screens.dialogs.question import Choice, Question, confirmed
from mbtui.services import urls
from mbtui.services.draft_keeper import EditOnItsWay, unfinished
from mbtui.store import SavedPost, StoreError, TooNew, drafts
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import on_top_of_theirs, parts_of
from mbtui.terminal.hand_over import hand_over

if TYPE_CHECKING:
    from mbtui.outbox.entry import Write
    from mbtui.screens.pushed import Place

QUOTED_CHARACTERS = 40
_WITHOUT_POST = ("mute", "sent", "keep", "highlights")
SHARE_OF_SCREEN = 8
"""A question shows so much of what somebody else has written that the answers under it are seen."""


class PostCommands:
    """The commands on the posts of one screen."""

    def __init__(self, screen: Place) -> None:
        """Say and ask things on a screen, whose workers do the work."""
        self._screen = screen
        self._session = screen.session

    def run(self, name: str, post: SavedPost | None) -> None:
        """Begin a command by the name of its method; some need no post."""
        if post is not None or name in _WITHOUT_POST:
            self._screen.run_worker(partial(getattr(self, name), post), group="panel", exclusive=True)
        else:
            self._say(NO_POST)

    def _say(self, words: str, *, is_problem: bool = False) -> None:
        self._screen.say(with_keys(self._screen.app, words), is_problem=is_problem)

    async def _ask(self, asking: Awaitable[Link | None], doing: str) -> None:
        """Ask something, and go where the answer leads; or say what could not be done."""
        try:
            if (link := await asking) is not None:
                self.follow(link)
        except StoreError as error:
            self._screen.say(could_not(doing, error), is_problem=True)

    @property
    def _own_host(self) -> str:
        """Host and port of the account's server; empty before it is known."""
        if not self._session.is_connected:
            return ""
        return str(self._session.client().origin).partition("://")[2]

    async def reply(self, post: SavedPost) -> None:
        """Reply to a post."""
        if post.is_web_page:
            self._screen.say(
                f"This is a page of {post.username}, not a post on Micro.blog: nobody would get a reply. "
                + with_keys(self._screen.app, "{post.page} opens it.")
            )
        elif refusal := why_not_written(self._session, "reply"):
            self._say(refusal, is_problem=True)
        else:
            self._screen.reply_to(post)

    # Leading away

    async def links(self, post: SavedPost) -> None:
        """Choose among the links of a post."""
        links = links_in(post.document)
        if not links:
            self._say("There are no links in this post. {post.page} opens its page.")
            return
        entries = [link_entry(link, self._own_host) for link in links]
        chosen = await self._screen.app.push_screen_wait(LinkPanel("Links in this post", links, entries))
        if chosen is not None:
            self.follow(links[chosen])

    async def media(self, post: SavedPost) -> None:
        """Look at the pictures and recordings of a post, or choose among their descriptions where none are drawn."""
        from mbtui.graphics.graphics import why_not

        media = post.document.media
        if not media:
            self._say("There are no pictures, videos or recordings in this post.")
            return
        screen, session = self._screen, self._session
        reason = why_not(screen.config.images, os.environ)
        if not reason:
            from mbtui.screens.picture_view import PictureView

            view = PictureView(session, screen.config, post, media, lambda view, link: PostCommands(view).follow(link))
            screen.app.push_screen(view)
            return
        panel = LinkPanel("Pictures and recordings in this post", media, [media_entry(link) for link in media])
        panel.say(reason)
        chosen = await screen.app.push_screen_wait(panel)
        if chosen is not None:
            self.follow(media[chosen])

    async def sent(self, post: SavedPost | None) -> None:
        """Choose among what was sent lately."""
        from mbtui.screens.dialogs.sent_posts import choose_sent

        await self._ask(choose_sent(self._screen), "read what was sent")

    async def keep(self, _: SavedPost | None) -> None:
        """Save a web page in the bookmarks."""
        from mbtui.screens.dialogs.bookmarks import keep_page

        await self._ask(keep_page(self._screen), "keep the bookmark")

    async def tags(self, post: SavedPost) -> None:
        """Change the tags of a bookmark."""
        from mbtui.screens.dialogs.bookmarks import change_tags

        await self._ask(change_tags(self._screen, post), "change the tags")

    async def highlights(self, _: SavedPost | None) -> None:
        """Show what was marked in bookmarked pages."""
        from mbtui.screens.dialogs.highlights import choose_highlight

        await self._ask(choose_highlight(self._screen), "read your highlights")

    async def page(self, post: SavedPost) -> None:
        """Open the page of a post in the browser, wherever it leads."""
        if post.url:
            self._open(post.url, "link")
        else:
            self._say("This post has no page of its own.")

    async def thread_page(self, post: SavedPost) -> None:
        """Open the conversation of a post in the browser, which may show more of it than Micro.blog sends."""
        if post.is_web_page or not post.username:
            self._say("Micro.blog has no page of this. {post.page} opens its own.")
        else:
            origin = self._session.client().origin if self._session.is_connected else ORIGIN
            self._open(urls.conversation_page(post.username, post.id, str(origin)), "link")

    def follow(self, link: Link) -> None:
        """Go where a link leads: inside mbtui when that is a place on Micro.blog, else outside."""
        timeline = urls.timeline_at(link.url, self._own_host) if link.kind in ("link", "mention") else ""
        if timeline:
            self._screen.post_message(TimelineWanted(timeline))
        else:
            self._open(link.url, urls.opener_kind(link))

    def _open(self, url: str, kind: str) -> None:
        work: Callable[[], Awaitable[None]] = partial(self._open_outside, url, kind)
        self._screen.run_worker(work, group="open")

    async def _open_outside(self, url: str, kind: str) -> None:
        """Open an address, or show it alone on a screen when nothing on this machine should open it."""
        app = self._screen.app
        if not urls.is_openable(url):
            self._screen.say("Only http, https and mailto addresses can be opened.")
            return
        way = urls.open_method(url, kind, self._screen.config, os.environ)
        match way.kind:
            case "terminal":
                refusal = f"The screen can not be handed over to {way.arguments[0]} here."
                if problem := hand_over(app, lambda: urls.run_in_terminal(way.arguments), refusal):
                    self._screen.say(problem)
            case "program":
                problem = await asyncio.to_thread(urls.start, way.arguments)
                self._screen.say(problem or f"Opened with {way.arguments[0]}.")
            case "system":
                if problem := await asyncio.to_thread(urls.start_system_browser, url):
                    app.push_screen(AddressScreen(url, problem))
                else:
                    self._screen.say("Opened in the browser.")
            case "show":
                app.push_screen(AddressScreen(url, way.reason))

    # Hiding and deleting

    async def mute(self, post: SavedPost | None) -> None:
        """Hide the author or a word, or show what is hidden."""
        await self._ask(choose_mute(self._screen, post), "change what is muted")

    async def delete(self, post: SavedPost) -> None:
        """Delete a post of one's own, after a question."""
        if post.is_deleted:
            self._say("This post was deleted already.")
        elif not post.is_deletable and not self._is_own(post):
            self._say("Only your own posts can be deleted. {post.mute} hides those of others.")
        else:
            await self.delete_own(post.title or post.document.plain_text, delete(post.id, url=post.url))

    def _is_own(self, post: SavedPost) -> bool:
        name = self._session.username.lower()
        return bool(name) and post.username.lower() == name

    async def delete_own(self, words: str, deletion: Write) -> None:
        """Ask whether a post with these words is to be deleted, and have it deleted."""
        outbox = self._session.outbox
        if refusal := why_not_written(self._session, "delete posts"):
            self._say(refusal, is_problem=True)
        if refusal or outbox is None:
            return
        shown = first_words(words)
        question = f"Delete {f'“{shown}”' if shown else 'this post'} for everyone? It can not be undone."
        if blog := remaining_at(deletion.details["url"], self._own_host):
            question += f" If Micro.blog does not host {blog}, the copy there remains."
        if not await confirmed(self._screen.app, question, "delete"):
            return
        try:
            await self._session.undoing.do("the deletion", outbox.put(deletion), outbox.undo)
        except StoreError as error:
            self._screen.say(could_not("delete the post", error), is_problem=True)
            return
        self._say("The post is being deleted.")

    # Editing

    async def edit(self, post: SavedPost) -> None:
        """Open a post of one's own as it was written, or go on with the edit of it that there is."""
        url = post.url or f"https://micro.blog/{post.username}/{post.id}"
        new = Draft(kind="edit", post_id=post.id, target=url)
        if post.is_deleted:
            self._say("This post was deleted.")
        elif not self._is_own(post):
            self._say("Only your own posts can be edited. {post.reply} answers those of others.")
        elif refusal := why_not_written(self._session, "edit posts"):
            self._say(refusal, is_problem=True)
        elif not await self.take_up(new):
            self._say("Loading the post as it was written…")
            try:
                draft = await begun(self._session.client(), new)
            except (NotFound, Refused) as error:
                elsewhere = remaining_at(url, self._own_host)
                hint = f" If Micro.blog does not host {elsewhere}, edit it there: {{post.page}} opens it."
                self._say(could_not("open the post", error) + (hint if elsewhere else ""), is_problem=True)
            except MicroblogError as error:
                self._say(could_not("load the post", error), is_problem=True)
            else:
                self._say("")
                self._screen.go_on(draft)

    async def take_up(self, new: Draft) -> bool:
        """Go on with the edit that there is of a post, once that is not being sent. Returns whether there was one."""
        try:
            draft = await unfinished(self._session.store, new, self._session.outbox)
        except EditOnItsWay as error:
            self._screen.say(str(error))
            return True
        except StoreError as error:
            self._screen.say(could_not("look for a draft", error), is_problem=True)
            return False
        if draft is not None:
            await self._settle(draft)
        return draft is not None

    def go_on(self, draft: Draft) -> None:
        """Go on with any text; with an edit of what somebody else has changed after a question."""
        hold_keys(self._screen.app, self._screen.run_worker(self._settle(draft), group="panel", exclusive=True))

    async def _settle(self, draft: Draft) -> None:
        kept, outbox = draft, self._session.outbox
        theirs, is_unseen = None, False
        if draft.kind == "edit":
            try:
                theirs, is_unseen = parts_of(draft).theirs, parts_of(draft).was is None
                if is_unseen and self._session.is_connected:
                    self._say("Loading the post as it was written…")
                    draft = await seen_late(self._session.client(), draft)
                    theirs = parts_of(draft).theirs
            except TooNew:
                # It is opened all the same, which says so.
                pass
            except MicroblogError as error:
                self._say(could_not("load the post", error), is_problem=True)
        if theirs is None or outbox is None:
            self._screen.go_on(draft)
            return
        room = self._screen.app.size.width * self._screen.app.size.height // SHARE_OF_SCREEN
        shown = first_words(f"{theirs.title} {theirs.text}", room)
        choices = [
            Choice("m", "send my version over it", "mine"),
            Choice("t", "keep it, and discard my version", "theirs"),
            Choice("b", "edit both in one text", "both"),
        ]
        what = (
            "The post could not be read when you wrote this"
            if is_unseen
            else "Somebody has changed this post since you opened it"
        )
        question = f"{what}. Now it says: “{shown}”"
        store, screen = self._session.store, self._screen
        answer = await screen.app.push_screen_wait(Question(question, choices))
        try:
            if answer == "mine":
                await outbox.put(on_top_of_theirs(draft), kept)
                self._say("Your version is on its way.")
            elif answer == "theirs":
                await self._session.undoing.do(
                    "discarding your version",
                    self._discard(kept),
                    lambda discarded: store.outbox.write(drafts.save_draft, discarded),
                )
                self._say("The post stays as it is now. {app.undo} brings your version back, as a draft.")
            elif answer == "both":
                both = replace(on_top_of_theirs(draft), text=f"{draft.text.rstrip()}\n\n---\n\n{theirs.text}")
                screen.go_on(replace(both, id=await store.outbox.write(drafts.save_draft, both, before=kept)))
            else:
                self._say("It is kept as a draft. {post.edit} asks again.")
        except StoreError as error:
            self._screen.say(could_not("keep what you decided", error), is_problem=True)

    async def _discard(self, draft: Draft) -> Draft:
        """Throw a draft away. Returns what can be kept in its place."""
        await self._session.store.outbox.write(drafts.delete_draft, draft)
        return replace(draft, id=0)


def first_words(text: str, length: int = QUOTED_CHARACTERS) -> str:
    """Give the beginning of a text in one line."""
    words = " ".join(text.split())
    return words if len(words) <= length else f"{words[:length]}…"
