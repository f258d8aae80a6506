"""What a terminal sends, read as one of four things: a key, a paste, a report that was asked for, or nothing.

Textual 8.2 takes what it does not know for letters: a late answer of the terminal would open a reply and type into
it. Here every control sequence is read to its end by the rules of ECMA-48, whole or in pieces, and what is no key,
paste or wanted report is dropped.
"""

from __future__ import annotations

import os
import re
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator

from textual import constants, events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS, IGNORE_SEQUENCE
from textual._keyboard_protocol import FUNCTIONAL_KEYS, MODIFIER_FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.message import Message
from textual.messages import InBandWindowResize, TerminalSupportsSynchronizedOutput

REMOTE_ESCAPE_SECONDS = 0.3
"""How long a lone escape waits for the rest of a sequence over SSH, where packets come apart. ESCDELAY wins."""
SEQUENCE_SECONDS = 1.0
"""After so long without another byte an unfinished sequence is given up: what comes then is typed."""
ANSWER_SECONDS = 5.0
"""The same of what nobody types: the begin of an answer. A line that stands must not make keys of its end."""
PASTE_SECONDS = 3.0
"""After so long without another byte a paste whose end is missing is taken as it is."""
TORN_SECONDS = 1.0
"""How long after a lone escape a read that is the rest of a key's sequence still counts as that key."""
STREAM_SECONDS = 0.1
"""Text that comes so soon after a part of a paste without brackets belongs to it."""
STREAM_CHARACTERS = 256
"""More than these in one read were pasted: nobody types so much between two. A key that is held is one character."""
LONGEST_SEQUENCE = 64
"""No key and no wanted report has more characters; what follows is read to its end and not kept."""
LONGEST_ANSWER = 200
"""The same of strings, which some terminals answer with."""

