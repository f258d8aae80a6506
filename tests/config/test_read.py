"""config.toml: every key, and every way to get one wrong."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from mbtui.config import OPTIONS, Config, Opener, read_config
from mbtui.config.options import BY_NAME, DEFAULTS, example


def read(folder: Path, text: str) -> tuple[Config, tuple[str, ...]]:
    """Read a configuration of that text."""
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return read_config(path)


EVERY_KEY: list[tuple[str, str, Any]] = [
    ("server", 'server = "micro.example"', "https://micro.example"),
    ("account", 'account = "ines"', "ines"),
    ("token_command", 'token_command = ["pass", "show", "micro blog"]', ("pass", "show", "micro blog")),
    ("keyring", 'keyring = "off"', "off"),
    ("app_name", 'app_name = "reader"', "reader"),
    ("redirect_url", 'redirect_url = "https://a.example/s/"', "https://a.example/s/"),
    ("client_id", 'client_id = "https://a.example/"', "https://a.example/"),
    ("order", 'order = "oldest-first"', "oldest-first"),
    ("width", "width = 72", 72),
    ("clip_lines", "clip_lines = 0", 0),
    ("scroll", 'scroll = "line"', "line"),
    ("poll", "poll = false", False),
    ("poll_seconds", "poll_seconds = 90", 90),
    ("mute_words", 'mute_words = ["world cup", " "]', ("world cup",)),
    ("notify", 'notify = ["bell", "osc9", "bell"]', ("bell", "osc9")),
    ("title", "title = false", False),
    ("theme", 'theme = "nord"', "nord"),
    ("mouse", "mouse = false", False),
    ("emoji", 'emoji = "simple"', "simple"),
    ("images", 'images = "inline"', "inline"),
    ("image_cache_mb", "image_cache_mb = 20", 20),
    ("avatars", "avatars = true", True),
    ("columns", "columns = 2", 2),
    ("browser", 'browser = ["lynx", "{url}"]', Opener(("lynx", "{url}"))),
    ("browser", 'browser = "lynx -dump {url}"', Opener(("lynx", "-dump", "{url}"))),
    ("browser", 'browser = { command = ["w3m"], terminal = true }', Opener(("w3m",), True)),
    ("openers", '[[openers]]\nkind = "video"\ncommand = ["mpv"]', (Opener(("mpv",), False, "video"),)),
    ("editor", 'editor = "vim -X"', ("vim", "-X")),
    ("keep_days", "keep_days = 365", 365),
    ("keep_posts", "keep_posts = 200000", 200_000),
    ("keys", '[keys]\npost.reply = "a"\nlist.refresh = ["R", ","]', {"post.reply": "a", "list.refresh": "R,comma"}),
    ("keys", '[keys]\n"post.reply" = "a"\n[keys.list]\ntop = ""', {"post.reply": "a", "list.top": ""}),
]


@pytest.mark.parametrize(("name", "text", "value"), EVERY_KEY, ids=[text.split("\n")[0] for _, text, _ in EVERY_KEY])
def test_each_key_sets_its_field(tmp_path: Path, name: str, text: str, value: Any) -> None:
    """A good value arrives, differs from the default, and is nothing to remark on."""
    config, notices = read(tmp_path, text)
    assert (getattr(config, name), notices) == (value, ())
    assert value != getattr(DEFAULTS, name)


def test_every_key_is_tried() -> None:
    """The table above, the options and the fields of the configuration are the same."""
    assert {name for name, _, _ in EVERY_KEY} | {"theme_files"} == set(BY_NAME) == set(Config.__struct_fields__)


def test_no_file_is_no_mistake(tmp_path: Path) -> None:
    """Without a file the defaults are used and nothing is said."""
    assert read_config(tmp_path / "config.toml") == (Config(), ())
    assert read(tmp_path, "") == (Config(), ())


def test_theme_files_are_looked_for_beside_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bare name, a name below the home folder and a whole path."""
    monkeypatch.setenv("HOME", "/home/ines")
    config, notices = read(tmp_path, 'theme_files = ["paper.toml", "~/t.toml", "/etc/t.toml"]')
    assert (config.theme_files, notices) == ((str(tmp_path / "paper.toml"), "/home/ines/t.toml", "/etc/t.toml"), ())


