"""Gradient checkpointing: less memory for more time."""

from __future__ import annotations

from functools import partial
from typing import Any

from scaffold.errors import EncoderError
from scaffold.extras import need


def compute_again(model: Any, wanted: bool) -> None:
    """Let the layers of a transformers model keep their inputs only, and compute the rest again when its gradient is
    needed (Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost").

    :raises EncoderError: for a model that cannot.
    """
    checkpoint = partial(need("torch.utils.checkpoint").checkpoint, use_reentrant=False)
    try:
        # The public method asks for the word embeddings, which a split encoder does not have.
        model._set_gradient_checkpointing(enable=wanted, gradient_checkpointing_func=checkpoint)
    except ValueError as error:
        raise EncoderError(
            f"a model of type {model.config.model_type} has no gradient checkpointing",
            hint="Leave training.recipe.gradient_checkpointing out.",
        ) from error
