"""What experts know of labels: one brings another with it, or keeps it out; as a loss that needs no truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WEIGHT = 0.5
"""What the loss counts beside those of the heads."""

LABELLED = ("classification", "relation", "ordinal", "multilabel")
"""Kinds of heads that constraints may speak of."""

_TINY = 1e-6


@dataclass(frozen=True)
class Constraint:
    """`first` implies `second`, or keeps it out.

    :ivar first: name of a head, and number of one of its labels; `second` likewise.
    :ivar excludes: whether both cannot hold together; otherwise the first brings the second with it.
    """

    first: tuple[str, int]
    second: tuple[str, int]
    excludes: bool = False


def within(tasks: Sequence[Any]) -> tuple[Constraint, ...]:
    """What is known of the labels of these tasks alone, each once."""
    heads = {task.head for task in tasks}
    found = dict.fromkeys(each for task in tasks for each in getattr(task, "constraints", ()))
    return tuple(each for each in found if {each.first[0], each.second[0]} <= heads)


def label_probabilities(logits: Any, kind: str) -> Any:
    """(rows, labels): a sigmoid a label, or a softmax over them."""
    return logits.sigmoid() if kind == "multilabel" else logits.softmax(-1)


def semantic_loss(constraints: Sequence[Constraint], probabilities: Mapping[str, Any]) -> Any:
    """Minus log-probability that the constraints hold (Xu, Zhang, Friedman, Liang & Van den Broeck 2018, definition 1).

    Of labels that are independent given the text: -log(1 - p(first) (1 - p(second))) for an implication, -log(1 -
    p(first) p(second)) for an exclusion; a mean over the rows and the constraints. Two labels of one softmax keep
    each other out by themselves.

    :param probabilities: (rows, labels) by name of a head, of the same rows.
    """
    parts = []
    for each in constraints:
        (head, label), (other_head, other) = each.first, each.second
        first, second = probabilities[head][:, label], probabilities[other_head][:, other]
        broken = first * (second if each.excludes else 1 - second)
        parts.append(-(1 - broken).clamp(min=_TINY).log().mean())
    return need("torch").stack(parts).mean()
