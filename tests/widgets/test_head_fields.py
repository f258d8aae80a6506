"""The fields of a post's head: what is typed or chosen there is in the post, and nothing is lost."""

from __future__ import annotations

import pytest

from mbtui.services.blogs import Blog, Blogs, Service
from mbtui.services.post_words import post_words
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import Media, PostParts, parts_of, with_parts
from mbtui.widgets.head_fields import BlogChoice, Categories, Copies, Field, PublishTime, Status, Title, fields_of

SERVICES = (Service("mastodon-1", "Mastodon: ines@social.example"), Service("bluesky-1", "Bluesky: ines.example"))
ONE = Blogs((Blog("https://ines.example/", "Allotment notes", True, ("garden", "bread, butter", "Gates")),))
TWO = Blogs(
    (*ONE.blogs, Blog("https://trains.example/", "Slow trains", services=SERVICES, syndicate_to=("bluesky-1",)))
)
NOW = 1_795_860_000.0
POST = Draft(kind="post")


def _field(kind: type[Field], draft: Draft = POST, blogs: Blogs = TWO) -> Field:
    return kind(draft, blogs, lambda: NOW)


def _typed(kind: type[Field], text: str, draft: Draft = POST) -> Draft:
    field = _field(kind, draft)
    field.text = text
    return field.put(draft)


def test_what_can_not_be_chosen_has_no_field() -> None:
    """One blog is no choice; an edit stays on its blog and is copied nowhere."""
    labels = {
        (draft.kind, len(blogs.blogs)): [field.label for field in fields_of(draft, blogs, lambda: NOW)]
        for draft in (Draft(kind="post", target="https://trains.example/"), Draft(kind="edit"))
        for blogs in (Blogs(), ONE, TWO)
    }
    fields = ["Title", "Categories", "Status", "At"]
    assert labels[("post", 1)] == labels[("post", 0)] == labels[("edit", 2)] == fields
    assert labels[("post", 2)] == ["Title", "Categories", "Blog", "Copy to", "Status", "At"]


def test_a_title_is_one_clean_line() -> None:
    """Whatever was pasted."""
    assert _typed(Title, " frost\r\n\x1b]0;x\x07 tonight\x00 ").title == "frost ]0;x tonight"


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("garden, trains,,garden , ", ("garden", "trains")),
        ('"bread, butter",new', ("bread, butter", "new")),
        ("", ()),
    ],
)
def test_categories_have_commas_between(typed: str, names: tuple[str, ...]) -> None:
    """One with a comma has quotes, and is shown so again."""
    draft = _typed(Categories, typed)
    assert parts_of(draft).categories == names
    assert _typed(Categories, _field(Categories, draft).text) == draft


def test_a_quote_that_does_not_end_is_told() -> None:
    """The categories stay as they were until it is mended."""
    field = _field(Categories)
    field.text = 'garden, "bread, butter'
    assert field.put(POST) == POST and "between two quotes" in field.problem
    field.text += '"'
    assert parts_of(field.put(POST)).categories == ("garden", "bread, butter") and not field.problem


def test_known_categories_complete_what_is_typed() -> None:
    """The last one, and none that is there already."""
    suggest = _field(Categories).suggestion
    assert [suggest(typed) for typed in ("ga", "garden, ga", "garden, b", "", "garden, ", "x")] == [
        "garden",
        "garden, gates",
        None,
        None,
        None,
        None,
    ]


def test_another_blog_brings_what_was_chosen_there_last() -> None:
    """Cross-posting belongs to the blog."""
    field = _field(BlogChoice)
    field.step(1)
    draft = field.put(POST)
    assert draft.target == "https://trains.example/" and parts_of(draft).syndicate_to == ("bluesky-1",)
    assert _field(BlogChoice, draft).text == "Slow trains"


def test_services_are_chosen_one_by_one() -> None:
    """All of them is what a post says nothing about; none is said."""
    trains = Draft(kind="post", target="https://trains.example/")
    field = _field(Copies, trains)
    assert field.text.startswith("[x] Mastodon") and field.put(trains).details == {}
    field.toggle()
    assert parts_of(field.put(trains)).syndicate_to == ("bluesky-1",)
    field.step(1)
    assert field.text[field.cursor] == "x"
    field.toggle()
    none = field.put(trains)
    assert parts_of(none).syndicate_to == () and _field(Copies, none).text == field.text


def test_a_draft_is_a_choice() -> None:
    """An edit may also leave the state as it is."""
    field = _field(Status)
    field.step(1)
    assert parts_of(field.put(POST)).post_status == "draft"
    assert _field(Status, Draft(kind="edit")).text == "as it is"


def test_a_time_that_is_none_is_told_and_changes_nothing() -> None:
    """What could be read before stays; what has gone by is none, but of an edit it is."""
    later = _typed(PublishTime, "+2h")
    assert parts_of(later).published_at
    field = _field(PublishTime, later)
    for text in ("soon", "2020-01-01 08:00"):
        field.text = text
        assert field.put(later) == later and text in field.problem
    field.text = ""
    assert field.put(later) == POST and not field.problem
    assert parts_of(_typed(PublishTime, "2020-01-01 08:00", Draft(kind="edit"))).published_at


@pytest.mark.parametrize(
    ("at", "words"), [("2020-01-01T08:00:00+00:00", "has gone by"), ("later", "is no time"), ("", "")]
)
def test_a_draft_may_have_waited_too_long(at: str, words: str) -> None:
    """Its time is looked at again when it is sent."""
    field = PublishTime(POST, TWO, lambda: NOW)
    said = field.gone_by(with_parts(POST, PostParts(published_at=at)))
    assert words in said and bool(words) == bool(said)


def test_a_post_is_named_by_what_is_not_as_always() -> None:
    """Where and when it goes stands first."""
    assert post_words(POST, ONE) == []
    parts = PostParts(
        categories=("garden",),
        photos=(Media(alt="A leek"), Media()),
        syndicate_to=("bluesky-1",),
        post_status="draft",
        published_at="2026-12-01T08:00:00+00:00",
    )
    words = post_words(with_parts(Draft(kind="post", target="https://trains.example/", title="Frost"), parts), TWO)
    assert words[:2] == ["Slow trains", "draft"] and words[2].startswith("at 2026-12-01 ")
    assert words[3:] == ["“Frost”", "garden", "copied to Bluesky only", "2 pictures, 1 without description"]
