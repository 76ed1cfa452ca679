"""What the application and the public role may do on PostgreSQL."""

import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from accounts.models import AuditEvent, Jurisdiction, User
from analytics.models import StatCell
from records.models import Area, CrimeRecord
from tests.services import missing

pytestmark = pytest.mark.django_db


@pytest.fixture
def public_role():
    """The rest of the test acts as the public role."""
    role = os.environ.get("TEST_PUBLIC_ROLE") or missing("no public role (tools/test.py makes one)")
    call_command("grant_public", role, stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{role}"')
    return role


@pytest.mark.postgres
def test_application_role_has_no_rights_on_the_server():
    query = (
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        assert cursor.fetchone() == (False, False, False, False)


@pytest.mark.postgres
@pytest.mark.parametrize("model", [StatCell, Area, Jurisdiction])
def test_public_role_reads_what_is_published(public_role, model):
    assert list(model.objects.all()) == []


@pytest.mark.postgres
@pytest.mark.parametrize("model", [CrimeRecord, AuditEvent, User])
def test_public_role_reads_no_register(public_role, model):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model.objects.exists()


@pytest.mark.postgres
def test_public_role_writes_nothing(public_role):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        StatCell.objects.all().delete()


@pytest.mark.postgres
@pytest.mark.parametrize("address", ["/", "/data-and-methods/"])
def test_public_page_needs_no_more_than_the_public_role(public_role, browse, address):
    assert browse().get(address).status_code == 200


def test_grant_is_refused_where_there_are_no_roles(monkeypatch):
    monkeypatch.setattr(connection, "vendor", "sqlite")
    with pytest.raises(CommandError, match="PostgreSQL"):
        call_command("grant_public", "someone")
