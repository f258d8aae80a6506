"""Ten thousand characters through a real terminal: typed, edited elsewhere and pasted, and not one differs."""

from __future__ import annotations

import random
import shlex
import sys
from pathlib import Path

from mbtui.demo import DemoServer
from tests.pseudo_terminal import Terminal
from tests.resilience.running import PATIENCE_SECONDS, SIZE, command, environment

WORDS = (
    *("frost", "*tide*", "[x](y)", "> so", "- rope", "@tomas", ":tada", "a\\b", "`c`", "1.", "---", "&amp;", "<b>"),
    *(
        "👩\u200d👩\u200d👧\u200d👦",
        "❤\ufe0f",
        "🇳🇱",
        "👍🏽",
        "e\u0301a\u0308",
        "שלום",
        "مرحبا",
        "日本語",
        "नमस्ते",
        "𝒳",
        "a\u00a0b",
    ),
)
TYPED, PASTED = 600, 9_400
"""Characters. To type more of them would only take longer."""
BURST = 100
"""Characters that come at once, as from a fast writer on a slow line; more of them would be a paste."""
EDITOR = """
import pathlib, sys
path = pathlib.Path(sys.argv[1])
text = path.read_text(encoding="utf-8")
text = text.replace("title:", "title: 👩\\u200d👩\\u200d👧 שלום", 1)
path.write_text(text + "\\n\\nedited 日本語\\n", encoding="utf-8")
"""


def _text(seed: int, length: int) -> str:
    """Words of many scripts, with line ends."""
    chosen = random.Random(seed)
    text = "".join(chosen.choice(WORDS) + chosen.choice("    \n") for _ in range(length))
    return text[: length - 1] + "."


def test_not_a_character_of_a_long_text_differs_on_the_server(demo: DemoServer, tmp_path: Path) -> None:
    """Joined emoji, letters from right to left, combining marks and Markdown arrive as they were written."""
    program = tmp_path / "editor.py"
    program.write_text(EDITOR, encoding="utf-8")
    around = environment(demo, tmp_path) | {"EDITOR": shlex.join([sys.executable, str(program)])}
    typed, pasted = _text(1, TYPED), _text(2, PASTED)
    with Terminal(command(demo), around, columns=SIZE[0], rows=SIZE[1], is_loaded=True) as terminal:
        terminal.wait_for("updated just now", PATIENCE_SECONDS)
        terminal.send("c")
        terminal.wait_for("then y sends", PATIENCE_SECONDS)
        keys = typed.replace("\n", "\r")
        for start in range(0, len(keys), BURST):
            terminal.send(keys[start : start + BURST])
            terminal.settle(0.01)
        terminal.settle()
        terminal.send("\x1b")
        terminal.wait_for("keep as draft", PATIENCE_SECONDS)
        terminal.send("e")
        terminal.wait_for("edited 日本語", PATIENCE_SECONDS)
        terminal.send(f"\x1b[200~{pasted}\x1b[201~")
        terminal.settle()
        terminal.send("\x1b")
        terminal.wait_for("keep as draft", PATIENCE_SECONDS)
        terminal.send("y")
        terminal.wait_until(lambda _: bool(demo.asked("POST", "/micropub")), PATIENCE_SECONDS)
    (sent,) = demo.asked("POST", "/micropub")
    assert sent.params["content"] == f"{typed}\n\nedited 日本語{pasted}"
    assert sent.params["name"] == "👩\u200d👩\u200d👧 שלום"
