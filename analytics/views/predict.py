"""Ask for the likely type of a crime at a place and time; citizens get what the public may see."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from accounts.models import Jurisdiction
from accounts.permissions import ActionRequiredMixin, has_permission
from records.maps import jurisdiction_map

from ..forms import PredictForm, time_there
from ..prediction import Answer, OutsideEveryJurisdiction, predict

SHOWN_TYPES = 8


class PredictView(ActionRequiredMixin, View):
    """The question is posted: a place that someone asks about stands in no address and no log."""

    action = "analytics.predict"

    def get(self, request: HttpRequest) -> HttpResponse:
        jurisdiction = _jurisdiction(request)
        initial = time_there(jurisdiction, timezone.now()) if jurisdiction else {}
        return self._page(request, jurisdiction, PredictForm(initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        jurisdiction, form = _jurisdiction(request), PredictForm(request.POST)
        if not form.is_valid():
            return self._page(request, jurisdiction, form, status=400)
        try:
            answer = predict(user=request.user, **form.cleaned_data)
        except OutsideEveryJurisdiction as error:
            form.add_error("latitude", str(error))
            form.add_error("longitude", "Choose a point on one of the maps.")
            return self._page(request, jurisdiction, form, status=400)
        place = Jurisdiction.objects.get(code=answer.jurisdiction)
        return self._page(request, place, form, answer)

    def _page(
        self,
        request: HttpRequest,
        jurisdiction: Jurisdiction | None,
        form: PredictForm,
        answer: Answer | None = None,
        status: int = 200,
    ) -> HttpResponse:
        is_staff_user = has_permission(request.user, "staff.home")
        context = {
            "base": "base_staff.html" if is_staff_user else "base_public.html",
            "form": form,
            "answer": answer,
            "bars": _bars(answer) if answer else [],
            "answers_itself": answer is not None and _answers_itself(answer),
            "headline": f"{answer.predicted.capitalize()}, {answer.confidence:.0%}"
            if answer and answer.predicted
            else "",
            "tile_url": settings.MAP_TILE_URL,
            "tile_attribution": settings.MAP_TILE_ATTRIBUTION,
            "jurisdiction": jurisdiction,
            "jurisdictions": Jurisdiction.objects.all(),
            "map_data": jurisdiction_map(jurisdiction) if jurisdiction else None,
        }
        return render(request, "analytics/predict.html", context, status=status)


def _jurisdiction(request: HttpRequest) -> Jurisdiction | None:
    """The one asked for, else the user's own, else the first."""
    everywhere = list(Jurisdiction.objects.all())
    by_code = {jurisdiction.code: jurisdiction for jurisdiction in everywhere}
    own = [posting.station.jurisdiction for posting in request.user.current_postings if posting.station_id]
    return by_code.get(request.GET.get("jurisdiction", "")) or next(iter([*own, *everywhere]), None)


def _answers_itself(answer: Answer) -> bool:
    """Whether a model answers, and not the baseline in its place."""
    return answer.version is not None and not answer.version.is_baseline and not answer.abstained


def _bars(answer: Answer) -> list[dict]:
    """The likeliest types with the baseline's share beside each; the rest in one line."""
    ranked = list(answer.probabilities.items())
    beside = answer.baseline if _answers_itself(answer) else {}
    bars = [_bar(name, share, beside.get(name)) for name, share in ranked[:SHOWN_TYPES]]
    if rest := ranked[SHOWN_TYPES:]:
        label = f"{len(rest)} other types"
        usual = sum(beside.get(name, 0) for name, _ in rest) if beside else None
        bars.append(_bar(label, sum(share for _, share in rest), usual))
    return bars


def _bar(label: str, share: float, usual: float | None) -> dict:
    bar = {"label": label.capitalize(), "value": f"{share:.1%}", "share": 100 * share}
    return bar if usual is None else bar | {"note": f"{usual:.1%}", "note_hidden": "by the baseline"}
