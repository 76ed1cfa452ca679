"""Workbooks are the one thing that holds XML: what it points at is never fetched, and it never grows."""

import zipfile

import pytest
from openpyxl import Workbook

from records.importing.errors import ImportRefused
from records.importing.reading import open_table

BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
DECLARED = {
    "file": '<!ENTITY taken SYSTEM "file://{secret}">',
    "address": '<!ENTITY taken SYSTEM "http://127.0.0.1:9/taken">',
    "bomb": f'<!ENTITY a0 "aaaaaaaaaa">{BOMB}<!ENTITY taken "&a11;">',
}


def forged(folder, declared: str):
    """A workbook whose one cell is an entity that `declared` explains."""
    book = Workbook()
    book.active.append(["DATE"])
    book.active.append(["CELL"])
    book.save(folder / "plain.xlsx")
    path = folder / "forged.xlsx"
    with zipfile.ZipFile(folder / "plain.xlsx") as plain, zipfile.ZipFile(path, "w") as made:
        for name in plain.namelist():
            text = plain.read(name)
            if b"CELL" in text:
                text = f"<!DOCTYPE x [{declared}]>".encode() + text.replace(b"CELL", b"&taken;")
            made.writestr(name, text)
    return path


@pytest.mark.parametrize("kind", DECLARED)
def test_entity_of_a_workbook_is_not_followed(tmp_path, kind):
    secret = tmp_path / "secret.txt"
    secret.write_text("the content of another file")
    path = forged(tmp_path, DECLARED[kind].format(secret=secret))
    with pytest.raises(ImportRefused, match="damaged"), open_table(path) as table:
        list(table.chunks(2))
