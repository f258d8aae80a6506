"""Panes: a region of the screen and the service behind it."""
