"""The library's pages, each in one transaction: what it does and its audit event stand or fall together."""

from allauth.urls import urlpatterns
from django.db import transaction
from django.urls import URLPattern, URLResolver

from . import provider
from .views import recovery_codes

__all__ = ["urlpatterns"]

# A failed log-in is counted whatever becomes of the page; a log-in is made whole by the adapter. The way
# to an identity provider writes nothing, and may wait for an answer from there.
APART = {"account_login", "openid_connect_login"}
# Accounts are neither made nor connected through a provider. Nameless are the library's old addresses.
CLOSED = {"socialaccount_connections", "socialaccount_signup", None}
# Instead of the library's.
OWN = {
    "openid_connect_callback": provider.callback,
    "mfa_view_recovery_codes": recovery_codes.ShownCodesView.as_view(),
    "mfa_download_recovery_codes": recovery_codes.DownloadedCodesView.as_view(),
}


def _make_whole(patterns: list[URLPattern | URLResolver]) -> None:
    patterns[:] = [pattern for pattern in patterns if getattr(pattern, "name", "") not in CLOSED]
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _make_whole(pattern.url_patterns)
        elif pattern.name not in APART:
            pattern.callback = transaction.atomic(OWN.get(pattern.name, pattern.callback))


_make_whole(urlpatterns)
