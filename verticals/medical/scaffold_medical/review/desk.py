"""What the page shows and does: cases, their evidence, and the corrections of people."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from scaffold.decision.records import SpansDecision
from scaffold.evaluation.wording import clip
from scaffold.text import normalise
from scaffold.web.refusals import BadParameterError, NotFoundError
from scaffold_medical.review.corrections import Correction

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scaffold.decision.decision import Decision
    from scaffold_medical.review.case import Case
    from scaffold_medical.review.corrections import Corrections

NOWHERE, OTHER = "nowhere", "other"
LONGEST_NAME = 80
MOST_WEIGHED = 20_000
"""Characters of a text whose words are weighed: about ten pages, and seconds."""

_LABEL = "label:"


@dataclass
class Desk:
    """Cases in their order.

    :ivar head: whose label is corrected; `labels` are all it knows.
    :ivar weigh: gives a decision with the weight of each word.
    :ivar corrections: None for a page that cannot save any.
    :ivar note_down: is told each correction, for the log of decisions.
    :ivar is_clean: whether personal data were taken out of the texts.
    """

    cases: Sequence[Case]
    head: str
    labels: Sequence[str]
    weigh: Callable[[Decision], Decision]
    corrections: Corrections | None = None
    note_down: Callable[[Correction], None] | None = None
    is_clean: bool = True
    _weighed: dict[str, Decision] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def evidence(self, case: Case) -> Decision:
        """The decision with its words weighed, which takes a while the first time; those of very long texts are not."""
        if len(case.decision.text) > MOST_WEIGHED:
            return case.decision
        with self._lock:
            if case.key not in self._weighed:
                self._weighed[case.key] = self.weigh(case.decision)
            return self._weighed[case.key]

    def corrected(self) -> dict[str, Correction]:
        """Present corrections by case."""
        return {} if self.corrections is None else self.corrections.all()

    def case(self, key: str) -> Case:
        """The case of that name.

        :raises NotFoundError: when there is none.
        """
        found = next((case for case in self.cases if case.key == key), None)
        if found is None:
            raise NotFoundError("there is no such case")
        return found

    def correct(self, key: str, form: Mapping[str, str]) -> Correction:
        """Save what a form says.

        :raises NotFoundError: for a case that is not here.
        :raises BadParameterError: for a label that does not exist, or a name that is none.
        :raises TooLateError: when somebody else has corrected it meanwhile.
        """
        case = self.case(key)
        if self.corrections is None:
            raise BadParameterError("corrections are not saved here")
        who = normalise(form.get("who", ""))
        if not who or len(who) > LONGEST_NAME:
            raise BadParameterError(
                f"say who corrects it, in 1 to {LONGEST_NAME} characters", hint="Go back and fill it in."
            )
        decision = case.decision
        spans = spans_of(decision) if form.get("spans") else None
        label = self._label(form)
        made = Correction(case.key, decision.id, decision.text, label, case.said.label, who, spans)
        saved = self.corrections.save(made, form.get("seen", ""))
        if self.note_down is not None:
            self.note_down(saved)
        return saved

    def _label(self, form: Mapping[str, str]) -> str | None:
        chosen = form.get("label", "")
        if chosen == NOWHERE:
            return None
        label = form.get("other", "") if chosen == OTHER else chosen.removeprefix(_LABEL)
        if label not in self.labels or (chosen != OTHER and not chosen.startswith(_LABEL)):
            raise BadParameterError(
                f"{clip(normalise(label), 60)!r} is none of the labels" if label else "no label is chosen",
                hint="Go back and choose one.",
            )
        return label


def spans_of(decision: Decision) -> list[dict[str, Any]]:
    """Every span that was marked, as training data write them."""
    return [
        {"start": span.start, "end": span.end, "label": span.label}
        for head in decision.heads.values()
        if isinstance(head, SpansDecision)
        for span in head.spans
    ]
