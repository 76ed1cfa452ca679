"""The checks of a mapping.

Each takes a section as parsed and returns (what was read, faults as sentences).
"""

import codecs
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from encodings.aliases import aliases
from types import MappingProxyType
from typing import Any
from zoneinfo import available_timezones

from .errors import nearest
from .expressions import Expression, parse

Faults = list[str]
SOURCE_KEYS = ("name", "timezone", "crs", "encoding", "delimiter", "duplicates", "date_formats", "bounds")
PAIRS = (("latitude", "longitude"), ("x", "y"))


def unknown(section: str, keys: Any, known: Sequence[str], noun: str = "key") -> Faults:
    return [f"[{section}]: unknown {noun} '{key}'{nearest(key, known)}." for key in keys if key not in known]


def sections(data: Mapping, known: Sequence[str], content: Sequence[str]) -> Faults:
    faults = [f"Unknown section or key '{key}'{nearest(key, known)}." for key in data if key not in known]
    faults += [f"'{key}' is a section: [{key}]." for key in known if not isinstance(data.get(key, {}), dict)]
    if faults:
        return faults
    if "source" not in data:
        faults.append("The section [source] is missing.")
    given = [name for name in content if name in data]
    if len(given) != 1:
        found = f"has [{'] and ['.join(given)}]" if given else "has none"
        faults.append(f"A mapping has exactly one of [{'], ['.join(content)}]; this one {found}.")
    return faults


def source(data: Mapping) -> tuple[dict[str, Any], Faults]:
    if not isinstance(data, dict):
        return {}, []
    faults = unknown("source", data, SOURCE_KEYS)
    faults += [f"[source]: '{key}' is missing." for key in ("name", "timezone") if not data.get(key)]
    texts = ("name", "timezone", "crs", "encoding", "delimiter", "duplicates")
    wrong = [key for key in texts if not isinstance(data.get(key, ""), str)]
    faults += [f"[source] {key}: {data[key]!r} is not text." for key in wrong]
    read = {key: value for key, value in data.items() if key in SOURCE_KEYS and key not in wrong}
    zone = read.get("timezone")
    if zone and zone not in available_timezones():
        faults.append(
            f"[source] timezone: '{zone}' is not a time zone{nearest(zone, available_timezones())}."
        )
    faults += _crs(read.get("crs", "EPSG:4326")) + _encoding(read.get("encoding", "utf-8"))
    if len(read.get("delimiter", ",")) != 1:
        faults.append(f"[source] delimiter: '{read['delimiter']}' is not one character.")
    if read.get("duplicates", "keep") not in ("keep", "drop"):
        known = nearest(read["duplicates"], ("keep", "drop"))
        faults.append(f"[source] duplicates: '{read['duplicates']}' is neither 'keep' nor 'drop'{known}.")
    formats, more = _formats(read.get("date_formats", []))
    bounds, others = _bounds(read.get("bounds"))
    return read | {"date_formats": formats, "bounds": bounds}, faults + more + others


def columns(data: Mapping, known: Sequence[str]) -> tuple[dict[str, Expression], Faults]:
    if not isinstance(data, dict) or not data:
        return {}, []
    faults = unknown("columns", data, known, "field")
    read: dict[str, Expression] = {}
    for name in (name for name in data if name in known):
        expression, fault = _expression(f"[columns] {name}", data[name])
        faults += fault
        if expression:
            read[name] = expression
    faults += [
        f"[columns]: '{name}' is missing." for name in ("occurred_from", "offence") if name not in data
    ]
    for pair in PAIRS:
        for name, other in (pair, pair[::-1]):
            if name in data and other not in data:
                faults.append(f"[columns]: '{name}' needs '{other}' beside it.")
    if all(pair[0] in data for pair in PAIRS):
        faults.append("[columns]: give latitude + longitude or x + y, not both.")
    return read, faults


def values(data: Mapping, known: Sequence[str]) -> tuple[dict[str, Mapping[str, str]], Faults]:
    if not isinstance(data, dict):
        return {}, []
    faults = unknown("values", data, known, "field")
    for name, table in data.items():
        if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
            faults.append(f"[values.{name}] is a table of text = text.")
    return {} if faults else {name: MappingProxyType(dict(table)) for name, table in data.items()}, faults


