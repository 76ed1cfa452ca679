from allauth.account.views import logout
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

OUR_APPS = {"accounts", "records", "analytics"}


class PortalAdminSite(AdminSite):
    site_title = "CrimePortal administration"
    site_header = "CrimePortal administration"
    index_title = "Configuration and models"
    site_url = "/staff/"

    def register(self, model_or_iterable: object, admin_class: object = None, **options: object) -> None:
        """Our own models only: libraries would show groups without meaning and log-in secrets."""
        models = (
            model_or_iterable if isinstance(model_or_iterable, list | tuple | set) else [model_or_iterable]
        )
        ours = [model for model in models if model._meta.app_label in OUR_APPS]
        super().register(ours, admin_class, **options)

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The list of models, with charts of records a month and of the models' quality."""
        from analytics import charts

        figures = {"months": charts.records_by_month(), "models_in_use": charts.quality()}
        return super().index(request, {**figures, **(extra_context or {})})

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The portal's own page: its lock, its rules and its event hold for administrators, too."""
        return redirect("account_change_password")

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """As everywhere else, with its event."""
        return logout(request)
