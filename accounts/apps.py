from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from . import signals  # noqa: F401  hears what the libraries do
        from .api import schema  # noqa: F401  registers how tokens are written in the API's schema