def missing(data: Mapping) -> tuple[frozenset[str], Faults]:
    if not isinstance(data, dict):
        return frozenset({""}), []
    faults = unknown("missing", data, ("values",))
    given = data.get("values", [])
    if not isinstance(given, list) or not all(isinstance(value, str) for value in given):
        return frozenset({""}), [*faults, "[missing] values is a list of texts."]
    return frozenset({"", *(value.strip() for value in given)}), faults


def table(section: str, data: Mapping, figures: str) -> tuple[dict[str, Any], Faults]:
    if not isinstance(data, dict):
        return {}, []
    faults = unknown(section, data, ("year", "area", "parent", figures, "skip_rows"))
    read: dict[str, Any] = {"parent": None}
    for name in ("year", "area", "parent"):
        if name in data:
            read[name], fault = _expression(f"[{section}] {name}", data[name])
            faults += fault
        elif name != "parent":
            faults.append(f"[{section}]: '{name}' is missing.")
    given = data.get(figures)
    if (
        not isinstance(given, dict)
        or not given
        or not all(isinstance(name, str) and name for name in given.values())
    ):
        faults.append(f'[{section}] {figures} is a table of "COLUMN" = "name", with at least one entry.')
    read["figures"] = MappingProxyType(dict(given)) if isinstance(given, dict) else {}
    skip = data.get("skip_rows", {})
    if isinstance(skip, list) and read.get("area"):
        skip = dict.fromkeys(read["area"].columns, skip)
    if not isinstance(skip, dict) or not all(isinstance(names, list) for names in skip.values()):
        faults.append(
            f'[{section}] skip_rows is a list of area names, or a table of "COLUMN" = ["value", …].'
        )
        skip = {}
    read["skip_rows"] = MappingProxyType({column: tuple(map(str, names)) for column, names in skip.items()})
    return read, faults


def _expression(where: str, text: Any) -> tuple[Expression | None, Faults]:
    if not isinstance(text, str) or not text.strip():
        return None, [f"{where}: {text!r} is not a column, a template or a constant in quotes."]
    try:
        return parse(text), []
    except ValueError as error:
        return None, [f"{where}: {error}."]


def _crs(code: str) -> Faults:
    from pyproj import CRS, database
    from pyproj.enums import PJType
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_user_input(code)
    except CRSError:
        kinds = (PJType.PROJECTED_CRS, PJType.GEOGRAPHIC_2D_CRS)
        known = [f"EPSG:{number}" for kind in kinds for number in database.get_codes("EPSG", kind)]
        return [f"[source] crs: '{code}' is not a coordinate system that PROJ knows{nearest(code, known)}."]
    if len(crs.axis_info) < 2:
        return [f"[source] crs: '{code}' ({crs.name}) has no two horizontal axes; the default is EPSG:4326."]
    return []


def _encoding(name: str) -> Faults:
    try:
        codecs.lookup(name)
    except LookupError:
        return [f"[source] encoding: '{name}' is not an encoding{nearest(name, ['utf-8', *aliases])}."]
    return []


def _formats(given: Any) -> tuple[tuple[str, ...], Faults]:
    if not isinstance(given, list) or not all(isinstance(text, str) for text in given):
        return (), ["[source] date_formats is a list of texts."]
    faults = []
    for text in given:
        try:
            datetime.strptime(datetime(2001, 2, 3, tzinfo=UTC).strftime(text), text)
        except ValueError as error:
            faults.append(f"[source] date_formats: '{text}' cannot be used ({error}).")
            continue
        directives = set(re.findall(r"%(.)", text.replace("%%", "")))
        if not directives & set("YyGcxs") or not directives & set("mbBjcxVUW"):
            faults.append(
                f"[source] date_formats: '{text}' has no year or no month, as '%Y-%m-%d %H:%M' has."
            )
    return tuple(given), faults


def _bounds(given: Any) -> tuple[tuple[float, ...] | None, Faults]:
    if given is None:
        return None, []
    numbers = isinstance(given, list) and len(given) == 4 and all(type(n) in (int, float) for n in given)
    if not numbers:
        return None, ["[source] bounds is [south, west, north, east] in degrees."]
    south, west, north, east = map(float, given)
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
        return None, [f"[source] bounds: {given} is not south < north and west < east in degrees."]
    return (south, west, north, east), []
