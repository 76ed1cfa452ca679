from django.db import migrations


def unlogged(apps, schema_editor):
    """On PostgreSQL a count then waits for no disk; a crash empties the table, and the minute begins anew."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE accounts_requestcount SET UNLOGGED")


def logged(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE accounts_requestcount SET LOGGED")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_verified_by_command'),
    ]

    operations = [
        migrations.RunPython(unlogged, logged),
    ]
