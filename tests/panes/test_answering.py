"""Who answers whom, and what is said of how much there is of a conversation."""

from __future__ import annotations

import pytest

from mbtui.content.document import plain
from mbtui.panes.answering import answered, depths
from mbtui.panes.conversation import conversation_words
from mbtui.store import SavedPost

Said = tuple[str, str]
"""Who says what."""


def conversation(*said: Said, told: dict[int, int] | None = None) -> list[SavedPost]:
    """Posts with the ids 1, 2, …; `told` is what some of them are known to answer."""
    return [
        SavedPost(id, name.title(), name, document=plain(words), reply_to_id=(told or {}).get(id))
        for id, (name, words) in enumerate(said, 1)
    ]


ROOT = ("tomas", "Who is awake?")


@pytest.mark.parametrize(
    ("said", "told", "answers", "levels"),
    [
        pytest.param([], {}, {}, [], id="nothing"),
        pytest.param([ROOT, ("isla", "@tomas I am.")], {}, {2: 1}, [0, 1], id="an answer"),
        pytest.param([ROOT, ("isla", "Not me.")], {}, {}, [0, 0], id="no name, no proof"),
        pytest.param([ROOT, ("isla", "I saw @tomas today.")], {}, {}, [0, 0], id="a name further in"),
        pytest.param([ROOT, ("isla", "@otto look")], {}, {}, [0, 0], id="a name of nobody here"),
        pytest.param([ROOT, ("isla", "@otto @tomas look")], {}, {2: 1}, [0, 1], id="the first who has written"),
        pytest.param([ROOT, ("tomas", "@tomas I mean me.")], {}, {}, [0, 0], id="oneself"),
        pytest.param(
            [ROOT, ("isla", "@tomas I am."), ("tomas", "@isla Good."), ("isla", "@tomas Bye.")],
            *({}, {2: 1, 3: 2, 4: 3}, [0, 1, 2, 3]),
            id="the last one of whom is named",
        ),
        pytest.param(
            [ROOT, ("isla", "@tomas I am."), ("otto", "@TOMAS: me too"), ("tomas", "@isla Good.")],
            *({}, {2: 1, 3: 1, 4: 2}, [0, 1, 1, 2]),
            id="not the one above, in any letters",
        ),
        pytest.param(
            [("juno@social.example", "Hi"), ("isla", "@juno Hi"), ("otto", "@juno@social.example Hi")],
            *({}, {2: 1, 3: 1}, [0, 1, 1]),
            id="people of other networks",
        ),
        pytest.param(
            [ROOT, ("isla", "@tomas I am."), ("otto", "@tomas no")], {3: 2, 2: 9}, {2: 1, 3: 2}, [0, 1, 2], id="told"
        ),
        pytest.param([("tomas", "@isla first"), ("", "@tomas x")], {}, {2: 1}, [0, 1], id="somebody without a name"),
    ],
)
def test_what_a_post_answers_is_known_from_the_names_it_begins_with(
    said: list[Said], told: dict[int, int], answers: dict[int, int], levels: list[int]
) -> None:
    """Only of those who have written before it, and only the last thing that they said."""
    posts = conversation(*said, told=told)
    assert answered(posts) == answers
    assert list(depths(posts, answers).values()) == levels


def test_what_is_said_of_how_much_there_is() -> None:
    """Micro.blog promises no number: what is missing shows by what can not be read, and by what does not come."""
    for found, skipped, new, has_answers, words in (
        (0, 0, 0, True, ""),
        (1, 0, 0, False, "1 post in this conversation"),
        (1, 0, 0, True, "its answers did not come: {post.thread_page} opens them on the web"),
        (5, 0, 2, True, "5 posts in this conversation, 2 new"),
        (4, 1, 0, True, "4 of 5 posts could be read: {post.thread_page} opens all on the web"),
    ):
        assert conversation_words(found, skipped=skipped, new=new, has_answers=has_answers) == words
