"""The published sample answer, from a server that knows nothing else, on the screen."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.endpoints import sample_answer
from tests.interface.journey import reading_from


class _Sample(BaseHTTPRequestHandler):
    """Answers every feed with the sample, byte for byte, and every check with nothing new."""

    def do_GET(self) -> None:
        body = sample_answer() if not self.path.startswith("/posts/check") else json.dumps({"count": 0})
        self._answer(body.encode())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer(b"{}")

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    """Where the server of the sample is."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Sample) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


async def test_the_sample_answer_reaches_the_screen_unchanged(url: str, tmp_path: Path) -> None:
    """Author, handle, date and words of the specification's post stand there as they were published, in both tabs."""
    sample = json.loads(sample_answer())["items"][0]
    async with reading_from(url, "a-token", tmp_path, time.time) as journey:
        for key in ("1", "2"):
            await journey.press(key)
            await journey.until(lambda: journey.marked)
            author, words = journey.marked.splitlines()
            assert author.split("·")[0].split() == [*sample["author"]["name"].split(), "@manton"], key
            assert "2017" in author
            assert words == "@manton Testing testing, hello world."
