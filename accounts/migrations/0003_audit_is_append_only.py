"""The database itself refuses to change or delete audit events, whoever asks.

The one change that it allows is sealing: sequence and hashes of an event that has none. On SQLite a later
migration that makes the table anew must put the triggers back; a test looks whether they are there.
"""

from django.db import migrations

TABLE = "accounts_auditevent"
REFUSED = "The audit log is append-only: events are neither changed nor deleted."
BORN_SEALED = "The audit log is append-only: an event is new and not sealed when it is written."
CONTENT = (
    "id",
    "occurred_at",
    "action",
    "actor_id",
    "actor_label",
    "posting",
    "source",
    "object_type",
    "object_id",
    "station_id",
    "outcome",
    "reason",
    "changes",
)
SEALING = """OLD.sequence IS NULL AND OLD.previous_hash = '' AND OLD.hash = ''
    AND NEW.sequence IS NOT NULL AND NEW.previous_hash <> '' AND NEW.hash <> ''"""
PRESET = "NEW.sequence IS NOT NULL OR NEW.previous_hash <> '' OR NEW.hash <> ''"

POSTGRESQL = [
    """
    CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE FUNCTION audit_only_seal() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        sealed record := OLD;
    BEGIN
        sealed.sequence := NEW.sequence;
        sealed.previous_hash := NEW.previous_hash;
        sealed.hash := NEW.hash;
        IF {SEALING} AND sealed IS NOT DISTINCT FROM NEW THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER audit_insert BEFORE INSERT ON {TABLE} FOR EACH ROW WHEN ({PRESET})
    EXECUTE FUNCTION audit_refuse('{BORN_SEALED}')
    """,
    f"CREATE TRIGGER audit_update BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION audit_only_seal()",
    f"CREATE TRIGGER audit_delete BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION audit_refuse('{REFUSED}')",
    f"""
    CREATE TRIGGER audit_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT
    EXECUTE FUNCTION audit_refuse('{REFUSED}')
    """,
]
POSTGRESQL_OFF = [
    *(f"DROP TRIGGER audit_{event} ON {TABLE}" for event in ("insert", "update", "delete", "truncate")),
    "DROP FUNCTION audit_only_seal()",
    "DROP FUNCTION audit_refuse()",
]

# REPLACE deletes what is in its way without asking the trigger on DELETE: it is stopped before.
SQLITE = [
    f"""
    CREATE TRIGGER audit_insert BEFORE INSERT ON {TABLE}
    WHEN {PRESET} OR EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, '{BORN_SEALED}'); END
    """,
    f"""
    CREATE TRIGGER audit_update BEFORE UPDATE ON {TABLE}
    WHEN NOT ({SEALING} AND {" AND ".join(f"NEW.{name} IS OLD.{name}" for name in CONTENT)})
        OR EXISTS (SELECT 1 FROM {TABLE} WHERE sequence = NEW.sequence)
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
    f"""
    CREATE TRIGGER audit_delete BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
]
SQLITE_OFF = [f"DROP TRIGGER audit_{event}" for event in ("insert", "update", "delete")]


def put_on(apps, schema_editor):
    _run(schema_editor, {"postgresql": POSTGRESQL, "sqlite": SQLITE})


def take_off(apps, schema_editor):
    _run(schema_editor, {"postgresql": POSTGRESQL_OFF, "sqlite": SQLITE_OFF})


def _run(schema_editor, statements):
    with schema_editor.connection.cursor() as cursor:
        for statement in statements[schema_editor.connection.vendor]:
            cursor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0002_access"),
    ]

    operations = [migrations.RunPython(put_on, take_off)]
