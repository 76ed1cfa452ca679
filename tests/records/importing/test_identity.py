import numpy as np

from records.importing.identity import Identifier, Tally

TWICE = [["a", "b"], ["a", "b"], ["c", "d"]]


def test_tally_counts_over_calls_and_within_one():
    tally = Tally()
    assert tally.add(np.array([5, 7, 5], dtype=np.uint64)).tolist() == [0, 0, 1]
    assert tally.add(np.array([5, 9, 7], dtype=np.uint64)).tolist() == [2, 0, 1]


def test_tally_agrees_with_counting_one_by_one():
    rng = np.random.default_rng(3)
    tally, seen = Tally(), {}
    for _ in range(30):
        numbers = rng.integers(0, 50, size=rng.integers(1, 40)).astype(np.uint64)
        expected = []
        for number in numbers.tolist():
            expected.append(seen.get(number, 0))
            seen[number] = seen.get(number, 0) + 1
        assert tally.add(numbers).tolist() == expected


def test_equal_rows_without_id_get_ordinals_when_kept():
    ids, ordinals, duplicate = Identifier("keep").identify(TWICE, ["", "", ""])
    assert ids[0][:-2] == ids[1][:-2]
    assert (ids[0][-2:], ids[1][-2:]) == ("-1", "-2")
    assert len(set(ids)) == 3
    assert not duplicate.any()
    assert ordinals.tolist() == [1, 1, 1]


def test_equal_rows_without_id_are_duplicates_when_dropped():
    *_, duplicate = Identifier("drop").identify(TWICE, ["", "", ""])
    assert duplicate.tolist() == [False, True, False]


def test_rows_of_one_id_are_offences_of_one_record_over_chunks():
    identifier = Identifier("keep")
    ids, ordinals, _ = identifier.identify([["7", "theft"], ["8", "theft"], ["7", "fraud"]], ["7", "8", "7"])
    assert ids == ["7", "8", "7"]
    assert ordinals.tolist() == [1, 1, 2]
    _, ordinals, duplicate = identifier.identify([["7", "theft"], ["7", "arson"]], ["7", "7"])
    assert duplicate.tolist() == [True, False]
    assert ordinals[1] == 3


def test_same_file_gives_the_same_ids():
    first, second = (Identifier("keep").identify(TWICE, ["", "", ""])[0] for _ in range(2))
    assert first == second


def test_id_that_is_too_long_keeps_a_digest():
    ids, *_ = Identifier("keep").identify([["x"], ["y"]], ["n" * 70, "n" * 71])
    assert len(ids[0]) == 64
    assert ids[0] != ids[1]
