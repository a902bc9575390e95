"""Groups of people in measured texts: their values, and what is left open of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.data.values import scalar
from scaffold.evaluation.subgroups import compare_subgroups

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold.data.examples import Examples
    from scaffold.decision.head import Head
    from scaffold.evaluation.records import HeadReport
    from scaffold.evaluation.subgroups import RowFigures


@dataclass(frozen=True)
class Grouping:
    """What results are shown apart by.

    :ivar columns: names in the metadata of examples.
    :ivar decision: the `[decision]` settings, for the head that says what to do with a text; None for any other.
    """

    columns: tuple[str, ...] = ()
    decision: Mapping[str, Any] | None = None

    def apart(
        self,
        report: HeadReport,
        model: Head,
        examples: Examples,
        known: Sequence[bool],
        found: Any,
        figures: RowFigures,
    ) -> HeadReport:
        """The report with its figures for each group; the same where no text belongs to one.

        :param examples: those of the report's split.
        :param known: which of them have a label for the head, and were measured.
        :param found: what the model's `predict` gave for these.
        """
        if not self.columns:
            return report
        values: dict[str, list[str]] = {name: [] for name in self.columns}
        for example, is_measured in zip(examples, known, strict=True):
            if is_measured:
                for name, each in values.items():
                    each.append(scalar(example.metadata.get(name)))
        values = {name: each for name, each in values.items() if any(each)}
        if not values:
            return report
        left_open = None
        if self.decision is not None:
            judged = model.judgements(found, model.decisions(found), self.decision)
            left_open = np.array([judgement.action != "answer" for judgement in judged], dtype=bool)
        return replace(report, subgroups=compare_subgroups(values, figures, left_open))


WHOLE = Grouping()
"""No groups."""
