"""What rules say about labels, as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from scaffold.rules.language.rule import Rule


def target_matrix(rules: Sequence[Rule], labels: Sequence[str]) -> npt.NDArray[np.float32]:
    """Which labels each rule speaks for, (rules, labels): a distribution a row, all zeros where it speaks of none.

    `label: A` puts everything on A, `not_label: A` shares it out among the others; evidence is like either of them, by
    its sign.
    """
    found = np.zeros((len(rules), len(labels)), dtype=np.float32)
    for row, rule in enumerate(rules):
        named = np.isin(labels, rule.then.labels)
        inside = ~named if speaks_against(rule) else named
        if named.any() and inside.any():
            found[row, inside] = 1 / inside.sum()
    return found


def direction_matrix(rules: Sequence[Rule], labels: Sequence[str]) -> npt.NDArray[np.float32]:
    """Which logits each rule moves, (rules, labels): 1 up, -1 down; evidence by its weight."""
    found = np.zeros((len(rules), len(labels)), dtype=np.float32)
    for row, rule in enumerate(rules):
        named = np.isin(labels, rule.then.labels)
        found[row, named] = (-1 if speaks_against(rule) else 1) * author_weight(rule)
    return found


def speaks_against(rule: Rule) -> bool:
    """Whether it makes its labels less likely."""
    return bool(rule.then.not_label) or (rule.then.evidence is not None and rule.then.evidence.weight < 0)


def author_weight(rule: Rule) -> float:
    """How much its author lets it count against others, 1 unless said."""
    return 1.0 if rule.then.evidence is None else abs(rule.then.evidence.weight)
