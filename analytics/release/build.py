"""Making a release: count, round, keep what is out already, store, publish. See docs/public-statistics.md."""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Jurisdiction, User
from records.models import Area, OffenceCategory

from ..models import StatCell, StatRelease
from . import coverage, delay, hexagons, months
from .cells import Figure, Geography, Key, Plan, figures
from .choices import CellStatus, Cut, ReleaseStatus
from .counting import Tally, count

CHUNK = 2_000
DECEMBER = 12


class NothingToPublish(ValueError):
    """There is no month that could be published, or not this one."""


@dataclass(frozen=True)
class Build:
    """The release that is out now, whether it is new, and how many changed figures wait for corrections."""

    release: StatRelease
    is_new: bool
    held_back: int = 0


def build_release(
    jurisdiction: Jurisdiction,
    month: datetime.date | None = None,
    *,
    by: User | None,
    corrections: bool = False,
) -> Build:
    """Publish the figures up to `month` (any day of it; default: the newest that may appear and has data).

    A figure that is out keeps its value. Late changes come together, in the release that first holds a
    December or with `corrections`. The same figures and month again make no new release.
    Raises NothingToPublish for a month that may not appear yet or lies before the current release.
    """
    newest = delay.newest_month(jurisdiction)
    if month is not None and months.first_day(month) > newest:
        day = months.publishable_on(months.first_day(month), settings.PUBLIC_DELAY_DAYS)
        raise NothingToPublish(f"{month:%B %Y} may appear from {day:%-d %B %Y}, not before.")
    plan = _plan(jurisdiction, count(jurisdiction, newest), month and months.first_day(month))
    fresh = figures(plan)
    with transaction.atomic():
        Jurisdiction.objects.select_for_update().get(pk=jurisdiction.pk)
        current = StatRelease.objects.filter(jurisdiction=jurisdiction).published().order_by("number").last()
        if current and plan.last < current.month:
            raise NothingToPublish(f"Release {current.number} already goes to {current.month:%B %Y}.")
        corrections = corrections or _is_yearly(current, plan.last)
        final, held_back = fresh, 0
        if current and not corrections:
            final, held_back = _kept(fresh, current)
        digest = _digest(final)
        if current and (current.month, current.digest) == (plan.last, digest):
            return Build(current, False, held_back)
        release = StatRelease.objects.create(
            jurisdiction=jurisdiction,
            number=current.number + 1 if current else 1,
            month=plan.last,
            built_at=timezone.now(),
            digest=digest,
            note=_note(current, plan.last, corrections),
        )
        _store(release, final)
        audit.record(
            audit.Action.RELEASE_BUILT, by=by, obj=release, changes={"digest": [None, digest], **_up_to(plan)}
        )
        publish(release=release, by=by)
    return Build(release, True, held_back)


def publish(*, release: StatRelease, by: User | None) -> None:
    """Put a built release out. Call it in the transaction that built or checked it."""
    release.status = ReleaseStatus.PUBLISHED
    release.published_at = timezone.now()
    release.save(update_fields=["status", "published_at", "updated_at"])
    audit.record(
        audit.Action.RELEASE_PUBLISHED, by=by, obj=release, changes={"number": [None, release.number]}
    )


def _plan(jurisdiction: Jurisdiction, tally: Tally, month: datetime.date | None) -> Plan:
    totals = tally.totals
    if not totals:
        raise NothingToPublish(f"{jurisdiction.name} has no record in a month that may appear yet.")
    cut_short = _cut_short(tally)
    whole = [found for found in totals if found not in cut_short] or list(totals)
    last = month or max(whole)
    stations = {
        station: {at: number for at, number in counts.items() if at <= last}
        for station, counts in tally.stations.items()
    }
    stations = {station: counts for station, counts in stations.items() if counts}
    if not stations:
        raise NothingToPublish(f"{jurisdiction.name} has no record up to {last:%B %Y}.")
    closed = dict(jurisdiction.stations.exclude(active_to=None).values_list("pk", "active_to"))
    areas = dict(Area.objects.current(jurisdiction).lowest().values_list("pk", "parent_id"))
    return Plan(
        tally=tally,
        coverage=coverage.assess(stations, last, closed=closed, cut_short=cut_short),
        geography=Geography(areas, hexagons.cover(jurisdiction) if tally.hexagons else {}),
        last=last,
    )


def _cut_short(tally: Tally) -> set[datetime.date]:
    """Months that an imported file covers in part only; a month with entered records is under way in full."""
    if tally.imported is None:
        return set()
    first, last = tally.imported
    cut = coverage.edges_cut_short(tally.totals, first, last)
    if tally.entered is None:
        return cut
    since, until = (months.first_day(day) for day in tally.entered)
    return {month for month in cut if not since <= month <= until}


def _is_yearly(current: StatRelease | None, last: datetime.date) -> bool:
    if current is None:
        return False
    added = months.months_between(months.add_months(current.month, 1), last)
    return any(month.month == DECEMBER for month in added)


def _kept(fresh: Mapping[Key, Figure], current: StatRelease) -> tuple[dict[Key, Figure], int]:
    """The fresh figures with those that are out in their place, and how many of these differ."""
    known = {CellStatus.OK, CellStatus.FEW}
    out = {
        Key(*row[:6]): Figure(*row[6:])
        for row in StatCell.objects.filter(release=current, status__in=known)
        .values_list("cut", "area_id", "hexagon", "category_id", "year", "month", "value", "level", "status")
        .iterator()
    }
    final = {key: out.get(key, figure) for key, figure in fresh.items()}
    return final, sum(figure != final[key] for key, figure in fresh.items())


def _digest(published: Mapping[Key, Figure]) -> str:
    """SHA-256 over all figures in order, by codes, so that it can be computed from the published files."""
    areas = dict(Area.objects.values_list("pk", "code"))
    categories = dict(OffenceCategory.objects.values_list("pk", "code"))
    lines = sorted(
        f"{key.cut},{areas.get(key.area, '')},{key.hexagon},{categories.get(key.category, '')},"
        f"{key.year},{key.month or ''},{figure.value or ''},{figure.level},{figure.status}\n"
        for key, figure in published.items()
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _store(release: StatRelease, published: Mapping[Key, Figure]) -> None:
    StatCell.objects.bulk_create(
        (
            StatCell(
                release=release,
                cut=key.cut,
                area_id=key.area,
                hexagon=key.hexagon,
                category_id=key.category,
                year=key.year,
                month=key.month,
                value=figure.value,
                level=figure.level,
                status=figure.status,
            )
            for key, figure in sorted(published.items(), key=lambda item: _order(item[0]))
        ),
        batch_size=CHUNK,
    )


def _order(key: Key) -> tuple:
    # Figures read together lie together.
    return Cut.values.index(key.cut), key.area or 0, key.hexagon, key.category or 0, key.year, key.month or 0


def _note(current: StatRelease | None, last: datetime.date, corrections: bool) -> str:
    if current is None:
        return "First release."
    added = f"Adds the months to {last:%B %Y}." if last > current.month else "No new month."
    return f"{added} All figures counted again: corrections of the year." if corrections else added


def _up_to(plan: Plan) -> dict[str, list]:
    return {"month": [None, f"{plan.last:%Y-%m}"]}
