"""What a hosted blog knows beyond its posts: its addresses, cross-posting, uploads, and that it is being rebuilt."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from mbtui.demo.clock import moment

LARGEST_UPLOAD_BYTES = 45_000_000


@dataclass(frozen=True)
class Blog:
    """One place to post to."""

    uid: str
    """Its address, with a slash at the end."""
    title: str
    is_default: bool = False
    has_audio: bool = False

    @property
    def name(self) -> str:
        """The bare host."""
        return self.uid.split("/")[2]


@dataclass(frozen=True)
class Service:
    """A place that posts can be copied to."""

    uid: str
    name: str
    address: str
    """What the address of a copy begins with."""


@dataclass
class Upload:
    """A file as it was sent."""

    name: str
    content_type: str
    content: bytes


@dataclass
class Media:
    """A file that was kept."""

    path: str
    """Where it is served from, below the server's own address."""
    upload: Upload
    blog_uid: str
    uploaded_at: float
    alt: str = ""
    file_id: str = ""
    """What it was called while it was sent in pieces."""


@dataclass(frozen=True)
class Publishing:
    """A blog that is being rebuilt after a post."""

    url: str
    started_at: float
    ends_at: float

    def progress(self, now: float) -> float:
        if now >= self.ends_at:
            return 1.0
        return round(max(0.0, (now - self.started_at) / (self.ends_at - self.started_at)), 2)


@dataclass
class BlogState:
    """Everything an account needs for posting; accounts without a blog have an empty one."""

    blogs: tuple[Blog, ...] = ()
    services: tuple[Service, ...] = ()
    media: list[Media] = field(default_factory=list)
    pieces: dict[str, bytes] = field(default_factory=dict)
    """What has come of files that are sent in pieces, by `file_id`."""
    publishing: Publishing | None = None

    def find(self, uid: str) -> Blog | None:
        """Find a blog by `uid` or by its bare host; the default one when nothing is named."""
        if not uid:
            return next((blog for blog in self.blogs if blog.is_default), None)
        return next((blog for blog in self.blogs if uid in (blog.uid, blog.uid.rstrip("/"), blog.name)), None)

    def keep(self, upload: Upload, blog: Blog, now: float) -> Media:
        """Keep a file under a name of the server's own, of which only the ending is the client's."""
        name = hashlib.sha256(f"{len(self.media)} {now} {upload.name}".encode()).hexdigest()[:10]
        ending = re.search(r"\.\w{1,5}$", upload.name)
        path = f"/uploads/{moment(now).year}/{name}{ending.group().lower() if ending else ''}"
        self.media.append(Media(path, upload, blog.uid, now))
        return self.media[-1]


def initial_blog_states() -> dict[str, BlogState]:
    """The accounts that have blogs: one has two of them, and nobody else has any."""
    return {
        "ines": BlogState(
            blogs=(
                Blog("https://ines.micro.blog/", "Allotment notes", is_default=True),
                Blog("https://trains.example/", "Slow trains", has_audio=True),
            ),
            services=(
                Service("mastodon-1", "Mastodon: ines@social.example", "https://social.example/@ines"),
                Service("bluesky-1", "Bluesky: ines.example", "https://bluesky.example/profile/ines.example/post"),
            ),
        )
    }
