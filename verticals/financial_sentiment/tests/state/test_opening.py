"""Opening a state: made when new, refused when it is not one, held by one monitor."""

from __future__ import annotations

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


def test_memory_is_a_state_too():
    with Store.open("sqlite://") as store:
        store.hold()
        store.counters.add({"items": 3})
        assert store.counters.all() == {"items": 3}


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


def test_a_newer_version_is_refused(file):
    Store.open(file).close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE fs_version SET version = 99")
    with pytest.raises(UserError, match="version 99") as caught:
        Store.open(file)
    assert "pip install -U" in str(caught.value)


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
