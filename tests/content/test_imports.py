"""What the first frame has to wait for."""

from __future__ import annotations

import subprocess
import sys


def test_stored_documents_are_read_without_the_converter() -> None:
    """Reading what is stored and giving it as text loads neither html2text nor markdown-it."""
    code = (
        "import sys\n"
        "from mbtui.content.document import Block, Document, decode, encode\n"
        "from mbtui.content.document_text import as_markdown, excerpt\n"
        "document = decode(encode(Document((Block('a'),))))\n"
        "assert as_markdown(document) == excerpt(document, 9) == 'a'\n"
        "print({'html2text', 'markdown_it', 'html.parser', 'textual', 'httpx'} & set(sys.modules))\n"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout == "set()\n"
