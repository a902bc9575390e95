"""What a sink raises when an alert did not arrive."""

from __future__ import annotations

from scaffold.errors import UserError


class SinkError(UserError):
    """An alert could not be delivered.

    :param where: name of the sink, without secrets.
    :ivar is_final: whether trying again is of no use, since the receiver refused this alert for good.
    :ivar retry_after: seconds the receiver asked to be left alone; None if it asked for nothing.
    """

    def __init__(
        self,
        message: str,
        *,
        where: str | None = None,
        hint: str | None = None,
        is_final: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.is_final = is_final
        self.retry_after = retry_after
