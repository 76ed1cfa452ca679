"""What the requests of this package cannot notice."""

LOOKED_UP = "What is asked for is looked up in the answer: more of what one may read changes nothing."
# Rules whose removal changes no answer, each with the reason.
EQUIVALENTS = {
    "records/querysets.py::CrimeRecordQuerySet._one_by_one: "
    "no filter: self.model.objects.filter(investigator=user).exclude(visible)": (
        "It keeps the list of single records short; the rest of them are visible anyway."
    ),
    "records/audit_kinds.py::RecordKind.readable: "
    "no filter: CrimeRecord.objects.visible_to(user).filter(pk__in=ids)": LOOKED_UP,
    "records/audit_kinds.py::PersonKind.readable: "
    "no filter: Person.objects.visible_to(user).filter(pk__in=ids)": LOOKED_UP,
    "records/api/access.py::RecordGrantsView.get_queryset: "
    "no filter: AccessGrant.objects.visible_to(self.request.user)": (
        "A second lock: the record was found among those that the user decides on."
    ),
}
# Functions whose rules decide on lines, links, buttons and numbers, or stand behind another lock: the tests
# that notice, by function.
ELSEWHERE = {
    "accounts/querysets.py::": "tests/accounts/test_audit_page.py",
    "records/audit_kinds.py::": "tests/records/test_audit_kinds.py tests/accounts/test_audit_page.py",
    "accounts/views/audit.py::": "tests/accounts/test_audit_page.py",
    "accounts/views/people.py::": "tests/accounts/test_people_page.py",
    "accounts/views/tokens.py::TokensView": "tests/accounts/test_views_tokens.py",
    "accounts/api/audit.py::": "tests/accounts/test_api_audit.py",
    "accounts/api/login.py::": "tests/accounts/test_api_login.py",
    "accounts/api/permissions.py::": "tests/accounts/test_api_recent.py",
    "analytics/views/public.py::": "tests/analytics/release",
    "analytics/views/runs.py::": "tests/analytics/test_pages.py",
    "records/views/access.py::": "tests/records/test_views_access.py",
    "records/views/detail.py::": "tests/records/test_views_detail.py",
    "records/views/emergency.py::": "tests/records/test_views_emergency.py",
    "records/views/home.py::": "tests/records/test_views_home.py",
    "records/views/list.py::": "tests/records/test_views_list.py",
    "records/views/people.py::": "tests/records/test_views_people.py",
    "records/views/steps.py::": "tests/records/test_views_steps.py",
    "records/api/people.py::": "tests/records/test_api_people.py",
    "records/api/trail.py::": "tests/access/test_reasons.py -k api-record-trail",
    "records/services/access.py::": "tests/records/test_access_service.py tests/records/test_emergency.py",
    "records/services/crime.py::": "tests/records/test_crime_service.py",
    "records/services/protection.py::": "tests/records/test_protection.py",
    "records/services/person_search.py::": "tests/records/test_person_search.py",
    "records/services/trail.py::": "tests/records/test_trail.py",
}
