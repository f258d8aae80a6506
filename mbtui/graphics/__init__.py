"""Pictures on a terminal: as characters with colors, or by a protocol that the terminal answers to know."""
