"""The whole map of addresses; each app brings its own part."""

from csp.decorators import csp_update
from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from . import api, views

urlpatterns = [
    path("", include("analytics.urls_public")),
    path("", include("accounts.urls")),
    path("", include("records.urls")),
    path("", include("analytics.urls")),
    path("welcome/", views.after_login, name="after_login"),
    path("accounts/", include("accounts.urls_library")),
    path("admin/login/", views.admin_login),
    path("admin/", admin.site.urls),
    path("api/", include("accounts.api.urls")),
    path("api/", include("analytics.api.urls_papers")),
    path("api/v1/", include("records.api.urls")),
    path("api/v1/", include("analytics.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "api/docs/",
        # Swagger UI's own style sheet draws its icons from data URLs.
        csp_update({"img-src": ["data:"]})(
            SpectacularSwaggerSplitView.as_view(url_name="schema", template_name="api/docs.html")
        ),
        name="swagger",
    ),
    re_path(r"^api/", api.not_found),
]
handler400 = views.bad_request
handler429 = "accounts.refusals.too_many_requests"  # the library's name for its limits
handler500 = views.server_error
