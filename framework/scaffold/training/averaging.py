"""Several fine-tuned models as one: the mean of their weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.models.linear import LinearClassifier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold.models.answerer import Answerer
    from scaffold.models.encoder import Encoder
    from scaffold.models.pair_encoder import PairEncoder
    from scaffold.models.tagger import Tagger

    Head = LinearClassifier | Tagger | Answerer | PairEncoder


def average(members: Sequence[LinearClassifier]) -> LinearClassifier:
    """A uniform soup (Wortsman et al. 2022, "Model soups", section 2): as good as their ensemble, for the price of one.

    :param members: fine-tuned from one encoder and one start of the head, with the same labels.
    """
    return _classifier(members, average_encoders([member.encoder for member in members]))


def average_heads(members: Sequence[Mapping[str, Head]]) -> dict[str, Head]:
    """The same for several heads on one encoder.

    :param members: heads by name, of one encoder each.
    """
    encoder = average_encoders([next(iter(member.values())).encoder for member in members])
    averaged: dict[str, Head] = {}
    for name, first in members[0].items():
        heads: Any = [member[name] for member in members]
        if isinstance(first, LinearClassifier):
            averaged[name] = _classifier(heads, encoder)
        else:
            averaged[name] = type(first).averaged(heads, encoder)
    return averaged


def _classifier(members: Sequence[LinearClassifier], encoder: Encoder) -> LinearClassifier:
    weights = np.stack([member.weight for member in members])
    mean, lengths = weights.mean(axis=0), np.linalg.norm(weights, axis=2).mean(axis=0)
    # A mean of vectors is shorter than they are; classes must not differ by that.
    weight = mean * (lengths / np.maximum(np.linalg.norm(mean, axis=1), 1e-9))[:, None]
    bias = np.stack([member.bias for member in members]).mean(axis=0)
    return LinearClassifier(encoder, members[0].labels, weight, bias)


def average_encoders(members: Sequence[Encoder]) -> Encoder:
    """The mean of the weights of encoders that came from one."""
    encoder = members[0].copy()
    states = [member.model.state_dict() for member in members]
    for name, value in encoder.model.state_dict().items():
        # What nobody changed, the word embeddings among it, stays as it was to the last bit.
        if value.is_floating_point() and any(not state[name].equal(value) for state in states):
            value.copy_(sum(state[name] / len(states) for state in states))
    return encoder
