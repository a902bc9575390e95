"""Opening a state: made when new, refused when it is not one, held by one monitor."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys

import pytest
from sqlalchemy import text

from scaffold.errors import UserError
from scaffold_financial_sentiment.state.store import Store


@pytest.fixture
def file(tmp_path):
    return tmp_path / "news.sqlite"


def test_a_new_state_is_empty_and_stays(file):
    with Store.open(file) as store:
        assert store.counters.all() == {}
        store.counters.add({"items": 3})
    with Store.open(str(file)) as store:
        assert store.counters.all() == {"items": 3}


def test_a_folder_is_made(tmp_path):
    with Store.open(tmp_path / "deep" / "er" / "news.sqlite") as store:
        assert store.incidents.find() == []


def test_memory_is_a_state_too():
    with Store.open("sqlite://") as store:
        store.hold()
        store.counters.add({"items": 3})
        assert store.counters.all() == {"items": 3}


def test_commits_survive_a_loss_of_power(file):
    with Store.open(file) as store, store.transaction() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() >= 10_000


def test_a_block_that_fails_leaves_nothing(file):
    with Store.open(file) as store:

        def fail():
            with store.transaction():
                store.counters.add({"items": 3})
                _ = 1 / 0

        with pytest.raises(ZeroDivisionError):
            fail()
        assert store.counters.all() == {}
        store.counters.add({"items": 1})
        assert store.counters.all() == {"items": 1}


def test_there_must_be_one_where_it_is_only_read(file):
    with pytest.raises(UserError, match="there is no state here") as caught:
        Store.open(file, must_exist=True)
    assert "watch" in str(caught.value)
    assert not file.exists()


def test_a_file_that_is_no_database_is_refused(file):
    file.write_text("id,text\n" + "1,profit falls\n" * 200)
    with pytest.raises(UserError, match="no state, or it is damaged") as caught:
        Store.open(file)
    assert str(file) in str(caught.value)


def test_a_damaged_database_is_refused(file):
    with Store.open(file) as store:
        store.counters.add({"items": 3})
    content = bytearray(file.read_bytes())
    content[100:] = os.urandom(len(content) - 100)
    file.write_bytes(content)
    with pytest.raises(UserError, match="damaged"):
        Store.open(file).counters.all()


def test_the_database_of_something_else_is_left_alone(file):
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE customers (id)")
    with pytest.raises(UserError, match="'customers'"):
        Store.open(file)
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)


def test_a_newer_version_is_refused(file):
    Store.open(file).close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE fs_version SET version = 99")
    with pytest.raises(UserError, match="version 99") as caught:
        Store.open(file)
    assert "pip install -U" in str(caught.value)


def test_a_folder_is_no_state(tmp_path):
    with pytest.raises(UserError, match="cannot be opened"):
        Store.open(tmp_path)


def test_a_full_disk_is_told_and_nothing_is_half_written(file):
    with Store.open(file) as store:
        store.counters.add({"items": 1})

        def fill():
            with store.transaction() as connection:
                connection.execute(text("PRAGMA max_page_count = 1"))
                store.counters.add({"items": 1})
                store.pieces.put((f"p{number}", bytes(4000)) for number in range(50))

        with pytest.raises(UserError, match="the disk is full") as caught:
            fill()
        assert "goes on where it stood" in str(caught.value)
        assert store.counters.all() == {"items": 1}
        assert list(store.pieces.all()) == []


def test_a_file_that_may_not_be_written(file):
    def write(store):
        with store.transaction() as connection:
            connection.execute(text("PRAGMA query_only = ON"))
            store.counters.add({"items": 1})

    with Store.open(file) as store, pytest.raises(UserError, match="read-only"):
        write(store)


HOLDS = """
import sys
from scaffold_financial_sentiment.state.store import Store
store = Store.open(sys.argv[1])
store.hold()
print("held", flush=True)
sys.stdin.read()
"""


def _refuses_a_second(address):
    with Store.open(address) as one, Store.open(address) as other:
        one.hold()
        one.hold()
        with pytest.raises(UserError, match="another monitor is using this state"):
            other.hold()
        assert other.counters.all() == {}  # Reading, and what people decide, is for all.
        other.counters.add({"items": 1})
    with Store.open(address) as other:
        other.hold()


def _frees_what_a_killed_process_held(address):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(address)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout.readline().strip() == b"held"
        with Store.open(address) as store:
            with pytest.raises(UserError, match="another monitor"):
                store.hold()
            process.kill()
            process.wait(10)
            for _ in range(100):
                try:
                    store.hold()
                    break
                except UserError:
                    pass
            store.hold()
    finally:
        process.kill()
        process.communicate()


def test_one_monitor_at_a_time(file):
    _refuses_a_second(file)


def test_one_monitor_at_a_time_in_postgresql(database_url):
    _refuses_a_second(database_url)


def test_a_killed_monitor_holds_nothing(file):
    _frees_what_a_killed_process_held(file)


def test_a_killed_monitor_holds_nothing_in_postgresql(database_url):
    _frees_what_a_killed_process_held(database_url)


def test_a_server_that_is_away_is_told_without_the_password():
    with pytest.raises(UserError) as caught:
        Store.open("postgresql://desk:s3cret@127.0.0.1:1/news")
    assert "the database cannot be reached" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_database_that_is_not_there_is_told(postgresql):
    with pytest.raises(UserError, match="no such database or user"):
        Store.open(f"{postgresql}/nowhere")


def test_a_newer_version_is_refused_in_postgresql(database_url):
    with Store.open(database_url) as store, store.transaction() as connection:
        connection.execute(text("UPDATE fs_version SET version = 99"))
    with pytest.raises(UserError, match="version 99"):
        Store.open(database_url)
