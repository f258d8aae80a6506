"""Stars, follows, mutes and deletions from the command line."""

from __future__ import annotations

import pytest

from mbtui import paths
from mbtui.cli.exits import Exit
from mbtui.demo import DemoServer
from mbtui.store import Store, people
from tests.cli.conftest import Run, on_terminal


@pytest.fixture
def post(demo: DemoServer) -> int:
    """A post of somebody else."""
    return demo.world.publish("tomas", "<p>First frost.</p>").id


@pytest.fixture
def own(demo: DemoServer) -> int:
    """A post of one's own."""
    return demo.world.publish("ines", "<p>Leeks are up.</p>").id


def muted(run: Run) -> list[tuple[str, str, bool]]:
    """Whom and what the account has muted."""
    records = run("muting", "--json").records
    return [(record["username"], record["keyword"], record["is_hiding_other_replies"]) for record in records]


def test_a_star_is_put_on_a_post_and_taken_off(run: Run, demo: DemoServer, post: int) -> None:
    """By its number or its address; a second time changes nothing."""
    for given in (f"{demo.url}/tomas/{post}", f"https://micro.blog/tomas/{post}"):
        assert run("star", given) == (0, "The post has your star.\n", "")
    assert run("bookmarks", "--json").records[0]["id"] == post
    for _ in range(2):
        assert run("unstar", str(post)) == (0, "The post has no star of yours.\n", "")
    assert post not in [record["id"] for record in run("bookmarks", "--json").records]


def test_a_web_page_is_saved_once_and_tagged(run: Run) -> None:
    """Its tags take the place of those before; what is no address, or no bookmark, is said."""
    for _ in range(2):
        assert run("bookmark", "orchard.example/graft") == (0, "The page is among your bookmarks.\n", "")
    page, other = run("bookmarks", "--json").records[:2]
    assert page["url"] == "https://orchard.example/graft" != other["url"]
    assert run("tag", str(page["id"]), "garden", "to read").out == "The bookmark has the tags garden, to read.\n"
    assert [each["id"] for each in run("bookmarks", "garden", "--json").records] == [page["id"]]
    assert "garden\n" in run("tags").out
    assert run("tag", str(page["id"])).out == "The bookmark has no tags.\n"
    assert run("bookmark", "no address").err == "mbtui: no address is no address of a web page.\n"
    assert run("tag", "1", "x").status == Exit.NOT_FOUND


def test_what_was_done_is_told_as_json(run: Run, post: int) -> None:
    """Also of what was refused; the sentence is said as well."""
    (record,) = run("star", str(post), "--json").records
    assert (record["kind"], record["state"], record["id"], record["reason"]) == ("star", "sent", post, "")
    result = run("unfollow", "nobody-here", "--json")
    assert result.records[0]["kind"] == "unfollow" and result.records[0]["target"] == "nobody-here"
    result = run("star", "1", "--json")
    assert (result.status, result.records[0]["state"]) == (Exit.NOT_FOUND, "refused")
    assert result.records[0]["reason"] in result.err
    assert run("outbox").err == "Nothing waits to be sent.\n"


def test_a_person_is_followed_and_no_longer(run: Run) -> None:
    """With or without @."""

    def names() -> list[str]:
        return [record["username"] for record in run("following", "ines", "--json").records]

    run("unfollow", "tomas")
    assert "tomas" not in names()
    assert run("follow", "@tomas") == (0, "You follow @tomas.\n", "")
    assert "tomas" in names()
    assert run("unfollow", "tomas") == (0, "You do not follow @tomas.\n", "")
    assert "tomas" not in names()


def test_people_and_words_are_muted_and_shown_again(run: Run) -> None:
    """What others reply to a person as well; a mute that is there is changed, and there once."""
    before = muted(run)
    assert run("mute", "@tomas").out == "You have muted @tomas.\n"
    assert run("mute", "tomas", "--replies").out == "You have muted @tomas, and what others reply to them.\n"
    assert run("mute", "--word", "frost").out == "You have muted the word “frost”.\n"
    assert set(muted(run)) - set(before) == {("tomas", "", True), ("", "frost", False)}
    run("mute", "tomas")
    assert ("tomas", "", False) in muted(run)
    assert run("unmute", "Tomas").out == "You see @Tomas again.\n"
    assert run("unmute", "--word", "frost").out == "You see the word “frost” again.\n"
    assert muted(run) == before
    assert run("unmute", "tomas").status == Exit.NOT_FOUND


