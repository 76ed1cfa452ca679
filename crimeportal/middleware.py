"""Headers of every response: pages, API, files, redirects and errors."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

# What no page of the portal uses; security keys are all that is left.
DENIED_FEATURES = (
    "accelerometer",
    "autoplay",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
OWN_FEATURES = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS_POLICY = ", ".join(
    [f"{name}=()" for name in DENIED_FEATURES] + [f"{name}=(self)" for name in OWN_FEATURES]
)
# Django's middleware sets some of these too, but not where a request fails before it reaches that.
HEADERS = {
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
}


class SecurityHeaders:
    """Stands first, around everything. Nothing is stored by a browser or proxy unless its view says `public`.

    Whoever sends a session or an Authorization header gets an answer of their own, which is never public.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        # A file of the portal's own style and script is the same for everyone.
        is_static = request.path_info.startswith(settings.STATIC_URL) and response.status_code in (200, 304)
        if not is_static and (_is_personal(request) or "public" not in response.get("Cache-Control", "")):
            add_never_cache_headers(response)
        return response


def _is_personal(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
