"""What the vertical learns of texts, and how well the demo must do."""

from __future__ import annotations

from scaffold.plugins.specs import MetricSpec, TaskHeadSpec

INTEREST = "interest"
PAIRS = "interactions"
LISTS = "recommendation"
"""What lists are called in `metrics.json`, beside the heads."""

HEADS = (
    TaskHeadSpec(INTEREST, "Which item fits the texts of what somebody took last.", loader=PAIRS, kind="embedding"),
)

METRICS = (MetricSpec("MRR of the next book by its text", head=INTEREST, metric="mrr", at_least=0.02, order=1),)
