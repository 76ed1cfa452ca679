import gzip
from datetime import datetime

import pytest
from openpyxl import Workbook

from records.importing.errors import ImportRefused
from records.importing.reading import open_table


def read(path, **options):
    with open_table(path, **options) as table:
        chunks = list(table.chunks(2))
        return table.header, [row for chunk in chunks for row in chunk.rows], chunks


def test_csv_is_read_in_chunks_with_row_numbers(write):
    header, rows, chunks = read(write([["1", "x"], ["", ""], ["2", "y"], ["3", "z"]], header=["A", "B"]))
    assert header == ["A", "B"]
    assert rows == [["1", "x"], ["2", "y"], ["3", "z"]]
    assert [chunk.numbers for chunk in chunks] == [[2, 4], [5]]


def test_compressed_csv_is_told_by_its_content(tmp_path):
    path = tmp_path / "rows.data"
    path.write_bytes(gzip.compress(b"A;B\n1;x\n"))
    assert read(path, delimiter=";")[1] == [["1", "x"]]


def test_truncated_gzip_is_refused(tmp_path):
    path = tmp_path / "rows.csv.gz"
    path.write_bytes(gzip.compress(b"A,B\n" + b"1,x\n" * 5000)[:-20])
    with pytest.raises(ImportRefused, match="damaged"):
        read(path)


def test_mark_at_the_beginning_is_no_part_of_the_first_name(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes("A,B\n1,é\n".encode("utf-8-sig"))
    assert read(path)[:2] == (["A", "B"], [["1", "é"]])


def test_bytes_that_are_not_text_become_a_mark(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(b"A\ncaf\xe9\n\x00x\n")
    assert read(path)[1] == [["caf\ufffd"], ["x"]]
    assert read(path, encoding="latin-1")[1][0] == ["café"]


def test_row_of_another_length_is_rejected(write):
    *_, chunks = read(write([["1", "x"], ["2"], ["3", "y", "z"]], header=["A", "B"]))
    rejects = [reject for chunk in chunks for reject in chunk.rejects]
    assert [(reject.row, reject.value) for reject in rejects] == [(3, "1 cells"), (4, "3 cells")]


def test_workbook_gives_text(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["A", "B", "C"])
    sheet.append([datetime(2016, 1, 2, 3, 4), 5.0, None])
    sheet.append([datetime(2016, 1, 2), 5.5])
    sheet["A3"].number_format = "yyyy-mm-dd"
    book.save(tmp_path / "rows.xlsx")
    assert read(tmp_path / "rows.xlsx")[1] == [["2016-01-02 03:04:00", "5", ""], ["2016-01-02", "5.5", ""]]


def test_missing_or_empty_file_is_refused(tmp_path):
    with pytest.raises(ImportRefused, match="no file"):
        read(tmp_path / "none.csv")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(ImportRefused, match="no header"):
        read(tmp_path / "empty.csv")
