"""iTerm2's protocol for pictures, which WezTerm knows as well: each row of cells is a PNG of its own.

Source: "Inline images protocol", iterm2.com/documentation-images.html.
"""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import Any


def row_data(image: Any, columns: int, row_width: int, row_height: int) -> str:
    """What draws a row of cells.

    Args:
        image: The row's part of the picture; what it does not fill of the row is transparent.
        columns: Cells of the row.
        row_width: Pixels of the row.
        row_height: Pixels of a cell.
    """
    from PIL import Image

    if image.size != (row_width, row_height):
        part, image = image, Image.new("RGBA", (row_width, row_height))
        image.paste(part, (0, 0))
    file = BytesIO()
    image.save(file, "PNG", compress_level=3)
    keys = f"inline=1;size={file.tell()};width={columns};height=1;preserveAspectRatio=0;doNotMoveCursor=1"
    return f"\x1b]1337;File={keys}:{b64encode(file.getvalue()).decode()}\x07"
