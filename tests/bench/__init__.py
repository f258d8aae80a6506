"""The benchmark: `python -m tests.bench` opens mbtui in a pseudo-terminal and prints one table of what it costs."""
