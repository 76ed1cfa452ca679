"""The database refuses what would change the log, whoever asks and by whatever way."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction

from accounts import audit
from accounts.models import AuditEvent
from tests.audit_table import append_only

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
TABLE = append_only.TABLE
WRITING = {
    "create",
    "bulk_create",
    "update",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
    "save",
}


@pytest.fixture
def event(officer):
    audit.record(audit.Action.LOG_IN, by=officer, obj=officer, reason="kept")
    audit.seal()
    return AuditEvent.objects.order_by("-sequence").first()


@pytest.fixture
def unsealed(event, officer):
    return audit.record(audit.Action.LOG_OUT, by=officer, obj=officer, reason="waits")


def rows() -> list[tuple]:
    return list(AuditEvent.objects.order_by("id").values_list())


def refuse(match: str, statement: str, *values: object) -> None:
    before = rows()
    with pytest.raises(IntegrityError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    assert rows() == before


@pytest.mark.parametrize(
    "change", ["reason = 'other'", "hash = 'f'", "sequence = NULL", "sequence = 900", "id = 900"]
)
def test_update_of_a_sealed_event_is_refused(event, change):
    refuse("append-only", f"UPDATE {TABLE} SET {change} WHERE id = %s", event.pk)


@pytest.mark.parametrize(
    "change",
    ["reason = 'other'", "actor_id = '0'", "changes = '{}'", "occurred_at = '2020-01-01'", "sequence = 900"],
)
def test_update_of_an_unsealed_event_is_refused(unsealed, change):
    AuditEvent.objects.get(pk=unsealed.pk, sequence=None)
    refuse("append-only", f"UPDATE {TABLE} SET {change} WHERE id = %s", unsealed.pk)


@pytest.mark.parametrize("name", [name for name in append_only.CONTENT if name != "id"])
def test_sealing_changes_no_column_beside_its_own(unsealed, name):
    other = "'{\"x\": 1}'" if name == "changes" else "'2020-01-01'"
    refuse(
        "append-only",
        f"UPDATE {TABLE} SET sequence = 900, previous_hash = 'a', hash = 'b', {name} = {other} WHERE id = %s",
        unsealed.pk,
    )


def test_every_column_is_guarded():
    columns = {field.column for field in AuditEvent._meta.concrete_fields}
    assert columns == {*append_only.CONTENT, "sequence", "previous_hash", "hash"}


def test_delete_is_refused(event):
    refuse("append-only", f"DELETE FROM {TABLE} WHERE id = %s", event.pk)


def test_event_that_brings_its_own_seal_is_refused(event):
    columns = ", ".join(append_only.CONTENT[1:])
    refuse(
        "not sealed when it is written",
        f"INSERT INTO {TABLE} ({columns}, sequence, previous_hash, hash) "
        f"SELECT {columns}, sequence + 1, hash, 'forged' FROM {TABLE} WHERE id = %s",
        event.pk,
    )


@pytest.mark.postgres
def test_truncate_is_refused(event):
    refuse("append-only", f"TRUNCATE {TABLE}")


def test_insert_in_place_of_a_sealed_event_is_refused(event):
    columns = ", ".join(append_only.CONTENT)
    insert, otherwise = {
        "postgresql": ("INSERT", "ON CONFLICT (id) DO UPDATE SET reason = 'other'"),
        "sqlite": ("INSERT OR REPLACE", ""),
    }[connection.vendor]
    refuse(
        "append-only",
        f"{insert} INTO {TABLE} ({columns}, previous_hash, hash) SELECT {columns}, '', '' FROM {TABLE} "
        f"WHERE id = %s {otherwise}",
        event.pk,
    )


def test_unsealed_event_cannot_take_the_place_of_a_sealed_one(event, unsealed):
    refuse(
        "append-only|duplicate key",
        f"UPDATE {'OR REPLACE' if connection.vendor == 'sqlite' else ''} {TABLE} "
        "SET sequence = %s, previous_hash = 'a', hash = 'b' WHERE id = %s",
        event.sequence,
        unsealed.pk,
    )


def test_orm_update_delete_and_save_are_refused(event):
    before = rows()
    event.reason = "other"
    for act in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(reason="other"),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            act()
    assert rows() == before


def test_flush_of_an_installation_is_refused(event):
    refuse("append-only", *connection.ops.sql_flush(no_style(), [TABLE], allow_cascade=False))


def test_triggers_are_there_after_all_migrations():
    query = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' "
        f"AND tgrelid = '{TABLE}'::regclass AND NOT tgisinternal",
        "sqlite": f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{TABLE}'",
    }[connection.vendor]
    expected = {"audit_insert", "audit_update", "audit_delete"}
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {name for (name,) in cursor.fetchall()}
    assert found == expected | ({"audit_truncate"} if connection.vendor == "postgresql" else set())


def writes_events(source: str) -> bool:
    """Whether a module makes an event, or calls what changes rows on an expression about them."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    for call in calls:
        name = ast.unparse(call.func)
        if name.endswith("AuditEvent") or ("AuditEvent" in name and name.rpartition(".")[2] in WRITING):
            return True
    return bool(re.search(r"(UPDATE|DELETE FROM|INSERT INTO|TRUNCATE)[^;]{0,20}auditevent", source, re.I))


@pytest.mark.parametrize(
    "source",
    [
        "AuditEvent(reason='x').save()",
        "AuditEvent.objects.filter(pk=1).update(reason='x')",
        "models.AuditEvent.objects.all().delete()",
        "cursor.execute('DELETE FROM accounts_auditevent')",
    ],
)
def test_the_search_for_writers_finds_one(source):
    assert writes_events(source)


def test_no_code_outside_the_audit_modules_writes_events():
    found = [
        str(path.relative_to(ROOT))
        for app in ("accounts", "records", "analytics", "crimeportal")
        for path in sorted((ROOT / app).rglob("*.py"))
        if path.parent.name != "migrations" and writes_events(path.read_text())
    ]
    assert found == ["accounts/audit.py"]
