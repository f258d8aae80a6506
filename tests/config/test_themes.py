"""Theme files."""

from __future__ import annotations

from pathlib import Path

from mbtui.config.themes import ThemeFile, read_theme


def test_a_theme_file_is_read(tmp_path: Path) -> None:
    """Name, colours and variables; the file's name stands in for a missing one."""
    path = tmp_path / "paper.toml"
    path.write_text('dark = false\nprimary = "#3b82f6"\naccent = "ansi_blue"\n[variables]\nx = "y"\n')
    assert read_theme(path) == (
        ThemeFile("paper", False, {"primary": "#3b82f6", "accent": "ansi_blue"}, {"x": "y"}),
        (),
    )


def test_what_is_wrong_in_a_theme_file_is_told(tmp_path: Path) -> None:
    """Unknown and bad colours cost themselves; a theme without a primary colour can not be used."""
    path = tmp_path / "paper.toml"
    path.write_text('name = "p"\nprimary = "teal"\nprimry = "red"\nerror = "#12"\nvariables = 3\n')
    theme, notices = read_theme(path)
    assert theme == ThemeFile("p", True, {"primary": "teal"}, {})
    assert notices == (
        "paper.toml: unknown colour `primry`. Did you mean `primary`? It is ignored.",
        'paper.toml: `error` must be a colour, such as "#3b82f6" or "ansi_blue". It is ignored.',
        "paper.toml: [variables] must hold texts. They are ignored.",
    )
    path.write_text('error = "red"')
    assert read_theme(path) == (None, ("paper.toml: a theme needs the colour `primary`. The theme is left out.",))
    path.write_text('name = "a b"\nprimary = "red"')
    assert read_theme(path)[0] is None
    path.write_text("name =")
    assert read_theme(path)[1][0].startswith("The theme paper.toml is not TOML: ")
    assert read_theme(tmp_path / "none.toml") == (
        None,
        ("The theme none.toml could not be read (No such file or directory).",),
    )
