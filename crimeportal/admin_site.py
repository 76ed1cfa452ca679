from django.contrib.admin import AdminSite

OUR_APPS = {"accounts", "records", "analytics"}


class PortalAdminSite(AdminSite):
    site_title = "CrimePortal administration"
    site_header = "CrimePortal administration"
    index_title = "Configuration and models"

    def register(self, model_or_iterable: object, admin_class: object = None, **options: object) -> None:
        """Our own models only: libraries would show groups without meaning and log-in secrets."""
        models = (
            model_or_iterable if isinstance(model_or_iterable, list | tuple | set) else [model_or_iterable]
        )
        ours = [model for model in models if model._meta.app_label in OUR_APPS]
        super().register(ours, admin_class, **options)
