"""Addresses of databases, as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaffold.errors import SettingsError
from scaffold.storage.address import Address


@pytest.mark.parametrize("text", ["news.sqlite", Path("news.sqlite"), "sqlite:///news.sqlite"])
def test_a_path_is_a_file_of_sqlite(text, owner):
    address = Address.of(text, owner)
    assert address.is_sqlite
    assert address.file == Path("news.sqlite")
    assert address.name == "news.sqlite"


def test_a_path_may_hold_odd_characters(owner):
    assert Address.of("folder/50% ?#.sqlite", owner).url.database == "folder/50% ?#.sqlite"


def test_memory_has_no_file(owner):
    assert Address.of("sqlite://", owner).file is None


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg", "postgresql+asyncpg"])
def test_a_database_is_shown_without_its_password(scheme, owner):
    address = Address.of(f"{scheme}://desk:s3cret@db.example:5433/news?sslmode=require&password=s3cret", owner)
    assert address.url.drivername == "postgresql+psycopg"
    assert address.url.query["sslmode"] == "require"
    assert address.name == "postgresql://desk:***@db.example:5433/news"


@pytest.mark.parametrize(
    "text", ["", "  ", "mysql://desk:s3cret@db/news", "://s3cret", "postgresql://desk:s3cret@db:x/n"]
)
def test_what_is_no_address_is_refused_without_showing_it(text, owner):
    with pytest.raises(SettingsError) as caught:
        Address.of(text, owner)
    assert "s3cret" not in str(caught.value)
    assert "news.sqlite" in str(caught.value)
