"""The sentiment towards each company of a headline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.understanding.clauses import clauses
from scaffold_financial_sentiment.understanding.role_patterns import matching_pattern
from scaffold_financial_sentiment.understanding.roles import roles
from scaffold_financial_sentiment.understanding.understood import NEGATIVE, NEUTRAL, POSITIVE, Mention

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold_financial_sentiment.companies.linker import Found
    from scaffold_financial_sentiment.understanding.understood import Judgement

_LEAST = 0.5
"""Score of what a verb says to be good or bad, where the words around it say less."""


@dataclass(frozen=True, slots=True)
class Towards:
    """A headline, cut so that each company can be judged by itself.

    :ivar companies: those that it names, in the order of their names.
    :ivar parts: by company, the clauses that name it; only where there are several companies and clauses.
    :ivar sides: by company, the sentiment that a verb between two of them gives it.
    """

    text: str
    companies: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...]]
    sides: Mapping[str, str]

    @classmethod
    def of(cls, text: str, found: Sequence[Found]) -> Towards:
        """Cut a headline.

        :param found: its companies.
        """
        companies = tuple(each.company for each in found)
        if len(companies) < 2:
            return cls(text, companies, {}, {})
        names = sorted((span, each.company) for each in found for span in each.spans)
        cut = clauses(text, [span for span, _ in names])
        parts: dict[str, list[str]] = {}
        sides = matching_pattern(text, names)
        for start, end in cut:
            own = [((a - start, b - start), company) for (a, b), company in names if start <= a and b <= end]
            clause = text[start:end]
            for company in dict.fromkeys(company for _, company in own):
                parts.setdefault(company, []).append(clause.strip(" ,;，；"))
            if len({company for _, company in own}) > 1:
                # What was said of a company first is what the headline is about.
                sides = roles(clause, own) | sides
        if len(cut) == 1:
            parts = {}
        return cls(text, companies, {company: tuple(own) for company, own in parts.items()}, sides)

    @property
    def rows(self) -> list[str]:
        """The texts that have to be judged beside the headline."""
        return list(dict.fromkeys(part for own in self.parts.values() for part in own))

    def mentions(self, judged: Mapping[str, Judgement]) -> tuple[Mention, ...]:
        """What the headline says of each company.

        :param judged: of the headline and of `rows`.
        """
        return tuple(self._mention(company, judged) for company in self.companies)

    def _mention(self, company: str, judged: Mapping[str, Judgement]) -> Mention:
        own = [judged[part] for part in self.parts.get(company, (self.text,))]
        # Of several clauses the one that says most.
        told = max(own, key=lambda judgement: abs(judgement.score))
        side = self.sides.get(company)
        if side is None:
            return Mention(company, told.label, told.score)
        scores = {NEGATIVE: min(told.score, -_LEAST), NEUTRAL: 0.0, POSITIVE: max(told.score, _LEAST)}
        return Mention(company, side, scores[side])
