"""What is only remembered is never worth a stop: a broken file is made anew, and that is said."""

import sqlite3

import pytest

from curation.remembered import database

TABLE = "CREATE TABLE IF NOT EXISTS seen (name TEXT)"


def names(path) -> list[str]:
    with database(path, (TABLE,)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM seen")]


def test_what_was_kept_is_there_when_the_file_is_opened_again(tmp_path):
    path = tmp_path / "build/seen.sqlite"
    assert names(path) == []
    with database(path, (TABLE,)) as connection, connection:
        connection.execute("INSERT INTO seen VALUES ('a')")
    assert names(path) == ["a"]


def test_a_file_that_is_no_database_is_made_anew_and_named(tmp_path, caplog):
    path = tmp_path / "seen.sqlite"
    path.write_bytes(b"no database, but long enough to be looked at as one" * 100)
    assert names(path) == []
    assert caplog.messages == [f"{path} is no database; it is made anew, and what it remembered is computed again"]
    assert names(path) == []
    assert len(caplog.messages) == 1


def test_a_file_that_cannot_be_opened_is_not_thrown_away(tmp_path):
    (tmp_path / "seen.sqlite").mkdir()
    with pytest.raises(sqlite3.OperationalError):
        names(tmp_path / "seen.sqlite")
    assert (tmp_path / "seen.sqlite").is_dir()
