"""The exit statuses, and the status for each way a command can fail."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Every status a command ends with, and what it says to a script."""

    meaning: str

    def __new__(cls, status: int, meaning: str) -> Exit:
        exit = int.__new__(cls, status)
        exit._value_, exit.meaning = status, meaning
        return exit

    OK = 0, "Done. For check: there are new posts. For doctor: nothing is wrong."
    NOTHING = (
        1,
        "For check: there is nothing new. For doctor: something is wrong. Else: you said no, and nothing was done.",
    )
    USAGE = 2, "The command line is wrong, or the full screen was asked for without a terminal."
    SIGN_IN = 3, "There is no token, or the server no longer accepts it."
    UNREACHABLE = 4, "The server could not be reached, or has trouble answering."
    REFUSED = 5, "The server understood and said no."
    NOT_FOUND = 6, "There is no such post, person or topic, or it is not yours."
    TOO_OFTEN = 7, "The server was asked too often and wants a pause."
    UNEXPECTED = 8, "The server answered with something that is no answer to the question."
    UNCERTAIN = 9, "The answer to a post or reply was lost: it may have been published. Look before sending again."
    LOCAL = 10, "A file, a folder or the keyring of this computer could not be used."
    WAITING = 11, "It waits in the outbox and goes out later by itself: do not write it again."
    FAULT = 70, "A fault in mbtui itself; a report lies in the folder of the log."
    INTERRUPTED = 130, "Interrupted with ctrl+c."
    PIPE = 141, "The reader of the output went away, as head does."


class Failure(Exception):
    """A command that can not go on: the text is a sentence for standard error."""

    def __init__(self, sentence: str, status: Exit = Exit.USAGE) -> None:
        super().__init__(sentence)
        self.status = status


def status_of(error: Exception) -> Exit | None:
    """The exit status for an error that has a sentence; `None` for a bug, which must stay loud."""
    from mbtui.accounts.token_store import AccountProblem, NotSignedIn
    from mbtui.api import errors
    from mbtui.store.errors import StoreError

    if isinstance(error, Failure):
        return error.status
    if isinstance(error, errors.MicroblogError) and error.is_uncertain:
        return Exit.UNCERTAIN
    kinds = {
        NotSignedIn: Exit.SIGN_IN,
        AccountProblem: Exit.LOCAL,
        StoreError: Exit.LOCAL,
        errors.SignInRequired: Exit.SIGN_IN,
        errors.ServiceUnavailable: Exit.UNREACHABLE,
        errors.RateLimited: Exit.TOO_OFTEN,
        errors.NotFound: Exit.NOT_FOUND,
        errors.Refused: Exit.REFUSED,
        errors.MicroblogError: Exit.UNEXPECTED,
    }
    return next((status for kind, status in kinds.items() if isinstance(error, kind)), None)
