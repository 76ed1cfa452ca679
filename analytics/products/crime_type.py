"""Crime type: which type, given that a crime is recorded here then."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from records.services.place import Places

from ..choices import Audience
from ..datasets import Dataset, Events
from ..places import snap
from . import Fitted, Judgement, NotEnoughData

METHODS = {
    "random_forest": "Random forest",
    "cell_hour": "Shares of the types by cell and hour (baseline)",
    "majority": "Shares of the types overall (baseline)",
}
BASELINES = ("majority", "cell_hour")
FEWEST = 50


def examples(data: Dataset, parameters: dict[str, Any]) -> tuple[Events, NDArray, NDArray, dict[str, Any]]:
    """(events, features, labels, what was left out or folded); raises NotEnoughData where too few are left.

    For the public every place is the centre of its hexagon.
    """
    from ..estimators.crime_type import fold_into_other
    from ..features import matrix

    hour_known = data.events.hour_known
    events = data.events.where(data.events.located & hour_known)
    if len(events) < FEWEST:
        raise NotEnoughData(f"{len(events)} records with a place and a time: the crime type needs {FEWEST}.")
    latitude, longitude = events.latitude, events.longitude
    if data.audience == Audience.PUBLIC:
        latitude, longitude = snap(latitude, longitude)
    folded = fold_into_other(data.names()[data.events.located & hour_known], minimum=parameters["minimum"])
    columns = {
        "occurred_local": data.local(events.drawn),
        "latitude": latitude,
        "longitude": longitude,
    }
    card = {
        "records": len(events),
        "folded": folded.folded,
        "unknown_time": int((~hour_known).sum()),
        "without_place": int((~data.events.located).sum()),
        "interval_share": float((events.end > events.start).mean()),
        "intervals": "a time drawn uniformly from the interval",
    }
    return events, matrix(parameters["features"], columns), folded.labels, card


def judge(data: Dataset, parameters: dict[str, Any]) -> Judgement:
    """On a stratified fifth as published, and on later time, which alone decides."""
    from ..evaluation.splits import later_time, stratified, week_of

    events, features, labels, _ = examples(data, parameters)
    if len(set(labels)) == 1:
        return Judgement("majority", None, f"Every record is of one type: {labels[0]}.")
    span_weeks = (data.end - events.middle.min()) / np.timedelta64(7, "D")
    weeks = max(1, int(span_weeks * parameters["later_share"]))
    try:
        splits = {
            "later_time": later_time(events.middle, weeks=weeks, end=data.end),
            "stratified": stratified(labels, test_share=parameters["test_share"], seed=42),
        }
    except ValueError as error:
        return Judgement("majority", None, f"Could not be judged: {error}. The overall shares are served.")
    scored = {
        name: _compare(features, labels, *split, parameters, data.audience) for name, split in splits.items()
    }
    test = splits["later_time"][1]
    # Brier and not log loss, which one leaf without a type that then occurs would decide alone.
    losses = {method: each["brier"] for method, (_, each, _) in scored["later_time"].items()}
    best = min(BASELINES, key=lambda method: losses[method].mean())
    start = data.end - np.timedelta64(7 * weeks, "D")
    passed, verdict, gate = _gate(losses, best, week_of(events.middle[test], start))
    figures = {m: {name: scored[name][m][0] for name in splits} for m in METHODS}
    return Judgement(
        method="random_forest" if passed else best,
        passed=passed,
        verdict=verdict,
        metrics=figures["random_forest"],
        baseline_metrics={method: figures[method] for method in BASELINES},
        card={
            "gate": gate,
            "later_weeks": weeks,
            "by_class": scored["later_time"]["random_forest"][2],
        },
    )


def fit(data: Dataset, parameters: dict[str, Any], judgement: Judgement) -> Fitted:
    """The forest and the baseline on all records, and where they have seen enough to be asked.

    A forest that did not pass is stored all the same, to be looked at; the baseline answers.
    """
    from sklearn.preprocessing import LabelEncoder

    from ..estimators.crime_type import TrainingSupport

    events, features, labels, card = examples(data, parameters)
    encoder = LabelEncoder().fit(labels)
    encoded = encoder.transform(labels)
    baseline = judgement.method if judgement.method in BASELINES else "cell_hour"
    models = {
        "rf_model": _method("random_forest", parameters, data.audience).fit(features, encoded),
        "label_encoder": encoder,
        "baseline": _method(baseline, parameters, data.audience).fit(features, encoded),
        "support": TrainingSupport(grid=data.grid, minimum=parameters["support_minimum"]).fit(
            *_metres(data, events)
        ),
    }
    return Fitted(
        algorithm=METHODS[judgement.method],
        models=models,
        features=list(parameters["features"]),
        is_baseline=judgement.method in BASELINES,
        card={**card, "classes": encoder.classes_.tolist(), "baseline": METHODS[baseline]},
    )


def _metres(data: Dataset, events: Events) -> tuple[NDArray, NDArray]:
    """Places as the audience's model knows them, in the grid's metres."""
    if data.audience == Audience.STAFF:
        return events.x, events.y
    return Places(data.jurisdiction).project(*snap(events.latitude, events.longitude))


def _method(name: str, parameters: dict[str, Any], audience: Audience) -> Any:
    from ..estimators.crime_type import CellHourTable, majority_class, paper_random_forest

    own = parameters["public"].get(name, {}) if audience == Audience.PUBLIC else {}
    if name == "random_forest":
        return paper_random_forest().set_params(**parameters["random_forest"], **own)
    return (CellHourTable() if name == "cell_hour" else majority_class()).set_params(**own)


def _compare(
    features: NDArray,
    labels: NDArray,
    train: NDArray,
    test: NDArray,
    parameters: dict[str, Any],
    audience: Audience,
) -> dict[str, tuple[dict, dict, list]]:
    """For each method its figures, its scores event by event, and its figures by class."""
    from ..evaluation.classification import by_class, per_event, scores

    result = {}
    for name in METHODS:
        model = _method(name, parameters, audience).fit(features[train], labels[train].astype(str))
        given, truth = model.predict_proba(features[test]), labels[test].astype(str)
        chosen = model.classes_[given.argmax(axis=1)]
        result[name] = (
            scores(truth, given, model.classes_),
            per_event(truth, given, model.classes_),
            by_class(truth, chosen) if name == "random_forest" else [],
        )
    return result


def _gate(losses: dict[str, NDArray], best: str, week: NDArray) -> tuple[bool | None, str, dict]:
    from ..evaluation.bootstrap import beats_baseline

    if len(np.unique(week)) < 2:
        return None, f"Too few weeks to compare; served: {METHODS[best]}.", {}
    found = beats_baseline(losses["random_forest"], losses[best], groups=week, lower_is_better=True)
    text = (
        f"On later time the random forest's Brier score is {found.challenger:.3f}, that of the best baseline "
        f"{found.baseline:.3f} (gain {found.difference:+.3f}, "
        f"95 % interval {found.low:+.3f} to {found.high:+.3f}). "
    )
    used = "The random forest is served." if found.beats else f"Served: {METHODS[best]}."
    return found.beats, text + used, {**found.as_dict(), "baseline_method": best}
