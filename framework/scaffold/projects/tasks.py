"""The tasks that a project can have, and the head that each needs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ProjectTask:
    """What a task means for the data.

    :ivar head: name of the head, `kind` of it.
    :ivar pair: whether each row has two texts.
    :ivar shown: what a row holds, in words.
    """

    head: str
    kind: str
    pair: bool
    shown: str


TASKS = {
    "classification": ProjectTask("label", "classification", False, "a text and its label"),
    "multilabel": ProjectTask("labels", "multilabel", False, "a text and any number of labels"),
    "tagging": ProjectTask("spans", "tagging", False, "a text and labelled stretches of it"),
    "pair": ProjectTask("label", "classification", True, "two texts and a label of both"),
    "retrieval": ProjectTask("match", "embedding", True, "a query and the passage that answers it"),
    "recommendation": ProjectTask("rating", "regression", True, "what somebody looks for, an item, and a rating"),
}
