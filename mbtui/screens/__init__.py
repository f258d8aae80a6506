"""Screens arrange panes and move the focus; the work is done in panes and services."""
