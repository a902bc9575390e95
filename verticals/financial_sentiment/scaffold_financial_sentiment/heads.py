"""What the vertical learns and how well the demo must do it."""

from __future__ import annotations

from scaffold.plugins.specs import MetricSpec, TaskHeadSpec

SENTIMENT, TOPIC = "sentiment", "topic"
LOADER = "headlines"

TOPICS = ("results", "legal", "management", "deals", "products", "operations", "financing", "markets")
"""Labels of the topic head in the sample; your own data may have others."""

HEADS = (
    TaskHeadSpec(SENTIMENT, "Whether a headline is good, bad or no news.", loader=LOADER, metric="macro_f1", order=1),
    TaskHeadSpec(TOPIC, "What it is about; any number of topics.", loader=LOADER, kind="multilabel", order=2),
)

METRICS = (
    MetricSpec("sentiment macro-F1", head=SENTIMENT, metric="macro_f1", at_least=0.65, order=1),
    MetricSpec("topic macro-F1", head=TOPIC, metric="macro_f1", at_least=0.6, order=2),
)
