"""`smtp://USER@HOST:PORT/?from=A&to=B,C&tls=start|yes|no`: an e-mail for each alert."""

from __future__ import annotations

import os
import re
import smtplib
import time
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from scaffold.errors import SettingsError, did_you_mean
from scaffold.text import normalise
from scaffold_financial_sentiment.alerts.errors import SinkError
from scaffold_financial_sentiment.alerts.letter import letter_of
from scaffold_financial_sentiment.alerts.mail_server import MailServer
from scaffold_financial_sentiment.stream.address import Address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scaffold_financial_sentiment.incidents.alert import Alert
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings

PASSWORD = "FINANCIAL_SENTIMENT_SMTP_PASSWORD"  # noqa: S105 - the name of the variable that holds it

_PORTS = {"start": 587, "yes": 465, "no": 25}
_MOST_HALF_SENT = 1000
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class MailSink:
    """Sends an e-mail for each alert, to all receivers together.

    :param clock: the present, in seconds since 1970 UTC, for the date of a letter.
    """

    def __init__(
        self, server: MailServer, sender: str, receivers: Sequence[str], *, clock: Callable[[], float] = time.time
    ) -> None:
        scheme = "smtps" if server.tls == "yes" else "smtp"
        host = f"[{server.host}]" if ":" in server.host else server.host
        self.name = f"{scheme}://{host}:{server.port}/?to={','.join(receivers)}"
        self._server = server
        self._sender = sender
        self._receivers = tuple(receivers)
        self._clock = clock
        self._reached: dict[str, set[str]] = {}

    def send(self, alert: Alert) -> None:
        """Hand it to the server.

        :raises SinkError: unless the server took it for everyone; a later try is for those who are left. It is final
            when the server refuses the letter, or all who are left, for good.
        """
        letter = letter_of(alert, self._sender, self._receivers, self._clock())
        reached = self._reached.get(alert.key, set())
        left = [receiver for receiver in self._receivers if receiver not in reached]
        try:
            refused = self._server.hand_over(letter, self._sender, left)
        except (smtplib.SMTPException, OSError) as error:
            raise _failed(error, self.name) from error
        self._reached.pop(alert.key, None)
        if not refused:
            return
        is_final = all(_is_for_good(code) for code, _ in refused.values())
        if not is_final:
            self._remember(alert.key, set(self._receivers) - set(refused))
        code, said = next(iter(refused.values()))
        raise SinkError(
            f"the mail server refuses {', '.join(sorted(refused))}: {_words(code, said)}",
            where=self.name,
            is_final=is_final,
        )

    def close(self) -> None:
        """There is a connection only while a letter is sent."""

    def _remember(self, key: str, reached: set[str]) -> None:
        self._reached[key] = reached
        while len(self._reached) > _MOST_HALF_SENT:
            del self._reached[next(iter(self._reached))]


def open(address: str, settings: FinancialSentimentSettings) -> MailSink:  # noqa: A001 - the name that a spec has it by
    """The sink of `smtp://USER@HOST:PORT/?from=A&to=B,C`; without `USER@` nobody logs in.

    `tls=start` is usual, for `smtps://` it is `yes`. The password comes from `FINANCIAL_SENTIMENT_SMTP_PASSWORD`.

    :raises SettingsError: when something is missing or wrong.
    """
    read = Address.of(address.replace("+", "%2B"), ("from", "to", "tls"))  # A plus in an e-mail address is one.
    try:
        parts = urlsplit(read.place)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _wrong(f"this is no address: {error}") from None
    if not host or parts.path.strip("/"):
        raise _wrong("a mail server is missing" if not host else "nothing may stand between the server and '?'")
    if parts.password is not None:
        raise _wrong(f"a password does not belong into the address; set the environment variable {PASSWORD}")
    tls = read.text("tls", "yes" if parts.scheme == "smtps" else "start")
    if tls not in _PORTS:
        raise _wrong(f"there is no tls={tls[:20]}{did_you_mean(tls, _PORTS)}")
    user = unquote(parts.username or "")
    server = MailServer(host, port or _PORTS[tls], tls, user, _password(user, host, tls))
    sender, *_ = _addresses(read.text("from", ""), "from")
    return MailSink(server, sender, _addresses(read.text("to", ""), "to"))


def _password(user: str, host: str, tls: str) -> str:
    if not user:
        return ""
    if tls == "no" and host not in _LOOPBACK:
        raise _wrong("the password would be sent for all to read; use tls=start or tls=yes")
    password = os.environ.get(PASSWORD, "")
    if not password:
        raise _wrong(f"the environment variable {PASSWORD} is not set; set it, or leave out the user")
    return password


def _addresses(text: str, name: str) -> list[str]:
    """E-mail addresses without names, so that no header can be smuggled in."""
    found = [each.strip() for each in text.split(",") if each.strip()]
    wrong = [each for each in found if not _PLAIN_ADDRESS.fullmatch(each)]
    if wrong or not found:
        said = f"{wrong[0][:80]!r} is no e-mail address" if wrong else f"there is no {name}="
        raise _wrong(f"{said}; write {name}=desk@bank.example")
    return list(dict.fromkeys(found))


def _wrong(message: str) -> SettingsError:
    return SettingsError(
        message, where="smtp", hint="An example: smtp://me@mail.example/?from=a@b.example&to=c@d.example"
    )


def _failed(error: smtplib.SMTPException | OSError, name: str) -> SinkError:
    """What a failed dialogue means: a letter that is refused may be refused for good, all else may pass."""
    if isinstance(error, smtplib.SMTPResponseException):
        is_final = isinstance(error, smtplib.SMTPDataError) and _is_for_good(error.smtp_code)
        said = _words(error.smtp_code, error.smtp_error)
        return SinkError(f"the mail server refuses: {said}", where=name, is_final=is_final)
    return SinkError(f"the mail server cannot be used: {normalise(str(error))}", where=name)


def _is_for_good(code: int) -> bool:
    return 500 <= code < 600


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {normalise(text)[:200]}"
