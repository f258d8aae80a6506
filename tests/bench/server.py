"""The demo server in a process of its own, so that its work is in none of the program's measurements."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "demo-token-ines"


class ServerProcess:
    """A demo world on a port, in which nobody posts unless told to."""

    def __init__(self, posts: int, *, port: int = 0, starts_at: float, is_pictured: bool = False) -> None:
        """
        Args:
            posts: How many posts the timeline holds.
            port: 0 for any free one.
            starts_at: The world's time at its beginning, in Unix seconds; two worlds with the same hold the same posts.
            is_pictured: Whether each post has a picture, another one than all others.
        """
        pictured = ["pictured"] if is_pictured else []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.server", str(port), str(posts), str(starts_at), *pictured],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("The demo server did not start.")
        self.port = int(answer)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.communicate()

    def __enter__(self) -> ServerProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def serve(port: int, posts: int, starts_at: float, *, is_pictured: bool) -> None:
    """Serve until terminated; the first line written is the port."""
    from mbtui.demo import Clock, DemoServer, Settings

    settings = Settings(posts=posts, arrival_seconds=0)
    server = DemoServer(port=port, clock=Clock(starts_at), settings=settings)
    if is_pictured:
        from mbtui.demo.texts import Photo

        for post in server.world.posts.newest_first():
            post.photos = (Photo(f"picture-{post.id}", "Something to be seen"),)
    server.run(lambda: print(server.port, flush=True))


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), is_pictured="pictured" in sys.argv)
