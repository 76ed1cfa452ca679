"""Small sources: a city near the Pacific whose rows the tests write themselves."""

import csv
import gzip
import os
from pathlib import Path
from types import MappingProxyType

import pytest

from records.importing import mapping as mappings
from records.importing import service
from tests.services import missing

SHARED = Path(os.environ.get("CRIMEPORTAL_SHARED", "../shared"))
HEADER = ["ID", "DATE", "TYPE", "LAT", "LON", "DISTRICT"]
SOURCE = {"name": "harbour", "timezone": "America/Vancouver", "bounds": [49.0, -123.4, 49.4, -122.9]}
COLUMNS = {
    "source_id": "ID",
    "occurred_from": "DATE",
    "offence": "TYPE",
    "latitude": "LAT",
    "longitude": "LON",
    "district": "DISTRICT",
}
ROW = ["1", "2016-05-01 14:30", "Theft", "49.25", "-123.1", "North"]


def row(**cells: str) -> list[str]:
    """A good row with some cells changed: row(LAT="")."""
    return [cells.get(name, value) for name, value in zip(HEADER, ROW, strict=True)]


def make_mapping(*, without=(), columns=None, sections=MappingProxyType({}), **source):
    """The mapping of the small source, with changes to [source] (None takes a key out) and [columns]."""
    wanted = {name: text for name, text in (COLUMNS | (columns or {})).items() if name not in without}
    given = {name: value for name, value in (SOURCE | source).items() if value is not None}
    return mappings.build({"source": given, "columns": wanted, **sections}, digest="0" * 64)


@pytest.fixture
def write(tmp_path):
    """Writes rows under a header to a csv file and gives its path."""

    def write_csv(rows, header=HEADER, name="rows.csv", encoding="utf-8"):
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    return write_csv


@pytest.fixture
def load(write, tmp_path, settings):
    """Imports rows, with the small source's mapping unless another is given."""
    settings.VAR_DIR = tmp_path

    def load_rows(rows, mapping=None, *, header=HEADER, **options):
        return service.run(
            file=write(rows, header), mapping=mapping or make_mapping(), **({"by": None} | options)
        )

    return load_rows


@pytest.fixture
def shared(tmp_path):
    """A file of the open data, or its first rows."""

    def find(name: str, rows: int | None = None) -> Path:
        path = SHARED / "data" / name
        if not path.exists():
            missing(f"no {path} (CRIMEPORTAL_SHARED)")
        if rows is None:
            return path
        part = tmp_path / path.name.removesuffix(".gz")
        with (
            gzip.open(path, "rt", encoding="utf-8", newline="") as source,
            part.open("w", newline="") as file,
        ):
            lines = csv.writer(file)
            for number, cells in enumerate(csv.reader(source)):
                if number > rows:
                    break
                lines.writerow(cells)
        return part

    return find
