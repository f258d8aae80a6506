"""Pictures that stand in a writer's own text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbtui.content.image_links import ImageLink, image_links, with_images

UPLOADED = ImageLink("https://ines.example/uploads/c.jpg", "A cat")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("![a cat](cat.jpg)", [("cat.jpg", "a cat")]),
        ("One ![](a.png) and ![two](~/b.png 'x').", [("a.png", ""), ("~/b.png", "two")]),
        ('![a "cat"](cat.jpg "The cat")', [("cat.jpg", 'a "cat"')]),
        ("![x](my cat (1).jpg)", [("my cat (1).jpg", "x")]),
        ("![x](<my cat.jpg>)", [("my cat.jpg", "x")]),
        (r"![a \[black\] cat](cat.jpg)", [("cat.jpg", "a [black] cat")]),
        ("`![x](a.jpg)` and ``![x](`a.jpg)``", []),
        ("```\n![x](a.jpg)\n```\n![y](b.jpg)", [("b.jpg", "y")]),
        ("~~~ md\n![x](a.jpg)\n~~~", []),
        ("An ![unfinished](one", []),
        ("A [link](cat.jpg) is no picture, nor is ![] (cat.jpg).", []),
    ],
)
def test_pictures_are_found_in_a_text(text: str, found: list[tuple[str, str]]) -> None:
    """As they are written, with their descriptions; not in code."""
    assert [(link.target, link.alt) for link in image_links(text)] == found


@pytest.mark.parametrize(
    ("target", "file"),
    [
        ("cat.jpg", "cat.jpg"),
        ("my%20cat.jpg", "my cat.jpg"),
        ("/home/ines/cat.jpg", "/home/ines/cat.jpg"),
        ("file:///home/ines/my%20cat.jpg", "file:///home/ines/my%20cat.jpg"),
        ("https://ines.example/cat.jpg", ""),
        ("data:image/png;base64,AAAA", ""),
        ("//ines.example/cat.jpg", ""),
    ],
)
def test_an_address_is_no_file(target: str, file: str) -> None:
    """What leads to a server is nothing to upload."""
    assert ImageLink(target).file == file


def test_a_picture_takes_the_place_of_another() -> None:
    """The description in the text stays, and so does the title; where there is none, the picture's is taken."""
    images = {"my cat.jpg": UPLOADED}
    text = 'One ![mine](<my cat.jpg> "Title"), ![](my cat.jpg), `![](my cat.jpg)`, ![](other.jpg).'
    address = UPLOADED.target
    assert with_images(text, images) == (
        f'One ![mine]({address} "Title"), ![A cat]({address}), `![](my cat.jpg)`, ![](other.jpg).'
    )


@given(st.text(max_size=40), st.sampled_from(["a", "file.example/", "]", "(", " "]))
def test_any_description_comes_back(alt: str, path: str) -> None:
    """Whatever is written into a description, it is found again, and so is the address."""
    alt = " ".join(alt.split())
    link = ImageLink(f"https://ines.example/{path}c.jpg", alt)
    (found,) = image_links(f"before {link.markdown} after")
    assert found.alt == alt


@given(st.text(alphabet='`~![]()<>\\ a\n"', max_size=60))
def test_any_text_stays_when_nothing_is_to_be_changed(text: str) -> None:
    """No picture is known: not a character changes."""
    assert with_images(text, {}) == text
