"""What the reader can set: `Config`, read from config.toml, with a sentence for whatever is wrong in it.

The file is the reader's own; the program never writes it. Nothing here knows the terminal or the commands.
"""

from __future__ import annotations

from mbtui.config.options import OPTIONS, Config
from mbtui.config.read import read_config
from mbtui.config.values import BadValue, Opener, origin

__all__ = ["OPTIONS", "BadValue", "Config", "Opener", "origin", "read_config"]
