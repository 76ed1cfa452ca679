from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class CrimePortalConfig(AppConfig):
    name = "crimeportal"
    verbose_name = "CrimePortal"

    def ready(self) -> None:
        from . import (
            celery,  # noqa: F401  tasks are sent through this app, also from web processes
            checks,  # noqa: F401  registers them
        )


class PortalAdminConfig(AdminConfig):
    default_site = "crimeportal.admin_site.PortalAdminSite"
