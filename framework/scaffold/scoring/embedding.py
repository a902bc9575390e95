"""A head that finds what belongs to a text, measured on pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.evaluation.evaluate import final_split
from scaffold.evaluation.records import HeadReport, Mistake
from scaffold.evaluation.retrieval import retrieval_metrics
from scaffold.models.pair_ranks import pair_ranks, text_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold.data.examples import Examples
    from scaffold.decision.embedding_model import EmbeddingModel
    from scaffold.models.pair_ranks import Ranks
    from scaffold.progress import Progress

_MISTAKES = 20


def measure_embedding(
    model: EmbeddingModel, splits: Mapping[str, Examples], metric: str, progress: Progress
) -> HeadReport:
    """Everything the report says about a head that embeds texts; arguments as for `measure`.

    What belongs to a text is searched among all second texts of its split.
    """
    figures: dict[str, dict[str, float]] = {}
    made: dict[str, tuple[list[str], list[str], Ranks]] = {}
    for name, examples in splits.items():
        known = [(each.text, each.text_pair) for each in examples if model.name in each.labels and each.text_pair]
        if known:
            firsts, seconds = [first for first, _ in known], [str(second) for _, second in known]
            found = model.predict(firsts, progress=progress)
            numbers = text_numbers(firsts), text_numbers(seconds)
            ranks = pair_ranks(found.vectors, model.encoder.encode(seconds, progress=progress), numbers)
            figures[name] = retrieval_metrics(ranks) | {"false_reject_rate": float(found.rejected.mean())}
            made[name] = (firsts, seconds, ranks)
    split = final_split(figures)
    return HeadReport(
        name=model.name,
        labels=(),
        split=split,
        splits=figures,
        metric=metric or "mrr",
        kind=model.kind,
        mistakes=_mistakes(*made[split]),
    )


def _mistakes(firsts: Sequence[str], seconds: Sequence[str], found: Ranks) -> list[Mistake]:
    """The texts for which what belongs to them comes last, and what comes before it."""
    worst = [text for text in np.argsort(-found.ranks, kind="stable")[:_MISTAKES].tolist() if found.ranks[text] > 1]
    rows = [(found.rows[text], found.wrong[text]) for text in worst]
    return [Mistake(firsts[row], seconds[row], seconds[wrong], None) for row, wrong in rows]
