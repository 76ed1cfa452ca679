import pytest
from django.urls import reverse

from records.models import CrimeRecord
from records.services import crime
from tests.factories import make_category, make_draft

SENT = {
    "kind": "fir",
    "title": "Rear window forced",
    "discovered": "reported",
    "sensitivity": "normal",
    "time_known": "exact",
    "occurred_from": "12/9/2026 02:10",
    "reported_at": "12/9/2026 06:02",
    "address": "18 Tannery Lane",
    "latitude": "52.0",
    "longitude": "3.99",
    "precision": "exact",
    "narrative": "A ladder was taken.",
}


def edit(record):
    return reverse("records:edit", args=[record.pk])


def as_shown(client, record) -> dict[str, str]:
    """What a browser would send of the edit form as it is shown."""
    form = client.get(edit(record)).context["form"]
    sent = {}
    for field in form:
        value = "" if field.value() is None else str(field.value())
        sent |= {field.html_name: value, field.html_initial_name: value}
    return sent


def test_new_record_is_saved_as_a_draft(browse, officer, station_a):
    category = make_category()
    response = browse(officer).post(reverse("records:new"), SENT | {"category": category.pk})
    record = CrimeRecord.objects.get()
    assert response.url == edit(record)
    assert (record.status, record.station, record.created_by) == ("draft", station_a, officer)
    assert record.occurred_from.isoformat() == "2026-09-12T00:10:00+00:00"
    assert record.principal_offence.category == category
    assert record.grid_cell is not None


def test_new_record_to_be_checked_goes_on_to_submit(browse, officer):
    response = browse(officer).post(reverse("records:new"), SENT | {"next": "submit"})
    assert response.url == reverse("records:submit", args=[CrimeRecord.objects.get().pk])


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("occurred_from", "29/3/2026 02:30", "did not exist"),
        ("occurred_to", "11/9/2026 05:45", "The end must not be before the start"),
        ("reported_at", "1/1/2199 00:00", "This time lies in the future"),
        ("occurred_to", "12/9/2026 07:00", "It cannot be reported before it happened"),
        ("longitude", "", "Enter the longitude too, or leave both empty."),
        ("latitude", "", "Enter the latitude too, or leave both empty."),
        ("latitude", "10", "The point lies outside Testcity"),
        ("latitude", "north", "Enter a number"),
        ("latitude", "nan", "Enter a number"),
        ("title", "x" * 161, "at most 160 characters"),
        ("category", "999999", "Select a valid choice"),
        ("kind", "opera", "Select a valid choice"),
    ],
)
def test_new_record_with_an_error_loses_nothing(browse, officer, field, value, message):
    response = browse(officer).post(reverse("records:new"), SENT | {field: value})
    page = response.content.decode()
    assert response.status_code == 400
    assert message in page
    assert "A ladder was taken." in page
    assert "<title>Error: New record" in page
    assert not CrimeRecord.objects.exists()


def test_new_record_page_does_not_submit_on_enter(browse, officer):
    page = browse(officer).get(reverse("records:new")).content.decode()
    form = page[page.index('id="entry"') :]
    assert form.index('<button type="submit" disabled hidden>') < form.index('value="submit"')
    assert form.index('type="submit"') == form.index('type="submit" disabled hidden')


@pytest.mark.parametrize("role", ["citizen", "analyst", "auditor", "administrator", "custodian", "district"])
def test_new_record_refuses_roles_that_enter_none(browse, request, role):
    client = browse(request.getfixturevalue(role))
    assert client.get(reverse("records:new")).status_code == 403
    assert client.post(reverse("records:new"), SENT).status_code == 403
    assert not CrimeRecord.objects.exists()


def test_new_record_sends_the_anonymous_to_log_in(browse, db):
    assert browse().post(reverse("records:new"), SENT).status_code == 302
    assert not CrimeRecord.objects.exists()


def test_edit_changes_the_draft(browse, officer, station_a):
    record = make_draft(officer, station_a)
    client = browse(officer)
    response = client.post(edit(record), as_shown(client, record) | {"title": "Shop window broken"})
    record.refresh_from_db()
    assert response.status_code == 302
    assert (record.title, record.version) == ("Shop window broken", 2)


def test_edit_of_a_stale_version_shows_both_and_loses_nothing(browse, officer, station_a):
    record = make_draft(officer, station_a, narrative="First text")
    client = browse(officer)
    mine = as_shown(client, record) | {"title": "My title", "address": "Mine Street"}
    crime.update(record=record, by=officer, version=1, title="Their title", narrative="Their text")
    response = client.post(edit(record), mine)
    record.refresh_from_db()
    assert response.status_code == 409
    assert (record.title, record.version) == ("Their title", 2)
    [row] = response.context["conflict"]
    assert (row["mine"], row["saved"]) == ("My title", "Their title")
    form = response.context["form"]
    shown = {name: form[name].value() for name in ("title", "address", "narrative", "version")}
    assert shown == {
        "title": "My title",
        "address": "Mine Street",
        "narrative": "Their text",
        "version": "2",
    }


def test_edit_after_a_conflict_saves_the_merged_text(browse, officer, station_a):
    record = make_draft(officer, station_a)
    client = browse(officer)
    mine = as_shown(client, record) | {"title": "My title"}
    crime.update(record=record, by=officer, version=1, narrative="Their text")
    merged = client.post(edit(record), mine).context["form"].data
    assert client.post(edit(record), merged.dict()).status_code == 302
    record.refresh_from_db()
    assert (record.title, record.narrative, record.version) == ("My title", "Their text", 3)


def test_edit_of_another_s_draft_is_not_found(browse, colleague, officer, station_a):
    record = make_draft(officer, station_a)
    assert browse(colleague).post(edit(record), SENT | {"version": 1}).status_code == 404
    record.refresh_from_db()
    assert record.version == 1


def test_edit_of_a_submitted_record_is_forbidden(browse, officer, station_a):
    record = crime.submit(record=make_draft(officer, station_a), by=officer)
    assert browse(officer).get(edit(record)).status_code == 403
    assert browse(officer).post(edit(record), SENT | {"version": 2}).status_code == 403


def test_edit_of_a_returned_record_shows_why(browse, officer, supervisor, station_a):
    record = crime.submit(record=make_draft(officer, station_a), by=officer)
    crime.return_(record=record, by=supervisor, reason="Say which window.")
    assert b"Say which window." in browse(officer).get(edit(record)).content
