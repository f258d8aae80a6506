"""Attacks what the program promises for as long as one likes: `python -m tests.soak --help`."""
