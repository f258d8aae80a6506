"""Inputs made up by a fuzzer that sees which lines they reach: `python -m tests.fuzz --help`."""
