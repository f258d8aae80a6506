"""How hypothesis looks for examples in this folder: the same ones in every run, no clock, no files."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

steady = settings(
    max_examples=80,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
