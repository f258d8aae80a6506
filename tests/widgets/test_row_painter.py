"""From a row's data to lines of styled text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import split_graphemes

from mbtui.content.convert import convert
from mbtui.content.document import Block, Document, Link, Span
from mbtui.widgets.row_painter import CLIP_SLACK, LONGEST_HYPERLINK, Line, Painter, hyperlink
from mbtui.widgets.rows import GapRow, PostRow
from tests.widgets.examples import steady
from tests.widgets.made_rows import NOW, painter, post, runs, text, texts, width
from tests.widgets.test_wrapping import TEXTS


@pytest.mark.parametrize(
    ("cells", "fields", "line"),
    [
        (80, {}, "Tomas Lindqvist  @tomas · 12m"),
        (40, {}, "Tomas Lindqvist  @tomas · 12m"),
        (20, {}, "Tomas…  @tomas · 12m"),
        (14, {}, "Tomas L… · 12m"),
        (10, {}, "Tomas Lin…"),
        (1, {}, "…"),
        (
            80,
            dict(is_new=True, is_favorite=True, is_conversation=True, is_own=True, is_waiting=True),
            "Tomas Lindqvist  @tomas · 12m  • ★ ↩ ✎ ⌛",
        ),
        (40, dict(is_new=True, is_favorite=True), "Tomas Lindqvist  @tomas · 12m  • ★"),
        (20, dict(is_new=True, is_favorite=True), "Tomas Li… · 12m  • ★"),
        (40, dict(username=""), "Tomas Lindqvist · 12m"),
        (40, dict(published_at=0.0, date_relative="last week"), "Tomas Lindqvist  @tomas · last week"),
        (40, dict(published_at=0.0), "Tomas Lindqvist  @tomas"),
        (40, dict(username="someone@a.very.long.example.social"), "Tomas Lindqvist  @someone@a.very.… · 12m"),
        (40, dict(author_name="A name that goes on and on and on"), "A name that goes on and o…  @tomas · 12m"),
        (40, dict(author_name="原田ゆき", username="yuki"), "原田ゆき  @yuki · 12m"),
        (40, dict(author_name="[/oops]", username="[red]"), "[/oops]  @[red] · 12m"),
    ],
)
def test_an_author_line_says_the_most_that_fits(cells: int, fields: dict, line: str) -> None:
    """Name, handle, age and marks, shortened with an ellipsis; below a few cells the name alone."""
    drawing = painter(cells).draw(post(**fields), NOW)
    assert texts(drawing)[0].rstrip() == line


def test_a_title_stands_above_the_words() -> None:
    """In the heading's style; not a second time where the post begins with it, as Micro.blog's short form does."""
    drawing = painter(40).draw(post((Block("The words."),), title="A day at sea"), NOW)
    assert texts(drawing)[1:3] == ["A day at sea", "The words."]
    short = (Block("A day at sea: ana.example"),)
    assert texts(painter(40).draw(post(short, title="A day at sea"), NOW))[1:] == ["A day at sea: ana.example"]


def test_a_post_is_its_author_its_blocks_and_a_blank_line() -> None:
    """Blocks stand apart when they are spaced; the blank line at the end counts but is not drawn."""
    blocks = (Block("One two three."), Block("four"), Block("five", is_spaced=False))
    drawing = painter(9).draw(post(blocks), NOW)
    assert texts(drawing)[1:] == ["One two", "three.", "", "four", "five"]
    assert drawing.height == 7
    assert drawing.hidden_count == 0


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        (Block("one two three", prefix="▎ "), ["▎ one two", "▎ three"]),
        (Block("one two three", prefix="  ", first_prefix="• "), ["• one two", "  three"]),
        (Block("one two three", prefix="▎ ▎ ▎ "), ["▎ one two", "▎ three"]),
        (Block("one\ntwo"), ["one", "two"]),
        (Block("a  b c d e f", kind="code", prefix="  "), ["  a  b c d", "   e f"]),
        (Block("", kind="rule"), ["──────────"]),
        (Block(""), [""]),
        (Block("日本語のテキスト"), ["日本語のテ", "キスト"]),
        (Block("supercalifragilistic"), ["supercalif", "ragilistic"]),
    ],
)
def test_a_block_is_wrapped_behind_its_prefix(block: Block, lines: list[str]) -> None:
    """Quotes keep their bar on every row, lists their mark on the first; a prefix never takes all the room."""
    assert texts(painter(10).draw(post((block,)), NOW))[1:] == lines


@pytest.mark.parametrize("words", ["weather", "wéather", "天気"])
@pytest.mark.parametrize("cells", range(8, 40))
def test_no_row_ends_with_the_number_of_a_link(words: str, cells: int) -> None:
    """It stands with the first of the words it belongs to, however the rows break."""
    document = convert(
        f'<p>See <a href="https://a.example/">{words} today</a>, or <a href="https://b.example/">it</a></p>'
    )
    rows = [row.rstrip() for row in texts(painter(cells).draw(post(document.blocks), NOW))[1:]]
    assert "".join(rows).replace(" ", "") == f"See[1]{words}today,or[2]it"
    assert not [row for row in rows if row.endswith("]")]


def test_a_blank_row_between_quoted_blocks_keeps_the_bar() -> None:
    """A quote is one thing, and ends where its bar ends."""
    blocks = (Block("a", prefix="▎ "), Block("b", prefix="▎ "), Block("c"))
    assert texts(painter().draw(post(blocks), NOW))[1:] == ["▎ a", "▎", "▎ b", "", "c"]


def test_a_note_stands_under_the_notice_of_a_clipped_post() -> None:
    """What we say of a post comes last."""
    lines = texts(painter(30, 4).draw(post("word " * 40, note="Not sent yet."), NOW))
    assert lines[-2:] == ["… 5 more lines (z)", "Not sent yet."]


def test_a_long_post_is_clipped_with_a_count() -> None:
    """The notice is one of the lines; what it counts and what is shown are the whole post."""
    row = post("\n".join(f"line {number}" for number in range(50)))
    drawing = painter(40, 10).draw(row, NOW)
    assert texts(drawing)[1:] == [*(f"line {number}" for number in range(8)), "… 42 more lines (z)"]
    assert (len(drawing.lines), drawing.hidden_count) == (10, 42)
    whole = painter(40, 10).draw(row, NOW, is_unfolded=True)
    assert (len(whole.lines), whole.hidden_count) == (51, 0)


@pytest.mark.parametrize(("count", "hidden"), [(9, 0), (10, 0), (12, 0), (13, 5), (14, 6)])
def test_a_post_that_is_hardly_too_long_is_not_clipped(count: int, hidden: int) -> None:
    """A notice stands for lines enough to be worth a key."""
    row = post("\n".join(f"line {number}" for number in range(count)))
    drawing = painter(40, 10).draw(row, NOW)
    assert drawing.hidden_count == hidden
    assert len(drawing.lines) == (10 if hidden else count + 1)


def test_a_hidden_post_is_one_line_until_it_is_unfolded() -> None:
    """It says whose it is, why it is hidden, and how to see it."""
    row = post("Secret", hidden_by="you muted @tomas")
    drawing = painter().draw(row, NOW)
    assert texts(drawing) == ["Tomas Lindqvist: you muted @tomas (z)"]
    assert drawing.height == 2
    assert texts(painter().draw(row, NOW, is_unfolded=True))[1:] == ["Secret"]


def test_gaps_and_the_divider_are_rules_with_words() -> None:
    """Across the whole width, and without a rule where there is no room."""
    assert texts(painter(20).draw(GapRow("missing"), NOW)) == ["───── missing ──────"]
    assert text(painter(25).divider()) == "──── read until here ────"
    assert text(painter(10).divider()) == "read unti…"


def test_a_note_is_one_paragraph_under_the_post() -> None:
    """Whatever line breaks a server's reason holds."""
    assert texts(painter(12).draw(post(note="It was\nrefused:\ttoo long"), NOW))[2:] == [
        "It was",
        "refused: too",
        "long",
    ]


