from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "records"

    def ready(self) -> None:
        from .audit_kinds import register_kinds

        register_kinds()
