"""How good the probabilities of a classifier are, and how often it is right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import precision_recall_fscore_support

SMALLEST_PROBABILITY = 1e-15
CALIBRATION_BINS = 15


def scores(truth: ArrayLike, probabilities: ArrayLike, classes: Sequence) -> dict[str, float]:
    """All figures of one classifier on held-out events.

    Parameters
    ----------
    truth : array of shape (events,)
        A class that is not among ``classes`` counts as missed.
    probabilities : array of shape (events, classes)
    classes : sequence
        The classes of the columns.

    Returns
    -------
    dict
        ``accuracy``, ``macro_precision``, ``macro_recall``, ``macro_f1`` (over the classes that occur or are
        predicted), ``top3``, ``log_loss`` (nats), ``brier`` (sum over classes, 0–2), ``ece`` and ``events``.

    Raises
    ------
    ValueError
        For shapes that do not fit, no events, or rows that are not probabilities.
    """
    each = per_event(truth, probabilities, classes)
    truth, classes = np.asarray(truth), np.asarray(classes)
    predicted = classes[np.argmax(probabilities, axis=1)]
    precision, recall, f1, _ = precision_recall_fscore_support(
        truth.astype(str), predicted.astype(str), average="macro", zero_division=0
    )
    return {
        **{name: float(values.mean()) for name, values in each.items()},
        "macro_precision": float(precision),
        "macro_recall": float(recall),
        "macro_f1": float(f1),
        "ece": expected_calibration_error(each["accuracy"], np.max(probabilities, axis=1)),
        "events": len(truth),
    }


def per_event(
    truth: ArrayLike, probabilities: ArrayLike, classes: Sequence
) -> dict[str, NDArray[np.float64]]:
    """``accuracy``, ``top3``, ``log_loss`` and ``brier`` of each event, as the gate compares them."""
    truth, probabilities, classes = np.asarray(truth), np.asarray(probabilities, float), np.asarray(classes)
    if probabilities.shape != (len(truth), len(classes)) or not len(truth):
        raise ValueError(
            f"{len(truth)} events and {len(classes)} classes do not fit probabilities {probabilities.shape}"
        )
    if probabilities.min() < -1e-9 or not np.allclose(probabilities.sum(axis=1), 1, atol=1e-6):
        raise ValueError("Each row of probabilities must be positive and sum to 1")
    is_truth = truth[:, None] == classes[None, :]
    given = (probabilities * is_truth).sum(axis=1)
    ranked = np.argsort(-probabilities, axis=1, kind="stable")[:, :3]
    # An unknown class has squared error 1 on top of that of the known ones.
    unknown = 1.0 - is_truth.sum(axis=1)
    return {
        "accuracy": np.take_along_axis(is_truth, ranked[:, :1], axis=1).any(axis=1).astype(float),
        "top3": np.take_along_axis(is_truth, ranked, axis=1).any(axis=1).astype(float),
        "log_loss": -np.log(np.maximum(given, SMALLEST_PROBABILITY)),
        "brier": ((probabilities - is_truth) ** 2).sum(axis=1) + unknown,
    }


def by_class(truth: ArrayLike, predicted: ArrayLike) -> list[dict[str, object]]:
    """Precision, recall, F1 and number of events of each class, by name."""
    truth, predicted = np.asarray(truth).astype(str), np.asarray(predicted).astype(str)
    names = np.unique(np.concatenate([truth, predicted]))
    columns = precision_recall_fscore_support(truth, predicted, labels=names, zero_division=0)
    return [
        {"class": str(name), "precision": float(p), "recall": float(r), "f1": float(f), "events": int(n)}
        for name, p, r, f, n in zip(names, *columns, strict=True)
    ]


def expected_calibration_error(
    correct: ArrayLike, confidence: ArrayLike, bins: int = CALIBRATION_BINS
) -> float:
    """Mean distance between confidence and accuracy over equally wide bins of confidence.

    Source: Guo et al. (2017), On calibration of modern neural networks.
    """
    correct, confidence = np.asarray(correct, float), np.asarray(confidence, float)
    at = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = np.abs(np.bincount(at, correct - confidence, minlength=bins))
    return float(gaps.sum() / len(correct))
