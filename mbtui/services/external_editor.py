"""Posts in the hands of an external editor: each in a folder of its own inside the account's, until it is back.

The editor may die with the terminal. What it has saved, and what it keeps beside that for such a case (`.text.md.swp`,
`text.md.save`, `#text.md#`), then lies there until somebody has looked.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from mbtui import paths
from mbtui.accounts.private_files import FileUnsafe, open_plain
from mbtui.outbox.sending_lock import locked
from mbtui.services.blogs import Blogs, saved_blogs
from mbtui.services.front_matter import laid_out, taken_in
from mbtui.store import Store, StoreError, drafts
from mbtui.store.drafts import Draft
from mbtui.store.posts import text as storable

FOLDER_NAME = "editor"
TEXT_NAME = "text.md"
AS_BEFORE = "The text stands here as it was before."
QUICKEST_SECONDS = 1.0
"""Nobody opens an editor, looks and closes it in less: it has given the file to a window that is still open."""
_PREFIX = "text-"


async def edit_in_editor(
    store: Store,
    draft: Draft,
    put: Callable[[Draft], Awaitable[bool]],
    command: Sequence[str],
    on_screen: Callable[[Callable[[], str]], str],
) -> str:
    """Let the writer go on in an editor. Returns what went wrong or was not understood, in sentences, or "".

    Args:
        store: The account's; the text lies in its folder until it is back and saved.
        draft: What the editor begins with.
        put: Takes what was written, unless something goes wrong before. Returns whether that is on the disk.
        command: The program and its arguments; empty: $VISUAL, $EDITOR, then vi.
        on_screen: Calls a function while the terminal belongs to the editor, and returns what that returns.
    """
    try:
        argv = [*command] or _split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "") or ["vi"]
    except ValueError:
        return "The quotes in EDITOR do not match. Set it to a program and its arguments."
    blogs = await _known_blogs(store)
    try:
        folder, lock = await asyncio.to_thread(_laid_out, store.folder, laid_out(draft, blogs))
    except OSError as error:
        return f"The text could not be written to a file for the editor ({_reason(error)}). It stands here; write on."
    begin = time.monotonic()
    try:
        problem = on_screen(lambda: _run([*argv, str(folder / TEXT_NAME)]))
        is_quick = time.monotonic() - begin < QUICKEST_SECONDS
        return await _take_back(folder, draft, blogs, problem, argv[0], put, is_quick=is_quick)
    finally:
        if lock is not None:
            os.close(lock)


async def _known_blogs(store: Store) -> Blogs:
    try:
        return await saved_blogs(store)
    except StoreError:
        # They only help: the names of blogs are then as the server has them.
        return Blogs()


def _split(command: str) -> list[str]:
    """A program and its arguments as a shell would read them, or the path of a program with blanks in it."""
    return [command] if " " in command and shutil.which(command) else shlex.split(command)


async def _take_back(
    folder: Path,
    draft: Draft,
    blogs: Blogs,
    problem: str,
    program: str,
    put: Callable[[Draft], Awaitable[bool]],
    *,
    is_quick: bool,
) -> str:
    """Put what the editor has left where it is written. The files go when that is saved, or nothing new is in them."""
    place = paths.displayed(folder)
    written: str | None = None
    if not problem:
        try:
            written = await asyncio.to_thread(_read, folder / TEXT_NAME)
        except FileNotFoundError:
            problem = f"The editor {program} left no file."
        except OSError as error:
            problem = f"What the editor {program} left could not be read ({_reason(error)})."
        except UnicodeError:
            problem = f"What the editor {program} left is not UTF-8."
    if written is None:
        if await asyncio.to_thread(_has_more, folder, [draft], blogs):
            return f"{problem} {AS_BEFORE} What the editor left is in {place}."
        problem = f"{problem} {AS_BEFORE}"
    elif is_quick and _is_any(written, [draft], blogs):
        # The files stay: a window may save into them yet.
        return (
            f"The editor {program} ended at once and changed nothing. If it has opened a window, set EDITOR so that it "
            "waits for that, as “code --wait” does."
        )
    else:
        taken, problem = taken_in(written, draft, datetime.now(UTC), blogs)
        if not await put(taken):
            return f"What you wrote could not be saved as a draft yet. It stands here, and in {place}."
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    return problem


def _run(argv: Sequence[str]) -> str:
    from mbtui.services.urls import environment_for_others

    try:
        status = subprocess.run(argv, check=False, env=environment_for_others()).returncode
    except (OSError, ValueError) as error:
        return f"Could not start the editor {argv[0]} ({_reason(error)}). Set EDITOR to one that is installed."
    if status < 0:
        return f"The editor {argv[0]} was ended by signal {-status}."
    return f"The editor {argv[0]} ended with status {status}." if status else ""


def _reason(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)


async def left_over_words(store: Store, told: set[Path]) -> str:
    """Say where texts are that editors have never given back: the line dropped, or mbtui was killed.

    What is in `told` was said before and is not said again; it grows.
    """
    try:
        known = await store.outbox.read(drafts.drafts)
    except StoreError:
        # What opened the composer has said so. Next time.
        return ""
    new = set(await asyncio.to_thread(left_over, store.folder, known, await _known_blogs(store))) - told
    if not new:
        return ""
    told |= new
    what = "a text" if len(new) == 1 else f"{len(new)} texts"
    where = ", ".join(paths.displayed(folder) for folder in sorted(new))
    return (
        f"An editor that did not end in good order has left {what}: {where}. mbtui keeps it. "
        "Open what is in there with the editor, or remove the folder."
    )


def _laid_out(account_folder: Path, text: str) -> tuple[Path, int | None]:
    """Lay a text out for the editor, in a folder for the owner only.

    While the lock that is returned with it is open, other programs know that the text is not left over.
    """
    root = account_folder / FOLDER_NAME
    paths.make_private(root)
    folder, lock = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root)), None
    try:
        with suppress(OSError):  # some network file systems have no locks
            lock = locked(folder)
        (folder / TEXT_NAME).touch(0o600)
        (folder / TEXT_NAME).write_text(storable(text), encoding="utf-8")
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)
        raise
    return folder, lock


def left_over(account_folder: Path, known: Collection[Draft], blogs: Blogs) -> list[Path]:
    """Give the folders of texts that no editor has any more and that never came back.

    A folder that holds nothing, or nothing but one of the `known` drafts, is removed.
    """
    found = []
    for folder in sorted((account_folder / FOLDER_NAME).glob(f"{_PREFIX}*")):
        lock = None
        try:
            lock = locked(folder)
        except BlockingIOError:
            continue
        except OSError:
            # Without locks nobody knows whether it is in use.
            pass
        try:
            if _has_more(folder, [Draft(kind="post"), *known], blogs):
                found.append(folder)
            elif lock is not None:
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            if lock is not None:
                os.close(lock)
    return found


def _has_more(folder: Path, known: Collection[Draft], blogs: Blogs) -> bool:
    """Whether a folder holds anything but a draft that is known; what can not be read is not."""
    try:
        names = {path.name for path in folder.iterdir()}
        return bool(names - {TEXT_NAME}) or (
            TEXT_NAME in names and not _is_any(_read(folder / TEXT_NAME), known, blogs)
        )
    except (OSError, UnicodeError):
        return True


def _is_any(written: str, known: Collection[Draft], blogs: Blogs) -> bool:
    """Whether a text is one of the drafts, without changes."""
    now = datetime.now(UTC)
    for draft in known:
        draft = replace(draft, title=storable(draft.title), text=storable(draft.text).rstrip("\n"))
        if taken_in(written, draft, now, blogs) == (draft, "") or written == laid_out(draft, blogs).rstrip("\n"):
            return True
    return False


def _read(path: Path) -> str:
    """Read a text without the line end that editors put behind the last line, and the mark that some put before all."""
    try:
        with open_plain(path) as file:
            return file.read().decode("utf-8-sig").replace("\r\n", "\n").rstrip("\n")
    except FileUnsafe as error:
        raise OSError(str(error).removesuffix(".")) from error
