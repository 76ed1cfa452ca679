"""Script in every text that a person can enter: it stands on the pages as text and never runs."""

import pytest

from crimeportal.demo.staff import DOMAIN, PASSWORD
from tests.attacks.reach import pages, path_of

SCRIPT = (
    "\"'></textarea></script><script>document.title='ran'</script><img src=x data-ran "
    "onerror=\"document.title='ran'\"><svg onload=\"document.title='ran'\"></svg>{{7*7}}"
)
# One record, person, grant, search and label each, with the script wherever a text fits.
PLANT = f"""
import datetime
from django.utils import timezone
from accounts.models import Station, User, AuditEvent
from accounts import services as accounts
from records.models import *
from records.services import access, consultation, crime, search_query
script = {SCRIPT!r}
fit = lambda model, name: script[: model._meta.get_field(name).max_length]
now = timezone.now() - datetime.timedelta(hours=1)
officer, chief = (User.objects.get(username=name) for name in ("officer1", "supervisor1"))
station = Station.objects.get(code="CENT")
category = OffenceCategory.objects.get(code="burglary")
record = crime.draft(
    by=officer, station=station, category=category,
    title=fit(CrimeRecord, "title"), address=fit(CrimeRecord, "address"),
    narrative=script, modus_operandi=script, premises=fit(CrimeRecord, "premises"), reported_at=now,
    occurred_from=now, latitude=None, longitude=None,
)
record = crime.register(record=crime.submit(record=record, by=officer), by=chief)
person = Person.objects.create(family_name=fit(Person, "family_name"), given_names=fit(Person, "given_names"),
                               description=fit(Person, "description"))
PersonAlias.objects.create(person=person, name=fit(PersonAlias, "name"))
Involvement.objects.create(record=record, person=person, role="victim")
access.grant(record=record, user=User.objects.get(username="officer2"), by=chief,
             reason=fit(AccessGrant, "reason"), expires_at=timezone.now() + datetime.timedelta(days=1))
emergency = access.break_glass(crime_id=record.crime_id, by=User.objects.get(username="supervisor2"),
                               purpose="safety", text=script[:400])
officer.name = fit(User, "name"); officer.badge_number = script[:20]; officer.save()
for model in (Station, OffenceCategory, Area):
    one = station if model is Station else category if model is OffenceCategory else Area.objects.first()
    one.name = fit(model, "name"); one.save()
print(record.pk, person.pk, emergency.review.pk, chief.pk)
"""
VISITORS = ["officer1", "supervisor1", "district1", "auditor1", "administrator1", "analyst1"]


@pytest.fixture(scope="module")
def planted(portal) -> list[str]:
    """Numbers of the record, the person, the review and a colleague."""
    return portal.manage("shell", "--verbosity", "0", "-c", PLANT).strip().splitlines()[-1].split()


@pytest.mark.browser
@pytest.mark.parametrize("name", VISITORS)
def test_script_in_a_text_never_runs(visit, planted, name):
    visitor = visit(1440, f"{name}@{DOMAIN}", PASSWORD)
    record, person, review, colleague = planted
    numbers = {"records:person": person, "records:review": review, "accounts:unlock": colleague}
    opened = 0
    for address in pages():
        if "GET" not in address.methods or address.name.endswith(("_csv", "_pdf")):
            continue
        path = path_of(address, numbers.get(address.name, record) if "<int" in address.path else "")
        response = visitor.page.goto(visitor.portal.url + path)
        if response.status == 428:
            visitor.give_reason()
        assert visitor.page.title() != "ran", path
        assert visitor.page.query_selector("[data-ran]") is None, path
        opened += response.status == 200
    assert opened > 5
    assert [text for text in visitor.complaints if "Content Security Policy" in text] == []


@pytest.mark.browser
def test_script_stands_on_the_page_as_text(visit, planted):
    visitor = visit(1440, f"officer1@{DOMAIN}", PASSWORD)
    text = visitor.open(f"/records/{planted[0]}/").inner_text("main")
    assert "<script>document.title='ran'</script>" in text


@pytest.mark.browser
@pytest.mark.parametrize(
    "path", ["/admin/accounts/user/", "/admin/accounts/station/", "/admin/records/area/"]
)
def test_script_in_the_administration_never_runs(visit, planted, path):
    visitor = visit(1440, f"administrator1@{DOMAIN}", PASSWORD)
    page = visitor.open(f"{path}?all=")
    assert page.title() != "ran"
    assert page.query_selector("[data-ran]") is None
    assert "<script>" in page.inner_text("body")
