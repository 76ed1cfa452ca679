"""The application where another role owns its tables: it adds to the audit log and seals it, no more."""

import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from accounts import audit
from accounts.models import AuditEvent, Station
from records.importing import bulk
from tests.audit_table import append_only
from tests.factories import make_draft
from tests.services import missing

TABLE = append_only.TABLE


@pytest.fixture
def application(officer, station_a):
    """The rest of the test acts as a role that `grant_application` was given."""
    role = os.environ.get("TEST_PUBLIC_ROLE") or missing("no other role (tools/test.py makes one)")
    call_command("grant_application", role, stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{role}"')
    return role


def refused(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.postgres
def test_application_writes_and_seals_events(application, officer, station_a):
    record = make_draft(officer, station_a)
    assert AuditEvent.objects.get(action="record.drafted").object_id == str(record.pk)
    assert audit.seal() == AuditEvent.objects.count()
    assert audit.verify().holds


@pytest.mark.postgres
def test_application_works_with_other_tables(application, station_a):
    Station.objects.filter(pk=station_a.pk).update(name="Renamed")
    station_a.refresh_from_db()
    assert station_a.name == "Renamed"
    assert bulk.allocate(Station, 2)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET reason = 'other'",
        f"DELETE FROM {TABLE}",
        f"TRUNCATE {TABLE}",
        f"ALTER TABLE {TABLE} DISABLE TRIGGER USER",
        f"DROP TRIGGER audit_update ON {TABLE}",
        f"DROP TABLE {TABLE}",
        "CREATE OR REPLACE FUNCTION audit_only_seal() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
        "DELETE FROM django_migrations",
    ],
)
def test_application_cannot_touch_the_log_nor_what_guards_it(application, statement):
    before = list(AuditEvent.objects.values_list())
    refused(statement)
    assert list(AuditEvent.objects.values_list()) == before


@pytest.mark.django_db
def test_grant_is_refused_where_there_are_no_roles(monkeypatch):
    monkeypatch.setattr(connection, "vendor", "sqlite")
    with pytest.raises(CommandError, match="PostgreSQL"):
        call_command("grant_application", "someone")
