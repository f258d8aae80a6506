"""What leads away from a post: its links, its pictures and recordings, its page, its author."""

from __future__ import annotations

from textual import on
from textual.message import Message

from mbtui.content.document import Link
from mbtui.panes.bindings import with_keys
from mbtui.panes.post_pane import PostPane
from mbtui.store import SavedPost
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import PostRow


class LinkActions(PostPane):
    """The commands that lead away from the highlighted post."""

    class LinksWanted(Message):
        """The reader wants to choose among the links of a post."""

        def __init__(self, post: SavedPost) -> None:
            super().__init__()
            self.post = post

    class MediaWanted(Message):
        """The reader wants to see or hear what is in a post."""

        def __init__(self, post: SavedPost) -> None:
            super().__init__()
            self.post = post

    class LinkFollowed(Message):
        """The reader goes where a link leads, inside mbtui or outside."""

        def __init__(self, link: Link) -> None:
            super().__init__()
            self.link = link

    class PageWanted(Message):
        """The reader wants to see an address in the browser, wherever it leads."""

        def __init__(self, url: str) -> None:
            super().__init__()
            self.url = url

    class ProfileWanted(Message):
        """The reader wants to see a person."""

        def __init__(self, username: str) -> None:
            super().__init__()
            self.username = username

    def action_post_links(self) -> None:
        """Show the post's links."""
        if self.highlighted_post is not None:
            self.want(self.LinksWanted(self.highlighted_post))

    def action_post_media(self) -> None:
        """Show the post's pictures and recordings."""
        if self.highlighted_post is not None:
            self.want(self.MediaWanted(self.highlighted_post))

    def action_post_page(self) -> None:
        """Open the post's page."""
        post = self.highlighted_post
        if post is not None and post.url:
            self.post_message(self.PageWanted(post.url))
        elif post is not None:
            self.say("This post has no page of its own.")

    def action_post_profile(self) -> None:
        """Show the post's author."""
        post = self.highlighted_post
        if post is not None and post.is_web_page:
            words = f"{post.username} is a web site, not a person on Micro.blog. {{post.page}} opens its page."
            self.say(with_keys(self.app, words))
        elif post is not None and post.username:
            self.want(self.ProfileWanted(post.username))
        elif post is not None:
            self.say(f"{post.author_name} is not on Micro.blog.")

    @on(PostList.LinkClicked)
    def _link_clicked(self, event: PostList.LinkClicked) -> None:
        event.stop()
        row = event.post_list.row(event.key)
        if isinstance(row, PostRow) and 0 <= event.link < len(row.post.document.links):
            self.post_message(self.LinkFollowed(row.post.document.links[event.link]))
