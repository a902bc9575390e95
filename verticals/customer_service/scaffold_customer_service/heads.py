"""What the vertical learns and how well the demo must do it."""

from __future__ import annotations

from scaffold.plugins.specs import MetricSpec, TaskHeadSpec

HEAD = "intent"

HEADS = (TaskHeadSpec(HEAD, "What the customer wants.", loader="intents", metric="accuracy"),)

METRICS = (MetricSpec("intent accuracy", head=HEAD, metric="accuracy", at_least=0.75),)
