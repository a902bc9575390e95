"""The first lines of a log, which say whether it has a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.audit_log.record import BrokenRecordError, parse, parse_unchecked
from scaffold.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence


def check_key(lines: Sequence[bytes], key: bytes | None, where: str) -> None:
    """Refuse a key that is not the log's; whether a line was changed is not asked here.

    :param lines: the first two lines, without their ends, as far as there are any.
    :raises UserError: also when the log has a key and none is given, or the other way round.
    """
    if any(_fits(line, key) for line in lines):
        return
    keyed = next((found for line in lines if (found := _keyed(line)) is not None), None)
    if keyed is True and key is None:
        raise UserError("this log has a key", where=where, hint="Give the file that holds it: --key FILE")
    if keyed is False and key is not None:
        raise UserError("this log was begun without a key", where=where, hint="Leave --key out, or begin another log.")
    if keyed is True:
        raise UserError(
            "this is not the key of the log, or its first lines were changed",
            where=where,
            hint="Give the key that it was begun with.",
        )


def _fits(line: bytes, key: bytes | None) -> bool:
    try:
        return bool(parse(line, key))
    except BrokenRecordError:
        return False


def _keyed(line: bytes) -> bool | None:
    try:
        keyed = parse_unchecked(line).get("keyed")
    except BrokenRecordError:
        return None
    return keyed if isinstance(keyed, bool) else None
