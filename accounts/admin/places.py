from django.contrib import admin

from ..models import Jurisdiction, Station
from .base import AuditedAdmin


@admin.register(Jurisdiction)
class JurisdictionAdmin(AuditedAdmin):
    list_display = ["code", "name", "time_zone", "projection_epsg", "cell_size_m", "grid_generation"]
    exclude = ["outline", "basemap"]


@admin.register(Station)
class StationAdmin(AuditedAdmin):
    list_display = ["code", "name", "kind", "parent", "jurisdiction"]
    list_filter = ["jurisdiction", "kind"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["parent"]
    exclude = ["boundary"]
