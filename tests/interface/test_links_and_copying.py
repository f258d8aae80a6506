"""Links, pictures, pages and copies of the highlighted post."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest

from mbtui.app import MbtuiApp
from mbtui.config import Config
from mbtui.config.values import Opener
from mbtui.content.document import Link
from mbtui.demo import DemoServer, Settings
from mbtui.demo.post import Post
from mbtui.terminal.clipboard import osc52
from tests.interface.journey import Journey, reading

ADDRESS = "https://bees.example/2026/hive?a=1&b=2"


def noting(path: Path) -> tuple[str, ...]:
    """A program that notes its last argument."""
    return (sys.executable, "-c", "import sys; open(sys.argv[1], 'w').write(sys.argv[2])", str(path), "{url}")


def _configure(journey: Journey, config: Config) -> None:
    journey.app.main.config = config


async def _go_to(journey: Journey, post: Post) -> None:
    """Highlight a post of the timeline, whatever is shown."""
    while len(journey.app.screen_stack) > 1:
        await journey.press("escape")
    await journey.press("1")
    journey.app.main.pane.posts.go_to(post.id)
    await journey.press()
    journey.app.main.status.hush()


async def test_links_lead_inside_where_they_can(demo: DemoServer, tmp_path: Path, written: list[str]) -> None:
    """o shows them in the order of their numbers, then who is named; a number opens one."""
    say = partial(demo.world.publish, "tomas")
    long = "https://bees.example/" + "a-very-long-path/" * 8
    words = say("<p>Only words.</p>")
    links = say(
        f'<p>See <a href="{ADDRESS}">the hive</a>, <a href="{long}">more</a> and '
        '<a href="https://micro.blog/isla">@isla</a></p>'
    )
    porpoise = demo.world.publish("isla", "<p>The porpoise has a name now.</p>")
    conversation = say(f'<p>Read <a href="https://micro.blog/isla/{porpoise.id}">this</a></p>')
    person = say('<p>Ask <a href="https://micro.blog/isla">@isla</a></p>')
    names = ["otto", *(f"nobody{number}" for number in range(10)), "isla"]
    many = say("<p>" + " ".join(f'<a href="https://micro.blog/{name}">{name}</a>' for name in names) + "</p>")
    topic = say('<p>Browse <a href="https://micro.blog/discover/books">books</a></p>')
    async with reading(demo, tmp_path) as journey:
        await _go_to(journey, words)
        await journey.press("o")
        await journey.sees("There are no links in this post. v opens its page.")
        await journey.press("m")
        await journey.sees("There are no pictures, videos or recordings in this post.")

        # The marked one's address is shown whole, and y copies it; the panel stays.
        await _go_to(journey, links)
        await journey.press("o")
        await journey.sees("1 the hive · bees.example", "2 more · bees.example", "3 @isla · a profile on Micro.blog")
        assert ADDRESS in journey.text
        await journey.press("j")
        await journey.until(lambda: long in journey.text.replace("\n", "").replace(" ", ""))
        await journey.press("k", "y")
        await journey.sees("was sent to the terminal's clipboard.", "1 the hive")
        assert osc52(ADDRESS) in written

        await _go_to(journey, conversation)
        await journey.press("o", "1")
        await journey.sees("The porpoise has a name now.", "1 post in this conversation")

        await _go_to(journey, person)
        await journey.press("o", "enter")
        await journey.sees("Isla Moreau @isla", "Posts of @isla")
        await journey.press("escape")
        await journey.sees("Ask @isla", "updated")

        # With more than nine links a first digit waits for a second, and enter takes it alone.
        await _go_to(journey, many)
        await journey.press("o", "1")
        await journey.sees("another digit")
        await journey.press("2")
        await journey.sees("Posts of @isla")
        await journey.press("escape", "o", "1", "enter")
        await journey.sees("Posts of @otto")
        await journey.press("escape", "o", "1", "3")
        await journey.sees("There is no number 13.")

        # Also from a screen above the main one.
        await _go_to(journey, topic)
        await journey.press("u")
        await journey.sees("Posts of @tomas", "Browse")
        await journey.press("o", "1")
        await journey.sees("topic books")


async def test_other_addresses_are_opened_by_programs(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is one argument of the program; what can not be opened is shown, with the reason."""
    demo.world.publish("tomas", f'<p><a href="{ADDRESS}">The hive</a></p>')
    noted = tmp_path / "noted"
    async with reading(demo, tmp_path / "store") as journey:
        # Without a window no text browser starts.
        browser = tmp_path / "lynx"
        browser.write_text(f'#!/bin/sh\ntouch "{tmp_path}/started"\n')
        browser.chmod(0o700)
        monkeypatch.setenv("BROWSER", str(browser))
        await journey.press("o", "1")
        await journey.sees("There is no browser with a window on this machine.", ADDRESS)
        assert not (tmp_path / "started").exists()
        await journey.press("escape")

        # One that is configured opens links, and the post's own page, even one on Micro.blog.
        _configure(journey, Config(browser=Opener(noting(noted))))
        await journey.press("o", "1")
        await journey.sees("Opened with")
        assert noted.read_text() == ADDRESS
        page = journey.app.main.pane.highlighted_post
        assert page is not None and page.url
        await journey.press("v")
        await journey.until(lambda: noted.read_text() == page.url)

        # With terminal = true the screen, and ctrl+c, are the program's; where they can not be, that is said.
        noted.unlink()
        program, option, code, *rest = noting(noted)
        # Ctrl+c in a browser reaches mbtui as well.
        interrupting = f"import os, signal; os.kill(os.getppid(), signal.SIGINT); {code}"
        _configure(journey, Config(browser=Opener((program, option, interrupting, *rest), is_terminal=True)))
        await journey.press("o", "1")
        await journey.sees("The screen can not be handed over")
        assert not noted.exists()
        monkeypatch.setattr(MbtuiApp, "suspend", lambda self: nullcontext())
        await journey.press("o", "1")
        await journey.until(noted.exists)

        _configure(journey, Config(browser=Opener(("/nowhere/browser",))))
        await journey.press("v")
        await journey.sees("Could not start /nowhere/browser (No such file or directory).")
        # Whatever a post's address says, only http, https and mailto leave.
        journey.app.main.post_commands.follow(Link("file:///etc/passwd", "a file"))
        await journey.sees("Only http, https and mailto addresses can be opened.")


