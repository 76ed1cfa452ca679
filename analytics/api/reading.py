"""What a person may see of the models in use."""

from django.db.models import QuerySet

from accounts.models import Jurisdiction

from ..models import Hotspot, ModelVersion


def hotspots_for(user: object, jurisdiction: Jurisdiction | None) -> list[Hotspot]:
    """Hotspots in use: of the staff's version where `user` may see exact values, else of the public one."""
    versions = ModelVersion.objects.shown_to(user)
    rows: QuerySet[Hotspot] = Hotspot.objects.filter(model_version__in=versions)
    if jurisdiction is not None:
        rows = rows.filter(model_version__jurisdiction=jurisdiction)
    return list(rows.select_related("model_version__jurisdiction").order_by("model_version", "cluster_id"))
