import pytest
from django.utils import timezone

from records.models import AccessGrant, AccessReview
from records.services import access
from tests.factories import make_category, make_records

from .access_world import in_days, register, register_protected, sees

GRANTS, EMERGENCY, REVIEWS = "/api/v1/grants/", "/api/v1/records/emergency/", "/api/v1/access-reviews/"


@pytest.fixture
def record(officer, supervisor, station_a):
    return register(officer, supervisor, station_a, title="Ladder at the window")


@pytest.fixture
def granted(record, officer_b, supervisor):
    return access.grant(
        record=record, user=officer_b, by=supervisor, reason="Works on it.", expires_at=in_days(9)
    )


def decision(**changed):
    values = {"user": "officer_b", "kind": "allow", "reason": "Works on it."}
    return values | {"expires_at": in_days(9).isoformat()} | changed


def reason(record, **changed):
    return {"crime_id": record.crime_id, "purpose": "safety", "text": "Child missing."} | changed


def of_record(record):
    return f"/api/v1/records/{record.pk}/grants/"


def test_record_grants_are_listed_and_given(api, supervisor, officer_b, record):
    made = api(supervisor).post(of_record(record), decision(), format="json")
    assert made.status_code == 201
    assert made.json() | {"id": 0, "created_at": "", "expires_at": ""} == {
        "id": 0,
        "record": record.pk,
        "crime_id": record.crime_id,
        "station": "STA",
        "user": "officer_b",
        "kind": "allow",
        "purpose": "",
        "reason": "Works on it.",
        "given_by": "supervisor",
        "created_at": "",
        "expires_at": "",
        "revoked_at": None,
        "revoked_by": None,
    }
    assert api(supervisor).get(of_record(record)).json()["results"] == [made.json()]
    assert sees(officer_b, record)


@pytest.mark.parametrize(("name", "status"), [("supervisor_b", 404), ("colleague", 403), ("auditor", 403)])
def test_record_grants_are_closed_to_others(api, name, status, request, record, officer_b):
    client = api(request.getfixturevalue(name))
    assert client.get(of_record(record)).status_code == status
    assert client.post(of_record(record), decision(), format="json").status_code == status
    assert not AccessGrant.objects.exists()


def test_record_grants_of_who_reads_by_grant_alone_are_refused(api, supervisor, supervisor_b, record):
    access.grant(record=record, user=supervisor_b, by=supervisor, reason="Helps.", expires_at=in_days(9))
    assert api(supervisor_b).get(of_record(record)).status_code == 403


def test_grant_by_number_needs_no_right_to_read(api, supervisor, officer, officer_b, station_a):
    record = register_protected(officer, supervisor, station_a)
    for number, kind in ((record.crime_id, "allow"), (str(record.pk), "deny")):
        response = api(supervisor).post(GRANTS, decision(number=number, kind=kind), format="json")
        assert response.status_code == 201
    assert not sees(officer_b, record)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"user": "nobody"}, "user"),
        ({"user": "analyst"}, "user"),
        ({"user": "supervisor"}, "user"),
        ({"kind": "emergency"}, "kind"),
        ({"reason": ""}, "reason"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "2199-01-01T00:00:00Z"}, "expires_at"),
        ({"number": "STA/2026/999999"}, "number"),
        ({"given_by": "officer"}, "given_by"),
    ],
)
def test_grant_names_the_field_that_is_wrong(api, supervisor, officer_b, analyst, record, changed, field):
    data = decision(number=record.crime_id) | changed
    response = api(supervisor).post(GRANTS, data, format="json")
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert not AccessGrant.objects.exists()


def test_grant_by_number_answers_alike_for_another_station_s_record_and_none(
    api, supervisor_b, record, officer_b
):
    answers = []
    for number in (record.crime_id, str(record.pk), "STA/2026/999999"):
        response = api(supervisor_b).post(GRANTS, decision(number=number), format="json")
        answers.append((response.status_code, response.json()))
    assert answers[0] == answers[1] == answers[2]


def test_grants_in_reach_are_listed_without_content(api, supervisor, auditor, granted):
    for user in (supervisor, auditor):
        response = api(user).get(GRANTS)
        assert [grant["id"] for grant in response.json()["results"]] == [granted.pk]
        assert b"Ladder" not in response.content


def test_grants_out_of_reach_are_not_listed(api, supervisor_b, granted):
    assert api(supervisor_b).get(GRANTS).json()["results"] == []


def test_grants_are_closed_to_other_roles(api, officer, granted):
    assert api(officer).get(GRANTS).status_code == 403
    assert api().get(GRANTS).status_code == 401


