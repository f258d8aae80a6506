"""The table of attacks: a new one is a row here."""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.presser.runs import press_at_random, press_every_key, send_junk
from tests.presser.states import STATES
from tests.soak.attack import Attack, Tried
from tests.soak.files import put_things_in_the_way
from tests.soak.kills import end_by_signals, kill
from tests.soak.lies import lie_to_a_command, lie_to_the_screen
from tests.soak.token import look_for_the_token
from tests.soak.week import live_a_day
from tests.soak.words import read_odd_words
from tests.soak.writes import upload_and_be_killed, write_and_be_ended

KEYS = 1_500
JUNK = 3_000


def _keys(number: int, home: Path) -> Tried:
    press_at_random(number, KEYS, home)
    return Tried(KEYS, "keys")


def _every_key(number: int, home: Path) -> Tried:
    """All keys in one state; round by round, in all of them."""
    state = Random(number).choice(STATES) if number > len(STATES) else STATES[number - 1]
    press_every_key(state, home)
    return Tried(1, "states")


def _junk(number: int, home: Path) -> Tried:
    send_junk(number, JUNK, home)
    return Tried(JUNK, "sequences")


ATTACKS = {
    attack.name: attack
    for attack in (
        Attack("keys", "it lives, answers within a second and leaves the terminal as it was", _keys),
        Attack("every-key", "no key ends it or keeps it from answering, in any state", _every_key),
        Attack("junk", "what is no key does nothing", _junk),
        Attack("words", "odd words of strangers reach the terminal as words", read_odd_words),
        Attack("lies", "a lying server gives a sentence, in bounded time and memory", lie_to_the_screen),
        Attack("token", "the token is in no file, no other program and on no other server", look_for_the_token),
        Attack("files", "its files are private; links and pipes in their place do no harm", put_things_in_the_way),
        Attack("kills", "nothing typed a second before is lost, nothing is sent twice", kill),
        Attack("writes", "what was written is there once, however it ends", write_and_be_ended),
        Attack("uploads", "a post with pictures is there once, with each picture once", upload_and_be_killed),
        Attack("signals", "however it ends, the terminal is as it was and the text is kept", end_by_signals),
        Attack("days", "days of polling with faults: nothing grows, the pace is the server's", live_a_day),
        Attack("lies-cli", "the same for each command, with its exit status", lie_to_a_command),
    )
}
