"""What is written is there as a whole or not at all."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from scaffold.errors import UserError
from scaffold.storage.any_text import packed, unpacked
from scaffold.storage.upsert import add_up, put, put_new


@pytest.fixture
def count(database, counts):
    """Adds to a count."""

    def add(name, value):
        with database.writing() as connection:
            add_up(connection, counts, [{"name": name, "value": value}], ("value",))

    return add


@pytest.fixture
def counted(database, counts):
    """All counts."""

    def read():
        with database.reading() as connection:
            return {row.name: row.value for row in connection.execute(select(counts))}

    return read


def test_rows_are_replaced_added_up_or_left_as_they_were(database, counts, counted):
    with database.writing() as connection:
        put(connection, counts, [{"name": "a", "value": 1}, {"name": "b", "value": 1}])
        put(connection, counts, [{"name": "a", "value": 5}])
        add_up(connection, counts, [{"name": "a", "value": 2}, {"name": "c", "value": 2}], ("value",))
        put_new(connection, counts, [{"name": "b", "value": 9}, {"name": "d", "value": 9}])
        put(connection, counts, [])
    assert counted() == {"a": 7, "b": 1, "c": 2, "d": 9}


def test_rows_can_be_told_apart_by_another_column_than_their_number(database, schema):
    log = schema.metadata.tables["ta_log"]
    rows = [{"what": b"%d" % number, "key": key} for number, key in enumerate(["a", "b", "a", None, None])]
    with database.writing() as connection:
        assert put_new(connection, log, rows, by=("key",)) == 4
        assert put_new(connection, log, rows, by=("key",)) == 2
        assert put_new(connection, log, [], by=("key",)) == 0
        found = connection.execute(select(log.c.what).where(log.c.key == "a")).scalars().all()
    assert [bytes(what) for what in found] == [b"0"]


def test_what_was_deleted_is_not_left_in_the_log(file, open_database, counts):
    database = open_database(file)
    with database.writing() as connection:
        connection.execute(text("PRAGMA secure_delete = ON"))
        put(connection, counts, [{"name": "to-be-deleted", "value": 1}])
    with database.writing() as connection:
        connection.execute(counts.delete())
    assert any(b"to-be-deleted" in path.read_bytes() for path in file.parent.iterdir())
    database.wipe_log()
    assert not any(b"to-be-deleted" in path.read_bytes() for path in file.parent.iterdir())


def test_without_a_log_there_is_nothing_to_wipe(database_url, open_database):
    for address in (database_url, "sqlite://"):
        database = open_database(address)
        database.wipe_log()
        with database.reading() as connection:
            assert connection.execute(text("SELECT 1")).scalar() == 1


def test_a_block_that_fails_leaves_nothing(database, count, counted):
    def fail():
        with database.writing():
            count("items", 3)
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail()
    assert counted() == {}
    count("items", 1)
    assert counted() == {"items": 1}


def test_a_block_inside_a_block_belongs_to_it(database, count, counted):
    with database.writing():
        count("items", 1)
        with database.writing():
            count("items", 1)
        assert counted() == {"items": 2}
    assert counted() == {"items": 2}


def test_threads_that_write_wait_for_each_other(count, counted):
    def many():
        for _ in range(25):
            count("items", 1)

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert counted() == {"items": 100}


def test_all_transactions_go_through_a_pinned_connection(database, count, counted):
    pinned = database.pin()
    with database.writing() as connection:
        assert connection is pinned
        count("items", 1)
    assert database.pin() is pinned
    assert counted() == {"items": 1}


def test_numbers_of_deleted_rows_are_not_given_again(database, schema):
    log = schema.metadata.tables["ta_log"]
    with database.writing() as connection:
        connection.execute(log.insert(), [{"what": packed(name)} for name in ("a", "b")])
        connection.execute(log.delete())
        connection.execute(log.insert(), [{"what": packed("c")}])
        assert connection.execute(select(log.c.number)).scalars().all() == [3]


def test_commits_survive_a_loss_of_power(file, open_database):
    with open_database(file).writing() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() >= 10_000


def test_a_full_disk_is_told_and_nothing_is_half_written(file, open_database, counts):
    database = open_database(file)

    def fill():
        with database.writing() as connection:
            connection.execute(text("PRAGMA max_page_count = 1"))
            put(connection, counts, ({"name": "x" * 4000 + str(number), "value": 0} for number in range(50)))

    with pytest.raises(UserError, match="the disk is full") as caught:
        fill()
    assert "Free some space, then try it again: nothing is half stored." in str(caught.value)
    with database.reading() as connection:
        assert connection.execute(select(counts)).all() == []


def test_a_database_that_may_not_be_written(file, open_database, counts):
    database = open_database(file)

    def write():
        with database.writing() as connection:
            connection.execute(text("PRAGMA query_only = ON"))
            put(connection, counts, [{"name": "a", "value": 1}])

    with pytest.raises(UserError, match="the tally is read-only") as caught:
        write()
    assert "choose another tally" in str(caught.value)


@given(st.text(st.characters(categories=["L", "N", "Cc", "Cs", "So"])), st.text(st.characters(categories=["L", "Cs"])))
def test_any_text_comes_back_and_keeps_its_order(one, other):
    assert unpacked(packed(one)) == one
    assert (packed(one) < packed(other)) == (one < other)


def test_any_text_can_be_kept(database, schema):
    log = schema.metadata.tables["ta_log"]
    odd = ["", "\0", "=1+1", "'; DROP TABLE ta_log; --", "\ud83d", "\ud83d\ude00", "🔥", "../../etc/passwd"]
    with database.writing() as connection:
        connection.execute(log.insert(), [{"what": packed(name)} for name in odd])
        found = connection.execute(select(log.c.what).order_by(log.c.number)).scalars().all()
    assert [unpacked(content) for content in found] == odd
