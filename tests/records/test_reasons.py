import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from records.models import ConsultationReason
from records.services import access, crime
from tests.factories import PASSWORD, make_draft

ANSWER = {"purpose": "court", "text": "Asked by the prosecutor"}
WORDS = "Court, prosecutor or another authority: Asked by the prosecutor"


@pytest.fixture(autouse=True)
def _asked_once_a_session(settings):
    settings.CONSULTATION_REASON = "session"


@pytest.fixture
def registered(officer, supervisor, station_a):
    record = crime.submit(record=make_draft(officer, station_a), by=officer)
    return crime.register(record=record, by=supervisor)


def address(record, name="detail"):
    return reverse(f"records:{name}", args=[record.pk])


def answer(client, **fields):
    return client.post(reverse("records:reason"), ANSWER | fields)


def test_detail_of_another_s_record_asks_why(browse, colleague, registered):
    response = browse(colleague).get(address(registered))
    assert response.status_code == 428
    assert registered.title not in response.content.decode()
    assert not AuditEvent.objects.filter(action="record.read").exists()


def test_answer_opens_the_record_and_stands_beside_the_reading(browse, colleague, registered):
    client, url = browse(colleague), address(registered)
    response = answer(client, next=url, record=registered.pk)
    assert (response.status_code, response.url) == (302, url)
    assert client.get(url).status_code == 200
    assert AuditEvent.objects.get(action="record.read").reason == WORDS
    given = AuditEvent.objects.get(action="access.reason_given")
    assert (given.reason, given.object_id) == (WORDS, str(registered.pk))


@pytest.mark.parametrize("role", ["officer", "investigator"])
def test_own_record_asks_nothing(browse, request, role, investigator, registered):
    type(registered).objects.filter(pk=registered.pk).update(investigator=investigator)
    assert browse(request.getfixturevalue(role)).get(address(registered)).status_code == 200


def test_record_that_waits_for_the_reader_s_decision_asks_nothing(browse, supervisor, officer, station_a):
    record = crime.submit(record=make_draft(officer, station_a), by=officer)
    client = browse(supervisor)
    assert client.get(address(record)).status_code == 200
    assert client.get(address(record, "register")).status_code == 200


def test_question_page_of_another_s_record_asks_why(browse, supervisor, registered):
    assert browse(supervisor).get(address(registered, "void")).status_code == 428


def test_refused_step_shows_the_record_only_for_a_reason(browse, supervisor, registered):
    client, url = browse(supervisor), address(registered, "void")
    assert client.post(url, {}).status_code == 428
    answer(client, next=url, record=registered.pk)
    assert client.post(url, {}).status_code == 400
    assert AuditEvent.objects.get(action="record.read").reason == WORDS


@pytest.mark.parametrize("name", ["register", "return", "void"])
def test_step_on_a_record_out_of_one_s_assignment_asks_why_before_it_acts(
    browse, supervisor, registered, name
):
    before = type(registered).objects.values().get(pk=registered.pk)
    client, url = browse(supervisor), address(registered, name)
    body = {"reason": "error", "note": "Entered twice."} if name == "void" else {"reason": "Say more."}
    response = client.post(url, body)
    assert response.status_code == 428
    assert registered.title not in response.content.decode()
    assert type(registered).objects.values().get(pk=registered.pk) == before
    answer(client, next=url, record=registered.pk)
    done = client.post(url, body)
    assert done.status_code == (302 if name == "void" else 400)


@pytest.mark.parametrize("name", ["register", "return"])
def test_step_that_waits_for_one_s_decision_asks_nothing(browse, supervisor, officer, station_a, name):
    record = crime.submit(record=make_draft(officer, station_a), by=officer)
    body = {"reason": "Say which window."}
    assert browse(supervisor).post(address(record, name), body).status_code == 302


def test_steps_and_changes_of_the_author_ask_nothing(browse, officer, station_a):
    record, client = make_draft(officer, station_a), browse(officer)
    form = client.get(address(record, "edit")).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"title": "Window"}
    assert client.post(address(record, "edit"), data).status_code == 302
    assert client.post(address(record, "submit")).status_code == 302


def test_refused_step_is_refused_before_any_question(browse, officer, colleague, registered):
    assert browse(colleague).post(address(registered, "void"), {}).status_code == 403


