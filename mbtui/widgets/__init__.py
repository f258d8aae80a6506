"""Widgets: each draws one thing well. They know nothing of the network or of files."""
