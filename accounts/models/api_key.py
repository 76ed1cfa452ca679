from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from ..roles import ACTIONS
from .base import Timestamped


def validate_scopes(value: object) -> None:
    known = isinstance(value, list) and all(isinstance(scope, str) and scope in ACTIONS for scope in value)
    if not known or not value:
        raise ValidationError("Choose one or more actions of the access matrix.")


class ApiKeyQuerySet(models.QuerySet):
    def live(self) -> "ApiKeyQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class ApiKey(Timestamped):
    """A key for a system. It acts for its owner, in the chosen actions only, and dies with the owner.

    The key is `prefix.secret`; the prefix finds the row, only the SHA-256 of the secret is kept, and the
    whole is shown once, to its owner. `quota` counts requests a day (UTC).
    """

    name = models.CharField(max_length=120, help_text="Which system uses it.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="api_keys",
        help_text="Who answers for it; the key can do no more than this person, and works once they have "
        "collected it on their page Tokens and API keys.",
    )
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    # Empty until the owner collects the key.
    digest = models.CharField(max_length=64, blank=True, editable=False)
    scopes = models.JSONField(validators=[validate_scopes])
    quota = models.PositiveIntegerField(
        default=1000, validators=[MinValueValidator(1)], help_text="Requests a day."
    )
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The UTC day of the newest request, and how many there were on it.
    used_on = models.DateField(null=True, blank=True, editable=False)
    used_that_day = models.PositiveIntegerField(default=0, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_collected(self) -> bool:
        return self.digest != ""

    @property
    def is_live(self) -> bool:
        """Whether it opens anything now: collected, neither revoked nor expired, its owner may log in."""
        in_force = self.revoked_at is None and self.expires_at > timezone.now()
        return self.is_collected and in_force and self.owner.is_active