_PASTE_END = "\x1b[201~"
_STRING_STARTS = {"]", "P", "X", "^", "_"}
"""OSC, DCS, SOS, PM and APC: what follows belongs to them until BEL (OSC alone) or ST."""
_KEY = re.compile(
    r"\x1b\[(?P<code>\d{0,7})(?::[\d:]*)?"
    r"(?:;(?P<modifiers>\d{0,3})(?::(?P<event>\d?))?)?(?:;(?P<text>[\d:]*))?(?P<end>[u~ABCDEFHPQRS])"
)
_RESIZE = re.compile(r"\x1b\[48;(\d{1,5})(?::\d*)?;(\d{1,5})(?::\d*)?;(\d{1,5})(?::\d*)?;(\d{1,5})(?::\d*)?t")
_MODE = re.compile(r"\x1b\[\?(69|2026|2048);(\d)\$y")
_ANSWER = re.compile(r"\x1b\[(?:\?[\d;]*c|6;\d+;\d+t)|\x1b(?:_G|P>\|).*", re.DOTALL)
"""What kind of terminal it is, the size of its cells; kitty's graphics, name and version."""
_ANSWER_BEGUN = re.compile(r"\x1b(?:_G|P>\||\[\?\d)")
_MOUSE = re.compile(r"\x1b\[<\d{1,4};\d{1,5};\d{1,5}[Mm]")
_TORN_KEY = re.compile(r"[\[O][\d;:]*[A-DFHPQRSu~]")
_RELEASED = "3"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class TerminalInput:
    """Reads the bytes of one terminal. It neither waits nor draws: `feed` what was read, `tick` when nothing came."""

    def __init__(
        self,
        *,
        is_remote: bool = False,
        has_mouse: bool = True,
        clock: Callable[[], float] = time.monotonic,
        answered: Callable[[str], object] = lambda answer: None,
    ) -> None:
        """Read a terminal at the other end of an SSH line or not; mouse reports were asked for or not.

        `answered` is called with what a terminal says of itself, whether it was asked or not.
        """
        self._escape_seconds = constants.ESCAPE_DELAY
        if is_remote and "ESCDELAY" not in os.environ:
            self._escape_seconds = max(self._escape_seconds, REMOTE_ESCAPE_SECONDS)
        self._has_mouse = has_mouse
        self._clock = clock
        self._answered = answered
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._toolkit = XTermParser()
        self._begun = ""
        """What has come of a sequence that is not finished."""
        self._skipped = 0
        """Characters of an X10 mouse report that are still to come."""
        self._pasted: list[str] | None = None
        """The parts of a bracketed paste that has begun."""
        self._fed_at = 0.0
        self._escaped_at: float | None = None
        """When a lone escape was given out."""
        self._streamed_at: float | None = None
        """When the last part of a paste without brackets came."""

    @property
    def wait_seconds(self) -> float | None:
        """How long `tick` can wait from the last `feed`; None: nothing is unfinished."""
        if self._pasted is not None:
            return PASTE_SECONDS
        if self._begun == "\x1b":
            return self._escape_seconds
        if _ANSWER_BEGUN.match(self._begun):
            return ANSWER_SECONDS
        return SEQUENCE_SECONDS if self._begun or self._skipped else None

    def feed(self, data: bytes) -> Iterator[Message]:
        """Read what one read of the terminal gave; not empty."""
        now = self._clock()
        yield from self._expire(now)
        text = self._decoder.decode(data)
        is_between = not self._begun and self._pasted is None and not self._skipped
        self._fed_at = now
        if is_between and self._is_stream(text, now):
            self._streamed_at = now
            yield _paste(text)
            return
        was_escape = self._escaped_at is not None and now - self._escaped_at < TORN_SECONDS
        if is_between and was_escape and _TORN_KEY.fullmatch(text):
            text = f"\x1b{text}"
        yield from self._read(text)

    def tick(self) -> Iterator[Message]:
        """Give up what was begun too long ago."""
        yield from self._expire(self._clock())

    # What one read is

    def _is_stream(self, text: str, now: float) -> bool:
        """Whether text without brackets was pasted: nobody types a line feed, or a tab within words, in one read.

        A line feed alone is ctrl+j. Many letters alone can be a key that was held on a slow line.
        """
        if "\x1b" in text:
            return False
        if self._streamed_at is not None and now - self._streamed_at < STREAM_SECONDS:
            return True
        if text == "\n":
            return False
        return "\n" in text or bool(re.search(r"[^\s]\t+[^\s]", text) and len(text) > 8)

    def _expire(self, now: float) -> Iterator[Message]:
        wait = self.wait_seconds
        if wait is None or now - self._fed_at < wait:
            return
        if self._pasted is not None:
            yield self._end_paste(self._begun)
        elif self._begun == "\x1b":
            self._begun = ""
            self._escaped_at = now
            yield events.Key("escape", "\x1b")
        self._begun, self._skipped = "", 0

    # Character by character

    def _read(self, text: str) -> Iterator[Message]:
        at = typed_to = 0
        while at < len(text):
            if self._pasted is not None:
                at = self._take_pasted(text, at)
                if self._begun == _PASTE_END:
                    yield self._end_paste("")
                continue
            if at >= typed_to and not self._begun and not self._skipped:
                plain = text[at:].partition("\x1b")[0]
                typed_to = at + len(plain)
                if len(plain) > STREAM_CHARACTERS and len(set(plain)) > 1:
                    self._streamed_at = self._fed_at
                    yield _paste(plain)
                    at = typed_to
                    continue
            character = text[at]
            at += 1
            if self._skipped:
                self._skipped -= 1
            elif not self._begun:
                if character == "\x1b":
                    self._begun = character
                else:
                    yield from self._typed(character)
            else:
                yield from self._continue(character)

    def _take_pasted(self, text: str, at: int) -> int:
        """Move text into the paste, up to what ends it. Returns where to read on."""
        assert self._pasted is not None
        joined = self._begun + text[at:]
        self._begun = ""
        end = joined.find(_PASTE_END)
        if end >= 0:
            self._pasted.append(joined[:end])
            self._begun = _PASTE_END
            return len(text) - (len(joined) - end - len(_PASTE_END))
        kept = next((size for size in range(len(_PASTE_END) - 1, 0, -1) if joined.endswith(_PASTE_END[:size])), 0)
        self._pasted.append(joined[: len(joined) - kept])
        self._begun = joined[len(joined) - kept :]
        return len(text)

    def _end_paste(self, rest: str) -> events.Paste:
        pasted, self._pasted, self._begun = [*(self._pasted or ()), rest], None, ""
        return _paste("".join(pasted))

    def _continue(self, character: str) -> Iterator[Message]:
        """Take the next character of what was begun with ESC."""
        begun = self._begun
        if character in "\x18\x1a" and begun != "\x1b":
            # CAN and SUB end any sequence.
            self._begun = ""
        elif begun == "\x1b":
            yield from self._after_escape(character)
        elif begun[1] in _STRING_STARTS:
            yield from self._continue_string(character)
        elif character == "\x1b":
            self._begun = "\x1b"
        elif begun[1] == "O":
            is_number = character.isdecimal() or character == ";"
            self._begun = self._longer(character) if is_number else ""
            if not is_number:
                yield from self._sequence(begun + character)
        elif character < " ":
            # A terminal obeys a control character within a sequence; a person types it.
            self._begun = ""
            yield from self._typed(character)
        elif "@" <= character <= "~" and not (begun == "\x1b[" and character == "["):
            self._begun = ""
            if begun == "\x1b[" and character == "M":
                self._skipped = 3
            else:
                yield from self._sequence(begun + character)
        elif character > "~":
            self._begun = ""
        else:
            self._begun = self._longer(character)

    def _longer(self, character: str) -> str:
        """What was begun, with one more character; one that is too long can be no key any more."""
        if len(self._begun) < LONGEST_SEQUENCE:
            return self._begun + character
        return self._begun[:LONGEST_SEQUENCE] + "!"

    def _after_escape(self, character: str) -> Iterator[Message]:
        self._begun = ""
        if character == "\x1b":
            self._begun = "\x1b"
            yield events.Key("escape", "\x1b")
        elif character in _STRING_STARTS or character in "[O":
            self._begun = f"\x1b{character}"
        elif character == "\x7f":
            yield from self._sequence("\x1b\x7f")
        elif character.isalnum():
            yield from self._typed(character, has_alt=True)
        else:
            yield events.Key("escape", "\x1b")
            yield from self._typed(character)

    def _continue_string(self, character: str) -> Iterator[Message]:
        """Read over an OSC, DCS, SOS, PM or APC: none is a key, and few were asked for."""
        if self._begun[-1] == "\x1b":
            # ESC \ is its end; any other sequence ends it as well, and is read as itself.
            if character == "\\":
                string, self._begun = self._begun[:-1], ""
                self._report(string)
            else:
                yield from self._after_escape(character)
        elif character == "\x07" and self._begun[1] == "]":
            self._begun = ""
        elif character == "\x1b" or len(self._begun) < LONGEST_ANSWER:
            self._begun += character

    def _report(self, sequence: str) -> None:
        """Hand on what a terminal says of itself."""
        if _ANSWER.fullmatch(sequence):
            self._answered(sequence)

    def _typed(self, character: str, *, has_alt: bool = False) -> Iterator[Message]:
        """A key that sends one character. Bytes that are no UTF-8 (U+FFFD) and C1 controls are no keys."""
        if character == "\ufffd" or "\x80" <= character <= "\x9f":
            return
        yield from (key.copy() for key in self._toolkit._sequence_to_key_events(character, alt=has_alt))

    # Whole sequences

    def _sequence(self, sequence: str) -> Iterator[Message]:
        """Read a finished CSI or SS3 sequence."""
        if sequence == "\x1b[200~":
            self._pasted = []
        elif sequence == "\x1b[I":
            yield events.AppFocus()
        elif sequence == "\x1b[O":
            yield events.AppBlur()
        elif match := _MOUSE.fullmatch(sequence):
            mouse = self._toolkit.parse_mouse_code(match[0]) if self._has_mouse else None
            if mouse is not None:
                yield mouse
        elif match := _RESIZE.fullmatch(sequence):
            height, width, pixel_height, pixel_width = map(int, match.groups())
            if width and height:
                resize = events.Resize.from_dimensions((width, height), (pixel_width, pixel_height))
                self._toolkit.terminal_size, self._toolkit.terminal_pixel_size = resize.size, resize.pixel_size
                self._toolkit.mouse_pixels = bool(pixel_width and pixel_height)
                yield resize
        elif match := _MODE.fullmatch(sequence):
            setting = int(match[2])
            if match[1] == "69":
                self._answered(sequence)
            elif match[1] == "2026" and setting:
                yield TerminalSupportsSynchronizedOutput()
            elif match[1] == "2048" and constants.SMOOTH_SCROLL:
                yield InBandWindowResize.from_setting_parameter(setting)
        elif (known := ANSI_SEQUENCES_KEYS.get(sequence)) is not None:
            if known is not IGNORE_SEQUENCE:
                yield from (key.copy() for key in self._toolkit._sequence_to_key_events(sequence))
        elif match := _KEY.fullmatch(sequence):
            yield from self._extended(match)
        else:
            self._report(sequence)

    def _extended(self, match: re.Match[str]) -> Iterator[events.Key]:
        """Read a key of the kitty protocol, or one with modifiers as xterm sends it."""
        code, modifiers, text, end = match["code"] or "1", match["modifiers"] or "", match["text"] or "", match["end"]
        if match["event"] == _RELEASED or constants.DISABLE_KITTY_KEY:
            return
        name = FUNCTIONAL_KEYS.get(f"{code}{end}", "")
        if name in MODIFIER_FUNCTIONAL_KEYS or (not name and (end != "u" or not _is_character(code))):
            return
        if any(not _is_character(part) for part in text.split(":") if text):
            return
        if modifiers and not 1 <= int(modifiers) <= 256:
            return
        keys = self._toolkit._parse_extended_key(f"\x1b[{code};{modifiers};{text}{end}") or ()
        yield from (key.copy() for key in keys)


def _is_character(code: str) -> bool:
    """Whether a decimal number is a character that one can type."""
    if not code.isdecimal() or len(code) > 7:
        return False
    number = int(code)
    is_private = 0xE000 <= number <= 0xF8FF
    return (
        number in (9, 13, 27, 127)
        or (32 <= number < 127)
        or (0xA0 <= number < 0x110000 and not 0xD800 <= number <= 0xDFFF and not is_private)
    )


def _paste(text: str) -> events.Paste:
    """A paste is text: what a terminal would obey when it is drawn is left out, whatever it is pasted into."""
    return events.Paste(_CONTROLS.sub("", text))
