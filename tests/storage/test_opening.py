"""Opening a database: made when new, refused when it is not one."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys

import pytest
from sqlalchemy import inspect, text

from scaffold.errors import UserError


def test_tables_are_made_once_with_their_prefix(file, open_database):
    for _ in range(2):
        database = open_database(str(file))
        with database.reading() as connection:
            assert sorted(inspect(connection).get_table_names()) == ["ta_counts", "ta_log", "ta_pairs", "ta_version"]
            assert connection.execute(text("SELECT version FROM ta_version")).scalars().all() == [3]


def test_a_folder_is_made(tmp_path, open_database):
    open_database(tmp_path / "deep" / "er" / "tally.sqlite")
    assert (tmp_path / "deep" / "er" / "tally.sqlite").is_file()


def test_there_must_be_one_where_it_is_only_read(file, open_database):
    with pytest.raises(UserError, match="there is no tally here") as caught:
        open_database(file, may_create=False)
    assert "Run `scaffold run tally count` first, or check `tally` in [tally]." in str(caught.value)
    assert not file.exists()


def test_there_must_be_one_in_postgresql(database_url, open_database):
    with pytest.raises(UserError, match="there is no tally here"):
        open_database(database_url, may_create=False)
    open_database(database_url)
    open_database(database_url, may_create=False)


def test_a_file_that_is_no_database_is_refused(file, open_database):
    file.write_text("id,text\n" + "1,profit falls\n" * 200)
    with pytest.raises(UserError, match="no tally, or it is damaged") as caught:
        open_database(file)
    assert str(file) in str(caught.value)


def test_a_damaged_database_is_refused(file, open_database):
    open_database(file).close()
    content = bytearray(file.read_bytes())
    content[100:] = os.urandom(len(content) - 100)
    file.write_bytes(content)
    with pytest.raises(UserError, match="damaged"):
        open_database(file)


@pytest.mark.parametrize("may_create", [True, False])
def test_the_database_of_something_else_is_left_alone(file, open_database, may_create):
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE customers (id)")
    with pytest.raises(UserError, match="'customers'"):
        open_database(file, may_create=may_create)
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)


def test_tables_of_others_in_one_postgresql_are_left_alone(database_url, open_database):
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TABLE customers (id integer)")
        connection.execute("INSERT INTO customers VALUES (7)")
    open_database(database_url)
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT id FROM customers").fetchall() == [(7,)]


def test_another_version_is_refused(database, open_database):
    with database.writing() as connection:
        connection.execute(text("UPDATE ta_version SET version = 99"))
    address = database.address.file or database.address.url.render_as_string(hide_password=False)
    with pytest.raises(UserError, match="this tally has version 99, and this program reads version 3") as caught:
        open_database(address)
    assert 'pip install -U "scaffold-tally"' in str(caught.value)


def test_a_folder_is_no_database(tmp_path, open_database):
    with pytest.raises(UserError, match="cannot be opened"):
        open_database(tmp_path)


def test_a_server_that_is_away_is_told_without_the_password(open_database):
    pytest.importorskip("psycopg")
    with pytest.raises(UserError) as caught:
        open_database("postgresql://desk:s3cret@127.0.0.1:1/news")
    assert "the database cannot be reached" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_database_that_is_not_there_is_told(database_server, open_database):
    with pytest.raises(UserError, match="no such database or user"):
        open_database(f"{database_server}/nowhere")


def test_many_that_make_the_tables_at_once_make_them_once(database_url, open_database, tmp_path):
    script = tmp_path / "opens.py"
    script.write_text(
        "import sys\n"
        "from sqlalchemy import BigInteger, Column\n"
        "from scaffold.storage.address import Address\n"
        "from scaffold.storage.database import Database\n"
        "from scaffold.storage.owner import Owner\n"
        "from scaffold.storage.schema import Schema\n"
        "from scaffold.storage.version import prepare\n"
        "schema = Schema('ta_', version=3)\n"
        "schema.table('counts', Column('value', BigInteger, primary_key=True))\n"
        "sys.stdin.readline()\n"
        "database = Database(Address.of(sys.argv[1], Owner('p', 'tally', 'e', 's', 'f')))\n"
        "prepare(database, schema, may_create=True)\n"
    )
    for address in (database_url, str(tmp_path / "new.sqlite")):
        started = [
            subprocess.Popen([sys.executable, str(script), address], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(3)
        ]
        told = [process.communicate(b"go\n", timeout=60)[1] for process in started]
        assert [process.returncode for process in started] == [0, 0, 0], told


def test_without_the_package_it_is_said_what_to_install():
    script = "import sys; sys.modules['sqlalchemy'] = None; import scaffold.storage.address"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert 'pip install "vertical-scaffold[storage]"' in done.stderr


def test_without_the_driver_it_is_said_what_to_install(open_database, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UserError, match="a tally in PostgreSQL needs the package 'psycopg'") as caught:
        open_database("postgresql://desk@127.0.0.1:1/news")
    assert 'pip install "scaffold-tally[postgresql]"' in str(caught.value)
