"""The demo city in the database, as `manage.py seed_demo` leaves it."""

import json
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count

from accounts import audit
from accounts.models import Jurisdiction, Station, User
from crimeportal.demo.access import decide
from crimeportal.demo.setup import Frame
from crimeportal.demo.staff import LOG_INS, PASSWORD
from records.choices import AreaKind
from records.models import (
    AccessGrant,
    AccessReview,
    Area,
    CrimeRecord,
    Offence,
    OffenceCategory,
    PersonIdentifier,
    RegisterCounter,
    StatusEvent,
)

COUNT = 700


@pytest.fixture(scope="module")
def truth_path(django_db_setup, django_db_blocker, tmp_path_factory):
    """The city, seeded once for all tests of this module and taken back after them."""
    path = tmp_path_factory.mktemp("demo") / "truth.json"
    with django_db_blocker.unblock(), transaction.atomic():
        seed(truth=path)
        yield path
        transaction.set_rollback(True)


@pytest.fixture
def city(truth_path, db) -> Jurisdiction:
    return Jurisdiction.objects.get(code="PORTELLERY")


def seed(**options) -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out, **{"incidents": COUNT, "years": 1} | options)
    return out.getvalue()


def test_seed_fills_the_register(city):
    assert CrimeRecord.objects.filter(jurisdiction=city).count() == COUNT
    assert Offence.objects.filter(ordinal=1).count() == COUNT
    assert Station.objects.filter(kind="station").count() == 5
    assert Area.objects.filter(kind=AreaKind.NEIGHBOURHOOD, parent__kind=AreaKind.DISTRICT).count() == 26
    assert OffenceCategory.objects.filter(public_class="never").count() == 3


def test_seed_again_does_nothing(city):
    events = audit.AuditEvent.objects.count()
    assert "nothing to do" in seed()
    assert CrimeRecord.objects.count() == COUNT
    assert audit.AuditEvent.objects.count() == events


def test_another_seed_on_a_seeded_database_is_refused(city):
    with pytest.raises(CommandError, match=r"PORTELLERY is there already .*seed 1, incidents 700"):
        seed(seed=2)
    assert CrimeRecord.objects.count() == COUNT


def test_seed_in_production_is_refused(db, settings):
    settings.PRODUCTION = True
    users = User.objects.count()
    with pytest.raises(CommandError, match="refused in production"):
        seed()
    assert User.objects.count() == users


def test_seed_of_no_incidents_is_refused(db):
    with pytest.raises(CommandError, match="--incidents must be at least 1"):
        seed(incidents=0)


def test_crime_ids_have_no_gap_and_continue_at_the_counter(city):
    for counter in RegisterCounter.objects.select_related("station"):
        prefix = f"{counter.station.code}/{counter.year}/"
        given = CrimeRecord.objects.filter(crime_id__startswith=prefix).order_by("registered_at", "id")
        expected = [f"{prefix}{number:06d}" for number in range(1, counter.last + 1)]
        assert list(given.values_list("crime_id", flat=True)) == expected


def test_status_events_end_in_the_status_of_the_record(city):
    newest = {e.record_id: e.to_status for e in StatusEvent.objects.order_by("record_id", "id")}
    assert newest == dict(CrimeRecord.objects.values_list("pk", "status"))


def test_points_resolve_to_the_area_of_their_address(city):
    placed = CrimeRecord.objects.exclude(latitude=None).select_related("area")
    assert all(record.address.endswith(record.area.name) for record in placed)
    assert not placed.filter(grid_cell=None).exists()
    assert not placed.filter(h3_9=None).exists()


def test_log_ins_hold_their_role(city, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    for member in LOG_INS:
        user = authenticate(None, username=member.email, password=PASSWORD)
        assert user is not None, member.email
        assert user.roles == {member.role}


def test_each_role_has_two_to_four_users(city):
    roles = (
        User.objects.exclude(postings=None).values("postings__role").annotate(n=Count("pk", distinct=True))
    )
    assert {row["postings__role"]: row["n"] for row in roles}.keys() == {m.role for m in LOG_INS} - {
        "citizen"
    }
    assert all(2 <= row["n"] <= 4 for row in roles)


def test_audit_events_are_sealed_and_hold(city):
    assert audit.unsealed() == 0
    assert audit.verify().holds


def test_series_share_a_phone_and_name_their_records_in_the_truth(city, truth_path):
    truth = json.loads(truth_path.read_text())
    series = next(s for s in truth["series"] if s["name"] == "Scooter snatches")
    records = CrimeRecord.objects.filter(crime_id__in=series["crime_ids"])
    assert set(records.values_list("modus_operandi", flat=True)) == {series["modus_operandi"]}
    assert all(record.involvements.count() >= 2 for record in records)
    shared = PersonIdentifier.objects.values("digest").annotate(people=Count("person")).filter(people__gt=1)
    assert shared.exists()


def test_truth_expects_as_many_crimes_as_were_asked_for(city, truth_path):
    intensity = json.loads(truth_path.read_text())["intensity"]
    for table in ("expected_by_area", "expected_by_cell"):
        assert sum(map(sum, intensity[table])) == pytest.approx(COUNT, rel=1e-3)
    assert set(intensity["grid_cells"]) >= set(
        CrimeRecord.objects.exclude(grid_cell=None).values_list("grid_cell", flat=True)
    )


def test_seed_leaves_decisions_about_access(city):
    made = AccessGrant.objects.order_by("pk").values_list("kind", "user__username", "record__station__code")
    assert list(made) == [
        ("allow", "officer2", "CENT"),
        ("deny", "officer1", "CENT"),
        ("allow", "investigator1", "CENT"),
        ("emergency", "investigator3", "CENT"),
        ("emergency", "supervisor2", "HARB"),
    ]
    assert list(AccessReview.objects.order_by("pk").values_list("finding", flat=True)) == ["", "justified"]


def test_nobody_decides_about_access_where_a_second_step_is_required(city, settings):
    settings.REQUIRE_STAFF_MFA = True
    before = AccessGrant.objects.count()
    supervisor = User.objects.get(username="supervisor1")
    decide(Frame(city, {}, [], {("supervisor", "CENT"): supervisor}))
    assert AccessGrant.objects.count() == before == 5
