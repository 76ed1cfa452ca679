from crimeportal.celery import app
from records.models import SearchQuery
from records.services import search_query
from records.tasks import purge_searches


def test_purge_forgets_searches_of_yesterday(officer, time_machine):
    time_machine.move_to("2026-03-03 09:00:00+00:00", tick=False)
    search_query.save(terms="Ana Reyes", kind="people", by=officer)
    time_machine.move_to("2026-03-03 20:00:00+00:00", tick=False)
    younger = search_query.save(terms="ladder", kind="records", by=officer)
    time_machine.move_to("2026-03-04 09:00:00+00:00", tick=False)
    purge_searches()
    assert list(SearchQuery.objects.all()) == [younger]


def test_searches_are_purged_every_night():
    entries = [entry for entry in app.conf.beat_schedule.values() if entry["task"] == purge_searches.name]
    assert [entry["schedule"].hour for entry in entries] == [{3}]
