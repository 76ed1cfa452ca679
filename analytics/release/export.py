"""The figures of one area as CSV."""

import csv
import io

from django.db.models import F, QuerySet

from ..models import StatCell, StatRelease
from . import wording
from .choices import Cut

HEADER = ["jurisdiction", "release", "area", "name", "cut", "type", "year", "month", "number", "status"]
# A spreadsheet takes a cell that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(text: str) -> str:
    """Text that no spreadsheet runs: a leading apostrophe where it would read as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def area_cells(release: StatRelease, area: int) -> QuerySet[StatCell]:
    return (
        StatCell.objects.listed()
        .filter(release=release, area=area, cut__in=[Cut.AREA_MONTH, Cut.AREA_YEAR, Cut.DISTRICT_MONTH])
        .select_related("category")
        .order_by("cut", "year", "month", F("category__name").asc(nulls_first=True))
    )


def area_csv(release: StatRelease, code: str, name: str, area: int) -> str:
    """All figures of an area: months, and years by type. Where there is no number, status says why."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    fixed = [safe(release.jurisdiction.code), release.number, safe(code), safe(name)]
    for cell in area_cells(release, area):
        kind = cell.category.name if cell.category else "All published types"
        number = "" if cell.value is None else cell.value
        status = wording.STATUS_TEXT.get(cell.status, "rounded to 5")
        writer.writerow([*fixed, cell.cut, safe(kind), cell.year, cell.month or "", number, status])
    return out.getvalue()
