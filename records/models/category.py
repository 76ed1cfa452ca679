from django.core.validators import MinValueValidator
from django.db import models

from accounts.models.base import Timestamped

from ..choices import PublicClass


class OffenceCategory(Timestamped):
    """A kind of offence, with its severity weight and how finely the public may see it."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    group = models.CharField(max_length=60, blank=True)
    act_section = models.CharField(max_length=80, blank=True)
    nibrs_code = models.CharField(max_length=8, blank=True)
    severity = models.FloatField(default=1.0, validators=[MinValueValidator(0)])
    # Default deny: a category is public only if someone listed it.
    public_class = models.CharField(max_length=8, choices=PublicClass.choices, default=PublicClass.NEVER)
    protected = models.BooleanField(
        default=False, help_text="Records of this kind are seen by their own staff only."
    )
    active_from = models.DateField(null=True, blank=True)
    active_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "offence categories"
        constraints = [
            models.CheckConstraint(condition=models.Q(severity__gte=0), name="category_severity_not_negative")
        ]

    def __str__(self) -> str:
        return self.name
