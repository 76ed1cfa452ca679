"""Each kind of act in the catalogue is written by a real act."""

import datetime
from collections.abc import Callable
from io import StringIO

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import audit, services
from accounts.audit import Action
from accounts.models import AuditEvent
from accounts.services import api_key, chain_check, invitation, log_in, status
from analytics import leases
from analytics import services as analytics
from analytics.models import TrainingRun
from records.choices import Purpose
from records.importing.undo import undo
from records.models import AccessReview, CrimeRecord, ImportBatch
from records.services import access, crime, reasons
from tests.analytics.conftest import city, retrain  # noqa: F401  fixtures
from tests.analytics.release.conftest import City
from tests.factories import PASSWORD, make_draft
from tests.factories.people import make_person
from tests.records.importing.conftest import load, row, write  # noqa: F401  fixtures

from .test_api_login import SECRET, code_now

Cast = Callable[[str], object]
ACTS: dict[str, Callable[[Cast], object]] = {}


def does(*actions: Action) -> Callable:
    """Names the kinds of events that an act writes."""

    def keep(act: Callable[[Cast], object]) -> Callable:
        ACTS.update(dict.fromkeys(actions, act))
        return act

    return keep


@pytest.fixture
def cast(request, storage, settings) -> Cast:
    """The fixtures by name: cast("officer")."""
    settings.CONSULTATION_REASON = "off"
    return request.getfixturevalue


def registered(cast: Cast) -> CrimeRecord:
    record = make_draft(cast("officer"), cast("station_a"))
    crime.submit(record=record, by=cast("officer"))
    return crime.register(record=record, by=cast("supervisor"))


def proved(cast: Cast) -> Client:
    """The officer's browser, who has just proved who it is."""
    browser = cast("browse")(cast("officer"))
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


def tomorrow() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=1)


def test_every_kind_of_act_is_driven_below():
    assert set(Action) - set(ACTS) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("action", Action.values)
def test_act_writes_its_event(action, cast):
    before = AuditEvent.objects.filter(action=action).count()
    ACTS[action](cast)
    assert AuditEvent.objects.filter(action=action).count() > before


@does(Action.LOG_IN)
def log_in_by_password(cast):
    answer = Client().post("/accounts/login/", {"login": cast("officer").email, "password": PASSWORD})
    assert answer.status_code == 302


@does(Action.LOG_IN_FAILED)
def log_in_with_a_wrong_password(cast):
    Client().post("/accounts/login/", {"login": cast("officer").email, "password": "wrong"})


@does(Action.LOCKED, Action.UNLOCKED)
def lock_out_and_unlock(cast):
    for _ in range(5):
        log_in.prove(name="officer", password=f"wrong {cast('officer').pk}")
    log_in.unlock(user=cast("officer"), by=cast("administrator"))


@does(Action.RECOVERY_CODES_SHOWN)
def look_at_recovery_codes(cast):
    TOTP.activate(cast("officer"), SECRET)
    RecoveryCodes.activate(cast("officer"))
    assert proved(cast).get("/accounts/2fa/recovery-codes/").status_code == 200


@does(Action.LOG_OUT)
def log_out(cast):
    cast("browse")(cast("officer")).post("/accounts/logout/")


@does(Action.SIGN_UP)
def sign_up(cast):
    cast("db")
    services.sign_up(username="new", email="new@example.org", password=PASSWORD)


@does(Action.TOKEN_ISSUED, Action.TOKEN_REVOKED)
def issue_and_revoke_a_token(cast):
    _, token = services.issue_token(by=cast("officer"))
    services.revoke_token(token=token, by=cast("officer"))


@does(Action.SESSION_ENDED)
def end_sessions(cast):
    services.end_log_ins(user=cast("officer"), by=cast("administrator"))


@does(Action.REAUTHENTICATED)
def prove_again(cast):
    proved(cast)


@does(Action.PASSWORD_CHANGED)
def change_password(cast):
    new = "another long phrase for tests"
    fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    proved(cast).post("/accounts/password/change/", fields)


@does(Action.EMAIL_CHANGED)
def add_an_address(cast):
    proved(cast).post("/accounts/email/", {"action_add": "", "email": "other@example.org"})


@does(Action.SECOND_STEP_CHANGED)
def add_a_second_step(cast):
    browser = proved(cast)
    session = browser.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    browser.post("/accounts/2fa/totp/activate/", {"code": code_now()})


@does(Action.INVITED, Action.INVITATION_ACCEPTED)
def invite_and_accept(cast):
    link = services.invite(user=cast("officer"), by=cast("administrator"))
    invitation.accept(secret=link.rstrip("/").rpartition("/")[2], password="seven lighthouses at dusk")


@does(Action.STATUS_CHANGED)
def disable(cast):
    status.set_status(user=cast("officer"), status="disabled", by=cast("administrator"), reason="Left.")


@does(Action.KEY_ISSUED, Action.KEY_COLLECTED, Action.KEY_REVOKED)
def issue_collect_and_revoke_a_key(cast):
    terms = {"name": "CAD", "scopes": ["record.read"], "quota": 10, "expires_at": tomorrow()}
    key = api_key.issue(owner=cast("officer"), by=cast("administrator"), **terms)
    api_key.collect(key=key, by=cast("officer"))
    api_key.revoke(key=key, by=cast("administrator"))