def test_revoke_ends_a_grant(api, supervisor, officer_b, granted, record):
    response = api(supervisor).post(f"{GRANTS}{granted.pk}/revoke/", {"reason": "Done."}, format="json")
    assert (response.status_code, response.json()["revoked_by"]) == (200, "supervisor")
    assert not sees(officer_b, record)


@pytest.mark.parametrize(("name", "status"), [("supervisor_b", 404), ("auditor", 403), ("officer", 403)])
def test_revoke_is_closed_to_others(api, name, status, request, granted, officer_b, record):
    client = api(request.getfixturevalue(name))
    response = client.post(f"{GRANTS}{granted.pk}/revoke/", {"reason": "Done."}, format="json")
    assert response.status_code == status
    assert sees(officer_b, record)


def test_emergency_opens_one_record(api, supervisor_b, record):
    response = api(supervisor_b).post(EMERGENCY, reason(record), format="json")
    assert (response.status_code, response.json()["kind"]) == (201, "emergency")
    assert api(supervisor_b).get(f"/api/v1/records/{record.pk}/").status_code == 200


def test_emergency_opens_an_imported_record(api, supervisor_b, station_a):
    (imported,) = make_records(station_a, make_category(), [timezone.now()], source="chicago")
    body = reason(imported, crime_id=f"chicago {imported.source_id}")
    response = api(supervisor_b).post(EMERGENCY, body, format="json")
    assert (response.status_code, response.json()["record"]) == (201, imported.pk)


@pytest.mark.parametrize(("changed", "field"), [({"purpose": "public"}, "purpose"), ({"text": " "}, "text")])
def test_emergency_without_a_purpose_that_cannot_wait_or_a_text_is_refused(
    api, supervisor_b, record, changed, field
):
    response = api(supervisor_b).post(EMERGENCY, reason(record, **changed), format="json")
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert not AccessGrant.objects.exists()


@pytest.mark.parametrize("name", ["officer", "analyst", "auditor", "administrator", "citizen"])
def test_emergency_is_closed_to_other_roles(api, name, request, record):
    client = api(request.getfixturevalue(name))
    assert client.post(EMERGENCY, reason(record), format="json").status_code == 403
    assert not AccessGrant.objects.exists()


def test_emergency_answers_alike_for_denied_and_unknown(api, supervisor, supervisor_b, record):
    access.deny(record=record, user=supervisor_b, by=supervisor, reason="Kin.", expires_at=in_days(9))
    client = api(supervisor_b)
    denied = client.post(EMERGENCY, reason(record), format="json")
    unknown = client.post(EMERGENCY, reason(record, crime_id="STA/2026/999999"), format="json")
    assert (denied.status_code, denied.json()) == (400, unknown.json())
    assert not AccessReview.objects.exists()


@pytest.fixture
def review(api, supervisor_b, record):
    client = api(supervisor_b)
    client.post(EMERGENCY, reason(record), format="json")
    client.get(f"/api/v1/records/{record.pk}/")
    return AccessReview.objects.get()


def test_reviews_are_listed_and_made(api, auditor, review):
    client = api(auditor)
    assert [row["id"] for row in client.get(REVIEWS).json()["results"]] == [review.pk]
    shown = client.get(f"{REVIEWS}{review.pk}/").json()
    assert [act["action"] for act in shown["acts"]] == ["access.emergency", "record.read"]
    data = {"finding": "unjustified", "note": "A private matter."}
    made = client.post(f"{REVIEWS}{review.pk}/", data, format="json").json()
    assert (made["finding"], made["reviewed_by"]) == ("unjustified", "auditor")
    assert made["grant"]["revoked_by"] == "auditor"


@pytest.mark.parametrize(
    ("name", "status"), [("supervisor_b", 404), ("officer", 403), ("administrator", 403)]
)
def test_review_is_closed_to_others(api, name, status, request, review):
    client = api(request.getfixturevalue(name))
    data = {"finding": "justified", "note": "Fine."}
    assert client.post(f"{REVIEWS}{review.pk}/", data, format="json").status_code == status
    review.refresh_from_db()
    assert review.reviewed_at is None


def test_review_made_twice_is_refused(api, supervisor, review):
    client, data = api(supervisor), {"finding": "justified", "note": "Fine."}
    client.post(f"{REVIEWS}{review.pk}/", data, format="json")
    assert client.post(f"{REVIEWS}{review.pk}/", data, format="json").status_code == 400


def test_reviews_show_nobody_their_own_emergency(api, supervisor_b, review):
    assert api(supervisor_b).get(REVIEWS).json()["results"] == []
