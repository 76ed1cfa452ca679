import uuid

from django.conf import settings
from django.db import models

from ..choices import SearchKind


class SearchQuery(models.Model):
    """The words of one search, encrypted. Addresses carry its id, so no name stands in an address or log."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=SearchKind.choices)
    terms_encrypted = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
