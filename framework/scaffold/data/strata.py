"""What a split keeps in proportion, for heads of each kind."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from scaffold.data.examples import Examples

_BINS = 10
_FEW = 10


def strata(examples: Examples, head: str, kind: str) -> Iterable[Hashable]:
    """The stratum of each example, None for one without any.

    Its class; the rarest of its labels or types of entity; its tenth of the numbers; whether it has an answer.
    """
    return _BY_KIND.get(kind, _classes)(examples, head)


def _classes(examples: Examples, head: str) -> Iterable[Hashable]:
    return (label if isinstance(label, str) else None for label in examples.iter_labels(head))


def _sets(examples: Examples, head: str) -> list[Hashable]:
    return _rarest([sorted(labels or ()) for labels in examples.iter_label_sets(head)])


def _entities(examples: Examples, head: str) -> list[Hashable]:
    tags = (labels if isinstance(labels, list) else [] for labels in examples.iter_labels(head))
    return _rarest([sorted({tag[2:] for tag in each if tag.startswith("B-")}) for each in tags])


def _rarest(sets: Sequence[Sequence[str]]) -> list[Hashable]:
    """The rarest of each set; labels of few examples cannot be shared out and do not count."""
    counts = Counter(label for labels in sets for label in labels)
    common = [[label for label in labels if counts[label] >= _FEW] for labels in sets]
    return [min(labels, key=lambda label: counts[label], default=None) for labels in common]


def _numbers(examples: Examples, head: str) -> list[Hashable]:
    numbers = np.array([np.nan if number is None else number for number in examples.iter_numbers(head)])
    known = numbers[~np.isnan(numbers)]
    edges = np.unique(np.quantile(known, np.linspace(0, 1, _BINS + 1)[1:-1])) if len(known) else known
    return [None if np.isnan(number) else int(np.searchsorted(edges, number, "right")) for number in numbers]


def _answered(examples: Examples, head: str) -> list[Hashable]:
    return [None if label is None else bool(label) for label in examples.iter_labels(head)]


_BY_KIND: Mapping[str, Callable[[Examples, str], Iterable[Hashable]]] = {
    "multilabel": _sets,
    "tagging": _entities,
    "regression": _numbers,
    "question_answering": _answered,
}