WRONG: list[tuple[str, str]] = [
    ('\nordre = "newest-first"', "config.toml line 2: unknown key `ordre`. Did you mean `order`? The line is ignored."),
    ("zzzz = 1", "config.toml line 1: unknown key `zzzz`. The line is ignored."),
    (
        'order = "sideways"',
        'config.toml line 1: `order` is "sideways"; it must be "newest-first" or "oldest-first". '
        'The default, "newest-first", is used.',
    ),
    (
        "clip_lines = -3",
        "config.toml line 1: `clip_lines` is -3; it must be a whole number from 0 to 10,000. The default, 20, is used.",
    ),
    (
        "poll_seconds = true",
        "config.toml line 1: `poll_seconds` is true; it must be a whole number from 15 to 86,400. "
        "The default, 15, is used.",
    ),
    ('poll = "yes"', 'config.toml line 1: `poll` is "yes"; it must be true or false. The default, true, is used.'),
    ('mouse = "no"', 'config.toml line 1: `mouse` is "no"; it must be "auto", true or false. The line is ignored.'),
    ("account = 7", "config.toml line 1: `account` is 7; it must be text in quotes. The line is ignored."),
    (
        "theme = 1979-05-27",
        "config.toml line 1: `theme` is 1979-05-27; it must be text in quotes. The line is ignored.",
    ),
    (
        'notify = ["horn"]',
        'config.toml line 1: `notify` is ["horn"]; it must be a list of "bell", "osc9" or "osc777". '
        "The line is ignored.",
    ),
    (
        "notify = 7",
        'config.toml line 1: `notify` is 7; it must be a list of "bell", "osc9" or "osc777". The line is ignored.',
    ),
    (
        "mute_words = [1]",
        'config.toml line 1: `mute_words` is [1]; it must be a list of texts, such as ["one", "two"]. '
        "The line is ignored.",
    ),
    (
        'editor = "vim \'"',
        'config.toml line 1: `editor` is "vim \'"; it must be a program with its arguments, such as '
        '["program", "argument"]. The line is ignored.',
    ),
    *(
        (
            f'server = "{address}"',
            f'config.toml line 1: `server` is "{address}"; it must be the address of a server, such as '
            '"https://micro.blog" (http is accepted for this computer only). '
            'The default, "https://micro.blog", is used.',
        )
        for address in ("http://micro.blog", "https://micro.blog/path", "ftp://micro.blog", "", "https://[")
    ),
    (
        'browser = { command = "w3m", terminl = true }',
        'config.toml line 1: `browser` is {"command": "w3m", "terminl": true}; it must be a table of command, '
        "terminal, kind and pattern, without 'terminl'. The line is ignored.",
    ),
    (
        '[[openers]]\nkind = "smell"\ncommand = ["x"]',
        'config.toml line 1: opener 1 must be a table whose kind is "link", "picture", "video" or "audio". '
        "It is left out.",
    ),
    (
        '[reading]\norder = "oldest-first"',
        "config.toml line 1: unknown section `[reading]`. `order` stands at the top of the file, under no section. "
        "It is ignored.",
    ),
    ("[key]\n", "config.toml line 1: unknown section `[key]`. Did you mean `keys`? It is ignored."),
    (
        "[keys]\nmouse = false",
        "config.toml line 2: the keys of `mouse` are false; they must be text in quotes. If you mean the option, move "
        "it above [keys]. Its own keys stay.",
    ),
    (
        "[keys]\n\npost.reply = 7",
        "config.toml line 3: the keys of `post.reply` are 7; they must be text in quotes. Its own keys stay.",
    ),
    (
        "order = \n",
        "config.toml line 1, column 9: this is not TOML (Invalid value). The defaults are used until it is mended.",
    ),
    (
        "order = [",
        "config.toml, at its end: this is not TOML (Invalid value). The defaults are used until it is mended.",
    ),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG, ids=[text.strip().split("\n")[0] for text, _ in WRONG])
