"""Several fine-tuned models as one: the mean of their weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.models.linear import LinearClassifier
from scaffold.models.tagger import Tagger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold.models.encoder import Encoder


def average(members: Sequence[LinearClassifier]) -> LinearClassifier:
    """A uniform soup (Wortsman et al. 2022, "Model soups", section 2): as good as their ensemble, for the price of one.

    :param members: fine-tuned from one encoder and one start of the head, with the same labels.
    """
    return _classifier(members, average_encoders([member.encoder for member in members]))


def average_heads(members: Sequence[Mapping[str, LinearClassifier | Tagger]]) -> dict[str, LinearClassifier | Tagger]:
    """The same for several heads on one encoder.

    :param members: heads by name, of one encoder each.
    """
    encoder = average_encoders([next(iter(member.values())).encoder for member in members])
    averaged: dict[str, LinearClassifier | Tagger] = {}
    for name in members[0]:
        taggers = [head for member in members if isinstance(head := member[name], Tagger)]
        classifiers = [head for member in members if isinstance(head := member[name], LinearClassifier)]
        averaged[name] = _tagger(taggers, encoder) if taggers else _classifier(classifiers, encoder)
    return averaged


def _tagger(members: Sequence[Tagger], encoder: Encoder) -> Tagger:
    weight, bias = (np.mean([getattr(member, name) for member in members], axis=0) for name in ("weight", "bias"))
    return Tagger(encoder, members[0].labels, weight, bias)


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
