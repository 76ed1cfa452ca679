import pytest
from django.urls import reverse

from records.models import CrimeRecord
from records.services import crime
from tests.factories import make_category, make_draft


def step(name, record):
    return reverse(f"records:{name}", args=[record.pk])


def status_of(record):
    return CrimeRecord.objects.get(pk=record.pk).status


@pytest.fixture
def draft(officer, station_a):
    return make_draft(officer, station_a)


@pytest.fixture
def submitted(officer, draft):
    return crime.submit(record=draft, by=officer)


def test_submit_asks_first_and_then_submits(browse, officer, draft):
    client = browse(officer)
    assert b"Submit the record" in client.get(step("submit", draft)).content
    assert status_of(draft) == "draft"
    assert client.post(step("submit", draft)).url == reverse("records:detail", args=[draft.pk])
    assert status_of(draft) == "submitted"


def test_submit_of_an_incomplete_draft_names_what_is_missing(browse, officer, station_a):
    draft = make_draft(officer, station_a, category=None)
    for response in (browse(officer).get(step("submit", draft)), browse(officer).post(step("submit", draft))):
        assert b"Choose the offence." in response.content
        assert f"{reverse('records:edit', args=[draft.pk])}#id_category".encode() in response.content
    assert status_of(draft) == "draft"


def test_register_gives_the_crime_id(browse, supervisor, submitted):
    response = browse(supervisor).post(step("register", submitted), follow=True)
    record = CrimeRecord.objects.get(pk=submitted.pk)
    assert record.crime_id.startswith("STA/")
    assert f"registered as {record.crime_id}".encode() in response.content


@pytest.mark.parametrize("name", ["register", "return", "void"])
def test_step_that_closes_a_protected_record_leads_to_the_list(browse, officer, supervisor, station_a, name):
    draft = make_draft(officer, station_a, category=make_category("sexual-offence", protected=True))
    record = crime.submit(record=draft, by=officer)
    body = {"reason": "error", "note": "x"} if name == "void" else {"reason": "x"}
    response = browse(supervisor).post(step(name, record), body, follow=True)
    assert response.redirect_chain == [(reverse("records:list"), 302)]
    assert response.status_code == 200
    assert (
        b"It is protected and closed to you from now on. "
        b"To read it, ask another supervisor of Sta station or its district for access."
    ) in response.content


def test_return_needs_a_reason(browse, supervisor, submitted):
    client = browse(supervisor)
    assert client.post(step("return", submitted), {"reason": " "}).status_code == 400
    assert status_of(submitted) == "submitted"
    client.post(step("return", submitted), {"reason": "Say which window."})
    assert status_of(submitted) == "returned"


def test_void_needs_a_reason_and_a_note(browse, supervisor, submitted):
    client = browse(supervisor)
    response = client.post(step("void", submitted), {"note": "x"})
    assert response.status_code == 400
    assert b"Choose why it is void." in response.content
    client.post(step("void", submitted), {"reason": "duplicate", "note": "Same as STA/2026/000001"})
    assert status_of(submitted) == "voided"


@pytest.mark.parametrize("name", ["register", "return", "void"])
def test_steps_of_the_supervisor_are_forbidden_to_an_officer(browse, officer, submitted, name):
    client = browse(officer)
    assert client.get(step(name, submitted)).status_code == 403
    assert client.post(step(name, submitted), {"reason": "error", "note": "x"}).status_code == 403
    assert status_of(submitted) == "submitted"


@pytest.mark.parametrize("name", ["register", "return", "void"])
def test_steps_at_another_station_are_not_found(browse, supervisor_b, submitted, name):
    response = browse(supervisor_b).post(step(name, submitted), {"reason": "error", "note": "x"})
    assert response.status_code == 404
    assert status_of(submitted) == "submitted"


@pytest.mark.parametrize("name", ["submit", "register", "return", "void"])
def test_steps_refuse_citizens_and_send_the_anonymous_to_log_in(browse, citizen, submitted, name):
    assert browse(citizen).post(step(name, submitted)).status_code == 403
    assert browse().post(step(name, submitted)).status_code == 302
    assert status_of(submitted) == "submitted"


def test_register_twice_says_that_it_is_done(browse, supervisor, submitted):
    client = browse(supervisor)
    client.post(step("register", submitted))
    first = CrimeRecord.objects.get(pk=submitted.pk)
    response = client.post(step("register", submitted))
    assert response.status_code == 400
    assert b"this step is not open now" in response.content
    assert CrimeRecord.objects.get(pk=submitted.pk).crime_id == first.crime_id
