"""The library's pages, each in one transaction: what it does and its audit event stand or fall together."""

from allauth.urls import urlpatterns
from django.db import transaction
from django.urls import URLPattern, URLResolver

__all__ = ["urlpatterns"]

# A failed log-in is counted whatever becomes of the page; a log-in is made whole by the adapter.
APART = {"account_login"}


def _make_whole(patterns: list[URLPattern | URLResolver]) -> None:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _make_whole(pattern.url_patterns)
        elif pattern.name not in APART:
            pattern.callback = transaction.atomic(pattern.callback)


_make_whole(urlpatterns)
