import io

from django.core.management import call_command


def test_schema_of_the_api_is_made_without_a_warning(db, capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=io.StringIO())
    assert "Warning" not in capsys.readouterr().err
