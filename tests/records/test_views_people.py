import datetime

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from records.models import ConsultationReason, CrimeRecord, SearchQuery
from records.services import crime, identifier, search_query
from tests.factories import make_draft
from tests.factories.people import make_person

ANSWER = {"purpose": "court", "text": "Asked by the prosecutor"}
WORDS = "Court, prosecutor or another authority: Asked by the prosecutor"
PEOPLE = "/people/"


@pytest.fixture
def record(officer, station_a):
    return crime.submit(record=make_draft(officer, station_a), by=officer)


@pytest.fixture
def record_b(officer_b, station_b):
    return crime.submit(record=make_draft(officer_b, station_b), by=officer_b)


@pytest.fixture
def dolan(record):
    born = datetime.date(1991, 6, 15)
    return make_person("Marek", "Dolan", record, alias="Dolly", sex="m", birth_date=born)


def search(client, words="dolan"):
    return client.post(PEOPLE, {"q": words}, follow=True)


def address(person):
    return reverse("records:person", args=[person.pk])


def test_search_shows_the_hit_with_its_record(browse, officer, record, dolan):
    response = search(browse(officer))
    content = response.content.decode()
    assert [hit.person for hit in response.context["found"].hits] == [dolan]
    assert "15 Jun 1991" in content
    assert f'href="{address(dolan)}"' in content
    assert f'href="{reverse("records:detail", args=[record.pk])}"' in content


def test_search_words_stay_out_of_the_address_and_the_title(browse, officer, dolan):
    response = search(browse(officer))
    query = SearchQuery.objects.get()
    assert response.redirect_chain == [(f"{PEOPLE}?search={query.pk}", 302)]
    assert b"olan" not in bytes(query.terms_encrypted)
    assert "olan" not in response.content.decode().split("</title>")[0].lower()


def test_search_is_audited_with_encrypted_words_and_hits(browse, officer, record_b, dolan):
    make_person("Silas", "Dolan", record_b)
    search(browse(officer))
    event = AuditEvent.objects.get(action="person.searched")
    assert identifier.decrypt(event.changes["terms_encrypted"].encode()) == "dolan"
    assert (event.changes["hits"], event.actor_id) == (2, str(officer.pk))
    assert "olan" not in str(event.changes)


def test_masked_hit_says_the_station_and_nothing_else(browse, officer, record_b):
    person = make_person("Marek", "Dolan", record_b)
    content = search(browse(officer)).content.decode()
    assert "A record exists at Stb station." in content
    assert "Marek" not in content
    assert address(person) not in content
    assert f"/records/{record_b.pk}/" not in content


def test_district_hit_has_name_and_crime_id_without_a_link(browse, supervisor, record_b):
    CrimeRecord.objects.filter(pk=record_b.pk).update(status="registered", crime_id="STB/2026/000007")
    person = make_person("Marek", "Dolan", record_b, birth_date=datetime.date(1991, 6, 15))
    content = search(browse(supervisor)).content.decode()
    assert "Marek Dolan" in content
    assert "STB/2026/000007" in content
    assert address(person) not in content
    assert f"/records/{record_b.pk}/" not in content
    assert "1991" not in content
    assert "Suspect" not in content


def test_search_without_a_hit_says_so(browse, officer, dolan):
    assert b"No one in your reach matches." in search(browse(officer), "whitcombe").content


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "Enter a name or a number."),
        ("d", "Enter at least 2 letters of a name."),
        ("a b c", "Enter at least 2 letters of a name."),
        ("%%%", "Enter at least 2 letters of a name."),
        ("ab " * 9, "Enter at most 8 words."),
        ("x" * 121, "at most 120 characters"),
        ("a\x00b", "Null characters are not allowed."),
    ],
)
def test_bad_words_are_refused_and_kept_in_the_box(browse, officer, words, message):
    response = browse(officer).post(PEOPLE, {"q": words})
    assert response.status_code == 400
    assert message in response.content.decode()
    assert not SearchQuery.objects.exists()
    assert not AuditEvent.objects.filter(action="person.searched").exists()


def test_search_of_another_person_is_as_unknown_as_none(browse, officer, colleague, dolan):
    query = search_query.save(terms="dolan", kind="people", by=colleague)
    words = search_query.save(terms="dolan", kind="records", by=officer)
    for key in (query.pk, words.pk, "0b1c2d3e-0000-4000-8000-000000000000", "x"):
        response = browse(officer).get(f"{PEOPLE}?search={key}")
        assert response.context["found"] is None
        assert b"That search is no longer kept." in response.content
        assert b"Marek" not in response.content
    assert not AuditEvent.objects.filter(action="person.searched").exists()


