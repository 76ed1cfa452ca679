"""Every field of a model is sent along with a valid form; exactly the fields of the form are taken."""

import datetime
import json
import uuid

import pytest
from django.db import models
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.models import AccessToken, Invitation, Posting, User
from accounts.roles import Role
from analytics.models import TrainingRun
from records.models import AccessGrant, AccessReview, ConsultationReason, CrimeRecord
from records.services import access, crime
from tests import factories

# What people try who do not know the models.
FLAGS = {
    "role": "administrator",
    "roles": "administrator",
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "on",
    "protected": "on",
    "owner": "1",
    "author": "1",
    "by": "1",
    "scopes": "record.read",
    "may_register": "on",
}
STAMPS = {"version", "updated_at", "updated_by_id"}
LATER = "2031-05-06T07:08:09Z"


def make_strangers() -> None:
    """The newest of what a field can point to is nobody's business here."""
    if not User.objects.filter(username="mallory").exists():
        station = factories.make_station(factories.make_jurisdiction("ELSEWHERE"), "ELSE")
        factories.make_draft(factories.make_user("mallory", Role.OFFICER, station), station)


@pytest.fixture
def draft(officer, station_a) -> CrimeRecord:
    return factories.make_draft(officer, station_a)


@pytest.fixture
def submitted(officer, draft) -> CrimeRecord:
    return crime.submit(record=draft, by=officer)


@pytest.fixture
def registered(supervisor, submitted) -> CrimeRecord:
    return crime.register(record=submitted, by=supervisor)


def hostile(model: type[models.Model], *allowed: str) -> dict[str, str]:
    """A value of its kind for every field of `model` but the allowed, by both its names, and the flags."""
    make_strangers()
    fields = [field for field in model._meta.concrete_fields if field.name not in allowed]
    values = {field.name: _value(field) for field in fields}
    return FLAGS | values | {field.attname: values[field.name] for field in fields}


def _value(field: models.Field) -> str:
    if field.is_relation:
        newest = field.related_model._default_manager.order_by("pk").last()
        return str(newest.pk if newest else 1)
    if field.choices:
        return str(field.choices[-1][0])
    kinds = {
        models.BooleanField: "on",
        models.DateTimeField: LATER,
        models.DateField: LATER[:10],
        models.JSONField: '["hijacked"]',
        models.IntegerField: "777",
        models.FloatField: "1.5",
        models.UUIDField: str(uuid.UUID(int=7)),
    }
    return next((value for kind, value in kinds.items() if isinstance(field, kind)), "hijacked")


def stored(obj: models.Model) -> dict[str, object]:
    return type(obj).objects.values().get(pk=obj.pk)


def changed(obj: models.Model, before: dict[str, object]) -> set[str]:
    """Names of the fields that differ from `before`."""
    now = stored(obj)
    return {name for name in now if now[name] != before[name]}


def taken(obj: models.Model, sent: dict[str, str], *legitimate: str) -> set[str]:
    """Names of the fields that hold what was sent."""
    fields = [field for field in obj._meta.concrete_fields if field.attname not in legitimate]
    return {
        field.attname
        for field in fields
        if field.name in sent and field.value_from_object(obj) == _converted(field, sent[field.name])
    }


def _converted(field: models.Field, value: str) -> object:
    target = field.target_field if field.is_relation else field
    return json.loads(value) if isinstance(field, models.JSONField) else target.to_python(value)


def own_rights(user: User) -> tuple:
    return list(User.objects.filter(pk=user.pk).values("status", "username", "email", "badge_number")), list(
        Posting.objects.filter(user=user).values()
    )


def form_data(client: Client, path: str) -> dict[str, object]:
    """What the form on the page sends when nothing was typed."""
    form = client.get(path).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


ENTRY = {"category", "kind", "title", "discovered", "sensitivity", "time_known", "occurred_from"}
ENTRY |= {"occurred_to", "reported_at", "address", "latitude", "longitude", "precision", "premises"}
ENTRY |= {"narrative", "modus_operandi"}


def test_new_record_takes_the_fields_of_the_form(browse, officer, station_a):
    client, sent = browse(officer), hostile(CrimeRecord, *ENTRY)
    rights = own_rights(officer)
    form = form_data(client, "/records/new/") | {"title": "Shed broken open"}
    assert client.post("/records/new/", sent | form).status_code == 302
    record = CrimeRecord.objects.get(title="Shed broken open")
    assert taken(record, sent) == set()
    assert (record.title, record.station, record.created_by) == ("Shed broken open", station_a, officer)
    assert (record.status, record.crime_id, record.sensitivity, record.version) == (
        "draft",
        None,
        "normal",
        1,
    )
    assert own_rights(officer) == rights


