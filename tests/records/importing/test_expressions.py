import pytest

from records.importing.expressions import parse

CELLS = {"A": ["2016-01-01", "2016-01-02", ""], "B": ["7", "", "8"]}


@pytest.mark.parametrize(
    ("text", "gap", "values"),
    [
        ("A", "skip", ["2016-01-01", "2016-01-02", ""]),
        ("= Theft", "skip", ["Theft", "Theft", "Theft"]),
        ("{A} {B}:00", "cut", ["2016-01-01 7:00", "2016-01-02", ""]),
        ("{A} 7:{B}", "cut", ["2016-01-01 7:7", "2016-01-02", ""]),
        ("{B} {A}", "skip", ["7 2016-01-01", "2016-01-02", "8"]),
        ("{A}-{B}", "void", ["2016-01-01-7", "", ""]),
    ],
)
def test_expression_renders(text, gap, values):
    assert parse(text).render(CELLS, 3, gap=gap) == values


@pytest.mark.parametrize("text", ["{}", "{A", "A}", "{A:>3}", "{ }"])
def test_expression_without_a_column_is_refused(text):
    with pytest.raises(ValueError, match="template"):
        parse(text)
