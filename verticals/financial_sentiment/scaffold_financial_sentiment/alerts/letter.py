"""An alert as an e-mail: plain text and HTML, with an id that follows from the alert."""

from __future__ import annotations

import hashlib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.alerts.as_html import as_html
from scaffold_financial_sentiment.alerts.as_text import as_text
from scaffold_financial_sentiment.alerts.message import subject_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_financial_sentiment.incidents.alert import Alert


def letter_of(alert: Alert, sender: str, receivers: Sequence[str], sent: float) -> EmailMessage:
    """The e-mail of an alert; those of one incident are shown as one conversation.

    :param sent: the present, in seconds since 1970 UTC.
    :raises ValueError: when an address holds a line break.
    """
    domain = sender.rpartition("@")[2]
    conversation = f"<{_mark(alert.incident.id)}@{domain}>"
    letter = EmailMessage(policy=SMTP)
    letter["From"] = sender
    letter["To"] = ", ".join(receivers)
    letter["Subject"] = subject_of(alert)
    letter["Date"] = formatdate(sent)
    letter["Message-ID"] = f"<{_mark(alert.key)}@{domain}>"
    letter["References"] = conversation
    letter["In-Reply-To"] = conversation
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notice is to answer it.
    letter.set_content(as_text(alert))
    letter.add_alternative(as_html(alert), subtype="html")
    return letter


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
