"""A head that labels stretches of a text, and weighs which tag follows which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.models.crf import crf_loss
from scaffold.models.tagger import Tagger, WordScores
from scaffold.training.learners.tagging import TaggingLearner, judge_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.encoder import Encoder
    from scaffold.training.learners.learner import Reading
    from scaffold.training.recipe import Recipe


class CrfTaggingLearner(TaggingLearner):
    """The loss of a linear-chain conditional random field over the tags of the words.

    Its logits are those of the words and after them, in every row, the scores of the transitions, (n, words + tags,
    tags): so the loss needs nothing but logits, whichever copy of the layer gave them.
    """

    def layer(self, recipe: Recipe) -> Any:
        """On the words' states and shapes, and the transitions, which start at 0."""
        return _layer(super().layer(recipe), len(self.tags))

    def loss(self, logits: Any, truth: Any) -> Any:
        """Minus log-probability of the true tags, a mean over the words."""
        return crf_loss(logits[:, : truth.shape[1]], logits[0, -len(self.tags) :], truth, self.tags)

    def judge(self, logits: Sequence[Any]) -> tuple[float, float]:
        """Micro-F1 of the spans, and the mean log-loss of the words."""
        rows = zip(self._offsets, logits, strict=True)
        words = [WordScores(offsets, found[: len(offsets)]) for offsets, found in rows]
        transitions = logits[0][-len(self.tags) :] if len(logits) else None
        return judge_words(self.task.labels, words, self.task.validation.spans, transitions)

    def finish(self, layer: Any, encoder: Encoder) -> Tagger:
        """A tagger with its transitions."""
        plain = super().finish(layer.words, encoder)
        transitions = layer.transitions.detach().numpy().copy()
        return Tagger(encoder, self.task.labels, plain.layer, transitions)


def _layer(words: Any, tags: int) -> Any:
    torch = need("torch")

    class CrfLayer(torch.nn.Module):  # type: ignore[misc, name-defined]
        """States of the words to logits, and the transitions behind them."""

        def __init__(self) -> None:
            super().__init__()
            self.words = words
            self.transitions = torch.nn.Parameter(torch.zeros(tags, tags))

        def forward(self, reading: Reading) -> Any:
            logits = self.words(reading)
            return torch.cat([logits, self.transitions.expand(len(logits), -1, -1)], dim=1)

    return CrfLayer()
