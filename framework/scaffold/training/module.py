"""An encoder with the layers of its heads as one torch module."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.models.precision import fast_reading
from scaffold.training.learners.learner import Reading
from scaffold.training.objectives.semantic import LABELLED, WEIGHT, label_probabilities, semantic_loss
from scaffold.training.processes.gather import gathered
from scaffold.training.robust.adversary import with_adversary
from scaffold.training.robust.head_loss import HeadLoss
from scaffold.training.robust.weight_mean import weight_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.encoder import Encoder
    from scaffold.training.learners.learner import Learner
    from scaffold.training.objectives.semantic import Constraint
    from scaffold.training.recipe import Recipe


def headed_encoder(
    encoder: Encoder, learners: Sequence[Learner], recipe: Recipe, constraints: Sequence[Constraint] = ()
) -> Any:
    """A module that gives the loss of a batch while it trains, and the logits of every head.

    Several losses are weighted by learnt uncertainties (Kendall, Gal & Cipolla 2018, section 3.2; in the form of
    Liebel & Koerner 2018, which never becomes negative).
    """
    torch = need("torch")
    losses = [HeadLoss(learner, recipe) for learner in learners]
    passes = 2 if recipe.rdrop else 1

    class HeadedEncoder(torch.nn.Module):  # type: ignore[misc, name-defined]
        """The encoder is read once, whatever the number of heads; twice for R-Drop, once more for an adversary."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = encoder.model
            # Names of heads may hold dots, names of modules may not.
            self.layers = torch.nn.ModuleList([learner.layer(recipe) for learner in learners])
            self.uncertainty = torch.nn.Parameter(torch.ones(len(learners)), requires_grad=len(learners) > 1)
            learning = [each for each in self.parameters() if each.requires_grad]
            self.mean = weight_mean(learning) if recipe.ema else None

        def layer(self, name: str) -> Any:
            return self.layers[[learner.name for learner in learners].index(name)]

        def read(self, inputs: Any, mask: Any, anchors: Any, words: Any) -> Reading:
            with nullcontext() if recipe.exact else fast_reading():
                states = encoder.states(inputs, mask)
            # Losses are those of 32 bits.
            states = states.float()
            return Reading(states, encoder.pool(states, mask, anchors), words)

        def logits(self, reading: Reading) -> dict[str, Any]:
            pairs = zip(learners, self.layers, strict=True)
            return {learner.name: layer(reading) for learner, layer in pairs}

        def forward(
            self, inputs: Any, mask: Any, anchors: Any, words: Any, targets: dict[str, Any], count: int
        ) -> dict[str, Any]:
            """`targets`: by name of a head, which of the `count` rows of the batch it has, and their truth."""

            def loss_of(given: Any) -> Any:
                # Both passes are rows of one batch, each with dropout of its own.
                parts = [each if each is None else torch.cat([each] * passes) for each in (given, mask, words)]
                reading = self.read(parts[0], parts[1], anchors * passes, parts[2])
                pairs = self.logits(reading).items()
                found = {name: [gathered(part, count) for part in rows.chunk(passes)] for name, rows in pairs}
                loss = _joint_loss(losses, self.uncertainty, found, targets)
                if constraints:
                    loss = loss + WEIGHT * semantic_loss(constraints, _of_labels(learners, found))
                return loss

            loss = with_adversary(loss_of, self.embedded(inputs), recipe.fgm) if recipe.fgm else loss_of(inputs)
            return {"loss": loss}

        def embedded(self, inputs: Any) -> Any:
            """What an adversary may move: states as they are, words by their embeddings."""
            return inputs if inputs.is_floating_point() else self.transformer.get_input_embeddings()(inputs)

    return HeadedEncoder()


def _joint_loss(losses: Sequence[HeadLoss], uncertainty: Any, found: dict[str, Any], targets: dict[str, Any]) -> Any:
    """Of all heads that a batch has a truth for.

    :param found: logits of each pass, by name of a head.
    """
    weighted = []
    for number, loss_of in enumerate(losses):
        name = loss_of.learner.name
        rows, truth = targets[name]
        if len(rows):
            loss = loss_of([logits[rows] for logits in found[name]], truth)
            weighted.append(loss if len(losses) == 1 else _weighted(loss, uncertainty[number] ** 2))
    return sum(weighted[1:], weighted[0])


def _of_labels(learners: Sequence[Learner], found: dict[str, Any]) -> dict[str, Any]:
    """Probabilities of the first pass, by name of a head that has labels; what a loss keeps behind logits is left."""
    return {
        each.name: label_probabilities(found[each.name][0][..., : len(each.task.labels)], each.task.kind)
        for each in learners
        if each.task.kind in LABELLED
    }


def _weighted(loss: Any, variance: Any) -> Any:
    return loss / (2 * variance) + variance.log1p()
