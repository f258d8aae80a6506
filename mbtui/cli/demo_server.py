"""`mbtui demo-server`: the server that answers like Micro.blog, for other clients to try."""

from __future__ import annotations

from mbtui.cli.context import Context
from mbtui.cli.exits import Exit, Failure


def demo_server(context: Context) -> None:
    """Serve until interrupted, or list the faults."""
    from mbtui.demo import FAULTS, serve

    given = context.arguments
    if given.faults:
        for name, kind in FAULTS.items():
            value = f" (={kind.default})" if kind.default else ""
            context.output.line(f"{name}{value}: {kind.summary}")
        return
    port = given.port or 0
    if port > 65_535:
        raise Failure("A port is a number up to 65535.")

    def say(line: str) -> None:
        context.output.line(line)
        context.output.flush()

    try:
        host = given.host or "127.0.0.1"
        serve(port, host, given.fault, given.posts, given.seed, hostile=given.hostile, say=say)
    except ValueError as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise Failure(f"The port can not be listened on ({error.strerror}).", Exit.LOCAL) from error
