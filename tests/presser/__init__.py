"""Presses every key in every state of the full screen, in a pseudo-terminal: `python -m tests.presser --help`."""
