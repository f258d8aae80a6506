"""A small site on loopback made of django-indieweb: the other side of IndieAuth and Micropub, written by somebody else.

Runs as a process of its own: `python indieweb_site.py FOLDER` prints its port and serves until it is ended.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def serve(folder: Path) -> None:
    """Make the database, say the port, serve."""
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "site.sqlite3")}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.sites",
            "django.contrib.staticfiles",
            "indieweb",
        ],
        INDIEWEB_MICROPUB_HANDLER=f"{Path(__file__).stem}.make_handler",
        INDIEWEB_REQUIRE_PKCE_S256=True,
        # Tables as they are now: thirty migrations take a second.
        MIGRATION_MODULES=dict.fromkeys(("auth", "contenttypes", "sessions", "sites", "indieweb")),
        MEDIA_ROOT=str(folder / "media"),
        MEDIA_URL="/media/",
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        ROOT_URLCONF=__name__,
        SECRET_KEY="for tests on loopback",
        STATIC_URL="/static/",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        USE_TZ=True,
    )
    django.setup()
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    call_command("migrate", run_syncdb=True, verbosity=0)
    global urlpatterns
    urlpatterns = _urls()
    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet) as server:
        vars(import_module(Path(__file__).stem))["origin"] = f"http://127.0.0.1:{server.server_port}"
        print(server.server_port, flush=True)
        server.serve_forever()


origin = ""
"""The address of the site, in the module that Django imports."""


@cache
def make_handler() -> Any:
    """The posts of the site, in memory and with whole addresses."""
    from indieweb.handlers import InMemoryMicropubHandler, MicropubEntry, MicropubMediaItem, MicropubMediaList

    class Handler(InMemoryMicropubHandler):  # type: ignore[misc]
        def create_entry(self, properties: dict[str, list[Any]], user: object) -> MicropubEntry:
            entry = super().create_entry(properties, user)
            entry.url = origin + entry.url
            del self.entries[entry.url.removeprefix(origin)]
            self.entries[entry.url] = entry
            return entry

        def list_media(self, user: object, **_: object) -> MicropubMediaList:
            """What was uploaded, the last one first."""
            folder = Path(settings.MEDIA_ROOT)
            files = sorted(filter(Path.is_file, folder.rglob("*")), key=lambda file: -file.stat().st_mtime_ns)
            found = [f"{origin}{settings.MEDIA_URL}{file.relative_to(folder)}" for file in files]
            return MicropubMediaList([MicropubMediaItem(url, {}) for url in found])

    return Handler()


urlpatterns: list[Any] = []
"""Filled once the site is set up: Django looks for it here."""


def _urls() -> list[Any]:
    from django.contrib.auth import get_user_model, login
    from django.http import HttpRequest, HttpResponse
    from django.urls import include, path
    from indieweb.models import Token
    from indieweb.views import MicropubView

    user = get_user_model().objects.create_user("ines")

    def home(request: HttpRequest) -> HttpResponse:
        return HttpResponse(
            "<!DOCTYPE html><title>Ines</title>"
            '<link rel="authorization_endpoint" href="/indieweb/auth/">'
            '<link rel="token_endpoint" href="/indieweb/token/">'
        )

    def come_in(request: HttpRequest) -> HttpResponse:
        login(request, user)
        return HttpResponse("Welcome.")

    def give_token(request: HttpRequest) -> HttpResponse:
        """A token with the scopes that are asked for, as the consent of its owner gives it."""
        token = Token(owner=user, client_id="https://app.example/", me=f"{origin}/", scope=request.GET["scope"])
        token.set_key()
        raw = token.raw_key
        token.save()
        return HttpResponse(raw)

    return [
        path("", home),
        path("come-in/", come_in),
        path("give-token/", give_token),
        path("micropub", MicropubView.as_view()),
        path("indieweb/", include("indieweb.urls")),
    ]


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
