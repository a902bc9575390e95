"""An encoder with the layers of its heads as one torch module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.training.learners.learner import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.encoder import Encoder
    from scaffold.training.learners.learner import Learner
    from scaffold.training.recipe import Recipe


def headed_encoder(encoder: Encoder, learners: Sequence[Learner], recipe: Recipe) -> Any:
    """A module that gives the loss of a batch, and the logits of every head.

    Several losses are weighted by learnt uncertainties (Kendall, Gal & Cipolla 2018, section 3.2; in the form of
    Liebel & Koerner 2018, which never becomes negative).
    """
    torch = need("torch")

    class HeadedEncoder(torch.nn.Module):  # type: ignore[misc, name-defined]
        """The encoder is read once, whatever the number of heads."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = encoder.model
            # Names of heads may hold dots, names of modules may not.
            self.layers = torch.nn.ModuleList([learner.layer(recipe) for learner in learners])
            self.uncertainty = torch.nn.Parameter(torch.ones(len(learners)), requires_grad=len(learners) > 1)

        def layer(self, name: str) -> Any:
            return self.layers[[learner.name for learner in learners].index(name)]

        def read(self, inputs: Any, mask: Any, anchors: Any, words: Any) -> Reading:
            states = encoder.states(inputs, mask)
            return Reading(states, encoder.pool(states, mask, anchors), words)

        def logits(self, reading: Reading) -> dict[str, Any]:
            pairs = zip(learners, self.layers, strict=True)
            return {learner.name: layer(reading) for learner, layer in pairs}

        def forward(self, inputs: Any, mask: Any, anchors: Any, words: Any, targets: dict[str, Any]) -> dict[str, Any]:
            """`targets`: by name of a head, which rows of the batch it has, and their truth."""
            logits = self.logits(self.read(inputs, mask, anchors, words))
            losses = [
                self.weighted(number, learner.loss(logits[learner.name][rows], truth))
                for number, learner in enumerate(learners)
                for rows, truth in [targets[learner.name]]
                if len(rows)
            ]
            return {"loss": sum(losses[1:], losses[0]), "logits": logits}

        def weighted(self, number: int, loss: Any) -> Any:
            if len(learners) == 1:
                return loss
            square = self.uncertainty[number] ** 2
            return loss / (2 * square) + torch.log1p(square)

    return HeadedEncoder()
