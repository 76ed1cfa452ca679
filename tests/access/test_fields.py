"""No door writes a field that it does not name: every field of the model is sent with a word of its own."""

import pytest

from records.models import AccessGrant, AccessReview, CrimeRecord

from .cast import ACTORS
from .checks import send

KNOWN = {
    "/api/v1/records/": {
        *("station", "category", "kind", "title", "occurred_from", "occurred_to", "time_known"),
        *("reported_at", "discovered", "address", "latitude", "longitude", "precision", "premises"),
        *("narrative", "modus_operandi", "sensitivity"),
    },
}


def foreign(model: type, known: set[str]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.name not in known]


@pytest.mark.parametrize("name", foreign(CrimeRecord, KNOWN["/api/v1/records/"]))
def test_new_record_takes_no_other_field(name, everything):
    body = {"station": "STA", "title": "Shed broken open", "category": "burglary", name: "1"}
    answer = send(everything, "POST", "/api/v1/records/", ACTORS["officer"], body)
    assert (answer.status, answer.changed) == (400, set())
    assert [error["field"] for error in answer.response.json()["errors"]] == [name]


@pytest.mark.parametrize("name", foreign(CrimeRecord, {*KNOWN["/api/v1/records/"], "version"} - {"station"}))
def test_draft_takes_no_other_field(name, everything):
    path = f"/api/v1/records/{everything.records['draft'].pk}/"
    body = {"version": 1, "title": "Shed broken open", name: "1"}
    answer = send(everything, "PATCH", path, ACTORS["officer"], body)
    assert (answer.status, answer.changed) == (400, set())
    assert [error["field"] for error in answer.response.json()["errors"]] == [name]


@pytest.mark.parametrize("step", ["submit", "register", "return", "void"])
@pytest.mark.parametrize("name", [field.name for field in CrimeRecord._meta.concrete_fields])
def test_step_of_a_record_takes_no_field(name, step, everything):
    record = everything.records["draft" if step == "submit" else "submitted"]
    bodies = {"return": {"reason": "x"}, "void": {"reason": "error", "note": "x"}}
    actor = ACTORS["officer" if step == "submit" else "supervisor"]
    body = bodies.get(step, {}) | {name: "1"}
    answer = send(everything, "POST", f"/api/v1/records/{record.pk}/{step}/", actor, body)
    assert (answer.status, answer.changed) == (400, set())


@pytest.mark.parametrize("name", foreign(AccessGrant, {"user", "kind", "reason", "expires_at"}))
def test_decision_on_access_takes_no_other_field(name, everything):
    path = f"/api/v1/records/{everything.records['station'].pk}/grants/"
    body = {"user": "colleague", "kind": "allow", "reason": "x", "expires_at": "2026-12-01T00:00:00Z"}
    answer = send(everything, "POST", path, ACTORS["supervisor"], body | {name: "1"})
    assert (answer.status, answer.changed) == (400, set())


@pytest.mark.parametrize("name", foreign(AccessReview, {"finding", "note"}))
def test_review_takes_no_other_field(name, everything):
    review = next(iter(everything.things["review"].values()))
    body = {"finding": "justified", "note": "Asked.", name: "1"}
    answer = send(everything, "POST", f"/api/v1/access-reviews/{review.pk}/", ACTORS["auditor"], body)
    assert (answer.status, answer.changed) == (400, set())


@pytest.mark.parametrize("name", ["role", "station", "status", "is_staff", "is_superuser", "badge_number"])
def test_sign_up_makes_a_citizen_whatever_is_sent(name, everything):
    body = {
        "username": "newcomer",
        "email": "newcomer@example.org",
        "password": "violet harbour tram",
        name: "administrator",
    }
    answer = send(everything, "POST", "/api/register", ACTORS["anonymous"], body)
    assert answer.status == 201
    assert answer.response.json()["role"] == "citizen"
    assert answer.changed <= {"accounts_user", "account_emailaddress"}


@pytest.mark.parametrize(
    ("actor", "may"),
    [("officer", True), ("investigator", False), ("supervisor", True), ("key_records", False)],
)
def test_narrative_is_told_with_its_own_right_only(actor, may, everything):
    path = f"/api/v1/records/{everything.records['own'].pk}/"
    told = send(everything, "GET", path, ACTORS[actor]).response.json()
    assert (told["narrative"] is not None, told["modus_operandi"] is not None) == (may, may)
