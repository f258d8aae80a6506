"""Completion for shells: a script that asks mbtui what can stand at the cursor, and the answer.

Only what is on this computer is offered: nothing is asked of a server.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import shorten
from typing import Any

from mbtui import paths
from mbtui.accounts.account_list import load_accounts
from mbtui.cli.context import Context
from mbtui.cli.table import BY_NAME, COMMANDS, GLOBALS, Argument

_FILES = ":files:"
"""Stands for the names of files, which shells know better."""

_MOST = 50

SCRIPTS = {
    "bash": r"""# Completion of mbtui for bash, printed by `mbtui completion bash`.
_mbtui() {
  local line="${COMP_LINE:0:COMP_POINT}" found
  local word="${line##*[[:space:]]}"
  found=$("$1" completion bash "$line" 2>/dev/null)
  if [[ $found == :files: ]]; then
    compopt -o filenames 2>/dev/null
    found=$(compgen -f -- "$word")
  fi
  COMPREPLY=()
  [[ -z $found ]] || mapfile -t COMPREPLY <<<"$found"
  # bash itself begins a new word behind @ and :
  COMPREPLY=("${COMPREPLY[@]#"${word%"$2"}"}")
}
complete -F _mbtui mbtui
""",
    "zsh": r"""#compdef mbtui
# Completion of mbtui for zsh, printed by `mbtui completion zsh`.
_mbtui() {
  local found="$("$words[1]" completion zsh "${(j: :)words[1,CURRENT]}" 2>/dev/null)"
  if [[ $found == :files: ]]; then
    _files
  elif [[ -n $found ]]; then
    local -a offered=("${(@f)found}")
    _describe mbtui offered
  fi
}
if [[ $funcstack[1] == _mbtui ]]; then _mbtui "$@"; else compdef _mbtui mbtui; fi
""",
    "fish": r"""# Completion of mbtui for fish, printed by `mbtui completion fish`.
function __mbtui
    set -l found ((commandline -opc)[1] completion fish (commandline -cp | string collect) 2>/dev/null)
    if test "$found" = :files:
        __fish_complete_path (commandline -ct)
    else if test -n "$found"
        printf '%s\n' $found
    end
end
complete -c mbtui -f -k -a '(__mbtui)'
""",
}
"""The script for each shell."""


def completion(context: Context) -> None:
    """Print the script, or what can stand at the end of a line."""
    shell, line = context.arguments.shell, context.arguments.line
    if line is None:
        context.output.raw(SCRIPTS[shell])
        return
    *before, word = line.split() if line[-1:].strip() else [*line.split(), ""]
    for name, meaning in _offered(context, before[1:], word):
        if name == _FILES:
            context.output.line(_FILES)
        elif name.startswith(word) and (name != word or not word):
            context.output.line(_written(shell, name, " ".join(meaning.split())), hang=None)


def _written(shell: str, name: str, meaning: str) -> str:
    if shell == "zsh":
        return f"{name.replace(':', chr(92) + ':')}:{meaning}"
    return f"{name}\t{meaning}" if shell == "fish" else name


def _offered(context: Context, before: list[str], word: str) -> Iterable[tuple[str, str]]:
    """What can follow some words, each with its meaning; not all of it begins like the word that is being typed."""
    command, valued, places = None, None, 0
    options = {name: argument for argument in GLOBALS for name in argument.names}
    for typed in before:
        if valued is not None:
            if valued.field in context.options._fields:
                given: dict[str, Any] = {valued.field: typed}
                context.options = context.options._replace(**given)
            valued = None
        elif typed.startswith("-"):
            valued = options[typed] if typed in options and options[typed].takes_value else None
        elif command is not None:
            places += 1
        elif (command := BY_NAME.get(typed)) is None:
            return []
        else:
            own = (*command.arguments, *command.shared)
            options = {name: argument for argument in own if argument.is_option for name in argument.names}
    if valued is not None:
        return _values(context, valued, word)
    if command is None and not word.startswith("-"):
        return [(command.name, command.help) for command in COMMANDS]
    left = [argument for argument in (command.arguments if command else ()) if not argument.is_option][places:]
    if left and not word.startswith("-"):
        return _values(context, left[0], word)
    named = [(name, argument.help) for name, argument in options.items() if name.startswith("--")]
    return [*named, ("--help", "Print the help.")]


def _values(context: Context, argument: Argument, word: str) -> Iterable[tuple[str, str]]:
    if argument.offers == "files":
        return [(_FILES, "")]
    if argument.offers == "commands":
        return [(command.name, command.help) for command in COMMANDS]
    if argument.offers == "accounts":
        known, _ = load_accounts(paths.accounts_file(context.server))
        return [(account.username, account.name) for account in known.accounts]
    if argument.offers == "themes":
        return [(name, "") for name in sorted(_themes(context))]
    return _saved(context, argument, word) if argument.offers else [(choice, "") for choice in argument.choices]


def _themes(context: Context) -> Iterator[str]:
    from textual.theme import BUILTIN_THEMES

    from mbtui.config.themes import read_theme

    yield from BUILTIN_THEMES
    for theme, _ in (read_theme(Path(file)) for file in context.config.theme_files):
        if theme is not None:
            yield theme.name


def _saved(context: Context, argument: Argument, word: str) -> Iterator[tuple[str, str]]:
    import asyncio

    from mbtui.content.document_text import excerpt
    from mbtui.outbox import kinds, queue
    from mbtui.services.blogs import saved_blogs
    from mbtui.store import drafts, post_flags, search, timelines
    from mbtui.timeline_kinds import DISCOVER, TIMELINE

    with context.saved() as store:
        if store is None:
            return
        read = store.cache.read_now
        if argument.offers == "people":
            at = "@" if word.startswith("@") else ""
            for username, name in read(search.usernames, word.removeprefix("@"), limit=_MOST):
                yield f"{at}{username}", name
        elif argument.offers == "drafts":
            for draft in store.outbox.read_now(drafts.drafts, limit=_MOST):
                yield str(draft.id), f"{kinds.of(draft).title(draft)}: {shorten(draft.text, 60)}"
        elif argument.offers == "entries":
            for entry in store.outbox.read_now(queue.entries):
                yield str(entry.id), f"{kinds.of(entry).name(entry)}: {shorten(entry.text, 60)}"
        elif argument.offers in ("blogs", "categories"):
            for blog in asyncio.run(saved_blogs(store)).blogs:
                if argument.offers == "blogs":
                    yield blog.uid.partition("://")[2].strip("/"), blog.title
                else:
                    yield from ((category, blog.title) for category in blog.categories)
        elif argument.offers == "topics":
            for topic in read(search.subjects, DISCOVER.id):
                yield topic, ""
        elif argument.offers == "tags":
            for tag in read(post_flags.tags_in_use):
                yield tag, ""
        else:
            for draft in store.outbox.read_now(drafts.drafts, limit=_MOST):
                if draft.kind == "reply" and draft.post_id is not None:
                    yield str(draft.post_id), f"Draft: {shorten(draft.text, 60)}"
            window = read(timelines.window, TIMELINE.id, around=None, above=0, below=_MOST)
            for post in window.posts.values():
                yield str(post.id), f"{post.author_name}: {excerpt(post.document, 60)}"
