"""Panels over the bottom of the screen: questions, lists to choose from, one line to type."""
