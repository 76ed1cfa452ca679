"""What every response carries, whatever it is."""

import re

from django.http import HttpResponse

from crimeportal.middleware import DENIED_FEATURES

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
    "manifest-src": "'self'",
}
EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# The documentation of the API draws icons from its style sheet; a one-time link is told to nobody.
EXCEPTIONS = [
    (re.compile(r"^/api/docs/"), "img-src", "'self' data:"),
    (re.compile(r"^/invitation/."), "Referrer-Policy", "no-referrer"),
]


def policy(text: str) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in text.split(";") if part.strip())


def wrong(path: str, headers: dict[str, str]) -> dict[str, object]:
    """What is missing or different in the headers of the answer at `path`."""
    excepted = {name: value for address, name, value in EXCEPTIONS if address.match(path)}
    wanted = EXACT | {name: value for name, value in excepted.items() if name in EXACT}
    found = {name: headers.get(name) for name, value in wanted.items() if headers.get(name) != value}
    directives = POLICY | {name: value for name, value in excepted.items() if name in POLICY}
    if policy(headers.get("Content-Security-Policy", "")) != directives:
        found["Content-Security-Policy"] = headers.get("Content-Security-Policy")
    denied = headers.get("Permissions-Policy", "").split(", ")
    if missing := {f"{name}=()" for name in DENIED_FEATURES} - set(denied):
        found["Permissions-Policy"] = missing
    return found


def wrong_in(response: HttpResponse) -> dict[str, object]:
    return wrong(response.request["PATH_INFO"], dict(response.headers))


def is_stored(response: HttpResponse) -> bool:
    return "no-store" not in response.get("Cache-Control", "")
