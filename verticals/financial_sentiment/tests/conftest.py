"""What tests of several rooms share: patience, and a PostgreSQL server of their own."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from hypothesis import settings

# A busy machine is no error of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def postgresql():
    """The URL of a real server without databases of interest; started once, stopped at the end."""
    pytest.importorskip("psycopg")
    from scaffold.testing.postgresql import PostgreSQLMissingError, postgresql

    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgresql())
        except PostgreSQLMissingError as reason:
            pytest.skip(str(reason))
        yield url.removesuffix("/postgres")


@pytest.fixture
def database_url(postgresql):
    """The URL of an empty database."""
    from scaffold.testing.postgresql import empty

    url = f"{postgresql}/postgres"
    empty(url)
    return url
