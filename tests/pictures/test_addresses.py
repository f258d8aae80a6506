"""Which address is asked for a picture."""

from __future__ import annotations

import pytest

from mbtui.api import Origin
from mbtui.pictures.addresses import smaller_copies, unwrapped

MICROBLOG = Origin.parse("https://micro.blog")
OWN = Origin.parse("http://127.0.0.1:8080")
PICTURE = "https://tomas.example/uploads/2026/tide.jpg"
QUOTED = "https%3A%2F%2Ftomas.example%2Fuploads%2F2026%2Ftide.jpg"


@pytest.mark.parametrize(
    ("url", "width", "home", "copy"),
    [
        (PICTURE, 500, MICROBLOG, f"https://micro.blog/photos/600x/{QUOTED}"),
        (PICTURE, 500, OWN, f"http://127.0.0.1:8080/photos/600x/{QUOTED}"),
        (f"https://micro.blog/photos/1000x/{QUOTED}", 90, MICROBLOG, f"https://micro.blog/photos/100x/{QUOTED}"),
        (f"https://micro.blog/photos/50/{PICTURE}", 9000, MICROBLOG, f"https://micro.blog/photos/2000x/{QUOTED}"),
        (f"https://cdn.micro.blog/photos/96/{QUOTED}", 200, MICROBLOG, f"https://micro.blog/photos/200x/{QUOTED}"),
        (f"https://photos.micro.blog/200/{PICTURE}", 400, MICROBLOG, f"https://micro.blog/photos/400x/{QUOTED}"),
        (f"http://127.0.0.1:8080/photos/1000x/{QUOTED}", 300, OWN, f"http://127.0.0.1:8080/photos/400x/{QUOTED}"),
        ("http://old.example/a.gif", 100, MICROBLOG, "https://micro.blog/photos/100x/http%3A%2F%2Fold.example%2Fa.gif"),
        *(
            (url, 20, MICROBLOG, None)
            for url in (
                "https://micro.blog/tomas/avatar.jpg",
                "https://avatars.micro.blog/avatars/2026/04/771.jpg",
                "file:///etc/passwd",
                "data:image/png;base64,AA",
                "https://[",
                "",
            )
        ),
        (PICTURE, 500, None, None),
    ],
)
def test_the_smallest_copy_that_is_wide_enough_is_asked_for(
    url: str, width: int, home: Origin | None, copy: str | None
) -> None:
    """Of what Micro.blog, or the account's server, has copies of."""
    assert next(iter(smaller_copies(url, width, home)), None) == copy


def test_the_address_of_the_picture_itself_is_found_in_that_of_a_copy() -> None:
    """On Micro.blog and on the account's server; a stranger's `photos` is no copy."""
    assert unwrapped(f"http://127.0.0.1:8080/photos/1000x/{QUOTED}", OWN) == PICTURE
    assert unwrapped(f"https://cdn.micro.blog/photos/96/{QUOTED}", OWN) == PICTURE
    for url in (
        f"https://x.example/photos/96/{QUOTED}",
        "http://127.0.0.1:8080/photos/96/file%3A%2F%2F%2Fetc",
        PICTURE,
    ):
        assert unwrapped(url, OWN) == url
