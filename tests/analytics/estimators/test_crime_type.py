import numpy as np
import pytest

from analytics.estimators.crime_type import (
    CellHourTable,
    TrainingSupport,
    fold_into_other,
    majority_class,
    overall_shares,
    paper_random_forest,
    probabilities,
    whole_per_cent,
)
from analytics.evaluation.bootstrap import beats_baseline
from analytics.evaluation.classification import per_event
from analytics.evaluation.splits import stratified
from analytics.grid import GridSpec
from tests.analytics.estimators.contract import follows_contract

ANY_COLUMNS = {"hour_column": 0, "latitude_column": 0, "longitude_column": 1}


@follows_contract(CellHourTable(cell_size_m=60_000, hour_band=1, smoothing=0.1, **ANY_COLUMNS))
def test_sklearn_contract(estimator, check):
    check(estimator)


def test_random_forest_is_the_published_one():
    forest = paper_random_forest().get_params()
    wanted = {"n_estimators": 50, "max_depth": 15, "max_features": "sqrt", "random_state": 42, "n_jobs": 1}
    assert {name: forest[name] for name in wanted} == wanted


def test_majority_class_gives_the_shares():
    model = majority_class().fit(np.zeros((4, 1)), ["a", "b", "b", "b"])
    assert model.predict([[9]]).tolist() == ["b"]
    assert model.predict_proba([[9]]).tolist() == [[0.25, 0.75]]


def event(hour, latitude=42.0, longitude=-71.0):
    return [hour, 0, 1, latitude, longitude]


@pytest.fixture
def table():
    # Three thefts and a fight in one cell at night, two fights by day far away.
    X = [event(1), event(2), event(3), event(3), event(13, 42.3), event(14, 42.3)]
    return CellHourTable(smoothing=2).fit(X, ["theft", "theft", "theft", "fight", "fight", "fight"])


def test_cell_hour_table_smooths_by_hand(table):
    night = (1 + 2 * 0.5) / 6
    cell_at_night = (1 + 2 * night) / 6
    assert table.predict_proba([event(0)]) == pytest.approx(np.array([[cell_at_night, 1 - cell_at_night]]))


def test_cell_hour_table_falls_back_to_the_hour_and_then_to_all(table):
    unseen_cell, unseen_hour = table.predict_proba([event(2, 42.9), event(20)])
    assert unseen_cell == pytest.approx([1 / 3, 2 / 3])
    assert unseen_hour == pytest.approx([0.5, 0.5])


