"""A CSV of any separator, encoding and quoting; a row costs at most itself."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import TableError
from curation.importers.legacycsv import decode, read_csv

COLUMNS = ("id", "img_path", "name")
KNOWN = frozenset(COLUMNS)
CELL = st.text(alphabet="abÄöß€é\";,|\t'% \n", max_size=12)
NAME = st.text(alphabet="abcXY01", min_size=1, max_size=6)


@pytest.fixture
def read(tmp_path):
    def read(data: bytes):
        path = tmp_path / "data.csv"
        path.write_bytes(data)
        return read_csv(path, KNOWN, ("img_path",), "img_path")

    return read


def written(rows, separator: str) -> str:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator, lineterminator="\n")
    writer.writerows([COLUMNS, *rows])
    return file.getvalue()


@given(
    rows=st.lists(st.tuples(NAME, NAME.map(lambda name: f"dresses/{name}.jpg"), CELL), max_size=6),
    separator=st.sampled_from(";,\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_csv_writer_wrote_is_read_back(tmp_path_factory, rows, separator, encoding, newline):
    path = tmp_path_factory.mktemp("csv") / "data.csv"
    text = written(rows, separator)
    if "\n" not in "".join("".join(row) for row in rows):
        text = text.replace("\n", newline)
    path.write_bytes(text.encode(encoding))
    found = read_csv(path, KNOWN, ("img_path",), "img_path")
    assert [tuple(row.cells.values()) for row in found.rows] == rows
    assert found.bad == []


@given(st.text(alphabet="aZ ÄÖÜäöüßé", max_size=40))
def test_german_text_in_windows_1252_is_read_as_it_was(text):
    assert decode(text.encode("cp1252"))[0] == text


@given(st.lists(st.tuples(st.text(alphabet="aÄöüß", max_size=12), st.sampled_from(["utf-8", "cp1252"])), max_size=8))
def test_lines_of_both_encodings_stand_in_one_file(lines):
    data = b"\n".join(text.encode(encoding) for text, encoding in lines)
    assert decode(data)[0] == "\n".join(text for text, _ in lines)


def test_two_letters_that_are_one_in_utf8_are_read_as_that_one_which_cannot_be_told():
    assert decode("gr\u00c3\u00bcn, \u00c4\u2013".encode("cp1252"))[0] == "gr\u00fcn, \u0116"


def test_a_file_of_many_hands_is_read_row_by_row(read):
    found = read(
        "\ufeffid;img_path;name\n".encode()
        + "1;dresses/1.jpg;Größe\n".encode()
        + "2;dresses/2.jpg;Ärmel\n".encode("cp1252")
        + b"3,dresses/3.jpg,plain\n"
        + b'4\tdresses/4.jpg\t"with\ttab"\n'
        + "\ufeffname;id;img_path\n".encode()
        + b"late;5;dresses/5.jpg\r\n"
    )
    assert [(row.line, row.cells["id"], row.cells["name"]) for row in found.rows] == [
        (2, "1", "Größe"),
        (3, "2", "Ärmel"),
        (4, "3", "plain"),
        (5, "4", "with\ttab"),
        (7, "5", "late"),
    ]
    assert found.notes == [
        "1 lines are not UTF-8 and were read as Windows-1252",
        "1 rows are separated by commas, their header by semicolons",
        "1 rows are separated by tabs, their header by semicolons",
    ]
    assert found.bad == []


def test_a_quote_that_is_never_closed_costs_nothing_but_its_row(read):
    found = read(b'id;img_path;name\n1;a/1.jpg;"open\n2;a/2.jpg;two\n3;a/3.jpg;"over\ntwo lines"\n4;a/4.jpg;15" wide\n')
    assert [row.cells["name"] for row in found.rows] == ['"open', "two", "over\ntwo lines", '15" wide']


def test_a_row_that_fits_no_way_is_given_back_whole(read):
    found = read(b"id;img_path;name\n1;a/1.jpg;one;more\n2;a/2.jpg\n3;a/3.jpg;three\n")
    assert found.bad == [
        (2, "has 4 cells, the header has 3", "1;a/1.jpg;one;more"),
        (3, "has 2 cells, the header has 3", "2;a/2.jpg"),
    ]
    assert [row.cells["id"] for row in found.rows] == ["3"]


@given(st.binary(max_size=300))
def test_whatever_follows_the_header_rows_and_bad_rows_are_all_lines_there_are(tmp_path_factory, junk):
    path = tmp_path_factory.mktemp("csv") / "data.csv"
    good = b"8;a/8.jpg;last"
    path.write_bytes(b"id;img_path;name\n7;a/7.jpg;first\n" + junk.replace(b'"', b"") + b"\n" + good)
    found = read_csv(path, KNOWN, ("img_path",), "img_path")
    ids = [row.cells.get("id") for row in found.rows]
    assert ids[0] == "7"
    assert ids[-1] == "8" or b"img_path" in junk
    text = decode(path.read_bytes())[0]
    lines = [line for line in text.split("\n")[1:] if line.strip("\r").strip()]
    assert len(found.rows) + len(found.bad) == len(lines)


def test_bytes_of_no_encoding_are_counted(read):
    found = read(b"id;img_path;name\n1;a/1.jpg;x\x81y\n")
    assert found.rows[0].cells["name"] == "x\ufffdy"
    assert found.notes == [
        "1 lines are not UTF-8 and were read as Windows-1252",
        "1 bytes are in no known encoding and became U+FFFD",
    ]


@pytest.mark.parametrize(("data", "shown"), [(b"", "none"), (b"a;b;c\n1;2;3\n", "none"), (b"id,name\n", "id, name")])
def test_a_file_without_the_column_says_what_it_found(read, tmp_path, data, shown):
    with pytest.raises(TableError) as error:
        read(data)
    assert str(error.value) == (
        f"{tmp_path / 'data.csv'}: column img_path missing; columns found: {shown}; "
        "columns needed: img_path, separated by ; , tab or |"
    )
