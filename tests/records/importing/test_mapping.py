"""What a mapping may say, and how a bad one is refused."""

import pytest

from records.importing import mapping as mappings
from records.importing.errors import MappingError

from .conftest import COLUMNS, HEADER, SOURCE, make_mapping


def refusal(source=None, columns=None, **sections) -> str:
    data = {"source": SOURCE | (source or {}), "columns": COLUMNS | (columns or {})} | sections
    with pytest.raises(MappingError) as refused:
        mappings.build(data)
    return str(refused.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colums": {}}, "'colums'; the nearest is 'columns'"),
        ({"source": {"timezon": "UTC"}}, "unknown key 'timezon'; the nearest is 'timezone'"),
        ({"source": {"timezone": "America/Vancuver"}}, "the nearest is 'America/Vancouver'"),
        ({"source": {"crs": "EPSG:269100"}}, "'EPSG:269100' is not a coordinate system"),
        ({"source": {"encoding": "utf-88"}}, "'utf-88' is not an encoding; the nearest is 'utf-8'"),
        ({"source": {"delimiter": ";;"}}, "';;' is not one character"),
        ({"source": {"duplicates": "keeps"}}, "the nearest is 'keep'"),
        ({"source": {"date_formats": ["%H:%M"]}}, "no year or no month"),
        ({"source": {"date_formats": ["%Y-%Q"]}}, "'%Y-%Q' cannot be used"),
        ({"source": {"bounds": [50, -123, 49, -122]}}, "not south < north"),
        ({"source": {"bounds": [49, -123, 50]}}, "[south, west, north, east]"),
        ({"source": {"name": 5}}, "name: 5 is not text"),
        ({"source": {"name": ""}}, "'name' is missing"),
        ({"columns": {"ofence": "TYPE"}}, "unknown field 'ofence'; the nearest is 'offence'"),
        ({"columns": {"address": "{} {}"}}, "names no column"),
        ({"columns": {"address": "{STREET"}}, "cannot be read"),
        ({"columns": {"address": 5}}, "5 is not a column"),
        ({"columns": {"x": "X"}}, "'x' needs 'y'"),
        ({"columns": {"x": "X", "y": "Y"}}, "not both"),
        ({"values": {"ofence": {"a": "b"}}}, "the nearest is 'offence'"),
        ({"missing": {"values": "NA"}}, "[missing] values is a list"),
        ({"aggregate": {"year": "Y"}}, "exactly one of"),
    ],
)
def test_mapping_with_a_fault_is_refused_by_name(change, words):
    assert words in refusal(**change)


def test_mapping_with_several_faults_names_them_all():
    text = refusal(source={"timezone": "Mars"}, columns={"y": "Y"})
    assert "'Mars'" in text
    assert "'y' needs 'x'" in text


def test_mapping_without_offence_is_refused():
    with pytest.raises(MappingError, match="'offence' is missing"):
        make_mapping(without=["offence"])


def test_unknown_mapping_names_the_nearest_bundled_one():
    with pytest.raises(MappingError, match="no mapping 'bostn'; the nearest is 'boston'"):
        mappings.load("bostn")


def test_file_without_toml_is_refused(tmp_path):
    (tmp_path / "bad.toml").write_text("[source\n")
    with pytest.raises(MappingError, match="not valid TOML"):
        mappings.load(tmp_path / "bad.toml")


def test_column_that_the_file_lacks_is_named_with_the_nearest():
    mapping = make_mapping(columns={"address": "{DISTRCT} {BLOCK}"})
    with pytest.raises(MappingError, match=r"no column 'DISTRCT'; the nearest is 'DISTRICT'"):
        mappings.check_header(mapping, HEADER)


def test_column_that_stands_twice_is_refused():
    with pytest.raises(MappingError, match="the column 'TYPE' 2 times"):
        mappings.check_header(make_mapping(), [*HEADER, "TYPE"])


def test_misfit_names_the_bundled_mapping_that_fits():
    header = ["INCIDENT_NUMBER", "OFFENSE_CODE_GROUP", "OCCURRED_ON_DATE", "Lat", "Long"]
    with pytest.raises(MappingError, match="this file has: boston_2018"):
        mappings.check_header(mappings.load("boston"), header)


def test_bundled_mappings_are_all_valid():
    for name in mappings.bundled():
        section = "indicators" if name == "census_2011" else None
        assert mappings.load(name, section=section).name == name
    assert {"boston", "boston_2023", "boston_groups", "chicago", "baltimore", "police_uk"} < set(
        mappings.bundled()
    )


def test_indicator_mapping_is_no_record_mapping():
    with pytest.raises(
        MappingError, match=r"has \[indicators\]; this command reads \[columns\] or \[aggregate\]"
    ):
        mappings.load("census_2011")


def test_skip_rows_as_a_list_speaks_of_the_area_column():
    table = {"year": "Y", "area": "D", "counts": {"THEFT": "theft"}, "skip_rows": ["TOTAL"]}
    mapping = mappings.build({"source": SOURCE, "aggregate": table})
    assert mapping.aggregate.skip_rows == {"D": ("TOTAL",)}
