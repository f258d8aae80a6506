"""What a post has beside its text."""

from __future__ import annotations

from mbtui.store.post_parts import Media, placed

CAT = Media(url="https://ines.example/c.jpg", alt="A cat", content_type="image/jpeg", in_text="cat.jpg")
FILM = Media(url="https://ines.example/f.mp4", content_type="video/mp4", in_text="film.mp4")


def test_what_the_text_names_stands_there() -> None:
    """A picture with its description, a film as its player; what is not named is left for behind the text."""
    text, others = placed("One ![](cat.jpg)\n\n![x](film.mp4)", [CAT, FILM, Media(url="https://ines.example/d.jpg")])
    assert text == (
        'One ![A cat](https://ines.example/c.jpg)\n\n<video controls src="https://ines.example/f.mp4"></video>'
    )
    assert [file.url for file in others] == ["https://ines.example/d.jpg"]
    assert placed("Nothing named", [CAT]) == ("Nothing named", [CAT])