def test_changed_draft_takes_the_fields_of_the_form(browse, officer, draft):
    client, path, before = browse(officer), f"/records/{draft.pk}/edit/", stored(draft)
    form = form_data(client, path) | {"title": "Shed broken open"}
    assert client.post(path, hostile(CrimeRecord, *ENTRY, "version") | form).status_code == 302
    assert changed(draft, before) == {"title", "version", "updated_at"}
    assert stored(draft)["version"] == before["version"] + 1


STEPS = {
    "submit": ("officer", {}, {"status", "version", "updated_at"}),
    "register": ("supervisor", {}, {"status", "crime_id", "registered_at", *STAMPS}),
    "return": ("supervisor", {"reason": "Say which window."}, {"status", *STAMPS}),
    "void": ("supervisor", {"reason": "error", "note": "Twice."}, {"status", "void_reason", *STAMPS}),
}


@pytest.mark.parametrize("step", STEPS)
def test_step_changes_what_it_is_for(browse, request, step):
    name, form, fields = STEPS[step]
    actor = request.getfixturevalue(name)
    record = request.getfixturevalue("draft" if step == "submit" else "submitted")
    before, sent = stored(record), hostile(CrimeRecord) | form
    assert browse(actor).post(f"/records/{record.pk}/{step}/", sent).status_code == 302
    assert changed(record, before) == fields
    record.refresh_from_db()
    legitimate = {"status", "void_reason"} if step == "void" else set()
    assert taken(record, sent, *legitimate) == set()
    assert (record.version, record.updated_by) == (before["version"] + 1, actor)
    expected = {"submit": "submitted", "register": "registered", "return": "returned", "void": "voided"}
    assert record.status == expected[step]


def test_decision_on_access_takes_the_fields_of_the_form(browse, supervisor, colleague, registered):
    day = timezone.localdate() + datetime.timedelta(days=9)
    form = {
        "number": registered.crime_id,
        "person": "colleague",
        "effect": "allow",
        "reason": "Works on it.",
        "last_day": f"{day:%d/%m/%Y}",
    }
    sent = hostile(AccessGrant, "reason")
    assert browse(supervisor).post("/access/give/", sent | form).status_code == 302
    made = AccessGrant.objects.get()
    assert taken(made, sent) == set()
    assert (made.record, made.user, made.given_by) == (registered, colleague, supervisor)
    assert (made.kind, made.purpose, made.revoked_at, made.revoked_by) == ("allow", "", None, None)


def test_end_of_a_decision_changes_its_end_only(browse, supervisor, colleague, registered):
    later = timezone.now() + datetime.timedelta(days=9)
    made = access.grant(record=registered, user=colleague, by=supervisor, reason="Helps.", expires_at=later)
    before, sent = stored(made), hostile(AccessGrant) | {"reason": "Done."}
    assert browse(supervisor).post(f"/access/grants/{made.pk}/end/", sent).status_code == 302
    assert changed(made, before) == {"revoked_at", "revoked_by_id", "updated_at"}
    made.refresh_from_db()
    assert made.revoked_by == supervisor
    assert made.revoked_at < later


def test_protection_changes_who_sees_the_record_only(browse, supervisor, registered):
    before, sent = stored(registered), hostile(CrimeRecord) | {"reason": "Staff is accused."}
    CrimeRecord.objects.filter(pk=registered.pk).update(updated_by=None)
    before["updated_by_id"] = None
    assert browse(supervisor).post(f"/records/{registered.pk}/protect/", sent).status_code == 302
    assert changed(registered, before) == {"sensitivity", *STAMPS}
    assert stored(registered)["updated_by_id"] == supervisor.pk


@pytest.fixture
def emergency(supervisor_b, registered) -> AccessGrant:
    return access.break_glass(
        crime_id=registered.crime_id, by=supervisor_b, purpose="safety", text="Child missing."
    )


def test_emergency_takes_the_fields_of_the_form(browse, supervisor_b, registered):
    form = {"crime_id": registered.crime_id, "purpose": "safety", "text": "Child missing."}
    sent = hostile(AccessGrant, "purpose")
    assert browse(supervisor_b).post("/records/emergency/", sent | form).status_code == 302
    made = AccessGrant.objects.get()
    assert taken(made, sent, "kind") == set()
    assert (made.user, made.given_by, made.record) == (supervisor_b, supervisor_b, registered)
    assert (made.kind, made.purpose, made.reason) == ("emergency", "safety", "Child missing.")
    assert made.expires_at < timezone.now() + datetime.timedelta(minutes=61)
    assert made.review.reviewed_at is None


