"""How far the best FAQ hit can be trusted, learned from questions whose answer is known."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from scaffold.errors import DataError
from scaffold.extras import need

if TYPE_CHECKING:
    from scaffold.retrieval.document import Hit

Evidence = tuple[float, float, float]


# Being further ahead tells nothing more; in an FAQ of a few entries everything is far ahead of the rest.
_FAR = 0.2


def evidence(hits: Sequence[Hit], place: int = 0) -> Evidence:
    """What speaks for the hit at `place`: its cosine, and how far its cosine and its BM25 are ahead of the others."""
    others = [hit for i, hit in enumerate(hits) if i != place]
    cosine = _cosine(hits[place])
    words = [hit.lexical_score or 0.0 for hit in hits]
    ahead = words[place] - max((hit.lexical_score or 0.0 for hit in others), default=0.0)
    return (
        cosine,
        max(-_FAR, min(_FAR, cosine - max(map(_cosine, others), default=0.0))),
        ahead / max(words) if max(words) > 0 else 0.0,
    )


def _cosine(hit: Hit) -> float:
    return 0.0 if hit.vector_score is None else hit.vector_score


@dataclass(frozen=True)
class Confidence:
    """Logistic regression from evidence to the probability that the hit is the right one.

    Source: Platt, "Probabilistic outputs for support vector machines", 1999, with three inputs for one.

    :ivar threshold: probability from which a hit counts as confident.
    """

    weights: Evidence
    bias: float
    threshold: float

    def probability(self, seen: Evidence) -> float:
        """Probability that a hit with this evidence is right."""
        total = self.bias + sum(weight * value for weight, value in zip(self.weights, seen, strict=True))
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, total))))

    @classmethod
    def fit(cls, seen: Sequence[Evidence], right: Sequence[bool], precision: float = 0.85) -> Confidence:
        """Learn from hits known to be right or wrong.

        :param precision: share of confident hits that must be right among those given.
        :raises DataError: when all are right or all are wrong.
        """
        if len(set(right)) < 2:
            raise DataError(
                "confidence cannot be learned: every search found the right entry, or none did",
                hint="Give more questions with known answers.",
            )
        model = need("sklearn.linear_model").LogisticRegression(C=1000.0).fit(seen, right)
        weights = tuple(float(weight) for weight in model.coef_[0])
        draft = cls((weights[0], weights[1], weights[2]), float(model.intercept_[0]), 1.0)
        probabilities = [draft.probability(values) for values in seen]
        return cls(draft.weights, draft.bias, lowest_threshold(probabilities, right, precision))

    def as_json(self) -> str:
        """The numbers, as they are kept beside an index."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Confidence:
        """What `as_json` wrote."""
        values = json.loads(text)
        return cls(tuple(values["weights"]), values["bias"], values["threshold"])


def lowest_threshold(probabilities: Sequence[float], right: Sequence[bool], precision: float) -> float:
    """The lowest of the probabilities from which upwards a share of `precision` is right; above 1 if there is none.

    One more wrong hit than was seen is counted, for the threshold is chosen on the hits it is judged by. Source:
    the correction of Angelopoulos et al., "Conformal risk control", ICLR 2024, section 2.
    """
    best, wrong = 1.1, 0
    ordered = sorted(zip(probabilities, right, strict=True), reverse=True)
    for count, (probability, is_right) in enumerate(ordered, start=1):
        wrong += not is_right
        last_of_its_value = count == len(ordered) or ordered[count][0] < probability
        if last_of_its_value and wrong + 1 <= (1 - precision) * (count + 1) + 1e-9:
            best = probability
    return best


# Learned by `FaqSearch.build` from the validation queries of the shipped sample.
DEFAULT = Confidence((7.07, 14.72, 1.04), -5.26, 0.61)
