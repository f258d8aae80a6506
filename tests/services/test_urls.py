"""Where addresses lead, and how they leave the program."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mbtui.config import Config
from mbtui.config.values import Opener
from mbtui.services.urls import (
    is_openable,
    open_method,
    run_in_terminal,
    start,
    start_system_browser,
    timeline_at,
)

OWN = "127.0.0.1:4000"


@pytest.mark.parametrize(
    ("url", "timeline"),
    [
        ("https://micro.blog/tomas/88120345", "conversation/88120345"),
        ("http://www.micro.blog/tomas/88120345#88120345", "conversation/88120345"),
        ("https://Micro.blog/juno@social.example/5", "conversation/5"),
        (f"http://{OWN}/tomas/7", "conversation/7"),
        ("https://micro.blog/tomas", "user/tomas"),
        ("https://micro.blog/@tomas/", "user/tomas"),
        ("https://micro.blog/juno@social.example", "user/juno@social.example"),
        ("https://micro.blog/discover", "discover"),
        ("https://micro.blog/discover/books", "discover/books"),
        ("https://micro.blog/", ""),
        ("https://micro.blog/about", ""),
        ("https://micro.blog/account/apps", ""),
        ("https://micro.blog/bookmarks/123", ""),
        ("https://micro.blog/robots.txt", ""),
        ("https://micro.blog/tomas/88120345/more", ""),
        ("https://micro.blog/tomas/99999999999999999999", ""),
        ("https://micro.blog/a%1bb", "user/ab"),
        ("https://micro.blog/[x]", ""),
        ("https://micro.blog.evil.example/tomas/5", ""),
        ("https://micro.blog@evil.example/tomas", ""),
        ("https://evil.example/tomas/5", ""),
        ("ftp://micro.blog/tomas", ""),
        ("mailto:tomas@micro.blog", ""),
        ("http://[::1/tomas", ""),
    ],
)
def test_addresses_of_micro_blog_lead_into_the_program(url: str, timeline: str) -> None:
    """Conversations, people and topics do; pages of Micro.blog and everybody else's do not."""
    assert timeline_at(url, OWN) == timeline


@pytest.mark.parametrize(
    ("url", "is_let_out"),
    [
        ("https://a.example/", True),
        ("HTTP://a.example/", True),
        ("mailto:ines@a.example", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("--help", False),
        ("", False),
    ],
)
def test_only_three_kinds_of_address_leave(url: str, is_let_out: bool) -> None:
    """Web addresses and mail do."""
    assert is_openable(url) is is_let_out


def test_the_first_opener_that_fits_is_used() -> None:
    """An opener for a kind wins over the browser, which wins over the system's; `{url}` is replaced."""
    config = Config(
        browser=Opener(("w3m", "{url}"), is_terminal=True), openers=(Opener(("mpv", "--url={url}"), kind="video"),)
    )
    url = "https://a.example/film"
    assert open_method(url, "video", config, {}).arguments == ("mpv", f"--url={url}")
    assert open_method(url, "video", config, {}).kind == "program"
    assert open_method(url, "link", config, {}).kind == "terminal"
    assert open_method(url, "link", config, {"SSH_TTY": "x"}).kind == "terminal"
    assert open_method(url, "link", Config(), {}).kind == "system"


@pytest.mark.parametrize("name", ["SSH_TTY", "SSH_CONNECTION"])
def test_over_ssh_nothing_is_opened_unasked(name: str) -> None:
    """The reader sits at another machine: the address is shown."""
    way = open_method("https://a.example/", "link", Config(), {name: "something"})
    assert way.kind == "show"
    assert "SSH" in way.reason


def test_a_program_gets_the_address_as_one_argument(tmp_path: Path) -> None:
    """No shell reads it, whatever it holds."""
    noted = tmp_path / "noted"
    url = "https://a.example/?a=1&b=$(touch x);`id` 'q'"
    assert start([sys.executable, "-c", "import sys; open(sys.argv[1], 'w').write(sys.argv[2])", str(noted), url]) == ""
    assert noted.read_text() == url


def test_a_program_that_fails_is_told_of() -> None:
    """Its status is named, or why it could not be started."""
    assert start([sys.executable, "-c", "raise SystemExit(4)"]) == f"The program {sys.executable} ended with status 4."
    assert start(["/nowhere/browser", "x"]) == "Could not start /nowhere/browser (No such file or directory)."
    assert run_in_terminal(["/nowhere/browser", "x"]) == "Could not start /nowhere/browser (No such file or directory)."
    assert run_in_terminal([sys.executable, "-c", "raise SystemExit(4)"]).endswith("ended with status 4.")


def test_other_programs_are_not_given_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable that may hold it is left out."""
    monkeypatch.setenv("MBTUI_TOKEN", "secret")
    noted = tmp_path / "noted"
    script = "import os, sys; open(sys.argv[1], 'w').write(str(os.environ.get('MBTUI_TOKEN')))"
    assert start([sys.executable, "-c", script, str(noted)]) == ""
    assert noted.read_text() == "None"


def _browser(folder: Path, name: str) -> Path:
    """Write a browser that notes what it was told to open."""
    path = folder / name
    path.write_text(f'#!/bin/sh\nprintf %s "$1" > "{folder}/opened"\n')
    path.chmod(0o700)
    return path


def test_the_system_browser_is_told_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By way of the standard library, in a process of its own."""
    monkeypatch.setenv("BROWSER", str(_browser(tmp_path, "window-browser")))
    url = "https://a.example/?a=1&b=2"
    assert start_system_browser(url) == ""
    assert (tmp_path / "opened").read_text() == url


@pytest.mark.parametrize("name", ["w3m", "lynx", "www-browser"])
def test_a_text_browser_is_not_started_inside_the_screen(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when it is the system's only one: it would draw over the screen."""
    monkeypatch.setenv("BROWSER", str(_browser(tmp_path, name)))
    assert "no browser with a window" in start_system_browser("https://a.example/")
    assert not (tmp_path / "opened").exists()
