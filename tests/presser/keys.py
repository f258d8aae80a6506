"""What a terminal can send: keys, pastes, reports, and bytes that are none of these."""

from __future__ import annotations

from random import Random

PRINTABLE = {chr(code): bytes([code]) for code in range(0x20, 0x7F)}
CONTROL = {f"ctrl+{chr(code + 0x60)}" if 0 < code < 27 else f"0x{code:02x}": bytes([code]) for code in range(0x20)}
LETTERS = {
    "é": "é".encode(),
    "ß": "ß".encode(),
    "漢": "漢".encode(),
    "🌊": "🌊".encode(),
    "family": "👨‍👩‍👧".encode(),
    "accent": "\u0301".encode(),
    "alef": "א".encode(),
    "fraction": "½".encode(),
    "backspace": b"\x7f",
}
_SHAPES = {"up": "A", "down": "B", "right": "C", "left": "D", "end": "F", "home": "H"}
_NUMBERS = {"insert": 2, "delete": 3, "pageup": 5, "pagedown": 6, "f5": 15, "f6": 17, "f7": 18, "f8": 19, "f9": 20}
_NUMBERS |= {"f10": 21, "f11": 23, "f12": 24}
FUNCTION = {name: f"\x1b[{end}".encode() for name, end in _SHAPES.items()}
FUNCTION |= {f"application {name}": f"\x1bO{end}".encode() for name, end in _SHAPES.items()}
FUNCTION |= {name: f"\x1b[{number}~".encode() for name, number in _NUMBERS.items()}
FUNCTION |= {f"f{number}": f"\x1bO{end}".encode() for number, end in enumerate("PQRS", 1)}
FUNCTION |= {f"console f{number}": f"\x1b[[{end}".encode() for number, end in enumerate("ABCDE", 1)}
FUNCTION |= {"shift+tab": b"\x1b[Z"}
for _modifier in range(2, 9):
    FUNCTION |= {f"{name};{_modifier}": f"\x1b[1;{_modifier}{end}".encode() for name, end in _SHAPES.items()}
    FUNCTION |= {f"{name};{_modifier}": f"\x1b[{number};{_modifier}~".encode() for name, number in _NUMBERS.items()}
ALT = {f"alt+{name}": b"\x1b" + data for name, data in {**PRINTABLE, "enter": b"\r"}.items() if name not in "[]OPX^_"}
KITTY = {
    f"kitty {code};{modifiers}": f"\x1b[{code};{modifiers}u".encode()
    for code in (9, 13, 27, 32, 64, 97, 106, 121, 127, 233)
    for modifiers in (1, 2, 3, 5, 6)
}
KEYS: dict[str, bytes] = {**PRINTABLE, **CONTROL, **LETTERS, **FUNCTION, **ALT, **KITTY}
"""Every key, by a name for the report."""

JUNK: tuple[bytes, ...] = (
    b"\xe4",
    b"\xff\xfe",
    b"\xc0\x80",
    b"\x1b[97;1:3u",
    b"\x1b[1114112;5u",
    b"\x1b[999999999999u",
    b"\x1b[57441;1u",
    b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
    b"\x1b]10;rgb:ffff/ffff/ffff\x07",
    b"\x1b]52;c;aGVsbG8gd29ybGQ=\x1b\\",
    b"\x1b]8;;http://example\x07",
    b"\x1bP1+r5463=32\x1b\\",
    b"\x1bP1$r0m\x1b\\",
    b"\x1bP>|XTerm(390)\x1b\\",
    b"\x1b[>61;7804;1c",
    b"\x1b[?62;4;22c",
    b"\x1b[?1u",
    b"\x1b[?997;1n",
    b"\x1b[0n",
    b"\x1b[5;40R",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1bXstart of string\x1b\\",
    b"\x1b^private\x1b\\",
    b"\x1b[8;24;80t",
    b"\x1b[M !!",
    b"\x1b[<0;5;5M",
    b"\x1b[<0;5;5m",
    b"\x1b[<65;5;5M",
    b"\x1b[I",
    b"\x1b[O",
    b"\x1b[?2026;2$y",
    b"\x1b[?2048;0$y",
    b"\x1b[201~",
    b"\x1b[" + b"9" * 200 + b"z",
)
"""What is no key: nothing of it may be typed, and nothing may open by it."""

SILENT = [data for data in JUNK if not data.startswith(b"\x1b[<") and data != b"\xe4"]
"""Without clicks, which were asked for, and without a byte that is a letter together with those of other junk."""

PASTES: tuple[bytes, ...] = (
    b"\x1b[200~one line\x1b[201~",
    b"\x1b[200~two\r\nlines\tand a tab\x1b[201~",
    b"\x1b[200~\x1b[31mred\x00\x07\x1b]0;title\x07\x1b[201~",
    b"\x1b[200~https://example.com/a?b=c\x1b[201~",
    "\x1b[200~漢字 👩‍🚀 \u202eabc\x1b[201~".encode(),
    b"\x1b[200~" + b"long " * 400 + b"\x1b[201~",
    b"\x1b[200~\x1b[201~",
    b"no brackets\nbut lines\n",
)


def random_input(random: Random) -> bytes:
    """One thing that a terminal sends, the daily keys more often than the odd ones."""
    kind = random.random()
    if kind < 0.45:
        return random.choice(tuple(PRINTABLE.values()))
    if kind < 0.85:
        return random.choice(tuple(KEYS.values()))
    if kind < 0.94:
        return random.choice(JUNK)
    return random.choice(PASTES)


def random_junk(random: Random) -> bytes:
    """Something that is no key and no paste: known, invented, or cut off behind its beginning."""
    kind = random.random()
    if kind < 0.5:
        return random.choice(SILENT)
    if kind < 0.7:
        parameters = "".join(random.choice("0123456789;:<=>?") for _ in range(random.randint(0, 20)))
        return f"\x1b[?{parameters}{random.choice('cnuyhlpqtxz')}".encode()
    if kind < 0.8:
        start = random.choice(["\x1b]", "\x1bP", "\x1b_", "\x1b^", "\x1bX"])
        body = "".join(chr(random.randint(0x20, 0x7E)) for _ in range(random.randint(0, 60)))
        return (start + body + "\x1b\\").encode()
    if kind < 0.9:
        return bytes(random.choice((*range(0x80, 0xC2), *range(0xF8, 0x100))) for _ in range(random.randint(1, 4)))
    # Cut off: the sequence that follows ends it.
    whole = random.choice([b"\x1b[?62;4;22", b"\x1b]11;rgb:1e", b"\x1bP1$r0", b"\x1b_Gi=31", b"\x1b[>61;78"])
    return whole + random.choice((b"\x1b[0n", b"\x1b[?1u", b"\x1b]10;?\x07", b"\x1bP0$r\x1b\\"))