def test_each_mistake_is_one_sentence_and_costs_that_key_only(tmp_path: Path, text: str, sentence: str) -> None:
    """The sentence names the line, the nearest key and what is used instead."""
    config, notices = read(tmp_path, text)
    assert notices == (sentence,)
    assert config == Config()


def test_good_keys_beside_bad_ones_are_used(tmp_path: Path) -> None:
    """Notices come in the order of the file."""
    text = 'title = false\nscroll = 1\nzzz = 2\n[[openers]]\ncommand = []\n[[openers]]\ncommand = "mpv"\n'
    config, notices = read(tmp_path, text)
    assert config == Config(title=False, openers=(Opener(("mpv",)),))
    assert [notice.split(":")[0] for notice in notices] == [f"config.toml line {line}" for line in (2, 3, 4)]


def test_lines_inside_long_texts_are_not_taken_for_keys(tmp_path: Path) -> None:
    """The line named is the key's own, not that of a text that looks like it."""
    text = 'account = """\norder = "x"\n"""\ntitle = true\n\norder = "x"\n'
    _, notices = read(tmp_path, text)
    assert [notice.split(":")[0] for notice in notices] == ["config.toml line 1", "config.toml line 6"]


def test_a_file_that_can_not_be_read_is_a_sentence(tmp_path: Path) -> None:
    """A folder, other encodings, and endless nesting."""
    path = tmp_path / "config.toml"
    path.write_bytes(b'account = "ok"\ntheme = "\xff"')
    assert read_config(path)[1] == ("config.toml line 2: this is not UTF-8 text. The defaults are used.",)
    path.write_text("theme = " + "[" * 100_000)
    assert len(read_config(path)[1]) == 1
    path.unlink()
    path.mkdir()
    assert read_config(path) == (Config(), ("config.toml could not be read (Is a directory). The defaults are used.",))


def test_the_first_opener_that_fits_is_used_else_the_browser() -> None:
    """Kinds and patterns choose; `{url}` is replaced wherever it stands, else the address comes last."""
    video = Opener(("mpv", "--url={url}"), kind="video")
    wiki = Opener(("w3m",), True, pattern="https://*.wikipedia.org/*")
    browser = Opener(("firefox", "{url}"))
    config = Config(openers=(video, wiki), browser=browser)
    assert config.opener_for("https://a.example/clip", "video") is video
    assert config.opener_for("https://EN.wikipedia.org/wiki/Leek") is wiki
    assert config.opener_for("https://a.example/") is browser
    assert Config().opener_for("https://a.example/") is None
    assert video.arguments("https://a.example/?{url}") == ["mpv", "--url=https://a.example/?{url}"]
    assert wiki.arguments("u; rm -r") == ["w3m", "u; rm -r"]


def test_the_example_documents_every_key_and_is_all_comments() -> None:
    """As printed it changes nothing; with the marks taken away it sets every key."""
    text = example()
    assert tomllib.loads(text) == {}
    assert all(line.startswith("#") for line in text.splitlines() if line)
    for option in OPTIONS:
        assert f"\n#{option.example.splitlines()[0]}" in text


def test_the_example_can_be_used_as_it_stands(tmp_path: Path) -> None:
    """Every line that one # makes a comment is TOML that is accepted without remark."""
    lines = [line[1:] for line in example().splitlines() if line.startswith("#") and not line.startswith(("##", "# "))]
    config, notices = read(tmp_path, "\n".join(lines))
    assert notices == ()
    assert config.openers and config.keys["post.reply"] == "a"
    read_fields = tomllib.loads("\n".join(lines))
    assert set(read_fields) == set(BY_NAME)


def test_starting_without_a_file_loads_no_toml_reader() -> None:
    """The start-up path holds neither tomllib nor difflib."""
    code = (
        "import sys, pathlib; from mbtui.config import read_config; read_config(pathlib.Path('/none/x'));"
        "raise SystemExit(' '.join({'tomllib', 'difflib', 'httpx'} & set(sys.modules)) or 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
