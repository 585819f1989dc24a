"""Rows go to disk and come back; what is broken is named by file, row and column."""

import csv
from dataclasses import fields
from typing import get_origin

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation import schema, tables
from curation.errors import TableError
from curation.schema import Attribute, Measure, Rejection, Share

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ATTRIBUTE = st.builds(Attribute, TEXT, TEXT, TEXT)
VALUES = {
    str: TEXT,
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    Attribute: ATTRIBUTE,
    Share: st.builds(Share, TEXT, TEXT, st.none() | st.floats(0, 100)),
    Measure: st.builds(Measure, TEXT, st.floats(0, 300), TEXT),
}


def rows_of(row: type) -> st.SearchStrategy:
    """Any row of a table: every kind of value a column can hold."""
    parts = {}
    for column in tables.columns(row):
        values = VALUES[column.kind]
        values = st.lists(values, max_size=3) if column.many else values
        parts[column.name] = st.none() | values if column.optional else values
    return st.builds(row, **parts)


ANY_ROW = st.sampled_from(list(schema.TABLES.values())).flatmap(lambda row: st.tuples(st.just(row), rows_of(row)))


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@given(case=ANY_ROW)
def test_every_row_of_every_table_comes_back_as_it_was(suffix, case, tmp_path_factory):
    row, item = case
    path = tmp_path_factory.mktemp("table") / f"rows.{suffix}"
    assert tables.write(path, [item, item], row) == 2
    assert tables.read(path, row) == [item, item]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_the_same_rows_give_the_same_bytes(suffix, tmp_path):
    first, second = tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix}"
    rows = [Rejection("zalando", f"A{n}", "no_model_photo") for n in range(5)]
    tables.write(first, rows, Rejection)
    tables.write(second, iter(rows), Rejection)
    assert first.read_bytes() == second.read_bytes()


def test_a_list_in_a_csv_cell_is_a_json_array(tmp_path):
    path = tmp_path / "products.csv"
    product = schema.RawProduct("zalando", "A1", sizes=["36", '38"'], attributes=[Attribute("Länge", "Lang", "fit")])
    tables.write(path, [product], schema.RawProduct)
    text = path.read_text(encoding="utf-8")
    assert '"[""36"",""38\\""""]"' in text
    assert '"[{""key"":""Länge"",""value"":""Lang"",""section"":""fit""}]"' in text


def write_text(path, text: str):
    path.write_text(text, encoding="utf-8")
    return path


def test_a_missing_column_names_the_file_and_the_columns_found(tmp_path):
    path = write_text(tmp_path / "rejected.csv", "store,id\nzalando,A1\n")
    with pytest.raises(TableError) as error:
        tables.read(path, Rejection)
    assert str(error.value) == (
        f"{path}: columns reason, best_candidate missing; columns found: store, id; add them, empty where unknown"
    )


def test_a_broken_row_names_its_line_column_and_value(tmp_path):
    header = ",".join(item.name for item in fields(schema.Wears))
    path = write_text(tmp_path / "wears.csv", f'{header}\na.jpg,zalando,A1,dresses,exact,[]\nb.jpg,"x\ny",A2,,,7\n')
    with pytest.raises(TableError) as error:
        tables.read(path, schema.Wears)
    assert str(error.value) == f"{path}:3: box must be a JSON array, not '7'; mend the row or take it out"


def test_a_reader_that_asks_gets_the_good_rows_and_hears_of_the_bad_ones(tmp_path):
    path = write_text(
        tmp_path / "rejected.csv",
        "store,id,reason,best_candidate\nzalando,A1,x,\nzalando,A2\nzalando,A3,y,\n",
    )
    bad = []
    rows = tables.read(path, Rejection, lambda line, message: bad.append((line, message)))
    assert [row.id for row in rows] == ["A1", "A3"]
    assert bad == [(3, "has 2 cells, the header has 4")]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("abc", "price must be a number, not 'abc'"),
        ("1,5", "price must be a number, not '1,5'"),
    ],
)
def test_a_number_that_is_none_is_refused(tmp_path, cell, message):
    path = tmp_path / "products.csv"
    tables.write(path, [schema.RawProduct("zalando", "A1", price=1.0)], schema.RawProduct)
    write_text(path, path.read_text(encoding="utf-8").replace(",1.0,", f',"{cell}",'))
    with pytest.raises(TableError, match=message):
        tables.read(path, schema.RawProduct)


def test_unclosed_quotes_name_the_line(tmp_path):
    path = write_text(tmp_path / "rejected.csv", 'store,id,reason,best_candidate\nzalando,A1,"x,\n')
    with pytest.raises(
        TableError, match=r"rejected\.csv:2: unexpected end of data; mend the quoting from this line on"
    ):
        tables.read(path, Rejection)


def test_another_encoding_names_the_byte(tmp_path):
    path = tmp_path / "rejected.csv"
    path.write_bytes("store,id,reason,best_candidate\nzalando,A1,weiß,\n".encode("latin-1"))
    with pytest.raises(TableError, match=r"rejected\.csv is not UTF-8 \(byte 45\); save it as UTF-8"):
        tables.read(path, Rejection)