def test_links_carry_their_number_for_the_mouse_and_their_address_for_the_terminal() -> None:
    """Over every row that they are broken into, and under whatever else is drawn there."""
    document = Document(
        (Block("see the long link [1]", spans=(Span(4, 17, "link", 0), Span(8, 12, "bold"), Span(18, 21, "mark"))),),
        (Link("https://example.com/ü?a=1", "the long link", number=1),),
    )
    linked = [run for run in runs(painter(12).draw(post(document), NOW)) if run[1].meta.get("link") == 0]
    assert [words for words, _ in linked] == ["the ", "long", "link"]
    assert {style.link for _, style in linked} == {"https://example.com/%C3%BC?a=1"}
    assert linked[1][1].bold and linked[1][1].underline


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.com/a b", "https://example.com/a%20b"),
        ("https://example.com/\x1b]8;;", "https://example.com/%1B]8;;"),
        ("https://example.com/\x07\n\\", "https://example.com/%07%0A%5C"),
        ("https://example.com/%20", "https://example.com/%20"),
        ("HTTPS://example.com", "HTTPS://example.com"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("//example.com", ""),
        ("", ""),
        ("https://example.com/" + "a" * LONGEST_HYPERLINK, ""),
    ],
)
def test_an_address_can_not_leave_its_sequence(url: str, address: str) -> None:
    """Only printable ASCII of a scheme that can be opened, and not too long for terminals."""
    assert hyperlink(url) == address


