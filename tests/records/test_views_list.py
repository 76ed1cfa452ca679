import datetime
import uuid

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from records.models import SearchQuery
from records.services import crime, identifier, search_query
from tests.factories import make_category, make_draft


@pytest.fixture
def submitted(officer, station_a):
    return crime.submit(record=make_draft(officer, station_a), by=officer)


def many(officer, station, count):
    return [crime.submit(record=make_draft(officer, station), by=officer) for _ in range(count)]


def listed(response) -> list[int]:
    return [record.pk for record in response.context["page"].rows]


def test_list_shows_own_station(browse, officer, submitted):
    response = browse(officer).get(reverse("records:list"))
    assert listed(response) == [submitted.pk]
    assert b"Rear window forced" in response.content


def test_list_hides_another_station(browse, officer_b, submitted):
    response = browse(officer_b).get(reverse("records:list"))
    assert listed(response) == []
    assert b"There are no records yet." in response.content


def test_list_refuses_a_citizen(browse, citizen):
    assert browse(citizen).get(reverse("records:list")).status_code == 403


def test_list_sends_the_anonymous_to_log_in(browse, db):
    response = browse().get(reverse("records:list"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=submitted", 1),
        ("status=registered", 0),
        ("status=submitted&status=registered", 1),
        ("category=burglary", 1),
        ("category=theft", 0),
        ("station=STA", 1),
        ("reported_from=2026-03-02&reported_to=2026-03-02", 1),
        ("reported_from=3/3/2026", 0),
        ("reported_to=2026-03-01", 0),
    ],
)
def test_list_is_narrowed_by_filters(browse, officer, submitted, query, found):
    make_category("theft")
    response = browse(officer).get(f"{reverse('records:list')}?{query}")
    assert len(listed(response)) == found


def test_list_filter_of_the_area(browse, officer, station_a, areas):
    west, east = areas
    record = make_draft(officer, station_a, longitude=3.98)
    url = reverse("records:list")
    assert listed(browse(officer).get(f"{url}?area={west.pk}")) == [record.pk]
    assert listed(browse(officer).get(f"{url}?area={east.pk}")) == []


def test_list_reported_day_is_the_station_s_own(browse, officer, station_a):
    late = datetime.datetime(2026, 3, 1, 23, 30, tzinfo=datetime.UTC)
    record = make_draft(officer, station_a, reported_at=late)
    response = browse(officer).get(f"{reverse('records:list')}?reported_from=2026-03-02")
    assert listed(response) == [record.pk]


@pytest.mark.parametrize("query", ["status=stolen", "reported_from=soon", "category=x", "area=x"])
def test_list_with_a_bad_filter_says_so(browse, officer, submitted, query):
    response = browse(officer).get(f"{reverse('records:list')}?{query}")
    assert b"There is a problem" in response.content
    assert listed(response) == []


def test_list_filters_are_removable_one_by_one(browse, officer, submitted):
    response = browse(officer).get(
        f"{reverse('records:list')}?status=submitted&status=closed&category=burglary"
    )
    assert [(chip["text"], chip["url"]) for chip in response.context["chips"]] == [
        ("Submitted", "?status=closed&category=burglary"),
        ("Closed", "?status=submitted&category=burglary"),
        ("Burglary", "?status=submitted&status=closed"),
    ]


def test_list_is_paged_by_key_in_both_directions(browse, officer, station_a):
    ids = [record.pk for record in many(officer, station_a, 55)][::-1]
    client, url = browse(officer), reverse("records:list")
    first = client.get(url)
    second = client.get(f"{url}?before={first.context['page'].older_than}")
    third = client.get(f"{url}?before={second.context['page'].older_than}")
    back = client.get(f"{url}?after={third.context['page'].newer_than}")
    assert [listed(first), listed(second), listed(third)] == [ids[:25], ids[25:50], ids[50:]]
    assert listed(back) == ids[25:50]
    assert third.context["page"].older_than is None
    assert first.context["page"].newer_than is None


@pytest.mark.parametrize("key", ["x", "-1", "9" * 30, "٣"])
def test_list_with_a_broken_page_key_shows_the_first_page(browse, officer, submitted, key):
    response = browse(officer).get(f"{reverse('records:list')}?before={key}")
    assert listed(response) == [submitted.pk]


def test_list_queries_do_not_grow_with_the_list(browse, officer, station_a, django_assert_num_queries, areas):
    client, url = browse(officer), reverse("records:list")
    many(officer, station_a, 2)
    # The first request of a day notes that the account is in use.
    client.get(url)
    # session, user, postings, count, keys, rows, offences, categories,
    # filter choices: category, station (twice), area; the event in a savepoint
    with django_assert_num_queries(LIST_QUERIES):
        client.get(url)
    many(officer, station_a, 20)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(url)


LIST_QUERIES = 16


def test_search_finds_words_and_keeps_them_out_of_the_address(browse, officer, submitted):
    client = browse(officer)
    response = client.post(reverse("records:search"), {"q": "window"}, follow=True)
    query = SearchQuery.objects.get()
    assert response.redirect_chain == [(f"{reverse('records:list')}?search={query.pk}", 302)]
    assert listed(response) == [submitted.pk]
    assert listed(client.post(reverse("records:search"), {"q": "ladder"}, follow=True)) == []
    assert listed(client.post(reverse("records:search"), {"q": ""}, follow=True)) == [submitted.pk]


