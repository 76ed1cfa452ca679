"""Which type of crime, given that one is recorded at a place and time: the answer of the model in use."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from accounts.models import Jurisdiction
from records.services.place import Places

from . import registry
from .choices import Audience, Product, Stage
from .models import ModelVersion
from .places import snap_one
from .querysets import audience_for

if TYPE_CHECKING:
    import numpy as np

# Jurisdictions whose bounds hold a point, each with its crime type models in use or once without any.
CANDIDATES = f"""
    SELECT place.id, place.code, (place.north - place.south) * (place.east - place.west),
           version.audience, version.artefact
    FROM {Jurisdiction._meta.db_table} AS place
    LEFT JOIN {ModelVersion._meta.db_table} AS version
        ON version.jurisdiction_id = place.id AND version.product = %s AND version.stage = %s
    WHERE place.south <= %s AND place.north >= %s AND place.west <= %s AND place.east >= %s
"""  # noqa: S608  table names are ours
CAVEAT = (
    "This is the type of a crime if one is recorded here then, not whether one will occur; recorded is not "
    "the same as occurred."
)
ABSTAINED = "Too few crimes are recorded around this place for the model: the baseline answers."
BASELINE = "No model beat the baseline on later records: the baseline answers."
UNREACHABLE = "The model's file cannot be read at the moment. Try again later."
REFUSED = "The model's file did not pass its checks and was not opened. It needs to be trained again."


class OutsideEveryJurisdiction(ValueError):
    """No jurisdiction of this installation holds the point."""


@dataclass(frozen=True)
class Answer:
    """A prediction, or (with `version` None) why there is none. Probabilities are sorted and sum to 1.

    `latitude` and `longitude` are where the model looked: for the public, the middle of the hexagon.
    """

    jurisdiction: str
    audience: str
    latitude: float
    longitude: float
    probabilities: dict[str, float]
    baseline: dict[str, float]
    abstained: bool
    caveat: str
    version: ModelVersion | None

    @property
    def predicted(self) -> str | None:
        """The likeliest type."""
        return next(iter(self.probabilities), None)

    @property
    def confidence(self) -> float | None:
        """Its probability."""
        return next(iter(self.probabilities.values()), None)


@dataclass(frozen=True)
class Candidate:
    """A jurisdiction whose bounds hold the point, with the files of the models in use there by audience."""

    pk: int
    code: str
    size: float
    versions: dict[str, str]


class CrimeTypeModel:
    """The models of one version, ready to answer single questions fast."""

    def __init__(self, version: ModelVersion, models: dict[str, Any]) -> None:
        from .estimators.crime_type import overall_shares

        self.version = version
        self.classes = models["label_encoder"].classes_.tolist()
        # The trees themselves: the forest's own method spends milliseconds on checks and threads.
        self.trees = [estimator.tree_ for estimator in models["rf_model"].estimators_]
        self.baseline = models["baseline"]
        self.overall = overall_shares(self.baseline)
        self.is_public = version.audience == Audience.PUBLIC
        self.support = models["support"]
        self.places = Places(version.jurisdiction)

    def answer(
        self, hour: int, day_of_week: int, month: int, latitude: float, longitude: float
    ) -> tuple[dict[str, float], dict[str, float], bool]:
        """(probabilities by class, those of the baseline, whether the place lies outside the support).

        The public is told whole per cents, and where there is little to go by, the shares overall: exact
        shares of a place could be worked backwards to its counts.
        """
        import numpy as np

        if self.is_public:
            latitude, longitude = snap_one(latitude, longitude)
        features = np.array([[hour, day_of_week, month, latitude, longitude]], dtype=float)
        abstained = not self.support.contains(*self.places.project(latitude, longitude))
        by_place = not (abstained and self.is_public)
        baseline = self._by_class(self.baseline.predict_proba(features)[0] if by_place else self.overall)
        if abstained or self.version.is_baseline:
            return baseline, baseline, abstained
        return self._by_class(self.forest(features.astype(np.float32))), baseline, False

    def forest(self, features: "np.ndarray") -> "np.ndarray":
        """Mean of the trees' class shares for one row of float32 features, as `predict_proba` gives them."""
        return sum(tree.predict(features)[0] for tree in self.trees) / len(self.trees)

    def _by_class(self, shares: "np.ndarray") -> dict[str, float]:
        if self.is_public:
            from .estimators.crime_type import whole_per_cent

            shares = whole_per_cent(shares)
        ranked = sorted(zip(self.classes, shares.tolist(), strict=True), key=lambda pair: -pair[1])
        return dict(ranked)


def predict(
    *, user: object, hour: int, day_of_week: int, month: int, latitude: float, longitude: float
) -> Answer:
    """Answer from the model that `user` may ask: hour 0–23, day 0 = Monday, month 1–12, degrees WGS84.

    Raises OutsideEveryJurisdiction.
    """
    place = _jurisdiction_at(latitude, longitude)
    audience = audience_for(user, place.pk)
    shown = (latitude, longitude) if audience == Audience.STAFF else snap_one(latitude, longitude)
    artefact = place.versions.get(audience)
    if artefact is None:
        return _none(place, audience, shown, f"No model has been trained for {place.code} yet.")
    try:
        model = registry.in_use(artefact, CrimeTypeModel)
    except registry.ArtefactUnreachable:
        return _none(place, audience, shown, UNREACHABLE)
    except registry.ArtefactRefused:
        return _none(place, audience, shown, REFUSED)
    probabilities, baseline, abstained = model.answer(hour, day_of_week, month, latitude, longitude)
    note = ABSTAINED if abstained else BASELINE if model.version.is_baseline else ""
    return Answer(
        jurisdiction=place.code,
        audience=audience,
        latitude=shown[0],
        longitude=shown[1],
        probabilities=probabilities,
        baseline=baseline,
        abstained=abstained,
        caveat=f"{note} {CAVEAT}".strip(),
        version=model.version,
    )


def _none(place: Candidate, audience: Audience, shown: tuple[float, float], why: str) -> Answer:
    return Answer(place.code, audience, *shown, {}, {}, True, f"{why} {CAVEAT}", None)


def _jurisdiction_at(latitude: float, longitude: float) -> Candidate:
    """The jurisdiction that holds the point; where bounds overlap, by outline, then the one with a model."""
    found: dict[int, Candidate] = {}
    with connection.cursor() as cursor:
        # By hand, since building these two queries in the ORM takes longer than the model.
        cursor.execute(CANDIDATES, [Product.CRIME_TYPE, Stage.CHAMPION, *[latitude] * 2, *[longitude] * 2])
        for pk, code, size, audience, artefact in cursor.fetchall():
            candidate = found.setdefault(pk, Candidate(pk, code, size, {}))
            if artefact:
                candidate.versions[audience] = artefact
    if not found:
        raise OutsideEveryJurisdiction("No jurisdiction of this installation holds the point.")
    if len(found) == 1:
        return next(iter(found.values()))
    outlined = _within_outline(latitude, longitude, set(found))
    return min(found.values(), key=lambda one: (one.pk not in outlined, not one.versions, one.size))


def _within_outline(latitude: float, longitude: float, ids: set[int]) -> set[int]:
    from shapely import contains_xy
    from shapely.geometry import shape

    outlines = Jurisdiction.objects.filter(pk__in=ids).exclude(outline=None).values_list("pk", "outline")
    return {pk for pk, outline in outlines if contains_xy(shape(outline), longitude, latitude)}
