import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, log_loss, top_k_accuracy_score

from analytics.evaluation import classification

CLASSES = ["a", "b", "c", "d"]
TRUTH = ["a", "b", "c", "a"]
PROBABILITIES = np.array(
    [[0.7, 0.1, 0.1, 0.1], [0.4, 0.3, 0.2, 0.1], [0.5, 0.2, 0.1, 0.2], [0.1, 0.6, 0.2, 0.1]]
)


def test_scores_by_hand():
    found = classification.scores(TRUTH, PROBABILITIES, CLASSES)
    assert found["events"] == 4
    assert found["accuracy"] == 0.25
    # Predicted a, a, a, b. The third event's truth is the last of four; the fourth's is third by order.
    assert found["top3"] == 0.75
    assert found["log_loss"] == pytest.approx(-np.log([0.7, 0.3, 0.1, 0.1]).mean())
    assert found["macro_recall"] == pytest.approx((1 / 2 + 0 + 0) / 3)
    assert found["macro_precision"] == pytest.approx((1 / 3 + 0 + 0) / 3)
    assert found["macro_f1"] == pytest.approx(0.4 / 3)
    assert found["brier"] == pytest.approx((0.12 + 0.70 + 1.14 + 1.22) / 4)


@pytest.fixture
def drawn():
    rng = np.random.default_rng(1)
    probabilities = rng.dirichlet([1] * 4, 300)
    truth = np.array(CLASSES)[[rng.choice(4, p=row) for row in probabilities]]
    return truth, probabilities


def test_figures_equal_those_of_scikit_learn(drawn):
    found = classification.scores(*drawn, CLASSES)
    truth, probabilities = drawn
    assert found["log_loss"] == pytest.approx(log_loss(truth, probabilities))
    assert found["top3"] == pytest.approx(top_k_accuracy_score(truth, probabilities, k=3))
    assert found["brier"] == pytest.approx(brier_score_loss(truth, probabilities, scale_by_half=False))


def test_calibrated_probabilities_have_a_small_calibration_error(drawn):
    truth, probabilities = drawn
    sharper = probabilities**6 / (probabilities**6).sum(axis=1, keepdims=True)
    assert classification.scores(truth, probabilities, CLASSES)["ece"] < 0.1
    assert classification.scores(truth, sharper, CLASSES)["ece"] > 0.3


def test_expected_calibration_error_by_hand():
    correct, confidence = [1, 0, 1, 1], [0.61, 0.65, 0.95, 1.0]
    # Bins of a fifteenth: the first two share one, the last two another.
    assert classification.expected_calibration_error(correct, confidence) == pytest.approx((0.26 + 0.05) / 4)


def test_a_class_unknown_to_the_model_is_missed():
    each = classification.per_event(["z"], [[0.6, 0.4]], ["a", "b"])
    assert (each["accuracy"][0], each["top3"][0]) == (0, 0)
    assert each["log_loss"][0] == pytest.approx(-np.log(1e-15))
    assert each["brier"][0] == pytest.approx(0.36 + 0.16 + 1)


def test_per_event_means_are_the_scores(drawn):
    found, each = classification.scores(*drawn, CLASSES), classification.per_event(*drawn, CLASSES)
    assert {name: values.mean() for name, values in each.items()} == {name: found[name] for name in each}


def test_by_class_lists_each_class_of_truth_or_model():
    rows = classification.by_class(["a", "a", "b"], ["a", "c", "b"])
    assert [(row["class"], row["recall"], row["events"]) for row in rows] == [
        ("a", 0.5, 2),
        ("b", 1, 1),
        ("c", 0, 0),
    ]


@pytest.mark.parametrize(
    ("truth", "probabilities"),
    [(["a"], [[0.5, 0.6]]), (["a"], [[1.2, -0.2]]), (["a", "b"], [[1, 0]]), ([], [])],
)
def test_what_are_not_probabilities_is_refused(truth, probabilities):
    with pytest.raises(ValueError, match=r"sum to 1|do not fit"):
        classification.scores(truth, probabilities, ["a", "b"])
