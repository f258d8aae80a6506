"""A post as one text for an editor, there and back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mbtui.services.blogs import Blog, Blogs, Service
from mbtui.services.front_matter import laid_out, taken_in
from mbtui.store.drafts import Draft, DraftKind
from mbtui.store.post_parts import Media, PostParts, parts_of, with_parts

NOW = datetime(2026, 11, 28, 10, 20, tzinfo=UTC)
POST = with_parts(
    Draft(kind="post", title="Frost", target="https://ines.example/", text="Cover the leeks.\n"),
    PostParts(categories=("garden", "notes"), photos=(Media(url="https://ines.example/leek.jpg"),)),
)
BLOGS = Blogs(
    (
        Blog(
            "https://ines.example/",
            "Ines & the frost",
            is_default=True,
            services=(
                Service("https://a.example/1", "Mastodon: ines@a.example"),
                Service("https://b.example/2", "Bluesky"),
                Service("https://c.example/3", "Mail"),
                Service("https://c.example/4", "Mail: another"),
            ),
        ),
        Blog("https://photos.example/", "Photos"),
    )
)
words = st.text(st.characters(exclude_categories=["Cs"]))
odd_words = (
    words | st.text(st.sampled_from(" ,'\"[]:#-\\\n\r\tan\u2028\u00a0"), max_size=8) | st.sampled_from(["all", "None"])
)
lists = st.lists(odd_words.filter(bool), unique=True, max_size=4).map(tuple)


@given(
    kind=st.sampled_from(["post", "edit", "reply"]),
    title=odd_words,
    text=words | st.text(st.sampled_from("-\n a:"), max_size=20) | st.builds("---\n{}".format, words),
    parts=st.builds(
        PostParts,
        categories=lists,
        syndicate_to=st.none() | lists,
        post_status=st.sampled_from(["", "draft", "published"]),
        published_at=st.sampled_from(["", "2019-02-03T04:05:06+00:00", "2026-12-01T07:00:00Z", "whenever"]),
    ),
    target=odd_words,
    other=st.sampled_from([Draft(kind="post"), POST]),
    blogs=st.sampled_from([Blogs(), BLOGS]),
)
def test_what_is_laid_out_comes_back(
    kind: DraftKind, title: str, text: str, parts: PostParts, target: str, other: Draft, blogs: Blogs
) -> None:
    """Any title, categories and text; also where something else stood before, as far as it can be written."""
    draft = with_parts(Draft(kind=kind, title=title, text=text, target=target), parts)
    assert taken_in(laid_out(draft, blogs), draft, NOW, blogs) == (draft, "")
    if kind == "post":
        taken, _ = taken_in(laid_out(draft), other, NOW)
        assert (taken.title, taken.text, taken.target) == (title, text, target)
        read = parts_of(taken)
        assert (read.categories, read.syndicate_to) == (parts.categories, parts.syndicate_to)
        assert read.photos == parts_of(other).photos


def test_a_post_is_laid_out_for_people() -> None:
    """Each part on a line, with the words that are typed there."""
    assert laid_out(POST) == (
        "---\ntitle: Frost\ncategories: garden, notes\nblog: https://ines.example/\nto: all\nstatus: published\nat:\n"
        "---\n\nCover the leeks.\n"
    )
    assert laid_out(Draft(kind="edit")) == "---\ntitle:\ncategories:\nstatus:\nat:\n---\n\n"
    assert laid_out(Draft(kind="reply", text="@tomas Yes.")) == "@tomas Yes."


@pytest.mark.parametrize(
    ("front", "meant"),
    [
        ("Categories: [ books , 'it''s' , \"a, b\" ]", {"categories": ("books", "it's", "a, b")}),
        ('categories:\n- books\n- "a, b"\n  - C#', {"categories": ("books", "a, b", "C#")}),
        ("to: none", {"syndicate_to": ()}),
        ("to: all", {"syndicate_to": None}),
        ('to: https://a.example/, "none"', {"syndicate_to": ("https://a.example/", "none")}),
        ("status: Draft", {"post_status": "draft"}),
        ("at: 2026-12-01T07:00:00Z", {"published_at": "2026-12-01T07:00:00+00:00"}),
        ('title:Re: "so" # 1', {"title": 'Re: "so" # 1'}),
        ('# a note\n\ntitle: "  \\"x\\" "\r', {"title": '  "x" '}),
        ('title: "not closed', {"title": '"not closed'}),
    ],
)
def test_what_a_person_writes_is_understood(front: str, meant: dict[str, object]) -> None:
    """Lists in three ways, quotes, line ends of another system; a line that is gone is empty."""
    taken, problem = taken_in(f"\n--- \n{front}\n---\nSo.", POST, NOW)
    assert problem == "" and taken.text == "So."
    parts = parts_of(taken)
    for name, value in {"title": "", "categories": (), **meant}.items():
        assert (taken.title if name == "title" else getattr(parts, name)) == value


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("title: Frost\nat: soon", "“soon” is no time to publish at."),
        ("title: Frost\nat: 2019-01-01 08:00", "has gone by."),
        ("title: Frost\nstatus: maybe", "“maybe” is no status. Write draft or published."),
        ("title: Frost\nstatus:\n- draft\n- published", "There can be only one status; it was left as it was."),
    ],
)
def test_a_value_that_is_none_is_said_and_changes_nothing(front: str, words: str) -> None:
    """The part is as it was."""
    taken, problem = taken_in(f"---\n{front}\n---\n\nSo.", POST, NOW)
    assert words in problem and taken.text == "So."
    assert parts_of(taken).published_at == parts_of(taken).post_status == ""


def test_lines_that_are_not_known_stand_in_the_text() -> None:
    """With a sentence that names the first of them and what there could be."""
    taken, problem = taken_in("---\ntitle: Frost\nlayout: page\n- a\n---\nSo.", POST, NOW)
    assert taken.text == "---\nlayout: page\n- a\n---\n\nSo." and taken.title == "Frost"
    assert problem == (
        "Not understood, and now in the text: “layout: page”. "
        "Above a text can stand title, categories, blog, to, status and at."
    )


@pytest.mark.parametrize(
    "text", ["So.", "", "---\nA rule.\n---\nSo.", "---\nA rule: two\n\n---", "----\ntitle: x\n---"]
)
def test_a_text_alone_changes_the_text_alone(text: str) -> None:
    """Whoever takes the whole front away keeps title and categories."""
    taken, problem = taken_in(text, POST, NOW)
    assert (taken.text, taken.title, taken.details, problem) == (text, "Frost", POST.details, "")


def test_a_front_that_does_not_end_is_text() -> None:
    """Nothing of it is taken, and a sentence says why."""
    taken, problem = taken_in("---\ntitle: Tide\nSo.", POST, NOW)
    assert taken.text == "---\ntitle: Tide\nSo." and taken.title == "Frost"
    assert problem == "The lines above the text do not end with --- on a line of its own: all stands in the text."


def test_a_front_without_lines_takes_all_away() -> None:
    """Two rules with nothing between are no text that anybody writes."""
    taken, problem = taken_in("---\n---\n\nSo.", POST, NOW)
    assert (taken.title, parts_of(taken).categories, taken.target, taken.text, problem) == ("", (), "", "So.", "")


def test_blogs_and_services_have_names() -> None:
    """Those that are known are named for choosing, and understood by name, title or address."""
    draft = with_parts(POST, PostParts(syndicate_to=("https://a.example/1", "https://c.example/3")))
    assert (
        "\nblog: ines.example\nto: Mastodon, https://c.example/3\nstatus: published\nat:\n"
        "# blog: ines.example, photos.example\n"
        "# to: all, none, Mastodon, Bluesky, https://c.example/3, https://c.example/4\n---\n"
    ) in laid_out(draft, BLOGS)

    def target(word: str) -> str:
        return taken_in(f"---\nblog: {word}\n---\n", draft, NOW, BLOGS)[0].target

    assert laid_out(Draft(kind="post"), BLOGS).startswith("---\ntitle:\ncategories:\nblog: ines.example\n")
    assert target("") == ""
    assert {target(word) for word in ("Photos.example", "photos", "https://photos.example")} == {
        "https://photos.example/"
    }
    taken, problem = taken_in("---\nto: bluesky, https://A.example/1\n---\n", draft, NOW, BLOGS)
    assert parts_of(taken).syndicate_to == ("https://b.example/2", "https://a.example/1") and not problem
    taken, problem = taken_in("---\nblog: tide\nto: Myspace\n---\n", draft, NOW, BLOGS)
    assert (taken.target, taken.details) == (draft.target, draft.details)
    assert problem == (
        "There is no blog tide. Yours are ines.example, photos.example. There is no service Myspace to copy to. "
        "There are Mastodon, Bluesky, https://c.example/3, https://c.example/4."
    )


def test_what_only_a_later_version_understands_stays() -> None:
    """Then the text stands alone, as that of a reply does."""
    draft = Draft(kind="post", text="So.", details={"categories": {"main": "a"}})
    assert laid_out(draft) == "So."
    assert taken_in("---\ntitle: a\n---\n", draft, NOW) == (replace(draft, text="---\ntitle: a\n---\n"), "")
