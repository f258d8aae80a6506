"""Hypothesis for this folder: the same examples in every run, no clock, no files."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "content",
    max_examples=300,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("content")