def test_five_hundred_links_are_each_their_own() -> None:
    """Every word leads where it says, folded and unfolded."""
    html = "".join(f'<a href="https://example.com/{number}">w{number}</a> ' for number in range(500))
    document = convert(f"<p>{html}</p>")
    drawing = painter(76).draw(post(document), NOW, is_unfolded=True)
    words = [(words, style.link) for words, style in runs(drawing) if style.underline]
    found = {int(words[1:]): link for words, link in words if words[1:].isdigit()}
    assert len(found) >= 400
    assert all(link == f"https://example.com/{number}" for number, link in found.items())


@pytest.mark.parametrize(
    ("html", "count"),
    [("<p>" + "x" * 10_000, 200), ("<p>" + "word " * 200_000, 200), ("<pre>" + "x\n" * 300_000, 20_000)],
    ids=["one word", "1 MB", "many lines"],
)
def test_a_huge_post_costs_what_is_shown_of_it(html: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines behind the notice are counted, not drawn."""
    drawn: list[int] = []
    line = Painter._line

    def counted(*given: Any) -> Line:
        drawn.append(1)
        return line(*given)

    monkeypatch.setattr(Painter, "_line", counted)
    drawing = painter(50, 20).draw(post(convert(html)), NOW)
    assert len(drawn) <= 20 + CLIP_SLACK < drawing.hidden_count
    assert drawing.hidden_count >= count - 20


@pytest.mark.parametrize(
    ("emoji", "simple"),
    [
        ("👩\u200d👩\u200d👧!", "👩!"),
        ("👍🏽", "👍"),
        ("☎\ufe0f", "☎"),
        ("❤\ufe0f\u200d🔥", "❤"),
        ("ක්\u200dර", "ක්\u200dර"),
    ],
)
def test_emoji_are_drawn_simply_on_request(emoji: str, simple: str) -> None:
    """Joined ones by their first part, none in a variant; scripts that join letters lose none."""
    drawing = painter(has_simple_emoji=True).draw(post(emoji, author_name=emoji), NOW)
    assert texts(drawing)[1] == simple
    assert texts(drawing)[0].startswith(simple)


_SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20), st.sampled_from(("bold", "link", "mention", "code", "mark"))),
    max_size=6,
)


@steady
@given(
    words=st.lists(TEXTS, min_size=1, max_size=3),
    spans=_SPANS,
    cells=st.integers(1, 60),
    prefix=st.sampled_from(("", "▎ ", "    ", "▎ ▎ • ")),
    kind=st.sampled_from(("text", "code", "image", "heading")),
    name=TEXTS,
)
def test_every_line_fits_and_every_word_is_drawn(
    words: list[str], spans: list, cells: int, prefix: str, kind: str, name: str
) -> None:
    """At any width, with any styles over one another."""
    content = "\n".join(words)
    made = tuple(Span(start, min(len(content), start + size), kind, 0) for start, size, kind in sorted(spans))
    block = Block(content, kind, tuple(span for span in made if span.start < span.end), prefix=prefix)  # type: ignore[arg-type]
    row = post(Document((block,), (Link("https://example.com/", ""),)), author_name=name or "?")
    drawing = painter(cells).draw(row, NOW, is_unfolded=True)
    for line in drawing.lines:
        assert width(line) <= max(1, cells) or sum(size > 0 for _, _, size in split_graphemes(text(line))[0]) == 1
        assert "\n" not in text(line)
    body = "".join(texts(drawing)[1:])
    for used in ("▎", "•", " "):
        body, content = body.replace(used, ""), content.replace(used, "")
    assert "".join(body.split()) == "".join(content.split())


@pytest.mark.parametrize("cells", [-5, 0, 1])
def test_a_screen_without_width_draws_something(cells: int) -> None:
    """And does not hang or fail."""
    row = PostRow(post("some words").post, note="a note", is_new=True)
    made = painter(cells, 0)
    assert len(made.draw(row, NOW).lines) == 3 + len("anote")
    made.divider()
    made.draw(GapRow("gap"), NOW)
