"""The exit statuses, and the sentence and status for each way a command can fail."""

from __future__ import annotations

from typing import NamedTuple

OK = 0
NOTHING = 1
USAGE = 2
SIGN_IN = 3
UNREACHABLE = 4
REFUSED = 5
NOT_FOUND = 6
TOO_OFTEN = 7
UNEXPECTED = 8
UNCERTAIN = 9
LOCAL = 10
FAULT = 70
INTERRUPTED = 130
PIPE = 141


class Exit(NamedTuple):
    """One exit status and what it says to a script."""

    status: int
    meaning: str


EXITS: tuple[Exit, ...] = (
    Exit(OK, "Done. For check: there are new posts. For doctor: nothing is wrong."),
    Exit(NOTHING, "For check: there is nothing new. For doctor: something is wrong. For login: nothing was kept."),
    Exit(USAGE, "The command line is wrong, or the full screen was asked for without a terminal."),
    Exit(SIGN_IN, "There is no token, or the server no longer accepts it."),
    Exit(UNREACHABLE, "The server could not be reached, or has trouble answering."),
    Exit(REFUSED, "The server understood and said no."),
    Exit(NOT_FOUND, "There is no such post, person or topic."),
    Exit(TOO_OFTEN, "The server was asked too often and wants a pause."),
    Exit(UNEXPECTED, "The server answered with something that is no answer to the question."),
    Exit(UNCERTAIN, "The answer to a post or reply was lost: it may have been published. Look before sending again."),
    Exit(LOCAL, "A file, a folder or the keyring of this computer could not be used."),
    Exit(FAULT, "A fault in mbtui itself; a report lies in the folder of the log."),
    Exit(INTERRUPTED, "Interrupted with ctrl+c."),
    Exit(PIPE, "The reader of the output went away, as head does."),
)
"""Every status a command ends with."""


class Failure(Exception):
    """A command that can not go on: the text is a sentence for standard error."""

    def __init__(self, sentence: str, status: int = USAGE) -> None:
        super().__init__(sentence)
        self.status = status


def status_of(error: Exception) -> int | None:
    """The exit status for an error that has a sentence; `None` for a bug, which must stay loud."""
    from mbtui.accounts.token_store import AccountProblem
    from mbtui.api import errors
    from mbtui.store.errors import StoreError

    if isinstance(error, Failure):
        return error.status
    if isinstance(error, AccountProblem | StoreError):
        return LOCAL
    if not isinstance(error, errors.MicroblogError):
        return None
    if error.is_uncertain:
        return UNCERTAIN
    kinds: tuple[tuple[type[errors.MicroblogError], int], ...] = (
        (errors.SignInRequired, SIGN_IN),
        (errors.ServiceUnavailable, UNREACHABLE),
        (errors.RateLimited, TOO_OFTEN),
        (errors.NotFound, NOT_FOUND),
        (errors.Refused, REFUSED),
    )
    return next((status for kind, status in kinds if isinstance(error, kind)), UNEXPECTED)
