import pytest

from analytics.release.finding import find
from analytics.release.rates import Total
from analytics.release.reading import AreaTotals

NAMES = ["Weaver Hill", "Tannery Lane", "Millgate", "West Mill", "Old Market"]
AREAS = [
    AreaTotals(n, f"w{n}", name, None, "", "", Total(), Total()) for n, name in enumerate(NAMES, start=1)
]


@pytest.mark.parametrize("asked", ["Weaver Hill", "weaver hill", " WEAVER  hill", "w1", "weaver"])
def test_find_the_one_meant(asked):
    assert find(asked, AREAS).match.name == "Weaver Hill"


def test_find_several_with_the_part():
    found = find("mill", AREAS)
    assert found.match is None
    assert [area.name for area in found.near] == ["Millgate", "West Mill"]


@pytest.mark.parametrize(("asked", "near"), [("tanery", "Tannery Lane"), ("Wever Hil", "Weaver Hill")])
def test_find_near_miss(asked, near):
    found = find(asked, AREAS)
    assert found.match is None
    assert found.near[0].name == near


@pytest.mark.parametrize("asked", ["zzzz", "?!", "=1+1"])
def test_find_nothing(asked):
    found = find(asked, AREAS)
    assert (found.match, found.near) == (None, [])
