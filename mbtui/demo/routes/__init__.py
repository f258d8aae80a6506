"""The paths that the demo server answers. An endpoint is one function under `@route`, in the file of its first word."""

from __future__ import annotations

from starlette.routing import Route

from mbtui.demo.call import declared_routes
from mbtui.demo.routes import (  # noqa: F401  (importing a file declares its routes)
    account,
    bookmarks,
    control,
    indieauth,
    media,
    micropub,
    micropub_queries,
    pages,
    posts,
    users,
)

ROUTES: list[Route] = sorted(declared_routes, key=lambda route: -len(route.path.partition("{")[0]))
"""All routes, those with the longest fixed beginning first: a person's name is the loosest of all patterns."""

__all__ = ["ROUTES"]