def test_search_asks_why_and_goes_on_with_the_words(browse, officer, dolan, settings):
    settings.CONSULTATION_REASON = "session"
    client = browse(officer)
    asked = search(client)
    query = SearchQuery.objects.get()
    assert asked.status_code == 428
    assert "Marek" not in asked.content.decode()
    assert not AuditEvent.objects.filter(action="person.searched").exists()
    next_ = f"{PEOPLE}?search={query.pk}"
    response = client.post(
        reverse("records:reason"), ANSWER | {"search": query.pk, "next": next_}, follow=True
    )
    assert [hit.person for hit in response.context["found"].hits] == [dolan]
    assert AuditEvent.objects.get(action="person.searched").reason == WORDS


def test_each_search_is_asked_why_where_the_setting_says_so(browse, officer, dolan, settings):
    settings.CONSULTATION_REASON = "person"
    client = browse(officer)
    search(client)
    query = SearchQuery.objects.get()
    client.post(reverse("records:reason"), ANSWER | {"search": query.pk})
    assert client.get(f"{PEOPLE}?search={query.pk}").status_code == 200
    assert search(client).status_code == 428
    assert client.get(address(dolan)).status_code == 428


def test_reason_for_the_search_of_another_is_not_found(browse, officer, colleague):
    query = search_query.save(terms="dolan", kind="people", by=colleague)
    response = browse(officer).post(reverse("records:reason"), ANSWER | {"search": query.pk})
    assert response.status_code == 404
    assert not ConsultationReason.objects.exists()


@pytest.mark.parametrize("role", ["citizen", "analyst", "auditor", "administrator", "custodian"])
def test_search_refuses_roles_without_the_right(browse, request, role, dolan):
    client = browse(request.getfixturevalue(role))
    assert client.get(PEOPLE).status_code == 403
    assert client.post(PEOPLE, {"q": "dolan"}).status_code == 403
    assert client.get(address(dolan)).status_code == 403
    assert not SearchQuery.objects.exists()


def test_anonymous_is_sent_to_log_in(browse, dolan):
    for url in (PEOPLE, address(dolan)):
        assert browse().get(url).status_code == 302


def test_person_page_shows_names_and_open_records_and_is_audited(browse, officer, record_b, dolan):
    make_person("Silas", "Whitcombe", record_b)
    dolan.involvements.create(record=record_b, role="witness")
    content = browse(officer).get(address(dolan)).content.decode()
    assert "Marek Dolan" in content
    assert "Dolly" in content
    assert "15 Jun 1991" in content
    assert f"/records/{record_b.pk}/" not in content
    assert "Witness" not in content
    assert "Dolan" not in content.split("</title>")[0]
    event = AuditEvent.objects.get(action="person.read")
    assert (event.object_id, event.actor_id) == (str(dolan.pk), str(officer.pk))


@pytest.mark.parametrize("role", ["officer_b", "supervisor_b", "investigator"])
def test_person_out_of_sight_is_not_found(browse, request, role, dolan):
    client = browse(request.getfixturevalue(role))
    assert client.get(address(dolan)).status_code == 404
    assert client.get("/people/999999/").status_code == 404
    assert not AuditEvent.objects.filter(action="person.read").exists()


def test_person_page_asks_why(browse, officer, dolan, settings):
    settings.CONSULTATION_REASON = "session"
    client = browse(officer)
    response = client.get(address(dolan))
    assert response.status_code == 428
    assert b"Dolan" not in response.content
    client.post(reverse("records:reason"), ANSWER | {"person": dolan.pk})
    assert client.get(address(dolan)).status_code == 200
    assert AuditEvent.objects.get(action="person.read").reason == WORDS


def test_names_are_escaped(browse, officer, record):
    person = make_person("<script>alert(1)</script>", "Dolan", record, alias="<b>x")
    client = browse(officer)
    for content in (search(client).content, client.get(address(person)).content):
        assert b"<script>alert" not in content
        assert b"<b>x" not in content


def test_search_is_limited_a_minute_together_with_the_api(
    browse, api, officer, dolan, settings, time_machine
):
    settings.REQUESTS_PER_MINUTE = settings.REQUESTS_PER_MINUTE | {"person_search": 2}
    time_machine.move_to("2026-11-21 09:00:20+00:00", tick=False)
    browser = browse(officer)
    assert search(browser).status_code == 200
    assert api(officer).post("/api/v1/people/search/", {"q": "dolan"}, format="json").status_code == 200
    refused = search(browser, "Marek Dol")
    assert (refused.status_code, refused["Retry-After"]) == (429, "40")
    text = refused.content.decode()
    assert "You can search 2 times a minute. Wait 40 seconds, then search again." in text
    assert 'value="Marek Dol"' in text
    assert SearchQuery.objects.count() == 2
    assert AuditEvent.objects.filter(action="person.searched").count() == 2
    time_machine.move_to("2026-11-21 09:01:00+00:00", tick=False)
    assert search(browser, "Marek Dol").status_code == 200


def test_what_cannot_be_searched_does_not_count(browse, officer, dolan, settings):
    settings.REQUESTS_PER_MINUTE = settings.REQUESTS_PER_MINUTE | {"person_search": 1}
    browser = browse(officer)
    assert [search(browser, words).status_code for words in ("d", "", "dolan")] == [400, 400, 200]
