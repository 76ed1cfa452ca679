"""Small builders of what tests need. Values are plain and fixed unless a test says otherwise."""

import datetime

from django.utils import timezone

from accounts import services as accounts
from accounts.models import ApiKey, Jurisdiction, Station, User
from accounts.roles import Role
from accounts.services import api_key
from records.models import Area, AreaSet, CrimeRecord, Offence, OffenceCategory
from records.services import crime
from records.services import jurisdiction as jurisdictions
from records.services.place import PlaceColumns, Places

PASSWORD = "correct horse battery staple"
# A square of about 4 × 4 km around (52.0, 4.0), split into a western and an eastern area.
BOUNDS = (51.98, 3.97, 52.02, 4.03)


def make_jurisdiction(code: str = "TESTCITY", **fields) -> Jurisdiction:
    fields.setdefault("time_zone", "Europe/Amsterdam")
    fields.setdefault("bounds", BOUNDS)
    return jurisdictions.create(code=code, name=code.title(), by=None, **fields)


def make_station(jurisdiction: Jurisdiction, code: str, **fields) -> Station:
    return Station.objects.create(
        jurisdiction=jurisdiction, code=code, name=f"{code.title()} station", **fields
    )


def box(west: float, south: float, east: float, north: float) -> dict:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def make_areas(jurisdiction: Jurisdiction, names: tuple[str, ...] = ("West", "East"), **fields) -> list[Area]:
    """Areas side by side that fill the jurisdiction's bounds, from west to east."""
    j = jurisdiction
    area_set = AreaSet.objects.create(jurisdiction=j, code="areas", name="Areas")
    width = (j.east - j.west) / len(names)
    areas = []
    for index, name in enumerate(names):
        west = j.west + index * width
        areas.append(
            Area.objects.create(
                area_set=area_set,
                code=name.lower(),
                name=name,
                boundary=box(west, j.south, west + width, j.north),
                latitude=(j.south + j.north) / 2,
                longitude=west + width / 2,
                area_km2=10,
                population=fields.get("population", 10_000),
            )
        )
    return areas


def make_category(code: str = "burglary", **fields) -> OffenceCategory:
    fields.setdefault("public_class", "public")
    category, _ = OffenceCategory.objects.get_or_create(
        code=code, defaults={"name": code.replace("-", " ").capitalize(), **fields}
    )
    return category


def make_user(name: str, role: Role | None = None, station: Station | None = None, **posting) -> User:
    user = User.objects.create_user(
        email=f"{name}@example.org", username=name, password=PASSWORD, name=name.replace("_", " ").title()
    )
    if role is not None:
        posting.setdefault("starts_on", datetime.date(2020, 1, 1))
        accounts.post(user=user, role=role, station=station, by=None, **posting)
    return user


def make_key(owner: User, *scopes: str, **fields) -> tuple[str, ApiKey]:
    """A key that its owner has collected: its text, and the key."""
    fields.setdefault("name", "Dispatch")
    fields.setdefault("quota", 100)
    fields.setdefault("expires_at", timezone.now() + datetime.timedelta(days=30))
    key = api_key.issue(owner=owner, scopes=list(scopes), by=None, **fields)
    text = api_key.collect(key=key, by=owner)
    key.refresh_from_db()
    return text, key


def make_draft(by: User, station: Station, **fields) -> CrimeRecord:
    """A complete draft through the service, ready to be submitted."""
    reported_at = fields.pop("reported_at", datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC))
    fields.setdefault("category", make_category())
    fields.setdefault("occurred_from", reported_at - datetime.timedelta(hours=10))
    fields.setdefault("title", "Rear window forced")
    fields.setdefault("latitude", 52.0)
    fields.setdefault("longitude", 3.99)
    return crime.draft(by=by, station=station, reported_at=reported_at, **fields)


def make_records(
    station: Station,
    category: OffenceCategory,
    occurred: list[datetime.datetime],
    *,
    latitude: float | list[float] = 52.0,
    longitude: float | list[float] = 3.99,
    source: str = "test",
    **fields,
) -> list[CrimeRecord]:
    """Imported records, one for each time, with places resolved; for statistics and training."""
    count = len(occurred)
    latitudes = latitude if isinstance(latitude, list) else [latitude] * count
    longitudes = longitude if isinstance(longitude, list) else [longitude] * count
    places = Places(station.jurisdiction).resolve(latitudes, longitudes)
    start = CrimeRecord.objects.count()

    def known(values: list[int], index: int) -> int | None:
        return None if values[index] == PlaceColumns.NO_VALUE else int(values[index])

    records = CrimeRecord.objects.bulk_create(
        CrimeRecord(
            jurisdiction=station.jurisdiction,
            station=station,
            title=category.name,
            occurred_from=moment,
            reported_at=moment,
            latitude=latitudes[i],
            longitude=longitudes[i],
            area_id=known(places.area_id, i),
            grid_cell=known(places.grid_cell, i),
            h3_7=known(places.h3_7, i),
            h3_9=known(places.h3_9, i),
            status="registered",
            source=source,
            source_id=str(start + i),
            **fields,
        )
        for i, moment in enumerate(occurred)
    )
    Offence.objects.bulk_create(Offence(record=record, category=category) for record in records)
    return records
