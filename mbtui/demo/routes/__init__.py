"""The paths that the demo server answers, one file for each first word of a path."""

from __future__ import annotations

from starlette.routing import Route

from mbtui.demo.routes import account, control, indieauth, micropub, pages, posts, users

ROUTES: list[Route] = [
    *account.ROUTES,
    *posts.ROUTES,
    *users.ROUTES,
    *micropub.ROUTES,
    *indieauth.ROUTES,
    *control.ROUTES,
    *pages.ROUTES,
]
"""All routes; the pages come last, as a person's name is the loosest of all patterns."""

__all__ = ["ROUTES"]
