"""What panes find out without a screen."""