async def test_over_ssh_an_address_stands_alone_and_is_copied(
    demo: DemoServer, tmp_path: Path, over_ssh: None, written: list[str]
) -> None:
    """The bare address begins its line, nothing follows it, it carries itself for the terminal, and says so."""
    demo.world.publish("tomas", f'<p><a href="{ADDRESS}">The hive</a></p>')
    async with reading(demo, tmp_path) as journey:
        await journey.press("o", "1")
        await journey.sees("Over SSH, mbtui opens nothing on this machine.", "was sent to the terminal's clipboard.")
        assert ADDRESS in [line.rstrip() for line in journey.lines]
        linked = {
            segment.style.link
            for strip in journey.app.screen._compositor.render_strips()
            for segment in strip
            if segment.style is not None and segment.style.link
        }
        assert linked == {ADDRESS}
        assert written.count(osc52(ADDRESS)) == 1
        await journey.press("y")
        assert written.count(osc52(ADDRESS)) == 2
        await journey.press("escape")
        await journey.sees("updated")


async def test_copies_and_descriptions_are_whole(
    demo: DemoServer, tmp_path: Path, written: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """y copies a post's address and Y its words, as they were written; m describes pictures where none are drawn."""
    monkeypatch.setenv("TERM", "tmux-256color")
    words = " ".join(f"word{number}" for number in range(120))
    described = demo.world.publish(
        "tomas",
        f'<p>Look</p><p><img src="https://bees.example/a.jpg" width="600" height="400" alt="{words}">'
        '<img src="https://bees.example/b.jpg" width="600" height="400" alt=""></p>'
        '<p><video controls src="https://bees.example/c.mp4"></video></p>',
    )
    demo.world.publish(
        "tomas",
        f'<blockquote><p>Why [1]?</p></blockquote><p>For <a href="{ADDRESS}">bees</a>.</p><ul><li>a</li></ul>',
    )
    async with reading(demo, tmp_path) as journey:
        post = journey.app.main.pane.highlighted_post
        assert post is not None
        await journey.press("y")
        await journey.sees("The post's address was sent to the terminal's clipboard through tmux.")
        assert any(osc52(post.url) in piece for piece in written)
        # Without numbers of links, and quotes are marked as in mail.
        await journey.press("Y")
        await journey.sees("The post's text was sent to the terminal's clipboard through tmux.")
        assert any(osc52("> Why [1]?\n\nFor bees.\n\n• a") in piece for piece in written)

        # The marked one's whole description can be read, also on a small screen.
        await _go_to(journey, described)
        await journey.resize(40, 12)
        _configure(journey, Config(images="off"))
        await journey.press("m")
        await journey.sees("1 Picture: word0", "word5")
        seen = set[str]()
        while "end (b goes back)" not in journey.words:
            seen |= {word for word in journey.words.split() if word.startswith("word")}
            await journey.press("space")
        seen |= set(journey.words.split())
        assert {f"word{number}" for number in range(1, 120)} <= seen
        await journey.press("j")
        await journey.sees("Its author has not described it.", "https://bees.example/b.jpg")
        await journey.press("j")
        await journey.sees("Video", "https://bees.example/c.mp4")


async def test_hostile_links_and_descriptions_are_only_shown(tmp_path: Path, over_ssh: None) -> None:
    """A post made of markup and escapes can be looked at by all of these commands."""
    with DemoServer(settings=Settings(is_hostile=True)) as demo:
        demo.world.publish(
            "mallory",
            '<p>[/oops] [@click=app.quit]x[/] <a href="https://e.example/[@click=app.quit]">[/oops]</a></p>'
            '<p><img src="https://e.example/x.png" width="600" height="400" alt="[/] [@click=app.quit]y[/] &#27;[2J">',
        )
        async with reading(demo, tmp_path) as journey:
            await journey.press("o")
            await journey.sees("1 [/oops] · e.example", "https://e.example/[@click=app.quit]")
            await journey.press("1")
            await journey.sees("Over SSH", "https://e.example/[@click=app.quit]")
            await journey.press("escape", "m")
            await journey.sees("Picture: [/] [@click=app.quit]y[/] [2J")
            await journey.press("escape", "M")
            await journey.sees("@mallory")
            await journey.press("escape", "u")
            await journey.sees("[@click=app.quit]x[/] [bold red]loud", "Posts of @mallory")
            assert "\x1b" not in journey.text
