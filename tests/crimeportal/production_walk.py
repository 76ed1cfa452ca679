"""A program: with production's settings, visits pages as a stranger and as a citizen, prints what came."""

import json
import os
import sys

import django
from django.conf import settings
from django.core.management import call_command
from django.test import Client

PASSWORD = "correct horse battery staple"
PAGES = [
    "/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/admin/login/",
    "/health",
]
PAGES += ["/api/docs/", "/api/v1/areas/", "/api/nothing", "/nothing", "/static/js/shortcuts.js"]


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "crimeportal.settings"
    # collectstatic would take longer than all the rest; how files are named has no header.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.WHITENOISE_USE_FINDERS = True
    django.setup()
    call_command("migrate", verbosity=0)

    from accounts.models import User

    User.objects.create_user(email="ada@example.org", username="ada", password=PASSWORD)
    client = Client(headers={"Host": sys.argv[1]})
    found = [visit(client, path) for path in PAGES]
    found.append(visit(client, "/", secure=False))
    found.append(visit(client, "/", headers={"Host": "evil.example"}))
    found.append(visit(client, "/accounts/login/", data={"login": "ada", "password": PASSWORD}))
    found.append(visit(client, "/account/tokens/"))
    found.append(visit(client, "/accounts/signup/", data={"username": "x"}))
    json.dump(found, sys.stdout)


def visit(
    client: Client, path: str, data: dict | None = None, secure: bool = True, headers: dict | None = None
):
    method = client.get if data is None else client.post
    answer = method(path, data, secure=secure, headers=headers)
    cookies = {
        name: {key: value for key, value in morsel.items() if value}
        for name, morsel in answer.cookies.items()
    }
    return {
        "path": path,
        "status": answer.status_code,
        "headers": dict(answer.headers),
        "cookies": cookies,
        "secure": secure,
    }


if __name__ == "__main__":
    main()
