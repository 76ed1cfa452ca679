"""HTTP caching of public figures: they change with a release, and when a type of crime is taken back."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control

from ..models import StatRelease

# Goes up when the form of an answer changes, so that nobody keeps an old one for a whole release.
FORM = 1
MAX_AGE_S = 300


def etag(release: StatRelease) -> str:
    """The tag of a release of `reading.current_releases`."""
    changed = release.categories_changed
    listed = f"{changed.timestamp():.6f}" if changed else ""
    return f'"{release.jurisdiction_id}-{release.number}-{release.digest[:16]}-{FORM}-{listed}"'


def marked(response: HttpResponse, release: StatRelease) -> HttpResponse:
    """The response with its release's ETag, to be kept for MAX_AGE_S seconds by anyone."""
    response["ETag"] = etag(release)
    patch_cache_control(response, public=True, max_age=MAX_AGE_S)
    return response


def not_modified(request: HttpRequest, release: StatRelease) -> HttpResponse | None:
    """A 304 where the asker holds this release already, else nothing."""
    tag = etag(release)
    found = get_conditional_response(request, etag=tag)
    return marked(found, release) if found is not None else None
