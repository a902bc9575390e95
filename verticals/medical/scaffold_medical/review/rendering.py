"""The page filled in: every value is escaped, and it may run nothing but its own script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.decision.records import SpansDecision
from scaffold.evaluation.environment import TEMPLATES, template_environment
from scaffold.evaluation.report import breakable
from scaffold.scoring.explanation.bars import bars_of
from scaffold.scoring.explanation.page import FOLDER
from scaffold.scoring.explanation.stretches import STRONG, WEAK, matches, stretches
from scaffold.web.policy import page_policy
from scaffold_medical.intended_use import SUPPORTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

    from scaffold_medical.review.case import Case
    from scaffold_medical.review.corrections import Correction
    from scaffold_medical.review.desk import Desk

_OWN = Path(__file__).parent / "templates"
PAGE = 10
"""Cases on a page that is served."""


@dataclass(frozen=True)
class Paging:
    """Which cases are shown.

    :ivar number: of the page, from 1, of `pages`.
    :ivar done: whether those are shown that are corrected, in place of those that are open.
    """

    number: int
    pages: int
    done: bool
    open_count: int
    done_count: int


class Rendering:
    """The pages of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        sheets = (TEMPLATES / "report.css", FOLDER / "explanation.css", _OWN / "review.css")
        self._style = "\n".join(sheet.read_text(encoding="utf-8").strip() for sheet in sheets)
        self._script = (_OWN / "review.js").read_text(encoding="utf-8").strip()
        self.policy = page_policy(self._style, self._script)

    def served(self, page: int, *, done: bool, token: str) -> bytes:
        """A page of cases with forms; a number beyond the last page gives the last one."""
        corrected = self._desk.corrected()
        listed = [case for case in self._desk.cases if (case.key in corrected) is done]
        others = len(self._desk.cases) - len(listed)
        pages = max(1, -(-len(listed) // PAGE))
        number = min(max(page, 1), pages)
        counts = (others, len(listed)) if done else (len(listed), others)
        paging = Paging(number, pages, done, *counts)
        shown = listed[(number - 1) * PAGE : number * PAGE]
        return self._page(shown, corrected, paging, token=token, first=(number - 1) * PAGE + 1)

    def alone(self, most: int) -> bytes:
        """The first cases on one page that needs no server, and saves nothing."""
        corrected = self._desk.corrected()
        listed = [case for case in self._desk.cases if case.key not in corrected]
        done = len(self._desk.cases) - len(listed)
        paging = Paging(1, 1, False, len(listed), done)
        policy = page_policy(self._style, self._script, is_header=False)
        return self._page(listed[:most], {}, paging, token="", first=1, policy=policy)

    def message(self, title: str, text: str, hint: str) -> bytes:
        """A page that says why nothing was done."""
        return self._filled("message.html.jinja", title=title, text=text, hint=hint, policy="")

    def _page(
        self,
        cases: Sequence[Case],
        corrected: dict[str, Correction],
        paging: Paging,
        *,
        token: str,
        first: int,
        policy: str = "",
    ) -> bytes:
        entries = [self._entry(case, corrected.get(case.key)) for case in cases]
        return self._filled(
            "review.html.jinja",
            entries=entries,
            paging=paging,
            token=token,
            first=first,
            policy=policy,
            head=self._desk.head,
            labels=self._desk.labels,
        )

    def _entry(self, case: Case, correction: Correction | None) -> dict[str, Any]:
        decision = self._desk.evidence(case)
        spans = [span for head in decision.heads.values() if isinstance(head, SpansDecision) for span in head.spans]
        others = {
            name: head
            for name, head in decision.heads.items()
            if name != self._desk.head and not isinstance(head, SpansDecision)
        }
        return {
            "case": case,
            "decision": decision,
            "pieces": stretches(decision)[0],
            "bars": bars_of(case.said),
            "spans": spans,
            "others": others,
            "matches": [matches(decision, effect) for effect in decision.rules],
            "correction": correction,
        }

    def _filled(self, template: str, **values: Any) -> bytes:
        """UTF-8; what no encoding can hold, such as half a character, becomes a question mark."""
        page = self._environment.get_template(template)
        text = page.render(
            style=self._style, script=self._script, supports=SUPPORTS, clean=self._desk.is_clean, **values
        )
        return text.encode("utf-8", "replace")

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import FileSystemLoader

        environment = template_environment(html=True, folder=_OWN)
        environment.loader = FileSystemLoader([_OWN, FOLDER])
        environment.filters |= {"name": breakable}
        environment.globals |= {"STRONG": STRONG, "WEAK": WEAK}
        return environment
