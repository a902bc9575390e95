"""More training texts out of those there are."""

from scaffold.training.augment.mentions import augment_spans
from scaffold.training.augment.texts import augment_texts

__all__ = ["augment_spans", "augment_texts"]
