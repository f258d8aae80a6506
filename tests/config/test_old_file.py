"""A config.toml for an earlier mbtui: every option says what it said then."""

from __future__ import annotations

from pathlib import Path

from mbtui.config import Config, Opener, read_config
from mbtui.screens.keymap import check_keys

OLD = Path(__file__).parent / "old" / "config.toml"
"""The example of mbtui 0.1.0 with every option set, and with keys for all commands that it had."""


def test_an_old_configuration_is_read_without_a_complaint() -> None:
    """Also its ids of commands."""
    config, notices = read_config(OLD)
    changed, complaints = check_keys(config.keys)
    assert notices == complaints == ()
    assert changed == {"post.reply": "a", "list.refresh": "R,f5,ctrl+r"}
    assert config == Config(
        server="https://micro.blog",
        account="ines",
        token_command=("pass", "show", "micro.blog"),
        keyring="auto",
        app_name="mbtui",
        redirect_url="https://app.example/signin/",
        client_id="https://app.example/",
        order="oldest-first",
        clip_lines=20,
        scroll="line",
        poll=False,
        poll_seconds=60,
        mute_words=("spoiler", "world cup"),
        notify=("bell", "osc9"),
        title=False,
        theme="nord",
        theme_files=(str(OLD.parent / "paper.toml"),),
        mouse=False,
        emoji="simple",
        browser=Opener(("w3m", "{url}"), is_terminal=True),
        openers=(
            Opener(("mpv", "{url}"), kind="video"),
            Opener(("w3m", "{url}"), is_terminal=True, pattern="https://en.wikipedia.org/*"),
        ),
        editor=("vim", "+startinsert"),
        keep_days=365,
        keep_posts=200_000,
        keys=config.keys,
    )
