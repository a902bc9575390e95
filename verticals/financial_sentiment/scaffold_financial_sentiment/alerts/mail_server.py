"""A mail server, to which letters are handed over by SMTP (RFC 5321)."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage

_WITHIN = 20.0

Refused = dict[str, tuple[int, bytes]]
"""By address, the code and the words of the server."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail is handed over.

    :ivar tls: `start` (STARTTLS), `yes` (from the first byte) or `no`.
    :ivar user: empty for a server that asks for none.
    :ivar within: seconds that each answer of the server may take.
    """

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = field(default="", repr=False)
    within: float = _WITHIN

    def hand_over(self, letter: EmailMessage, sender: str, receivers: Sequence[str]) -> Refused:
        """Send a letter; those it was refused for, by address.

        :raises smtplib.SMTPException: when the server took it for nobody.
        :raises OSError: when there is no server, or not the one that its certificate names.
        """
        connection = self._connect()
        try:
            self._log_in(connection)
            return connection.send_message(letter, sender, list(receivers))
        except smtplib.SMTPRecipientsRefused as error:
            return error.recipients
        finally:
            # The letter is with the server or it is not; how it says goodbye makes no difference.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                connection.quit()
            connection.close()

    def _connect(self) -> smtplib.SMTP:
        if self.tls == "yes":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.within, context=ssl.create_default_context())
        return smtplib.SMTP(self.host, self.port, timeout=self.within)

    def _log_in(self, connection: smtplib.SMTP) -> None:
        if self.tls == "start":
            connection.starttls(context=ssl.create_default_context())
        if self.user:
            connection.login(self.user, self.password)
