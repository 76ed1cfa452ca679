"""The question why someone looks at what is not assigned to them, and the way back to where they were."""

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from accounts.models import User
from accounts.permissions import ActionRequiredMixin

from ..choices import SearchKind
from ..forms import ConsultationReasonForm
from ..models import CrimeRecord, Person, SearchQuery
from ..querysets import LONGEST_KEY
from ..services import reasons, search_query

# What a reason can be given for, as the form names it.
NAMES = {CrimeRecord: "record", Person: "person", SearchQuery: "search"}


class ReasonRequiredMixin:
    """Lets a page ask for a reason by `self.reason_for(obj)`; goes before ActionRequiredMixin.

    Where none was given, the answer is a page with the question, with status 428.
    """

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except reasons.ReasonNeeded as needed:
            return _question(request, ConsultationReasonForm(), needed.obj, request.get_full_path())

    def reason_for(self, obj: models.Model) -> str:
        """The reason to write beside the consultation of `obj`."""
        credential = reasons.credential_of(self.request)
        return reasons.required(by=self.request.user, credential=credential, obj=obj)


class ReasonView(ActionRequiredMixin, View):
    """Takes the answer and goes back to the page that asked."""

    action = "record.read"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Someone reloads the address of the answer: there is no question without a page that asks."""
        return redirect("records:list")

    def post(self, request: HttpRequest) -> HttpResponse:
        obj = _looked_at(request.POST, request.user)
        form, next_ = ConsultationReasonForm(request.POST), _safe(request)
        if not form.is_valid():
            return _question(request, form, obj, next_, status=400)
        credential = reasons.credential_of(request)
        reasons.give(by=request.user, credential=credential, obj=obj, **form.cleaned_data)
        return redirect(next_)


def _question(
    request: HttpRequest,
    form: ConsultationReasonForm,
    obj: models.Model | None,
    next_: str,
    status: int = 428,
) -> HttpResponse:
    context = {"form": form, "name": NAMES.get(type(obj), ""), "obj": obj, "next": next_}
    return render(request, "records/reason.html", context, status=status)


def _looked_at(data: QueryDict, user: User) -> models.Model | None:
    """What the question was about, if the user may see it; 404 otherwise."""
    for model, name in NAMES.items():
        key = data.get(name, "")
        if not key:
            continue
        if model is SearchQuery:
            obj = search_query.found(key, kind=SearchKind.PEOPLE, by=user)
        else:
            number = key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY
            obj = model.objects.visible_to(user).filter(pk=key).first() if number else None
        if obj is None:
            raise Http404
        return obj
    return None


def _safe(request: HttpRequest) -> str:
    """Where to go back to: an address of this site, else the list."""
    url = request.POST.get("next", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(url, allowed_hosts=hosts, require_https=request.is_secure()):
        return url
    return reverse("records:list")
