"""The list of records: filters in the address, words behind the id of a saved search, pages by key."""

import datetime
from collections.abc import Iterator

from django.contrib import messages
from django.db import transaction
from django.forms import Field
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.views import View

from accounts.keyset import KeysetPage, page_of
from accounts.permissions import ActionRequiredMixin, has_permission

from ..choices import SearchKind
from ..filters import RecordSearch
from ..forms import SearchForm
from ..models import CrimeRecord, SearchQuery
from ..services import consultation, search_query

FILTERS = ["status", "category", "station", "area", "reported_from", "reported_to"]


class RecordListView(ActionRequiredMixin, View):
    action = "record.read"

    def get(self, request: HttpRequest) -> HttpResponse:
        query = _saved_search(request)
        words = search_query.terms_of(query) if query else ""
        filters = _filters(request.GET)
        data = filters.copy()
        data["q"] = words
        records = CrimeRecord.objects.visible_to(request.user)
        search = RecordSearch(data, queryset=records, request=request)
        found = search.qs if search.is_valid() else records.none()
        shown = records.select_related("station", "jurisdiction", "area").prefetch_related(
            "offences__category"
        )
        page = page_of([found.order_by()], request.GET, shown)
        if search.is_valid():
            _note(request, page, filters, query)
        context = {
            "form": search.form,
            "page": page,
            "words": words,
            "search_id": str(query.pk) if query else "",
            "chips": list(_chips(search, filters, query)),
            "filters": filters.urlencode(),
            "may_draft": has_permission(request.user, "record.draft"),
            "sees_several_stations": search.form.fields["station"].queryset.count() > 1,
        }
        return render(request, "records/list.html", context)


class RecordSearchView(ActionRequiredMixin, View):
    """Takes the words of a search. They can name a person, so they stay out of every address."""

    action = "record.read"
    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Someone reloads the address of the search box: the list is the page."""
        return redirect("records:list")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SearchForm(request.POST)
        kept = _filters(QueryDict(request.POST.get("filters", "")))
        if not form.is_valid():
            messages.error(request, "; ".join(form.errors["q"]))
        elif words := form.cleaned_data["q"]:
            with transaction.atomic():
                query = search_query.save(terms=words, kind=SearchKind.RECORDS, by=request.user)
                consultation.records_searched(terms=words, by=request.user)
            exact = CrimeRecord.objects.visible_to(request.user).filter(crime_id=words.upper()).first()
            if exact:
                return redirect("records:detail", exact.pk)
            kept["search"] = str(query.pk)
        return redirect(reverse("records:list") + (f"?{kept.urlencode()}" if kept else ""))


def _note(request: HttpRequest, page: KeysetPage, filters: QueryDict, query: SearchQuery | None) -> None:
    asked = {name: ", ".join(filters.getlist(name)) for name in filters}
    if query:
        asked["search"] = str(query.pk)
    consultation.records_listed(filters=asked, shown=page.rows, by=request.user)


def _saved_search(request: HttpRequest) -> SearchQuery | None:
    """The search of the address; says so where it is not, or no longer, one of this person's."""
    key = request.GET.get("search", "")
    query = search_query.found(key, kind=SearchKind.RECORDS, by=request.user) if key else None
    if key and query is None:
        messages.warning(request, "That search is no longer kept. Search again.")
    return query


def _filters(query: QueryDict) -> QueryDict:
    """The filters alone: no page keys, no unknown names, nothing empty."""
    result = QueryDict(mutable=True)
    for name in FILTERS:
        if values := [value for value in query.getlist(name) if value]:
            result.setlist(name, values)
    return result


def _chips(search: RecordSearch, filters: QueryDict, query: SearchQuery | None) -> Iterator[dict[str, str]]:
    """Each filter in use, in words, with the address of the list without it."""
    for name in filters:
        field, value = search.form.fields[name], search.form.cleaned_data.get(name)
        for one in filter(None, value if isinstance(value, list) else [value]):
            rest = filters.copy()
            if query:
                rest["search"] = str(query.pk)
            rest.setlist(name, [other for other in value if other != one] if isinstance(value, list) else [])
            yield {"label": str(field.label), "text": _words(field, one), "url": f"?{rest.urlencode()}"}


def _words(field: Field, value: object) -> str:
    """A filter's value as its reader knows it."""
    if isinstance(value, datetime.date):
        return f"{field.label} {date_format(value, 'j M Y')}"
    return str(dict(field.choices).get(value, value)) if isinstance(value, str) else str(value)