def test_cell_hour_table_equals_counting_one_by_one():
    rng = np.random.default_rng(4)
    X = np.array([event(h, 42 + a / 900, -71 + o / 700) for h, a, o in rng.integers(0, 24, (300, 3))])
    y = rng.choice(["a", "b", "c"], 300)
    table = CellHourTable(cell_size_m=800, smoothing=3).fit(X, y)
    side, narrowing = 800 / 111_320, np.cos(np.radians(X[:, 3].mean()))
    keys = [(r[0] // 4, r[3] // side, r[4] * narrowing // side) for r in X]

    def shares(rows, towards):
        return {c: (sum(y[rows] == c) + 3 * towards[c]) / (len(rows) + 3) for c in "abc"}

    overall = {c: float((y == c).mean()) for c in "abc"}
    for i in range(0, 300, 29):
        hour = shares([j for j in range(300) if keys[j][0] == keys[i][0]], overall)
        cell = shares([j for j in range(300) if keys[j] == keys[i]], hour)
        assert table.predict_proba(X[[i]])[0] == pytest.approx([cell[c] for c in "abc"])


def test_cell_hour_table_rounds_counts_to_its_step():
    X = [event(1)] * 12 + [event(13, 42.3)] * 40
    y = ["fight"] * 4 + ["theft"] * 8 + ["fight"] * 40
    table = CellHourTable(smoothing=20, step=5).fit(X, y)
    # At night 4 fights count as none and 8 thefts as 10.
    night = 20 * (44 / 52) / 30
    assert table.predict_proba([event(2, 42.9)])[0, 0] == pytest.approx(night)
    assert table.predict_proba([event(2)])[0, 0] == pytest.approx(20 * night / 30)


@pytest.mark.parametrize(("number", "own"), [(27, False), (28, True)])
def test_cell_hour_table_has_the_coarser_share_below_its_minimum(number, own):
    X = [event(1)] * number + [event(1, 42.3)] * 100
    table = CellHourTable(minimum=30, step=5).fit(X, ["theft"] * number + ["fight"] * 100)
    here, anywhere = table.predict_proba([event(1), event(1, 42.9)])[:, 1]
    assert (here > anywhere) == own


@pytest.mark.parametrize("baseline", [CellHourTable(), majority_class()])
def test_overall_shares_are_those_of_all_events(baseline):
    X = [event(1), event(2), event(3), event(13)]
    assert overall_shares(baseline.fit(X, ["b", "b", "b", "a"])).tolist() == [0.25, 0.75]


@pytest.mark.parametrize(
    ("shares", "whole"),
    [
        ([1 / 3, 1 / 3, 1 / 3], [0.34, 0.33, 0.33]),
        ([0.29, 0.71], [0.29, 0.71]),
        ([0.006, 0.006, 0.988], [0.01, 0.0, 0.99]),
        ([1.0], [1.0]),
    ],
)
def test_whole_per_cents_sum_to_one(shares, whole):
    assert whole_per_cent(shares).tolist() == whole


def test_cell_hour_table_without_its_columns_is_refused():
    with pytest.raises(ValueError, match="column 4 is needed"):
        CellHourTable().fit([[1, 2, 3]], ["a"])


@pytest.fixture
def city():
    """Events whose type depends on place and hour."""
    rng = np.random.default_rng(6)
    X = np.column_stack([rng.integers(0, 24, 4000), rng.integers(0, 7, 4000), rng.integers(1, 13, 4000)])
    X = np.column_stack([X, rng.uniform(42.3, 42.32, 4000), rng.uniform(-71.02, -71, 4000)])
    odds = 0.15 + 0.7 * ((X[:, 3] > 42.31) ^ (X[:, 0] >= 12))
    return X, np.where(rng.random(4000) < odds, "theft", "fight")


@pytest.mark.parametrize("model", [paper_random_forest(), CellHourTable(), majority_class()])
def test_probabilities_are_those_of_the_model(city, model):
    X, labels = city
    model.fit(X[:1000], labels[:1000])
    assert np.allclose(probabilities(model, X[1000:1200]), model.predict_proba(X[1000:1200]), atol=1e-12)


def verdict(X, labels, challenger):
    train, test = stratified(labels)
    losses = []
    for model in (challenger, majority_class()):
        model.fit(X[train], labels[train])
        losses.append(per_event(labels[test], model.predict_proba(X[test]), model.classes_)["log_loss"])
    return beats_baseline(*losses, lower_is_better=True)


@pytest.mark.parametrize("challenger", [paper_random_forest(), CellHourTable()])
def test_true_labels_beat_the_majority_class(city, challenger):
    assert verdict(*city, challenger).beats


@pytest.mark.parametrize("challenger", [paper_random_forest(), CellHourTable()])
def test_shuffled_labels_do_not_beat_the_majority_class(city, challenger):
    X, labels = city
    assert not verdict(X, np.random.default_rng(7).permutation(labels), challenger).beats


def test_rare_and_denied_classes_become_other():
    labels = ["theft"] * 5 + ["fight"] * 4 + ["arson"] * 2 + ["secret"] * 3
    result = fold_into_other(labels, minimum=3, denied={"secret"})
    assert result.labels.tolist() == ["theft"] * 5 + ["fight"] * 4 + ["other"] * 5
    assert result.folded == {"arson": 2, "secret": 3}


def test_folding_changes_nothing_where_no_class_is_rare():
    result = fold_into_other(["a", "b", "a", "b"], minimum=2)
    assert (result.labels.tolist(), result.folded) == (["a", "b", "a", "b"], {})


def test_an_other_too_small_takes_the_next_rarest():
    labels = ["theft"] * 9 + ["fight"] * 4 + ["secret"]
    result = fold_into_other(labels, minimum=3, denied={"secret"})
    assert result.folded == {"fight": 4, "secret": 1}


def test_folding_keeps_one_class_besides_other():
    result = fold_into_other(["theft"] * 9 + ["arson"], minimum=5)
    assert sorted(set(result.labels)) == ["other", "theft"]


def test_folding_of_no_labels_is_empty():
    assert fold_into_other([], minimum=5).labels.tolist() == []


GRID = GridSpec(0, 0, 100, columns=6, rows=5)


def test_support_counts_the_neighbourhood():
    support = TrainingSupport(grid=GRID, minimum=3).fit([150, 150, 350, 150], [150, 250, 150, 450])
    assert support.contains([250, 50, 450, 250], [150, 150, 150, 250]).tolist() == [True, False, False, True]


def test_support_equals_counting_one_by_one():
    rng = np.random.default_rng(9)
    x, y = rng.uniform(0, 600, 60), rng.uniform(0, 500, 60)
    support = TrainingSupport(grid=GRID, minimum=12).fit(x, y)
    column, row = x // 100, y // 100
    for r in range(5):
        slow = [int(((abs(column - c) <= 1) & (abs(row - r) <= 1)).sum()) >= 12 for c in range(6)]
        assert support.supported_[r].tolist() == slow


def test_a_point_outside_the_grid_is_not_supported():
    support = TrainingSupport(grid=GRID, minimum=0).fit([50], [50])
    assert support.contains([-1, 50], [50, 50]).tolist() == [False, True]
