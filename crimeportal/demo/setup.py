"""The city before its first crime: jurisdiction, stations, areas, categories, users with their postings."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts import audit
from accounts import services as accounts
from accounts.models import Jurisdiction, Station, User
from accounts.roles import Role
from crimeportal.demo import categories as cat
from crimeportal.demo import gazetteer as gaz
from crimeportal.demo import staff
from crimeportal.demo.basemap import basemap
from crimeportal.demo.geography import build, geojson, to_degrees
from records.models import Area, AreaIndicator, AreaSet, OffenceCategory
from records.services import jurisdiction as jurisdictions

BOUNDS_MARGIN_DEG = 0.004
PROTECTED = {"sexual-offence"}
RECORD_ROLES = {"officer", "investigator", "supervisor"}


@dataclass(frozen=True)
class Frame:
    """What records refer to; ``staff`` maps (role, station code) to a user."""

    jurisdiction: Jurisdiction
    stations: dict[str, Station]
    categories: list[OffenceCategory]
    staff: dict[tuple[str, str], User]


def found_city(start: object, year: int) -> Frame:
    """Make everything; call it in a transaction. ``start`` is the first day of all postings (a date)."""
    jurisdiction = _jurisdiction()
    stations = _stations(jurisdiction, start)
    _areas(jurisdiction, year)
    return Frame(jurisdiction, stations, _categories(), _users(stations, start))


def _jurisdiction() -> Jurisdiction:
    outline = geojson(build().outline)
    longitudes, latitudes = zip(*outline["coordinates"][0], strict=True)
    margin = BOUNDS_MARGIN_DEG
    return jurisdictions.create(
        code=gaz.CODE,
        name=gaz.NAME,
        time_zone=gaz.TIME_ZONE,
        bounds=(
            min(latitudes) - margin,
            min(longitudes) - margin,
            max(latitudes) + margin,
            max(longitudes) + margin,
        ),
        by=None,
        projection_epsg=gaz.PROJECTION_EPSG,
        cell_size_m=gaz.CELL_SIZE_M,
        outline=outline,
        basemap=basemap(),
    )


def _stations(jurisdiction: Jurisdiction, start: object) -> dict[str, Station]:
    city, made = build(), {}
    boundaries = {**city.districts, **city.stations}
    for unit in gaz.UNITS:
        site = boundaries[unit.code].representative_point()
        latitude, longitude = to_degrees(site.x, site.y)
        made[unit.code] = Station.objects.create(
            jurisdiction=jurisdiction,
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            parent=made.get(unit.parent),
            boundary=geojson(boundaries[unit.code]),
            latitude=round(latitude, 6),
            longitude=round(longitude, 6),
            active_from=start,
        )
        audit.record(audit.Action.CONFIGURED, by=None, obj=made[unit.code], station=made[unit.code])
    return made


def _areas(jurisdiction: Jurisdiction, year: int) -> None:
    city = build()
    area_set = AreaSet.objects.create(
        jurisdiction=jurisdiction,
        code="neighbourhoods",
        name="Districts and neighbourhoods",
        source="Port Ellery, an invented city",
    )

    def make(code: str, name: str, kind: str, polygon: object, population: int, parent: Area | None) -> Area:
        site = polygon.representative_point()
        latitude, longitude = to_degrees(site.x, site.y)
        return Area.objects.create(
            area_set=area_set,
            code=code.lower(),
            name=name,
            kind=kind,
            parent=parent,
            boundary=geojson(polygon),
            latitude=round(latitude, 6),
            longitude=round(longitude, 6),
            area_km2=round(polygon.area / 1e6, 4),
            population=population,
        )

    for unit in (u for u in gaz.UNITS if u.kind == "district"):
        members = [n for n in city.neighbourhoods if n.place.district == unit.code]
        people = sum(n.place.population for n in members)
        parent = make(unit.code, unit.name, "district", city.districts[unit.code], people, None)
        for n in members:
            area = make(n.place.code, n.place.name, "neighbourhood", n.polygon, n.place.population, parent)
            AreaIndicator.objects.create(area=area, year=year, name="population", value=n.place.population)


def _categories() -> list[OffenceCategory]:
    """Return the categories in the model's order; one that is there already stays as it is."""
    return [
        OffenceCategory.objects.get_or_create(
            code=row.code,
            defaults={
                "name": row.name,
                "group": row.group,
                "act_section": row.act_section,
                "nibrs_code": row.nibrs,
                "severity": row.severity,
                "public_class": row.public_class,
                "protected": row.code in PROTECTED,
            },
        )[0]
        for row in cat.CATEGORIES
    ]


def _users(stations: dict[str, Station], start: object) -> dict[tuple[str, str], User]:
    by_unit = {}
    # The password is public and one for all, so its slow hash is made once.
    password = make_password(staff.PASSWORD)
    for badge, member in enumerate(staff.STAFF, 3301):
        role = Role(member.role)
        user = User(
            email=member.email,
            username=member.username,
            name=member.name,
            badge_number="" if role is Role.CITIZEN else str(badge),
            password=password,
        )
        user.full_clean()
        user.save()
        # As an invitation leaves it: without a verified address no second step can be set up.
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        audit.record(
            audit.Action.CONFIGURED, by=None, obj=user, changes={"username": [None, member.username]}
        )
        if role is Role.CITIZEN:
            continue
        for unit in member.units or (None,):
            station = stations.get(unit)
            accounts.post(
                user=user,
                role=role,
                station=station,
                by=None,
                starts_on=start,
                may_register=role in {Role.SUPERVISOR, Role.DISTRICT},
                may_investigate=role in {Role.INVESTIGATOR, Role.SUPERVISOR},
            )
            if role in RECORD_ROLES:
                by_unit[role.value, unit] = user
    return by_unit
