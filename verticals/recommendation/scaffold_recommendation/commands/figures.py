"""Figures of a run as people read them in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.cli.console import columns
from scaffold_recommendation.evaluation.lines import figure

if TYPE_CHECKING:
    from scaffold_recommendation.learning.judged import Judged

_SHOWN = ("ndcg@10", "recall@10", "hr@10", "mrr@10")


def figures_of(judged: Judged) -> str:
    """Lines side by side, what the differences mean, and the slices."""
    evaluation = judged.evaluation
    header = ("", "NDCG@10", "(95%)", "Recall@10", "HR@10", "MRR@10", "coverage", "diversity")
    rows = []
    for line in evaluation.lines:
        interval = line.figures["ndcg@10"]
        values = [figure(line.figures[name].value) for name in _SHOWN]
        spread = f"{figure(interval.low)} to {figure(interval.high)}"
        diversity = "–" if line.diversity is None else figure(line.diversity)
        rows.append((line.title, values[0], spread, *values[1:], figure(line.coverage), diversity))
    said = [f"Against {line.title}: {evaluation.difference(line.name).words}." for line in evaluation.others]
    header_of_slices = ("NDCG@10 of a part", "users", *(line.title for line in evaluation.lines))
    parts = [
        (each.words, f"{each.users:,}", *(figure(each.lines[line.name]["ndcg@10"].value) for line in evaluation.lines))
        for each in evaluation.slices
        if each.users
    ]
    users = f"Test: {evaluation.users:,} users, all {evaluation.items:,} items ranked, seen ones dropped."
    return "\n".join([users, "", columns(header, rows), "", *said, "", columns(header_of_slices, parts)])
