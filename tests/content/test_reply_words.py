"""Names, quotes, and a reply that becomes a post."""

from __future__ import annotations

import pytest

from mbtui.content.convert import convert
from mbtui.content.reply_words import more_names, next_quote, own_post, quote_behind, quotes

TIDE = convert(
    '<p><a href="https://micro.blog/ines">@ines</a> High <b>tide</b> at [six].<br>Really.</p>'
    '<ul><li>rope</li><li>boat</li></ul><p><img src="https://tomas.example/sea.jpg" alt="Sea"></p>'
    '<blockquote><p>See <a href="https://tide.example/a_(b)">tables</a></p></blockquote>'
)
QUOTES = [
    "> High **tide** at \\[six\\].\n> Really.",
    "> - rope\n> - boat",
    "> > See [tables](https://tide.example/a_%28b%29)",
]


def _with_names(text: str, *names: str) -> str:
    at, words = more_names(text, names)
    return text[:at] + words + text[at:]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@tomas ", "@tomas @maren @juno@social.example "),
        ("@tomas", "@tomas @maren @juno@social.example "),
        ("@tomas, so.", "@tomas, @maren @juno@social.example so."),
        ("@tomas\n\n> so", "@tomas @maren @juno@social.example \n\n> so"),
        ("So, @Maren?", "@juno@social.example So, @Maren?"),
        ("@tomas @maren. @juno@social.example so", "@tomas @maren. @juno@social.example so"),
        ("@marenka so", "@marenka @maren @juno@social.example so"),
        ("mail@maren @juno@social.example", "@maren mail@maren @juno@social.example"),
        ("", "@maren @juno@social.example "),
    ],
)
def test_people_are_named_once_behind_the_first(text: str, meant: str) -> None:
    """Those who stand anywhere in the text are not named again."""
    assert _with_names(text, "maren", "juno@social.example") == meant
    assert _with_names(meant, "maren", "juno@social.example") == meant


def test_paragraphs_are_quoted_as_they_were_written() -> None:
    """With their emphasis and links; lists stay together; pictures and the names at the beginning are left out."""
    assert quotes(TIDE) == QUOTES
    assert quotes(convert("")) == quotes(convert("<p>@ines</p>")) == []


def test_each_press_quotes_the_next_paragraph() -> None:
    """Also when the last quote was cut down to what matters; what was taken back is quoted again."""
    text, made = "@tomas ", []
    while quote := next_quote(TIDE, text):
        made.append(quote)
        lines, written = quote_behind(text, quote)
        text = (text[:-lines] if lines else text) + written
    assert made == QUOTES
    assert text == "@tomas \n\n" + "\n>\n".join(QUOTES) + "\n\n"
    assert next_quote(TIDE, "> Really.") == QUOTES[1]
    assert next_quote(TIDE, "> of somebody else\n>\n") == next_quote(TIDE, "") == QUOTES[0]


@pytest.mark.parametrize(
    ("before", "meant"),
    [("", "> a\n\n"), ("So.", "\n\n> a\n\n"), ("So.\n", "\n> a\n\n"), ("So.\n\n", "> a\n\n"), ("> x\n", "\n> a\n\n")],
)
def test_a_quote_is_a_paragraph(before: str, meant: str) -> None:
    """Wherever the cursor stands."""
    assert quote_behind(before, "> a") == (0, meant)


def test_a_reply_becomes_a_post() -> None:
    """A link to what it answers, its words unless they are quoted already, and the reply's without names."""
    url = "https://tomas.example/tide"
    link = f"[Tomas \\[L\\]]({url}):"
    whole = "\n>\n".join(QUOTES)
    assert own_post("@tomas @maren So it is.", "Tomas [L]", url, TIDE) == f"{link}\n\n{whole}\n\nSo it is."
    assert own_post("@tomas \n\n> tide\n\nSo.", "Tomas [L]", url, TIDE) == f"{link}\n\n> tide\n\nSo."
    assert own_post("@tomas ", "Tomas [L]", url, convert("")) == f"{link}\n\n"
    long = convert(f"<p>One.</p><p>{'word ' * 200}</p>")
    assert own_post("So.", "Tomas [L]", url, long) == f"{link}\n\n> One.\n\nSo."
