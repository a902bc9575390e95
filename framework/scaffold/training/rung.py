"""One line of the table of candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold.models.classifier import Classifier, Outputs


@dataclass(frozen=True, eq=False)
class Rung:
    """A trained classifier with its outputs on both splits.

    :ivar value: the head's metric on validation data.
    :ivar seconds: what training it took, that of its members included.
    :ivar encoders: how many of them a text goes through: the price of a prediction.
    """

    name: str
    classifier: Classifier
    train: Outputs
    validation: Outputs
    value: float
    seconds: float
    note: str = ""
    encoders: int = 1
