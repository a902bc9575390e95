"""Reading beside a monitor: nobody waits for anybody, and nothing is written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from scaffold.errors import SettingsError, UserError
from scaffold.storage.address import Address
from scaffold_financial_sentiment.dashboard.read_only import ReadOnly
from scaffold_financial_sentiment.dashboard.reader import StateReader
from scaffold_financial_sentiment.incidents.case import Case
from scaffold_financial_sentiment.state.owner import OWNER
from scaffold_financial_sentiment.state.store import Store


def counters(reader):
    with reader.reading() as snapshot:
        return None if snapshot is None else snapshot.store.counters.all()


@pytest.fixture
def reader(state):
    made = StateReader(state.path)
    yield made
    made.close()


def test_a_reader_does_not_wait_for_a_transaction_and_does_not_see_it(state, reader):
    state.usual()
    with state.store() as store:
        with store.transaction():
            store.counters.add({"items": 1})
            assert counters(reader) == {}
        assert counters(reader) == {"items": 1}


def test_a_transaction_does_not_wait_for_a_reader(state, reader):
    state.usual()
    with reader.reading() as snapshot, state.store() as store:
        assert snapshot.store.counters.all() == {}
        done = threading.Thread(target=store.counters.add, args=[{"items": 1}])
        done.start()
        done.join(10)
        assert not done.is_alive()
        # The page goes on with what was there when it began.
        assert snapshot.store.counters.all() == {}
    assert counters(reader) == {"items": 1}


def test_a_reader_holds_no_other_monitor_away(state, reader):
    state.usual()
    with reader.reading(), state.store() as store:
        store.hold()


def test_nothing_can_be_written(state, reader):
    state.usual()
    with reader.reading() as snapshot:
        with pytest.raises(UserError, match="opened for reading"):
            snapshot.store.counters.add({"items": 1})
        with pytest.raises(Exception, match="readonly"):
            snapshot.connection.exec_driver_sql("DELETE FROM fs_incidents")


def test_nothing_is_made(tmp_path):
    reader = StateReader(tmp_path / "folder" / "news.sqlite")
    assert counters(reader) is None
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_being_made_is_no_state_yet(state, reader):
    state.path.touch()
    assert counters(reader) is None
    state.usual()
    assert counters(reader) == {}


def test_a_path_with_odd_characters_can_be_read(tmp_path):
    path = tmp_path / "a b?mode=rw#%41é.sqlite"
    Store.open(path).close()
    assert counters(StateReader(path)) == {}


@pytest.fixture
def public_folder():
    folder = Path(tempfile.mkdtemp(prefix="dashboard-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


_READ_AS_NOBODY = """
import os, sys
import sqlalchemy.dialects.sqlite.pysqlite
from scaffold_financial_sentiment.dashboard.reader import StateReader
os.setgid(65534)
os.setuid(65534)
reader = StateReader(sys.argv[1])
with reader.reading() as snapshot:
    print(snapshot.store.counters.all(), reader.is_writable)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_somebody_without_the_right_to_write_can_read(public_folder):
    path = public_folder / "news.sqlite"
    command = [sys.executable, "-c", _READ_AS_NOBODY, str(path)]
    with Store.open(path) as store:
        store.counters.add({"items": 1})
    path.chmod(0o644)
    # Nobody has it open, so there is no log beside it, and none can be made.
    assert [file.name for file in public_folder.iterdir()] == ["news.sqlite"]
    alone = subprocess.run(command, capture_output=True, text=True, check=False)
    assert alone.stdout == "{'items': 1} False\n", alone.stderr
    with Store.open(path) as store:
        store.counters.add({"items": 1})
        for file in public_folder.iterdir():
            file.chmod(0o644)
        beside = subprocess.run(command, capture_output=True, text=True, check=False)
    assert beside.stdout == "{'items': 2} False\n", beside.stderr


def test_a_state_in_memory_is_of_no_use():
    with pytest.raises(SettingsError, match="in memory cannot be shown"):
        StateReader("sqlite://")


def test_a_state_in_postgresql(database_url, made, open_client, site):
    reader = StateReader(database_url)
    assert counters(reader) is None
    with Store.open(database_url) as store, store.transaction():
        store.notes.put({"tick": 300.0, "next_tick": int(made.CLOCK // 300)})
        store.incidents.put([Case(made.incident()), Case(made.incident("FS-2", severity="critical"))])
        store.hourly.add([*made.hours("ACME"), *made.hours("ACME", "legal")])
    client = open_client(replace(site, reader=reader))
    assert "2 open incidents" in client.get("/?days=30").text
    assert client.get("/companies/ACME").status_code == client.get("/incidents/FS-2").status_code == 200
    assert client.get("/api/trend?days=1").json()["trends"][0]["total"] == 72
    token = client.get("/incidents/FS-1").text.partition('id="token" value="')[2][:64]
    assert client.post("/incidents/FS-1/acknowledge", data={"token": token, "who": "Ada"}).status_code == 303
    with reader.reading() as snapshot:
        assert snapshot.store.incidents.acknowledged() == {"FS-1": "Ada"}
        with pytest.raises(Exception, match="read-only"):
            snapshot.connection.exec_driver_sql("DELETE FROM fs_incidents")
    reader.close()


def test_a_database_that_is_away_is_told(unused_port):
    with (
        pytest.raises(UserError, match="cannot be reached"),
        StateReader(f"postgresql://desk@127.0.0.1:{unused_port}/x").reading(),
    ):
        pass


@pytest.fixture
def unused_port():
    import socket

    pytest.importorskip("psycopg")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def test_writing_is_refused_before_it_is_tried(state):
    state.usual()
    database = ReadOnly(Address.of(state.path, OWNER))
    with pytest.raises(UserError, match="opened for reading"), database.writing():
        pass
    database.close()
