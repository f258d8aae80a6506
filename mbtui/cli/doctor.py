"""`mbtui doctor`: looks at what mbtui needs of this computer, and says what to do about what is wrong."""

from __future__ import annotations

from mbtui.cli import checks
from mbtui.cli.context import Context
from mbtui.cli.exits import Exit
from mbtui.cli.records import record_of

_BELL = "\a"


async def doctor(context: Context) -> int:
    """Print one line for each thing that was looked at, and advice below those that need it."""
    findings = [
        *checks.program(),
        *checks.terminal(),
        *checks.clipboard(),
        *checks.configuration(context),
        *checks.folders(context),
        *checks.proxies(),
        *await checks.token(context),
        *await checks.server(context),
    ]
    for finding in findings:
        advice = f"\n    {finding.advice}" if finding.advice else ""
        context.show(record_of("finding", finding), f"{finding.kind}: {finding.subject}: {finding.sentence}{advice}")
    if context.arguments.ring:
        _ring(context)
    return Exit.NOTHING if any(finding.kind == "problem" for finding in findings) else Exit.OK


def _ring(context: Context) -> None:
    """Send each notification that is configured, as a new mention would."""
    words = "mbtui: this is what a new mention looks like"
    sequences = {"bell": _BELL, "osc9": f"\x1b]9;{words}{_BELL}", "osc777": f"\x1b]777;notify;mbtui;{words}{_BELL}"}
    if not context.output.is_terminal:
        context.output.complain("--ring needs a terminal.")
    elif not context.config.notify:
        context.output.say('config.toml asks for no notification. notify = ["bell"] would ring the bell.')
    for name in context.config.notify:
        context.output.line(f"Sending {name}.")
        context.output.signal(sequences[name])
