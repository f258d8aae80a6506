"""Remapped keys: spelling, unknown commands, conflicts."""

from __future__ import annotations

import ast
import string
import tomllib
from pathlib import Path

import pytest
from textual.keys import _character_to_key

import mbtui
from mbtui.commands import COMMANDS, SCOPE_TITLES, Command
from mbtui.config.options import BY_NAME
from mbtui.demo import DemoServer
from mbtui.screens.keymap import check_keys, key_name
from tests.interface.opened import opened

KNOWN = [
    Command("app.next", "j,down", "", ""),
    Command("app.previous", "k,up", "", ""),
    Command("app.reply", "r", "", ""),
    Command("app.refresh", "R,f5", "", ""),
    Command("app.help", "question_mark", "", ""),
    Command("composer.send", "y", "", ""),
]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("j", "j"),
        ("G", "G"),
        ("?", "question_mark"),
        ("question_mark", "question_mark"),
        ("less_than_sign", "less_than_sign"),
        ("Ctrl+R", "ctrl+r"),
        ("ctrl-r", "ctrl+r"),
        ("shift+ctrl+up", "ctrl+shift+up"),
        ("F5", "f5"),
        ("PgDn", "pagedown"),
        ("esc", "escape"),
        ("backtab", "shift+tab"),
        (" ", "space"),
        ("-", "minus"),
        ("ä", "ä"),
        ("", None),
        ("foo", None),
        ("f99", None),
        ("ctrl+", None),
        ("ctrl+ctrl+a", None),
        ("latin_small_letter_a", None),
        ("\x1b", None),
    ],
)
def test_keys_are_spelled_as_people_do(written: str, name: str | None) -> None:
    """Common spellings become the toolkit's names; nonsense is no key."""
    assert key_name(written) == name


def test_every_character_has_the_toolkits_name() -> None:
    """A remapped character is the key that the terminal will send."""
    for character in string.printable:
        if character.isprintable():
            expected = _character_to_key(character)
            assert (key_name(character), key_name(expected)) == (expected, expected)


def test_a_command_gets_its_new_keys() -> None:
    """Only what differs is in the keymap; an empty text takes the keys away; a free key is no conflict."""
    assert check_keys({"app.reply": "a, ctrl+r", "app.help": ""}, KNOWN) == (
        {"app.reply": "a,ctrl+r", "app.help": ""},
        (),
    )
    assert check_keys({"app.reply": ","}, KNOWN) == ({"app.reply": "comma"}, ())
    assert check_keys({"app.reply": "r"}, KNOWN) == ({}, ())
    assert check_keys({}, KNOWN) == ({}, ())


def test_what_is_unknown_is_named_and_ignored() -> None:
    """Unknown commands with the nearest one, options that slipped in, keys that do not exist."""
    keymap, notices = check_keys({"app.refersh": "x", "mouse": "x", "app.reply": "a,foo", "app.help": "bar"}, KNOWN)
    assert keymap == {"app.reply": "a"}
    assert notices == (
        "[keys]: there is no command `app.refersh`. Did you mean `app.refresh`? The line is ignored.",
        "[keys]: there is no command `mouse`. If you mean the option, move it above [keys]. The line is ignored.",
        "[keys]: `foo` of `app.reply` is no key. It is left out.",
        "[keys]: `bar` of `app.help` is no key. It is left out.",
        "[keys]: `app.help` keeps its own keys, question_mark.",
    )


def test_a_key_taken_from_another_command_is_told() -> None:
    """The command that the reader named has the key, whatever had it before."""
    keymap, notices = check_keys({"app.reply": "j", "app.help": "k,up"}, KNOWN)
    assert keymap == {"app.reply": "j", "app.next": "down", "app.help": "k,up", "app.previous": ""}
    assert notices == (
        "[keys]: `j` now means `app.reply`; `app.next` still has down.",
        "[keys]: `k` now means `app.help`; `app.previous` still has up.",
        "[keys]: `up` now means `app.help`; `app.previous` is left to the palette.",
    )


def test_of_two_commands_that_want_a_key_the_first_has_it() -> None:
    """A conflict inside the section is told once."""
    keymap, notices = check_keys({"app.reply": "x", "app.help": "x,?"}, KNOWN)
    assert keymap == {"app.reply": "x"}
    assert notices == ("[keys]: `x` was given to `app.reply` and to `app.help`; `app.reply` has it.",)


def test_two_commands_can_change_places() -> None:
    """Swapping keys is no conflict."""
    assert check_keys({"app.next": "k", "app.previous": "j"}, KNOWN) == ({"app.next": "k", "app.previous": "j"}, ())


def test_commands_of_different_scopes_share_keys() -> None:
    """What is given in the composer does not take a key from the timeline."""
    assert check_keys({"app.reply": "y"}, KNOWN) == ({"app.reply": "y"}, ())
    assert len(check_keys({"app.reply": "y"}, [*KNOWN, Command("post.send", "y", "", "")])[1]) == 1


def test_conflicts_are_told_for_each_screen() -> None:
    """A key that moves in every list is missed by the search too; one of the timelines is not."""
    notices = check_keys({"list.next": "n"})[1]
    assert notices == (
        "[keys]: `n` now means `list.next`; `list.next_new` is left to the palette.",
        "[keys]: `n` now means `list.next`; `search.next` is left to the palette.",
    )
    assert check_keys({"post.star": "K"}) == ({"post.star": "K"}, ())


def test_the_commands_own_keys_are_spelled_as_the_toolkit_does() -> None:
    """So that a key in config.toml is recognized as the one that a command has already, and the example is true."""
    known = {command.id: command.keys for command in COMMANDS}
    for keys in known.values():
        assert [key_name(key) for key in keys.split(",")] == keys.split(",")
    assert check_keys(known) == ({}, ())
    example = tomllib.loads(BY_NAME["keys"].example)["keys"]
    assert {f"{group}.{name}" for group, commands in example.items() for name in commands} <= set(known)


def test_every_binding_is_made_from_the_table() -> None:
    """So that each key is in the help and the README, and can be remapped."""
    root = Path(mbtui.__file__).parent
    sources = {path: path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.py"))}
    makers = [
        path.relative_to(root).as_posix()
        for path, source in sources.items()
        if "Binding(" in source
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Binding"
    ]
    assert makers == ["panes/bindings.py"]
    assert {command.scope for command in COMMANDS} == set(SCOPE_TITLES)
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)


async def test_keys_of_dialogs_and_of_the_composer_can_be_changed(
    demo: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the reader has named does it, and the last lines name it."""
    monkeypatch.setenv("MBTUI_TOKEN", demo.token)
    keys = '[keys]\n"composer.keep" = "w"\n"composer.stop" = "ctrl+g"\n"outbox.close" = "ctrl+x"\n'
    async with opened(demo, keys) as journey:
        await journey.press("c")
        await journey.sees("ctrl+g then y sends")
        await journey.type("word")
        await journey.press("ctrl+g")
        await journey.sees("w keep as draft")
        await journey.press("w")
        await journey.sees("Kept as a draft.")
        await journey.press("W")
        await journey.sees("ctrl+x back", "Draft.")
        await journey.press("ctrl+x")
        await journey.misses("ctrl+x back")