def test_a_table_of_another_version_is_refused_by_name(tmp_path):
    path = tmp_path / "rejected.parquet"
    table = pa.table({"store": ["zalando"]}, schema=pa.schema([("store", pa.string())], {"pairwear": "Rejection/0"}))
    pq.write_table(table, path)
    with pytest.raises(TableError) as error:
        tables.read(path, Rejection)
    assert str(error.value) == (
        f"{path} holds Rejection/0, this version reads Rejection/1; delete it and run its stage again"
    )


def test_a_table_from_before_a_column_came_is_refused_by_name(tmp_path):
    path = tmp_path / "rejected.parquet"
    texts = {"store": ["zalando"], "id": ["A1"], "reason": ["no_model_photo"]}
    schema = pa.schema([(name, pa.string()) for name in texts], {"pairwear": "Rejection/1"})
    pq.write_table(pa.table(texts, schema=schema), path)
    with pytest.raises(TableError) as error:
        tables.read(path, Rejection)
    assert str(error.value) == f"{path} was written without best_candidate; delete it and run its stage again"


def test_a_missing_and_a_torn_file_say_what_to_do(tmp_path):
    with pytest.raises(TableError, match=r"a\.parquet does not exist; run the stage that writes it"):
        tables.read(tmp_path / "a.parquet", Rejection)
    (tmp_path / "b.parquet").write_bytes(b"PAR1 torn")
    with pytest.raises(TableError, match=r"b\.parquet is no readable Parquet file"):
        tables.read(tmp_path / "b.parquet", Rejection)


def test_a_failed_write_leaves_the_old_table_whole(tmp_path):
    path = tmp_path / "rejected.csv"
    tables.write(path, [Rejection("zalando", "A1", "x")], Rejection)
    before = path.read_bytes()

    def rows():
        yield Rejection("zalando", "A2", "y")
        raise RuntimeError("interrupted")

    with pytest.raises(RuntimeError, match="interrupted"):
        tables.write(path, rows(), Rejection)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["rejected.csv"]


def test_every_field_of_every_row_has_a_line_of_prose():
    from curation.prose import field_prose

    for row in {*schema.TABLES.values(), Attribute}:
        assert list(field_prose(row)) == [item.name for item in fields(row)], row.__name__


def test_an_unknown_suffix_is_refused(tmp_path):
    with pytest.raises(TableError, match=r"rows\.txt: a table ends in \.csv or \.parquet"):
        tables.write(tmp_path / "rows.txt", [], Rejection)


def test_lists_are_the_only_containers_a_row_may_hold():
    for row in schema.TABLES.values():
        assert all(get_origin(column.kind) is None for column in tables.columns(row))


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''-1", "=cmd|' /C calc'!A0")


@pytest.mark.parametrize("name", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_has_an_apostrophe_before_it_and_comes_back(tmp_path, name):
    path = tmp_path / "products.csv"
    tables.write(path, [schema.RawProduct("s", "1", name=name, brand=name)], schema.RawProduct)
    with path.open(encoding="utf-8", newline="") as file:
        (cells,) = csv.DictReader(file)
    assert cells["name"] == f"'{name}"
    (product,) = tables.read(path, schema.RawProduct)
    assert (product.name, product.brand) == (name, name)


@pytest.mark.parametrize("name", ["'quoted'", "it's = fine", "a-b", "", "' =1"])
def test_any_other_text_is_written_as_it_is(tmp_path, name):
    path = tmp_path / "products.csv"
    tables.write(path, [schema.RawProduct("s", "1", name=name)], schema.RawProduct)
    with path.open(encoding="utf-8", newline="") as file:
        (cells,) = csv.DictReader(file)
    assert cells["name"] == name


def test_a_lone_carriage_return_does_not_end_a_row(tmp_path):
    path = tmp_path / "products.csv"
    tables.write(path, [schema.RawProduct("s", "1", name="a\rb", color="c\r\nd")], schema.RawProduct)
    assert path.read_bytes().endswith(b"\n")
    assert not path.read_bytes().endswith(b"\r\n")
    (product,) = tables.read(path, schema.RawProduct)
    assert (product.name, product.color) == ("a\rb", "c\r\nd")


def test_some_columns_are_read_as_they_were_written(tmp_path):
    path = tmp_path / "rejected.parquet"
    rows = [Rejection("zalando", "A,1", 'said "no"\nand more'), Rejection("", "null", "", "x.jpg")]
    tables.write(path, rows, Rejection)
    assert tables.read_columns(path, Rejection, ("reason", "id")).to_pylist() == [
        {"reason": 'said "no"\nand more', "id": "A,1"},
        {"reason": "", "id": "null"},
    ]


def test_columns_of_a_table_that_cannot_be_read_are_refused_by_name(tmp_path):
    path = tmp_path / "rejected.parquet"
    with pytest.raises(TableError, match=r"rejected\.parquet does not exist; run the stage that writes it"):
        tables.read_columns(path, Rejection, ("id",))
    path.write_text("store,reason")
    with pytest.raises(TableError, match=r"rejected\.parquet is no readable Parquet file \(.*\); delete it and run"):
        tables.read_columns(path, Rejection, ("id",))
    pq.write_table(pa.table({"id": ["a"]}), path)
    with pytest.raises(TableError, match=r"rejected\.parquet holds no version, this version reads Rejection/"):
        tables.read_columns(path, Rejection, ("id",))
