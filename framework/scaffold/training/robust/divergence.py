"""R-Drop: what a model says with one dropout should be what it says with another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def divergence(kind: str, one: Any, other: Any, truth: Any) -> Any:
    """Mean distance between two passes over the same texts, a scalar with its gradient.

    Of labels and tags it is half of the symmetric Kullback-Leibler divergence (Liang et al. 2021, "R-Drop", equation
    2), of several labels that of each label's probability, summed, and of numbers the squared difference.

    :param one: logits of the first pass, as the loss of the head takes them; `other` those of the second.
    :param kind: of the head, one of `DISTANCES`.
    :param truth: which words of a text are there, for a head that tags them.
    """
    return DISTANCES[kind](counted(kind, one, truth), counted(kind, other, truth)).mean()


def counted(kind: str, logits: Any, truth: Any) -> Any:
    """The rows of logits that have a truth: of a head that tags, those of words that are there."""
    if kind != "tagging":
        return logits
    return logits[:, : truth.shape[1]].flatten(0, 1)[truth.flatten() >= 0]


def _of_classes(one: Any, other: Any) -> Any:
    p, q = one.log_softmax(-1), other.log_softmax(-1)
    return ((p.exp() - q.exp()) * (p - q)).sum(-1) / 2


def _of_labels(one: Any, other: Any) -> Any:
    # The log-odds differ by as much as the logits do.
    return ((one.sigmoid() - other.sigmoid()) * (one - other)).sum(-1) / 2


def _of_numbers(one: Any, other: Any) -> Any:
    return need("torch").nn.functional.mse_loss(one, other, reduction="none").sum(-1)


DISTANCES: Mapping[str, Callable[[Any, Any], Any]] = {
    "classification": _of_classes,
    "relation": _of_classes,
    "ordinal": _of_classes,
    "tagging": _of_classes,
    "multilabel": _of_labels,
    "regression": _of_numbers,
}