@does(Action.REFUSED)
def ask_for_what_is_not_ones_own(cast):
    record = make_draft(cast("officer"), cast("station_a"))
    assert cast("browse")(cast("officer_b")).get(f"/records/{record.pk}/").status_code == 404


@does(Action.GRANT_GIVEN, Action.GRANT_REVOKED)
def grant_and_revoke(cast):
    terms = {"reason": "Needed.", "expires_at": tomorrow()}
    given = access.grant(record=registered(cast), user=cast("officer_b"), by=cast("supervisor"), **terms)
    access.revoke(grant=given, by=cast("supervisor"), reason="Done.")


@does(Action.EMERGENCY, Action.REVIEWED)
def break_glass_and_review(cast):
    number, by = registered(cast).crime_id, cast("supervisor_b")
    access.break_glass(crime_id=number, by=by, purpose="safety", text="Child missing.")
    review = AccessReview.objects.get()
    access.review(review=review, by=cast("auditor"), finding="justified", note="Clear.")


@does(Action.REASON_GIVEN)
def give_a_reason(cast):
    reasons.give(purpose=Purpose.COURT, text="Asked by court.", by=cast("officer"), credential="session")


@does(Action.AUDIT_READ, Action.AUDIT_EXPORTED)
def read_and_export_the_log(cast):
    browser = cast("browse")(cast("auditor"))
    assert browser.get("/audit/").status_code == 200
    assert b"".join(browser.get("/audit/export/").streaming_content)


@does(Action.AUDIT_ANCHORED)
def anchor(cast):
    cast("officer")
    audit.seal()
    services.anchor(by=None)


@does(Action.AUDIT_VERIFIED)
def ask_for_a_verification(cast):
    chain_check.ask_for_check(by=cast("auditor"))


@does(Action.CONFIGURED)
def found_a_jurisdiction(cast):
    cast("jurisdiction")


@does(Action.RECORD_DRAFTED, Action.RECORD_UPDATED, Action.RECORD_SUBMITTED, Action.RECORD_RETURNED)
def enter_and_return(cast):
    officer = cast("officer")
    record = make_draft(officer, cast("station_a"))
    record = crime.update(record=record, by=officer, version=record.version, title="Window forced")
    crime.submit(record=record, by=officer)
    crime.return_(record=record, by=cast("supervisor"), reason="Which window?")


@does(Action.RECORD_REGISTERED, Action.RECORD_VOIDED)
def register_and_void(cast):
    crime.void(record=registered(cast), by=cast("supervisor"), reason="error", note="Entered twice.")


@does(Action.RECORD_READ, Action.RECORD_PRINTED)
def read_and_print(cast):
    page = f"/records/{registered(cast).pk}/"
    browser = cast("browse")(cast("officer"))
    assert [browser.get(page).status_code, browser.get(f"{page}print/").status_code] == [200, 200]


@does(Action.RECORD_EXPORTED)
def export_a_trail(cast):
    answer = cast("browse")(cast("supervisor")).get(f"/records/{registered(cast).pk}/trail.csv")
    assert answer.status_code == 200


@does(Action.RECORD_SEARCHED, Action.RECORD_LISTED)
def search_records(cast):
    answer = cast("browse")(cast("officer")).post("/records/search/", {"q": "window"}, follow=True)
    assert answer.status_code == 200


@does(Action.PERSON_SEARCHED, Action.PERSON_READ)
def search_and_read_a_person(cast):
    person = make_person("Marek", "Dolan", registered(cast))
    browser = cast("browse")(cast("officer"))
    assert browser.post("/people/", {"q": "dolan"}, follow=True).status_code == 200
    assert browser.get(f"/people/{person.pk}/").status_code == 200


@does(Action.IMPORTED, Action.IMPORT_UNDONE)
def import_and_undo(cast):
    cast("db")
    cast("load")([row()])
    undo(batch=ImportBatch.objects.get(), by=None)


@does(Action.DEMO_SEEDED)
def seed_the_demo(cast):
    truth = cast("tmp_path") / "truth.json"
    terms = {"seed": 1, "incidents": 200, "years": 1, "truth": truth, "stdout": StringIO()}
    cast("db")
    call_command("seed_demo", **terms)


@does(Action.RETRAIN_REQUESTED, Action.MODEL_TRAINED, Action.MODEL_PUBLISHED)
def train(cast):
    cast("retrain")(cast("city"), "hotspots")


@does(Action.MODEL_LOST)
def lose_a_training(cast):
    terms = {"jurisdiction": cast("jurisdiction"), "by": None, "product": "hotspots", "send": False}
    lost, _ = analytics.request_retrain(**terms)
    leases.take(lost)
    TrainingRun.objects.update(worker=lost.worker.rpartition(":")[0] + ":1")
    analytics.request_retrain(**terms)


@does(Action.RELEASE_BUILT, Action.RELEASE_PUBLISHED)
def build_a_release(cast):
    made = City(cast("jurisdiction"), cast("station_a"), cast("areas"))
    made.record(20, 2025, 1)
    made.build((2025, 1))