def test_review_changes_its_finding_only(browse, supervisor, emergency):
    review = emergency.review
    before, grant = stored(review), stored(emergency)
    sent = hostile(AccessReview) | {"finding": "justified", "note": "The child was found."}
    assert browse(supervisor).post(f"/access/reviews/{review.pk}/", sent).status_code == 302
    assert changed(review, before) == {"finding", "note", "reviewed_by_id", "reviewed_at", "updated_at"}
    assert changed(emergency, grant) == set()
    assert stored(review)["reviewed_by_id"] == supervisor.pk
    assert stored(review)["reviewed_at"] < timezone.now()


@pytest.mark.parametrize("door", ["page", "API"])
def test_reason_takes_the_fields_of_the_form(browse, colleague, registered, settings, door):
    settings.CONSULTATION_REASON = "person"
    form = {"purpose": "court", "text": "Asked by the prosecutor", "record": registered.pk}
    sent = hostile(ConsultationReason, "purpose", "text")
    client = browse(colleague)
    if door == "page":
        assert client.post("/records/reason/", sent | form).status_code == 302
    else:
        refused = client.post("/api/v1/consultation-reasons/", sent | form, content_type="application/json")
        assert refused.status_code == 400
        assert {error["field"] for error in refused.json()["errors"]} == set(sent)
        assert not ConsultationReason.objects.exists()
        client.post("/api/v1/consultation-reasons/", form, content_type="application/json")
    given = ConsultationReason.objects.get()
    assert taken(given, sent) == set()
    assert (given.user, given.object_type, given.object_id) == (
        colleague,
        "records.CrimeRecord",
        str(registered.pk),
    )
    assert len(given.credential) == 64


def test_accepted_invitation_sets_a_password_only(browse, administrator, station_a):
    make_strangers()
    user = User.objects.create_user(email="newcomer@example.org", username="newcomer", name="Nia Comer")
    services.post(user=user, role=Role.OFFICER, station=station_a, by=None)
    link = services.invite(user=user, by=administrator)
    invitation = Invitation.objects.get()
    before, was, postings = stored(user), stored(invitation), list(Posting.objects.values())
    client = browse()
    client.get("/" + link.split("/", 3)[3])
    chosen = "seven lighthouses at dusk"
    sent = hostile(User) | hostile(Invitation) | {"new_password1": chosen, "new_password2": chosen}
    sent["invitation"] = str(invitation.pk)
    assert client.post("/invitation/", sent).status_code == 302
    assert changed(user, before) <= {"password", "updated_at"}
    assert changed(invitation, was) <= {"accepted_at", "updated_at"}
    assert stored(invitation)["accepted_at"] < timezone.now()
    assert list(Posting.objects.values()) == postings
    user.refresh_from_db()
    assert user.check_password(chosen)


def test_token_is_one_s_own_and_lasts_as_long_as_others(client, officer):
    before = stored(officer)
    sent = hostile(AccessToken) | hostile(User, "username", "password")
    body = sent | {"username": "officer", "password": factories.PASSWORD}
    del body["email"]
    plain = {"username": "officer", "password": factories.PASSWORD}
    for data in (plain, body):
        assert client.post("/api/login", data, content_type="application/json").status_code == 200
    usual, made = AccessToken.objects.order_by("pk")
    assert taken(made, sent) == set()
    assert (made.user, made.revoked_at, made.last_used_at) == (officer, None, None)
    assert abs(made.expires_at - usual.expires_at) < datetime.timedelta(minutes=5)
    assert changed(officer, before) <= {"last_login", "last_active_on"}


def test_run_is_of_whoever_asks_and_begins_as_others(browse, analyst, jurisdiction):
    form = {"jurisdiction": jurisdiction.code, "product": "hotspots"}
    sent = hostile(TrainingRun, "jurisdiction", "product")
    client = browse(analyst)
    answer = client.post("/api/v1/runs/", sent | form, content_type="application/json")
    run = TrainingRun.objects.get()
    assert taken(run, sent) == set()
    assert (answer.status_code, run.jurisdiction, run.started_by) == (202, jurisdiction, analyst)
