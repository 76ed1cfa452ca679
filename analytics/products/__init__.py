"""One module a product: how it is judged and fitted. `analytics.pipelines` is the table of them."""

from dataclasses import dataclass, field
from typing import Any


class NotEnoughData(Exception):
    """There is too little to train on; the message says what is missing."""


@dataclass(frozen=True)
class Judgement:
    """How a method did on data that it was not fitted on, and which method is therefore to be fitted.

    `passed` is None where nothing could be, or needs to be, decided by a gate.
    """

    method: str
    passed: bool | None
    verdict: str
    metrics: dict[str, Any] = field(default_factory=dict)
    baseline_metrics: dict[str, Any] = field(default_factory=dict)
    card: dict[str, Any] = field(default_factory=dict)
    # What the fit takes over from the judging, such as the errors that intervals are made of.
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Fitted:
    """What is stored: estimators by artefact name, unsaved output rows, and how they were made."""

    algorithm: str
    models: dict[str, Any]
    rows: list[Any] = field(default_factory=list)
    features: list[str] = field(default_factory=list)
    is_baseline: bool = False
    card: dict[str, Any] = field(default_factory=dict)
