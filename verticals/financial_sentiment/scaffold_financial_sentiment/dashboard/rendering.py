"""Templates filled in: every value is escaped, and the policy allows the page's own style and script alone."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from scaffold.evaluation.environment import template_environment
from scaffold.web.policy import page_policy
from scaffold_financial_sentiment.alerts.clean import clean
from scaffold_financial_sentiment.alerts.moments import as_iso, for_people
from scaffold_financial_sentiment.dashboard import addresses, drawing, spark
from scaffold_financial_sentiment.dashboard.card import lasting

if TYPE_CHECKING:
    from jinja2 import Environment

    from scaffold_financial_sentiment.dashboard.site import Site

_FOLDER = Path(__file__).parent / "templates"
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0c5a6a"/>'
    '<path d="M3 13V9h2v4zM7 13V6h2v7zM11 13V3h2v10z" fill="#fff"/></svg>'
)


class Rendering:
    """The pages of a site.

    :ivar policy: the header `Content-Security-Policy` of all of them.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._style = (_FOLDER / "dashboard.css").read_text(encoding="utf-8").strip()
        self._script = (_FOLDER / "dashboard.js").read_text(encoding="utf-8").strip()
        self.policy = page_policy(self._style, self._script)

    def page(self, template: str, here: str, *, refreshes: bool = True, **values: Any) -> bytes:
        """A page as UTF-8; what no encoding can hold, such as half a character, becomes a question mark.

        :param here: its own address, for those who refresh it by hand.
        :param refreshes: whether it brings itself up to date.
        """
        text = self._environment.get_template(f"{template}.html.jinja").render(
            site=self._site,
            here=here,
            refreshes=refreshes,
            now=self._site.now(),
            style=self._style,
            script=self._script,
            version=self._version,
            icon=f"data:image/svg+xml,{quote(_ICON)}",
            **values,
        )
        return text.encode("utf-8", "replace")

    @cached_property
    def _version(self) -> str:
        """Another one means that a page that is open somewhere has to be loaded anew."""
        return hashlib.sha256(f"{self._style}{self._script}".encode()).hexdigest()[:12]

    @cached_property
    def _environment(self) -> Environment:
        environment = template_environment(html=True, folder=_FOLDER)
        environment.filters |= {
            "clean": clean,
            "day": day,
            "iso": as_iso,
            "lasting": lasting,
            "sentiment": drawing.sentiment,
            "to_the_second": to_the_second,
            "when": for_people,
        }
        environment.globals |= {
            "company_address": addresses.company,
            "incident_address": addresses.incident,
            "SPARK_WIDTH": spark.WIDTH,
            "SPARK_HEIGHT": spark.HEIGHT,
            **{name: getattr(drawing, name) for name in ("WIDTH", "HEIGHT", "LEFT", "RIGHT", "TOP", "FLOOR")},
            **{name: getattr(drawing, name) for name in ("HIGHEST", "ZERO", "LOWEST")},
        }
        return environment


def day(time: float) -> str:
    """A day of the calendar in UTC.

    >>> day(86_400.0)
    '1970-01-02'
    """
    return for_people(time)[:10]


def to_the_second(time: float) -> str:
    """A time of the day in UTC.

    >>> to_the_second(3_661.9)
    '01:01:01 UTC'
    """
    return f"{as_iso(int(time))[11:19]} UTC"
