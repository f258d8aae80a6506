"""Micro.blog as a library: a typed, tolerant, asynchronous client. Usable without the rest of mbtui."""
