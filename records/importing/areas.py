"""Area sets: from boundaries, from the grid, or from names alone."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from accounts import audit
from accounts.models import Jurisdiction, User

from ..choices import AreaKind
from ..models import Area, AreaSet, CrimeRecord
from ..services.place import PlaceColumns, Places
from . import boundaries, bulk
from .boundaries import Boundary

# Squares of the grid that become areas: at least 2 km at the usual cell of 250 m, and not more than these.
SQUARE_CELLS = 8
MOST_SQUARES = 400
CHUNK = 10_000


@transaction.atomic
def import_boundaries(
    *,
    file: Path,
    jurisdiction: Jurisdiction,
    by: User | None,
    name_field: str = "",
    parent_field: str = "",
    kind: str = AreaKind.NEIGHBOURHOOD,
) -> AreaSet:
    """Make the boundaries of a file the jurisdiction's current areas, and put its records into them.

    The same boundaries again change nothing; others are a new generation. Raises ImportRefused for a bad
    file.
    """
    found = boundaries.read(file, name_field=name_field, parent_field=parent_field)
    current = AreaSet.objects.filter(jurisdiction=jurisdiction, is_current=True).first()
    if current and _same(current, found):
        return current
    area_set = _new_set(jurisdiction, code=kind, name=file.name.split(".")[0][:120], source=file.name[:200])
    parents = _parents(area_set, found)
    _fill(area_set, found, kind, parents)
    _outline(jurisdiction, found)
    reassign(jurisdiction)
    audit.record(
        audit.Action.CONFIGURED,
        by=by,
        obj=area_set,
        changes={"areas": [current.areas.count() if current else 0, len(found)], "file": [None, file.name]},
    )
    return area_set


@transaction.atomic
def make_grid(jurisdiction: Jurisdiction) -> AreaSet:
    """Areas for a jurisdiction without boundaries: squares of whole grid cells over all its grid."""
    import numpy as np
    from shapely.geometry import Polygon

    columns, rows = jurisdiction.grid_columns, jurisdiction.grid_rows
    side = max(SQUARE_CELLS, math.ceil(math.sqrt(columns * rows / MOST_SQUARES)))
    places, size = Places(jurisdiction), side * jurisdiction.cell_size_m
    squares = []
    for row in range(math.ceil(rows / side)):
        for column in range(math.ceil(columns / side)):
            west, south = jurisdiction.grid_origin_x + column * size, jurisdiction.grid_origin_y + row * size
            corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * size + (west, south)
            latitude, longitude = places.unproject(corners[:, 0], corners[:, 1])
            # As precise as doubles are: squares share their edges, and a point lies in exactly one.
            square = Polygon(zip(longitude, latitude, strict=True))
            squares.append(Boundary(f"Square {row + 1}-{column + 1}", "", square))
    area_set = _new_set(jurisdiction, code=AreaKind.GRID, name="Grid squares", source="")
    _fill(area_set, squares, AreaKind.GRID, {})
    return area_set


@transaction.atomic
def add_named(jurisdiction: Jurisdiction, name: str, *, kind: str, parent: str = "") -> Area:
    """An area known by its name alone, in the current set; the parent (a state) is made where it is new."""
    area_set = AreaSet.objects.filter(jurisdiction=jurisdiction, is_current=True).first()
    area_set = area_set or _new_set(jurisdiction, code=kind, name="Areas by name", source="")
    taken = set(area_set.areas.values_list("code", flat=True))
    above = None
    if parent:
        above = area_set.areas.filter(name=parent[:160], parent=None).first() or Area.objects.create(
            area_set=area_set, code=_free(slugify(parent), taken), name=parent[:160], kind=AreaKind.STATE
        )
    code = _free(slugify(f"{parent} {name}"), taken)
    return Area.objects.create(area_set=area_set, code=code, name=name[:160], kind=kind, parent=above)


def reassign(jurisdiction: Jurisdiction) -> int:
    """Resolve the points of all records to the current areas; returns how many records moved."""
    places, moved = Places(jurisdiction), 0
    records = CrimeRecord.objects.filter(jurisdiction=jurisdiction).exclude(latitude=None).order_by("pk")
    columns = records.values_list("pk", "latitude", "longitude", "area_id")
    last = 0
    while rows := list(columns.filter(pk__gt=last)[:CHUNK]):
        last = rows[-1][0]
        found = places.resolve([row[1] for row in rows], [row[2] for row in rows]).area_id.tolist()
        areas = [None if area == PlaceColumns.NO_VALUE else area for area in found]
        changes = [(row[0], area) for row, area in zip(rows, areas, strict=True) if row[3] != area]
        bulk.update(CrimeRecord, ["area_id"], changes)
        moved += len(changes)
    return moved


def _new_set(jurisdiction: Jurisdiction, *, code: str, name: str, source: str) -> AreaSet:
    """A set that takes the place of the current one."""
    sets = AreaSet.objects.filter(jurisdiction=jurisdiction)
    generation = max([0, *sets.values_list("generation", flat=True)]) + 1
    sets.filter(is_current=True).update(is_current=False)
    return AreaSet.objects.create(
        jurisdiction=jurisdiction, code=code, name=name, source=source, generation=generation
    )


def _parents(area_set: AreaSet, found: Sequence[Boundary]) -> dict[str, Area]:
    """Areas above those of the file, each the union of its parts."""
    import shapely

    names = dict.fromkeys(boundary.parent for boundary in found if boundary.parent)
    whole = [
        Boundary(name, "", shapely.union_all([part.geometry for part in found if part.parent == name]))
        for name in names
    ]
    _fill(area_set, whole, AreaKind.STATE, {})
    return {area.name: area for area in area_set.areas.filter(kind=AreaKind.STATE)}


def _fill(area_set: AreaSet, found: Sequence[Boundary], kind: str, parents: dict[str, Area]) -> None:
    from pyproj import Geod

    geod, taken, areas = Geod(ellps="WGS84"), set(area_set.areas.values_list("code", flat=True)), []
    for boundary in found:
        point = boundary.geometry.representative_point()
        square_metres, _ = geod.geometry_area_perimeter(boundary.geometry)
        areas.append(
            Area(
                area_set=area_set,
                code=_free(slugify(f"{boundary.parent} {boundary.name}"), taken),
                name=boundary.name[:160],
                kind=kind,
                parent=parents.get(boundary.parent[:160]),
                boundary=boundary.geometry.__geo_interface__,
                latitude=point.y,
                longitude=point.x,
                area_km2=abs(square_metres) / 1e6,
            )
        )
    Area.objects.bulk_create(areas, batch_size=200)


def _free(code: str, taken: set[str]) -> str:
    """The code, or with a number behind it where it is taken; notes it as taken."""
    stem = (code or "area")[:70]
    free, number = stem, 1
    while free in taken:
        number += 1
        free = f"{stem}-{number}"
    taken.add(free)
    return free


def _same(area_set: AreaSet, found: Sequence[Boundary]) -> bool:
    stored = {(area.name, json.dumps(area.boundary)) for area in area_set.areas.filter(parts=None)}
    return stored == {(part.name[:160], json.dumps(part.geometry.__geo_interface__)) for part in found}


def _outline(jurisdiction: Jurisdiction, found: Sequence[Boundary]) -> None:
    """Give a jurisdiction without outline the union of the areas, simplified to some tens of metres."""
    import shapely

    if jurisdiction.outline is None:
        whole = shapely.union_all([boundary.geometry for boundary in found]).simplify(0.0003)
        jurisdiction.outline = json.loads(json.dumps(whole.__geo_interface__))
        jurisdiction.save(update_fields=["outline", "updated_at"])
