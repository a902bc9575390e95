"""What rules said, as votes for the labels of one head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.rules.weak.targets import author_weight, target_matrix
from scaffold.rules.weak.votes import Votes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scaffold.rules.language.rule import Rule


def votes_of(rules: Sequence[Rule], fired: NDArray[np.bool_], labels: Sequence[str]) -> Votes:
    """The votes of rules about one head.

    :param fired: which rule fires on which text, (texts, rules).
    """
    weights = np.array([author_weight(rule) for rule in rules], dtype=np.float32)
    return Votes(fired, target_matrix(rules, labels), weights, tuple(rule.id for rule in rules), tuple(labels))
