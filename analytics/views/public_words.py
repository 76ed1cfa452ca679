"""The sentences and labels of the citizens' pages."""

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import Truncator, capfirst

from accounts.models import Jurisdiction

from ..models import StatRelease
from ..release import wording
from ..release.profile import Profile
from ..release.reading import AreaTotals


def tiles() -> dict:
    """The outside map tiles, if the installation allows any."""
    return {"tile_url": settings.MAP_TILE_URL, "tile_attribution": settings.MAP_TILE_ATTRIBUTION}


def map_url(jurisdiction: Jurisdiction, area: str = "") -> str:
    query = {"jurisdiction": jurisdiction.code} | ({"area": area} if area else {})
    return f"{reverse('public_api:map')}?{urlencode(query)}"


def tone(change: float | None) -> str:
    if change is None or round(change) == 0:
        return ""
    return "bad" if change > 0 else "good"


def home(release: StatRelease, areas: list[AreaTotals], common: dict | None, with_rates: bool) -> dict:
    """Labels, table columns and rows of the home page."""
    columns = [("name", "Area", False), ("count", "Number", True)]
    columns += [("rate", "Rate", True)] if with_rates else []
    columns += [("change", "Change", True)]
    by = "rate: crimes for every 1,000 residents" if with_rates else "number"
    share = (
        f"{common['share']:.0f}% of recorded crime in {common['year']}" if common and common["share"] else ""
    )
    return {
        "month": wording.month(release.month),
        "map_text": f"By {by}, 12 months. Choose an area to open it.",
        "columns": columns,
        "common_note": share,
        "rows": [
            {
                "code": area.code,
                "name": area.name,
                "total": wording.total(area.recent),
                "rate": wording.rate(area.rate, area.highest_rate),
                "change": wording.signed(area.change) or "–",
            }
            for area in areas
        ],
    }


def area(release: StatRelease, total: AreaTotals, profile: Profile) -> dict:
    """Labels and sentences of the area page."""
    where = release.jurisdiction.name
    home_url = f"{reverse('public:home')}?{urlencode({'jurisdiction': release.jurisdiction.code})}"
    crumbs = [("All areas", home_url)]
    if total.district:
        crumbs.append((total.district, f"{home_url}&{urlencode({'district': total.district_code})}"))
    first, last = profile.months[0].month, profile.months[-1].month
    unit = "for every 1,000 residents, " if profile.with_rates else ""
    common = profile.most_common
    gaps = any(row.area is None for row in profile.months)
    return {
        "crumbs": crumbs,
        "here": Truncator(total.name).chars(30),
        "total": capfirst(wording.total(total.recent)),
        "rate": capfirst(wording.rate(total.rate, total.highest_rate)),
        "change_words": "" if total.change is None else wording.more_or_fewer(total.change),
        "tile_change": wording.arrow(total.change),
        "tile_tone": tone(total.change),
        "tile_note": f"12 months to {profile.month}" if total.change is None else "on the year before",
        "average_note": "" if profile.whole_rate is None else f"{where}: {profile.whole_rate:.0f}",
        "common_note": f"{common.part:.0f}% of recorded crime here in {profile.year}"
        if common and common.part
        else f"in {profile.year}",
        "latest_change": wording.arrow(profile.latest_change),
        "latest_note": "recorded crimes"
        if profile.latest_change is None
        else "on the same month a year before",
        "map_text": "Each hexagon is about a kilometre across. We show levels"
        + (f" for {profile.levels_year}" if profile.levels_year else "")
        + ", not single incidents or addresses.",
        "map_label": f"Map of {total.name} and nearby areas showing levels of recorded crime. "
        "A table with the same information follows.",
        "types_text": f"Number in {profile.year}, and change on the year before.",
        "bars": [
            {
                "label": row.name,
                "value": row.text if row.value is not None else "< 5",
                "share": row.share,
                "note": row.change,
                "note_hidden": "on the year before" if row.change else "",
            }
            for row in profile.types
        ],
        "trend_text": f"Recorded crimes {unit}each month, {first} to {last}."
        + (" A gap is a month with fewer than 5, or without a report." if gaps else ""),
        "trend_label": f"Line chart. {profile.finding}.",
        "trend_axis": "Crimes per 1,000 residents" if profile.with_rates else "Recorded crimes",
        "compare_title": f"Compared with {where}",
        "compare_text": f"For every 1,000 residents, {profile.year}.",
        "no_comparison": "The types of a whole year are not complete yet."
        if profile.with_rates
        else "How many people live here is not known, so there are no rates to compare.",
        "levels_title": f"Levels of crime in {total.name}"
        + (f", {profile.levels_year}" if profile.levels_year else ""),
    }
