"""The command line as a user types it, in this process."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from scaffold.cli.main import cli

Scaffold = Callable[..., Result]


@pytest.fixture
def scaffold() -> Scaffold:
    def run(*arguments: object, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli, [str(argument) for argument in arguments], input=stdin)

    return run
