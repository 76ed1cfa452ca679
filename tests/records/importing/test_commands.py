import io

import pytest
from django.core.management import CommandError, call_command

from records.importing.progress import Bar, line
from records.models import CrimeRecord, ImportBatch

from .conftest import row

TOML = """
[source]
name = "harbour"
timezone = "America/Vancouver"
bounds = [49.0, -123.4, 49.4, -122.9]
[columns]
source_id = "ID"
occurred_from = "DATE"
offence = "TYPE"
"""


@pytest.fixture
def toml(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    path = tmp_path / "harbour.toml"
    path.write_text(TOML)
    return path


@pytest.mark.django_db
def test_command_imports_and_sums_up(write, toml, capsys):
    out = io.StringIO()
    call_command("import_records", str(write([row(), row(ID="2", DATE="")])), mapping=str(toml), stdout=out)
    text = out.getvalue()
    assert "HARBOUR: 2 rows" in text
    assert "date missing" in text
    assert "harbour-batch-" in text
    assert CrimeRecord.objects.count() == 1


@pytest.mark.django_db
def test_command_takes_a_batch_back(write, toml):
    call_command("import_records", str(write([row()])), mapping=str(toml), stdout=io.StringIO())
    out = io.StringIO()
    call_command("import_records", undo=ImportBatch.objects.get().pk, stdout=out)
    assert "was taken back: 1 records" in out.getvalue()
    assert not CrimeRecord.objects.counted().exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "Give a FILE and --mapping"),
        ({"undo": 99}, "no batch 99"),
        ({"by": "nobody"}, "no user 'nobody'"),
    ],
)
def test_command_says_what_is_wrong(options, words):
    with pytest.raises(CommandError, match=words):
        call_command("import_records", **options)


def test_progress_names_speed_and_time_left():
    assert line(12_000, 0.4, 2.0) == "12,000 rows · 40% · 6,000 rows/s · 3 s left"
    assert line(10, 0.01, 3.0).endswith("4 min 57 s left")


def test_progress_writes_lines_now_and_then_where_no_terminal_is():
    stream = io.StringIO()
    bar = Bar(stream)
    for rows in range(100):
        bar(rows, rows / 100)
    bar.close()
    assert stream.getvalue() == ""
