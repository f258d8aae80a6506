"""The README against the code: keys, commands, options, paths and examples that it names exist."""

from __future__ import annotations

import ast
import importlib
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from mbtui import paths
from mbtui.cli.table import COMMANDS, GLOBALS
from mbtui.config import read_config
from tests.make_readme_keys import README, with_keys
from tests.make_screenshots import SHAPES

ROOT = README.parent
FOLDERS = {
    "~/.config/mbtui": paths.config_folder,
    "~/.local/share/mbtui": paths.data_folder,
    "~/.local/state/mbtui": paths.state_folder,
    "~/.cache/mbtui": paths.cache_folder,
}


@pytest.fixture(scope="module")
def readme() -> str:
    """The README's text."""
    return README.read_text(encoding="utf-8")


def _blocks(readme: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)


def _codes(readme: str) -> Iterator[str]:
    """Every span of code and every line of a block."""
    for block in re.findall(r"^```.*?^```", readme, re.DOTALL | re.MULTILINE):
        yield from block.splitlines()[1:-1]
    prose = re.sub(r"^```.*?^```", "", readme, flags=re.DOTALL | re.MULTILINE)
    yield from re.findall(r"`([^`\n]+)`", prose)


def _command_lines(readme: str) -> Iterator[list[str]]:
    """The words behind each `mbtui` that is called as a program, up to the end of its command."""
    for code in _codes(readme):
        for part in re.split(r"&&|;|\||\$\(|\)", code.partition("  #")[0]):
            try:
                words = shlex.split(part)
            except ValueError:
                words = part.split()
            for place, word in enumerate(words):
                is_module = words[place - 1 : place + 1] == ["-m", "mbtui"]
                if Path(word).name == "mbtui" and (place == 0 or is_module or "/" in word):
                    yield words[place + 1 :]
                    break


def test_the_tables_of_keys_are_the_command_table(readme: str) -> None:
    """`python -m tests.make_readme_keys` would change nothing."""
    assert with_keys(readme) == readme


def test_commands_and_options_exist(readme: str) -> None:
    """Each command line that the README shows is one that mbtui takes."""
    known = {command.name: command for command in COMMANDS}
    everywhere = {name for argument in GLOBALS for name in argument.names} | {"--help", "--version", "-h"}
    lines = list(_command_lines(readme))
    assert lines
    for words in lines:
        command = next((known[word] for word in words if word in known), None)
        options = everywhere | {name for argument in (command.arguments if command else ()) for name in argument.names}
        given = [word.strip("[]…").partition("=")[0] for word in words]
        assert {word for word in given if word.startswith("-") and len(word) > 1} <= options, words
        bare = [word for word in given if word and not word.startswith("-")]
        if command is None and bare and words[0] == bare[0]:
            assert bare[0].isupper(), f"mbtui has no command {bare[0]}"


def test_files_of_the_checkout_exist(readme: str) -> None:
    """Each picture, link and path into the checkout leads somewhere."""
    linked = [
        link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", readme) for link in link
    ]
    inside = [link for link in linked if link and "://" not in link]
    named = re.findall(r"`((?:mbtui|tests|screenshots|\.ci)/[\w./-]*)`", readme)
    for path in [*inside, *named]:
        assert (ROOT / path).exists(), path


def test_screenshots_are_all_of_them_shown(readme: str) -> None:
    """No screenshot lies about that nobody sees."""
    for path in (ROOT / "screenshots").glob("*.svg"):
        assert f"screenshots/{path.name}" in readme, path.name
        # As letters of a font they leave gaps between the cells of a picture.
        letters = "".join(re.findall(r"<text[^>]*>([^<]*)</text>", path.read_text(encoding="utf-8")))
        assert not set(letters) & set(SHAPES), path.name


def test_folders_of_the_reader_are_where_it_says(readme: str, home: Path) -> None:
    """Folders below ~ that the README names are those that mbtui uses when no XDG variable says otherwise."""
    named = {found.rstrip("/.") for found in re.findall(r"~/\.[\w./@-]+", readme)}
    own = {path for path in named if "/mbtui" in path}
    for path in own:
        folder = next((folder for folder in FOLDERS if path == folder or path.startswith(f"{folder}/")), None)
        assert folder is not None, path
        assert home / folder.removeprefix("~/") == FOLDERS[folder]()


def test_environment_variables_are_read_somewhere(readme: str) -> None:
    """Each MBTUI_… variable that the README names stands in the code."""
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "mbtui").rglob("*.py"))
    for name in set(re.findall(r"\bMBTUI_[A-Z_]+\b", readme)):
        assert f'"{name}"' in code, name


def test_examples_of_the_configuration_are_understood(readme: str, tmp_path: Path) -> None:
    """Each TOML block is read without a complaint."""
    for number, block in enumerate(_blocks(readme, "toml")):
        tomllib.loads(block)
        path = tmp_path / f"{number}.toml"
        path.write_text(block, encoding="utf-8")
        assert read_config(path)[1] == ()


def test_examples_in_python_import_what_exists(readme: str) -> None:
    """Each Python block compiles, and mbtui has the names that it imports."""
    for block in _blocks(readme, "python"):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                module = importlib.import_module(node.module)
                for alias in node.names:
                    assert hasattr(module, alias.name), f"{node.module} has no {alias.name}"
