"""People of the register: found by a posted name or number, read one by one."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from accounts.permissions import ActionRequiredMixin
from accounts.request import who_asks
from accounts.services import request_limit

from ..choices import SearchKind
from ..forms import PersonSearchForm
from ..models import CrimeRecord, Person
from ..services import consultation, person_search, search_query
from .reason import ReasonRequiredMixin


class PeopleView(ReasonRequiredMixin, ActionRequiredMixin, View):
    """The search box takes the words; the results stand at an address that holds their id alone."""

    action = "person.search"

    def get(self, request: HttpRequest) -> HttpResponse:
        key = request.GET.get("search", "")
        if not key:
            return _page(request, PersonSearchForm())
        query = search_query.found(key, kind=SearchKind.PEOPLE, by=request.user)
        if query is None:
            messages.warning(request, "That search is no longer kept. Search again.")
            return _page(request, PersonSearchForm())
        terms, reason = search_query.terms_of(query), self.reason_for(query)
        with transaction.atomic():
            found = person_search.search(terms=terms, by=request.user)
            consultation.people_searched(terms=terms, hits=found.count, by=request.user, reason=reason)
        return _page(request, PersonSearchForm(initial={"q": terms}), found)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PersonSearchForm(request.POST)
        if not form.is_valid():
            return _page(request, form, status=400)
        limit = settings.REQUESTS_PER_MINUTE["person_search"]
        if not request_limit.admit(scope="person_search", who=who_asks(request), limit=limit):
            return _too_many(request, form, limit)
        query = search_query.save(terms=form.cleaned_data["q"], kind=SearchKind.PEOPLE, by=request.user)
        return redirect(f"{reverse('records:people')}?search={query.pk}")


class PersonView(ReasonRequiredMixin, ActionRequiredMixin, View):
    action = "record.narrative"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
        consultation.person_read(person=person, by=request.user, reason=self.reason_for(person))
        open_ = CrimeRecord.objects.naming_people_to(request.user)
        parts = person.involvements.filter(record__in=open_).select_related(
            "record__station", "record__jurisdiction"
        )
        context = {
            "person": person,
            "aliases": person.aliases.order_by("name"),
            "parts": parts.order_by("-record_id", "pk"),
        }
        return render(request, "records/person.html", context)


def _too_many(request: HttpRequest, form: PersonSearchForm, limit: int) -> HttpResponse:
    """The form as it was filled in, and when it can be sent again."""
    wait = request_limit.seconds_left()
    form.add_error(None, f"You can search {limit} times a minute. Wait {wait} seconds, then search again.")
    response = _page(request, form, status=429)
    response["Retry-After"] = str(wait)
    return response


def _page(
    request: HttpRequest,
    form: PersonSearchForm,
    found: person_search.Found | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "found": found, "shown": person_search.SHOWN}
    return render(request, "records/people.html", context, status=status)
