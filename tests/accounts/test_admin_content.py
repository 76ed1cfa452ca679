"""The admin shows configuration. A record full of marked words is in the database, and none is on a page."""

import datetime
import uuid

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import AccessToken, AuditEvent, Invitation, LogInGuard
from accounts.services import api_key
from analytics.models import ModelVersion, TrainingRun
from records.models import (
    AccessGrant,
    AccessReview,
    AreaIndicator,
    ConsultationReason,
    CrimeRecord,
    ImportBatch,
    ImportError,
    Involvement,
    Offence,
    Person,
    PersonAlias,
    PersonIdentifier,
    Property,
    SearchQuery,
    StatusEvent,
)
from records.services import access, crime, search_query
from tests import factories

MARK = "Zqcanary"
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
KEPT_OUT = [
    *(CrimeRecord, Offence, StatusEvent, Person, PersonAlias, PersonIdentifier, Involvement, Property),
    *(AccessGrant, AccessReview, ConsultationReason, SearchQuery),
    *(AccessToken, Invitation, LogInGuard, LogEntry),
]


def mark(model: models.Model) -> None:
    """Write the marked word into every free text of the row, as far as it has room."""
    for field in model._meta.concrete_fields:
        free = isinstance(field, models.CharField | models.TextField) and not field.choices
        if free and not field.unique and field.name not in ("source", "status"):
            setattr(model, field.attname, f"{MARK} {field.name}"[: field.max_length])
    model.save()


@pytest.fixture
def case(officer, investigator, supervisor, station_a) -> CrimeRecord:
    """A record whose every text is marked, with people, things, a grant, a search and what was audited."""
    record = crime.submit(record=factories.make_draft(officer, station_a), by=officer)
    mark(record)
    mark(StatusEvent(record=record, to_status="draft", at=timezone.now(), by=officer))
    person = Person()
    mark(person)
    mark(PersonAlias(person=person))
    mark(Involvement(record=record, person=person, role="victim"))
    mark(Property(record=record))
    later = timezone.now() + datetime.timedelta(days=1)
    access.grant(record=record, user=investigator, by=supervisor, reason=f"{MARK} grant", expires_at=later)
    values = {"purpose": "investigation", "text": f"{MARK} reason", "given_at": timezone.now()}
    ConsultationReason.objects.create(user=officer, credential="c", **values)
    search_query.save(terms=f"{MARK} terms", kind="person", by=officer)
    audit.record(
        audit.Action.PERSON_SEARCHED,
        by=officer,
        obj=record,
        reason=f"{MARK} reason",
        changes={"title": [f"{MARK} old", f"{MARK} new"]},
    )
    return record


@pytest.fixture
def one_of_each(case, areas, officer) -> None:
    """What the admin shows, one row of each model at least."""
    jurisdiction, now = case.jurisdiction, timezone.now()
    AreaIndicator.objects.create(area=areas[0], year=2020, name="households", value=1_000)
    batch = ImportBatch.objects.create(
        jurisdiction=jurisdiction, source="city", mapping="m", file_name="rows.csv", started_at=now
    )
    ImportError.objects.create(batch=batch, row=1, column="name", value=f"{MARK} value", reason="not a date")
    run = TrainingRun.objects.create(id=uuid.uuid4(), jurisdiction=jurisdiction, product="zones")
    ModelVersion.objects.create(
        jurisdiction=jurisdiction, product="zones", version=1, algorithm="poisson", run=run
    )
    values = {"name": "Feed", "scopes": ["record.read"], "quota": 9}
    api_key.issue(owner=officer, expires_at=now + datetime.timedelta(days=9), by=None, **values)


def pages(model: type[models.Model]) -> list[str]:
    """The list, with and without a search for the word, and the page and history of each row."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    found = [reverse(f"{name}_changelist"), reverse(f"{name}_changelist") + "?q=zqnothing"]
    for key in model.objects.values_list("pk", flat=True):
        found += [reverse(f"{name}_change", args=[key]), reverse(f"{name}_history", args=[key])]
    return found


@pytest.mark.parametrize("model", KEPT_OUT, ids=lambda model: model._meta.label)
def test_what_speaks_of_cases_or_opens_accounts_is_not_registered(model):
    assert not admin.site.is_registered(model)


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_no_page_of_the_admin_shows_case_content(model, one_of_each, administrator, browse):
    browser = browse(administrator)
    asked = pages(model)
    assert len(asked) > 2, "no row to look at"
    for page in asked:
        response = browser.get(page)
        assert response.status_code == 200, page
        assert MARK.lower() not in response.content.decode().lower(), page


def test_marked_words_are_there_for_those_who_may_read_them(case, officer, browse):
    assert MARK in browse(officer).get(f"/records/{case.pk}/").content.decode()


def test_front_page_and_completion_show_no_case_content(one_of_each, administrator, browse):
    browser = browse(administrator)
    assert MARK not in browser.get("/admin/").content.decode()
    fields = [
        ("accounts", "posting", "user"),
        ("accounts", "station", "parent"),
        ("records", "area", "parent"),
    ]
    for app, model, field in fields:
        query = {"app_label": app, "model_name": model, "field_name": field, "term": MARK[:2]}
        response = browser.get("/admin/autocomplete/", query)
        assert response.status_code == 200
        assert MARK not in response.content.decode()


# A page that shows nothing of a column still tells it, letter by letter, if its list can be asked about it.
ASKED = [
    ("auditevent", "reason__contains", MARK),
    ("auditevent", "object_id", "1"),
    ("user", "password__startswith", "md5"),
    ("apikey", "digest__startswith", "0"),
    ("station", "records__narrative__contains", MARK),
    ("station", "jurisdiction__records__title__contains", MARK),
]


@pytest.mark.parametrize(("model", "lookup", "value"), ASKED)
def test_list_answers_nothing_about_what_it_does_not_show(
    model, lookup, value, one_of_each, administrator, browse
):
    response = browse(administrator).get(f"/admin/accounts/{model}/", {lookup: value})
    assert response.status_code == 400


def test_refused_value_of_an_import_is_not_asked_about(one_of_each, administrator, browse):
    response = browse(administrator).get("/admin/records/importerror/", {"value__contains": MARK})
    assert response.status_code == 400


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_filters_beside_the_list_work(model, one_of_each, administrator, browse):
    browser = browse(administrator)
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    changes = browser.get(page).context["cl"]
    links = [choice["query_string"] for spec in changes.filter_specs for choice in spec.choices(changes)]
    assert {browser.get(page + link).status_code for link in links} <= {200}


def test_runs_and_models_are_read_only(one_of_each, administrator, browse):
    browser = browse(administrator)
    for model in (TrainingRun, ModelVersion, AuditEvent):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert browser.get(reverse(f"{name}_add")).status_code == 403
        page = reverse(f"{name}_change", args=[model.objects.first().pk])
        assert browser.post(page, {}).status_code == 403
