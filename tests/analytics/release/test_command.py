import io

import pytest
from django.core.management import CommandError, call_command

from analytics.models import StatRelease
from tests import factories

pytestmark = pytest.mark.django_db


def run(**options) -> str:
    out = io.StringIO()
    call_command("build_release", stdout=out, **options)
    return out.getvalue()


def test_command_builds_every_jurisdiction_with_data(city):
    factories.make_jurisdiction("EMPTY")
    city.record(20, 2025, 1)
    text = run()
    assert "EMPTY: nothing published" in text
    assert "TESTCITY: release 1 published, figures to January 2025" in text
    assert StatRelease.objects.count() == 1


def test_command_again_says_nothing_new(city):
    city.record(20, 2025, 1)
    run()
    assert "TESTCITY: nothing new since release 1" in run(jurisdiction="testcity")


def test_command_tells_what_is_held_back(city):
    city.record(20, 2025, 1)
    run()
    city.record(20, 2025, 1)
    assert "3 figures that are out would differ now" in run(month="2025-01")


def test_command_unknown_jurisdiction_names_the_known(jurisdiction):
    with pytest.raises(CommandError, match=r"'NOWHERE'.*TESTCITY"):
        run(jurisdiction="NOWHERE")


@pytest.mark.parametrize("month", ["2025", "2025-13", "January"])
def test_command_bad_month(jurisdiction, month):
    with pytest.raises(CommandError, match="2026-09"):
        call_command("build_release", f"--month={month}")


def test_command_month_that_may_not_appear(city):
    city.record(20, 2025, 1)
    with pytest.raises(CommandError, match="may appear from"):
        run(jurisdiction="TESTCITY", month="2099-01")