def test_people_are_blocked_and_reported(run: Run, demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report is asked about at the terminal, whatever the streams are; a block has a list and an end."""

    def blocked() -> list[str]:
        return [record["username"] for record in run("blocking", "--json").records]

    before = blocked()
    assert run("block", "@tomas") == (0, "You have blocked @tomas.\n", "")
    assert blocked() == [*before, "tomas"]
    assert run("unblock", "Tomas", "--json").records[0]["kind"] == "unblock"
    assert blocked() == before
    assert run("unblock", "tomas").status == Exit.NOT_FOUND
    with demo.fault("offline", path="/users/"):
        # Nothing tells any more that they are not.
        for command in ("unblock", "unmute"):
            assert run(command, "yuki").status == Exit.UNREACHABLE
    for answer, status in ((None, Exit.USAGE), (False, Exit.NOTHING), (True, Exit.OK)):
        monkeypatch.setattr("mbtui.cli.act.agrees", lambda question, answer=answer: answer)
        assert run("report", "yuki").status == status
    assert run("report", "maren", "--yes") == (0, "You have reported @maren.\n", "")
    assert demo.world.reader("ines").reported == ["yuki", "maren"]


def test_what_can_not_be_done_is_said(run: Run) -> None:
    """In a sentence, with a status; nothing waits to be sent."""
    for arguments, status, sentence in (
        (("star", "leeks"), 2, "leeks is no post. Give its number, or its address on Micro.blog."),
        (("star", "99999999999999999999"), 2, "is no post"),
        (("star", "https://blog.example/leeks"), 2, "is no post"),
        (("star", "1"), 6, "could not find it"),
        (("follow", "nobody-here"), 6, "could not find it"),
        (("follow", "a b"), 2, "a b is no username."),
        (("mute",), 2, "Whom? Give a username, or a word with --word."),
        (("mute", "--word", " "), 2, "There is no word to mute."),
        (("mute", "tomas", "--word", "frost"), 2, "Give either"),
        (("mute", "--word", "frost", "--replies"), 2, "Give either"),
        (("delete", "1", "--yes"), 6, "could not find it"),
        (("delete", "leeks", "--yes"), 2, "leeks is no post"),
    ):
        result = run(*arguments)
        assert (result.status, result.out) == (status, ""), arguments
        assert sentence in result.err
        assert run("outbox", "--json").records == [], arguments


def test_only_ones_own_is_deleted(run: Run, demo: DemoServer, post: int, own: int) -> None:
    """After a yes, or with --yes; a reply as well."""
    assert run("delete", str(post), "--yes").status == Exit.NOT_FOUND
    reply = run("reply", str(post), "Cover them.", "--json").records[0]["id"]
    for id in (own, reply):
        assert run("delete", str(id), "--yes") == (0, "The post was deleted.\n", "")
    assert {own, reply}.isdisjoint(record["id"] for record in run("timeline", "--json").records)
    assert len(run("conversation", str(post), "--json").records) == 1


def test_it_is_asked_before_something_is_deleted(
    run: Run, demo: DemoServer, own: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the terminal, whatever the streams are; only a yes deletes."""
    for answer, status in ((None, Exit.USAGE), (False, Exit.NOTHING)):
        monkeypatch.setattr("mbtui.cli.act.agrees", lambda question, answer=answer: answer)
        assert run("delete", str(own)).status == status
    found = demo.world.find(own)
    assert found is not None and not found.is_deleted
    command = ("--server", demo.url, "delete", str(own))
    with on_terminal(*command, through='"$@" </dev/null', MBTUI_TOKEN=demo.token) as it:
        it.wait_for("Delete “Leeks are up.” for everyone?")
        it.wait_for("[y/N]")
        it.type("y\n")
        assert it.end() == 0
    assert demo.world.find(own) is None or found.is_deleted


def test_offline_it_waits_and_goes_out_in_order(run: Run, demo: DemoServer, post: int) -> None:
    """The next command that reaches the server sends all of it, or the one that was made for that."""
    run("timeline", "-n", "1")
    demo.stop()
    for arguments in (
        ("star", str(post)),
        ("mute", "tomas"),
        ("mute", "--word", "frost"),
        ("unmute", "--word", "frost"),
    ):
        result = run(*arguments, "--json")
        is_undone = arguments[0] == "unmute"
        assert (result.status, result.records[0]["state"]) == ((0, None) if is_undone else (Exit.WAITING, "queued"))
    assert [entry["kind"] for entry in run("outbox", "--json").records] == ["star", "mute"]
    assert run("outbox", "--send").status == Exit.WAITING
    demo.start()
    assert run("outbox", "--send").out == "The star was sent.\nMuting @tomas was sent.\n"
    assert run("bookmarks", "--json").records[0]["id"] == post
    store = Store.open(paths.account_folder(demo.url, "ines"))
    assert [mute.is_pending for mute in store.cache.read_now(people.mutes) if mute.username == "tomas"] == [False]
    store.close_now()
