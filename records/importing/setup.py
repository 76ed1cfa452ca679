"""The jurisdiction that a source is about, made from what the source says where it does not exist."""

import re
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from accounts.models import Jurisdiction, User

from ..models import AreaSet
from ..services import jurisdiction as jurisdictions
from . import areas, boundaries
from .cleaning import Bounds, Cleaner
from .errors import ImportRefused
from .mapping import Mapping
from .reading import open_table

# Some hundred metres around the outermost point.
MARGIN_DEGREES = 0.005


def jurisdiction_code(name: str) -> str:
    """The code that a source's jurisdiction gets: its name in capitals."""
    return re.sub(r"[^A-Z0-9_]+", "-", slugify(name).upper() or name.upper()).strip("-_")[:32]


@transaction.atomic
def prepare(
    *,
    file: Path,
    mapping: Mapping,
    by: User | None,
    code: str = "",
    boundary_file: Path | None = None,
    name_field: str = "",
) -> Jurisdiction:
    """Find or make the jurisdiction and its areas: from the boundaries, else from the grid.

    Raises ImportRefused where nothing says where the jurisdiction lies.
    """
    code = (code or jurisdiction_code(mapping.source.name)).upper()
    jurisdiction = Jurisdiction.objects.filter(code=code).first()
    if jurisdiction is None:
        jurisdiction = _make(code, _bounds(file, mapping, boundary_file, name_field), mapping, by)
    if boundary_file:
        areas.import_boundaries(file=boundary_file, jurisdiction=jurisdiction, by=by, name_field=name_field)
    elif mapping.point and not AreaSet.objects.filter(jurisdiction=jurisdiction, is_current=True).exists():
        areas.make_grid(jurisdiction)
    return jurisdiction


def _make(code: str, bounds: Bounds, mapping: Mapping, by: User | None) -> Jurisdiction:
    source = mapping.source
    try:
        return jurisdictions.create(
            code=code,
            name=source.name.replace("_", " ").replace("-", " ").title(),
            time_zone=source.timezone,
            bounds=bounds,
            by=by,
        )
    except ValidationError as error:
        reasons = "; ".join(error.messages)
        raise ImportRefused(f"The jurisdiction '{code}' cannot be made from [source]: {reasons}") from error


def _bounds(file: Path, mapping: Mapping, boundary_file: Path | None, name_field: str) -> Bounds:
    if mapping.source.bounds:
        return mapping.source.bounds
    found = survey(file, mapping) if mapping.point else None
    if found is None and boundary_file:
        import shapely

        shapes = [part.geometry for part in boundaries.read(boundary_file, name_field=name_field)]
        west, south, east, north = shapely.total_bounds(shapes).tolist()
        found = (south, west, north, east)
    if found is None:
        raise ImportRefused(
            "Nothing says where the jurisdiction lies: give [source] bounds = [south, west, north, east], "
            "--boundaries, or --jurisdiction with the code of one that exists."
        )
    return found


def survey(file: Path, mapping: Mapping) -> Bounds | None:
    """South, west, north, east of the file's points, without those that lie far from all others."""
    import numpy as np

    kept = {name: mapping.columns[name] for name in mapping.point}
    places = replace(mapping, columns=MappingProxyType(kept))
    source = mapping.source
    with open_table(file, encoding=source.encoding, delimiter=source.delimiter) as table:
        cleaner = Cleaner(places, table.header, None)
        columns = [np.column_stack(cleaner.points(chunk)) for chunk in table.chunks()]
    points = np.concatenate(columns) if columns else np.empty((0, 2))
    points = points[~np.isnan(points[:, 0])]
    if not len(points):
        return None
    low, high = np.percentile(points, [5, 95], axis=0)
    reach = np.maximum(2 * (high - low), MARGIN_DEGREES)
    points = points[((points >= low - reach) & (points <= high + reach)).all(axis=1)]
    (south, west), (north, east) = points.min(axis=0) - MARGIN_DEGREES, points.max(axis=0) + MARGIN_DEGREES
    return (float(south), float(west), float(north), float(east))