def test_reason_serves_the_whole_session(browse, colleague, officer, supervisor, station_a, registered):
    other = crime.submit(record=make_draft(officer, station_a), by=officer)
    client = browse(colleague)
    answer(client, next="/records/", record=registered.pk)
    assert client.get(address(other)).status_code == 200


def test_reason_outlives_a_new_cookie_of_the_same_log_in(browse, colleague, registered):
    client = browse(colleague)
    answer(client, next="/records/", record=registered.pk)
    old = client.session.session_key
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.session.session_key != old
    assert client.get(address(registered)).status_code == 200


def test_reason_serves_no_other_log_in(browse, colleague, registered):
    answer(browse(colleague), next="/records/", record=registered.pk)
    assert browse(colleague).get(address(registered)).status_code == 428


def test_reason_a_record_serves_that_record_only(browse, colleague, officer, station_a, registered, settings):
    settings.CONSULTATION_REASON = "person"
    other = crime.submit(record=make_draft(officer, station_a), by=officer)
    client = browse(colleague)
    answer(client, next="/records/", record=registered.pk)
    assert client.get(address(registered)).status_code == 200
    assert client.get(address(other)).status_code == 428


def test_emergency_access_was_given_for_a_reason_already(browse, supervisor_b, registered):
    access.break_glass(
        crime_id=registered.crime_id, by=supervisor_b, purpose="safety", text="Threat to a witness"
    )
    assert browse(supervisor_b).get(address(registered)).status_code == 200
    reason = AuditEvent.objects.get(action="record.read").reason
    assert reason == "Danger to life or limb: Threat to a witness"


def test_setting_off_asks_nothing(browse, colleague, registered, settings):
    settings.CONSULTATION_REASON = "off"
    assert browse(colleague).get(address(registered)).status_code == 200
    assert AuditEvent.objects.get(action="record.read").reason == ""


def test_session_key_is_not_kept(browse, colleague, registered):
    client = browse(colleague)
    answer(client, next="/records/", record=registered.pk)
    credential = ConsultationReason.objects.get().credential
    assert len(credential) == 64
    assert client.session.session_key not in credential


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"purpose": ""}, "Choose a purpose."),
        ({"purpose": "curiosity"}, "Select a valid choice."),
        ({"text": ""}, "Enter a reason."),
        ({"text": "  no   "}, "Enter at least 5 characters."),
        ({"text": "x" * 401}, "at most 400 characters"),
    ],
)
def test_bad_answer_says_so_and_keeps_what_was_typed(browse, colleague, registered, fields, message):
    response = answer(browse(colleague), next=address(registered), record=registered.pk, **fields)
    assert response.status_code == 400
    assert message in response.content.decode()
    assert f'value="{address(registered)}"' in response.content.decode()
    assert not ConsultationReason.objects.exists()


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_answer_leads_to_no_other_site(browse, colleague, registered, next_):
    response = answer(browse(colleague), next=next_, record=registered.pk)
    assert response.url == reverse("records:list")


@pytest.mark.parametrize("key", ["0", "x", "9" * 30, "-1"])
def test_answer_about_nothing_is_not_found(browse, colleague, key):
    assert answer(browse(colleague), record=key).status_code == 404
    assert not ConsultationReason.objects.exists()


def test_answer_about_a_record_out_of_sight_is_not_found(browse, officer_b, registered):
    assert answer(browse(officer_b), record=registered.pk).status_code == 404
    assert not ConsultationReason.objects.exists()


def test_record_out_of_sight_is_not_found_before_any_question(browse, officer_b, registered):
    assert browse(officer_b).get(address(registered)).status_code == 404


@pytest.mark.parametrize("role", ["citizen", "analyst", "administrator"])
def test_answer_of_who_reads_no_records_is_refused(browse, request, role):
    assert answer(browse(request.getfixturevalue(role))).status_code == 403
    assert not ConsultationReason.objects.exists()


def test_question_by_get_leads_to_the_list(browse, colleague):
    assert browse(colleague).get(reverse("records:reason")).url == reverse("records:list")


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5_000])
def test_answer_about_a_number_that_no_database_holds_is_not_found(browse, officer, number):
    assert answer(browse(officer), record=number).status_code == 404
    assert not ConsultationReason.objects.exists()
