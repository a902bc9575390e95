"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from scaffold.audit_log.log import AuditLog
    from scaffold.bundle import Bundle
    from scaffold.sharding.decider import Decider

Function = TypeVar("Function", bound="Callable[..., Any]")

bundle_option = click.option(
    "--bundle",
    type=click.Path(path_type=Path),
    metavar="DIR",
    required=True,
    help="Trained bundle: the folder `bundle` of `scaffold train medical --data FILE --out RUN`.",
)
key_option = click.option(
    "--key",
    "key_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Key of the log; who has it not cannot write the log anew.",
)


def log_options(function: Function) -> Function:
    """`--log` and `--key`, as arguments `log` and `key_file`."""
    function = key_option(function)
    return click.option(
        "--log",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Append each decision to this log, in which a change shows; it holds no text.",
    )(function)


def opened(bundle: Path) -> Decider:
    """The bundle with the plugins that edit its decisions; says so where it takes no personal data out of texts.

    :raises BundleError: when it is missing, altered or damaged.
    """
    from scaffold.cli.console import current_progress
    from scaffold.cli.settings import read_settings
    from scaffold.sharding.decider import Decider

    decider = Decider(bundle, read_settings(None, ()), current_progress())
    if not takes_names_out(decider.bundle):
        click.echo(
            f"Warning: {bundle} was trained to take no personal data out: texts are shown as they are.", err=True
        )
    return decider


def takes_names_out(bundle: Bundle) -> bool:
    """Whether texts are de-identified before they are decided, shown or kept."""
    return bool(bundle.metadata.get("privacy"))


def log_of(log: Path | None, key_file: Path | None) -> tuple[AuditLog | None, bytes | None]:
    """The log and its key, as far as they are given.

    :raises UserError: for a key without a log, or one that cannot be read.
    """
    from scaffold.audit_log.key import read_key
    from scaffold.audit_log.log import AuditLog
    from scaffold.errors import UserError

    if log is None:
        if key_file is not None:
            raise UserError("--key is the key of a log", where="--key", hint="Name the log as well: --log FILE")
        return None, None
    key = read_key(key_file)
    return AuditLog(log, key), key
