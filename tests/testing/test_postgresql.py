"""A server of its own, gone afterwards."""

from __future__ import annotations

import shutil

import pytest

from scaffold.testing import postgresql as starting
from scaffold.testing.postgresql import PostgreSQLMissingError, empty, postgresql

psycopg = pytest.importorskip("psycopg")


def test_a_server_answers_is_emptied_and_is_gone_afterwards():
    try:
        with postgresql() as url:
            with psycopg.connect(url) as connection:
                connection.execute("CREATE TABLE kept (number integer)")
            empty(url)
            with psycopg.connect(url) as connection:
                tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        assert tables == (0,)
    except PostgreSQLMissingError as reason:
        pytest.skip(str(reason))
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_a_machine_without_it_is_told_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(starting, "_INSTALLED", tmp_path)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(PostgreSQLMissingError, match="there is no initdb"), postgresql():
        pass
