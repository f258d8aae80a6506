"""mbtui: a terminal client for Micro.blog. This room holds the version and imports nothing."""

__version__ = "0.1.0"
