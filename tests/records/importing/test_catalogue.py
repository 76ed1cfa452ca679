import pytest

from records.importing.books import Categories
from records.importing.catalogue import UNKNOWN, traits
from records.models import OffenceCategory


@pytest.mark.parametrize(
    ("name", "severity", "public_class"),
    [
        ("Larceny", 2, "public"),
        ("LARCENY FROM AUTO", 3, "public"),
        ("Auto Theft", 9, "public"),
        ("Residential Burglary", 18, "public"),
        ("AGG. ASSAULT", 25, "public"),
        ("Simple Assault", 12, "public"),
        ("ROBBERY - CARJACKING", 35, "public"),
        ("SHOOTING", 14, "broad"),
        ("Drug Violation", 6, "public"),
    ],
)
def test_ordinary_offences_are_listed(name, severity, public_class):
    assert traits(name)[:2] == (severity, public_class)


@pytest.mark.parametrize(
    "name",
    [
        "Sexual Assault",
        "Assault on women with intent to outrage her modesty",
        "Offenses Against Child / Family",
        "Domestic assault",
        "Hate crime: criminal damage",
        "Attempt to murder",
        "CAUSING DEATH BY NEGLIGENCE",
        "Custodial theft",
        "Kidnapping for robbery",
        "Restraining Order Violations",
        "Dowry deaths",
    ],
)
def test_what_must_not_be_published_is_not_whatever_else_the_name_says(name):
    assert traits(name).public_class == "never"


@pytest.mark.parametrize(
    "name", ["Verbal Disputes", "Medical Assistance", "Investigate Person", "", "Qwerty"]
)
def test_what_no_rule_lists_stays_unpublished_with_weight_one(name):
    assert traits(name) == UNKNOWN


def test_group_that_must_not_be_published_holds_back_its_offences():
    assert traits("Assault", "Sexual offences").public_class == "never"


def test_group_speaks_where_the_name_says_nothing():
    assert traits("Section 378", "Theft").public_class == "public"


@pytest.mark.django_db
def test_new_category_takes_its_traits_and_a_known_one_keeps_its_own():
    OffenceCategory.objects.create(code="robbery", name="Robbery", severity=7)
    Categories().ids(["Robbery", "Rape", "Larceny"], ["", "", ""])
    found = OffenceCategory.objects.values_list("code", "severity", "public_class", "protected")
    assert set(found) == {
        ("robbery", 7, "never", False),
        ("rape", 90, "never", True),
        ("larceny", 2, "public", False),
    }