def test_search_stays_through_filters_and_pages(browse, officer, station_a):
    ids = [record.pk for record in many(officer, station_a, 30)][::-1]
    client = browse(officer)
    first = client.post(reverse("records:search"), {"q": "window"}, follow=True)
    search = f"search={SearchQuery.objects.get().pk}"
    assert f"?{search}&amp;before={ids[24]}" in first.content.decode()
    second = client.get(f"{reverse('records:list')}?{search}&before={ids[24]}&status=submitted")
    assert (listed(second), second.context["words"]) == (ids[25:], "window")
    assert second.context["chips"][0]["url"] == f"?{search}"


def test_list_is_audited_with_its_filters_and_what_it_showed(browse, officer, submitted):
    browse(officer).get(f"{reverse('records:list')}?status=submitted&status=draft&nonsense=1")
    event = AuditEvent.objects.get(action="record.listed")
    assert (event.actor_id, event.object_type) == (str(officer.pk), "records.CrimeRecord")
    assert event.changes == {"status": [None, "submitted, draft"], "shown": [None, [submitted.pk]]}


def test_list_of_a_search_is_audited_by_its_id(browse, officer, submitted):
    browse(officer).post(reverse("records:search"), {"q": "Ana Reyes"}, follow=True)
    event = AuditEvent.objects.get(action="record.listed")
    assert event.changes == {"search": [None, str(SearchQuery.objects.get().pk)], "shown": [None, []]}


def test_list_with_wrong_filters_shows_nothing_that_could_be_noted(browse, officer, submitted):
    assert listed(browse(officer).get(f"{reverse('records:list')}?reported_from=Ana+Reyes")) == []
    assert not AuditEvent.objects.filter(action="record.listed").exists()


def test_search_is_audited_with_its_words_encrypted(browse, officer, db):
    browse(officer).post(reverse("records:search"), {"q": "Ana Reyes"})
    event = AuditEvent.objects.get(action="record.searched")
    assert event.actor_id == str(officer.pk)
    assert "Reyes" not in str(event.changes)
    assert identifier.decrypt(event.changes["terms_encrypted"].encode()) == "Ana Reyes"


def test_search_words_are_kept_encrypted(browse, officer, db):
    client = browse(officer)
    response = client.post(reverse("records:search"), {"q": "Ana Reyes"}, follow=True)
    query = SearchQuery.objects.get()
    assert (query.user, query.kind) == (officer, "records")
    assert b"Reyes" not in bytes(query.terms_encrypted)
    assert "Reyes" not in str(dict(client.session.items()))
    assert response.context["words"] == "Ana Reyes"


def test_search_of_another_person_is_as_unknown_as_none(browse, officer, colleague, submitted):
    browse(colleague).post(reverse("records:search"), {"q": "ladder"})
    client, url = browse(officer), reverse("records:list")
    for key in (SearchQuery.objects.get().pk, uuid.uuid4(), "x", "%00"):
        response = client.get(f"{url}?search={key}")
        assert listed(response) == [submitted.pk]
        assert response.context["words"] == ""
        assert b"That search is no longer kept." in response.content


def test_search_is_forgotten_after_a_day(browse, officer, submitted, time_machine):
    time_machine.move_to("2026-03-03 09:00:00+00:00", tick=False)
    query = search_query.save(terms="ladder", kind="records", by=officer)
    url = f"{reverse('records:list')}?search={query.pk}"
    time_machine.move_to("2026-03-04 08:59:59+00:00", tick=False)
    assert listed(browse(officer).get(url)) == []
    time_machine.move_to("2026-03-04 09:00:00+00:00", tick=False)
    assert listed(browse(officer).get(url)) == [submitted.pk]


def test_search_words_kept_under_another_key_are_forgotten(browse, officer, submitted, settings):
    query = search_query.save(terms="ladder", kind="records", by=officer)
    settings.IDENTIFIER_KEY = "another key"
    assert listed(browse(officer).get(f"{reverse('records:list')}?search={query.pk}")) == [submitted.pk]


def test_search_by_exact_crime_id_opens_the_record(browse, supervisor, submitted):
    record = crime.register(record=submitted, by=supervisor)
    response = browse(supervisor).post(reverse("records:search"), {"q": record.crime_id.lower()})
    assert response.url == reverse("records:detail", args=[record.pk])


def test_search_by_crime_id_of_another_station_finds_nothing(browse, supervisor, officer_b, submitted):
    record = crime.register(record=submitted, by=supervisor)
    response = browse(officer_b).post(reverse("records:search"), {"q": record.crime_id}, follow=True)
    assert listed(response) == []


def test_search_keeps_the_filters(browse, officer, submitted):
    response = browse(officer).post(
        reverse("records:search"), {"q": "window", "filters": "status=closed&x=1"}
    )
    search = SearchQuery.objects.get().pk
    assert response.url == f"{reverse('records:list')}?status=closed&search={search}"


def test_search_by_get_searches_nothing_and_shows_the_list(browse, officer):
    response = browse(officer).get(f"{reverse('records:search')}?q=window")
    assert (response.status_code, response.url) == (302, reverse("records:list"))
    assert not AuditEvent.objects.filter(action="record.searched").exists()


def test_search_that_is_too_long_says_so(browse, officer):
    response = browse(officer).post(reverse("records:search"), {"q": "x" * 101}, follow=True)
    assert b"at most 100 characters" in response.content
    assert not AuditEvent.objects.filter(action="record.searched").exists()
