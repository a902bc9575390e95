"""The networks on top of an encoder while it is pretrained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.pretraining.masking import IGNORED

if TYPE_CHECKING:
    from scaffold.models.encoder import Encoder


def masked_language_model(encoder: Encoder, seed: int) -> Any:
    """A module that gives the loss of guessing hidden tokens; where its head starts follows from the seed.

    Its head turns a state into a vector that is compared with the encoder's own word embeddings, so the two learn
    together (Press & Wolf 2017); only hidden places go through it.
    """
    torch = need("torch")
    functional = torch.nn.functional

    class MaskedLanguageModel(torch.nn.Module):  # type: ignore[misc, name-defined]
        """Loss of a batch, the mean over its hidden tokens."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = encoder.model
            size, width = encoder.model.get_input_embeddings().weight.shape
            self.head = torch.nn.Sequential(
                torch.nn.Linear(encoder.width, width), torch.nn.GELU(), torch.nn.LayerNorm(width)
            )
            self.bias = torch.nn.Parameter(torch.zeros(size))

        def forward(self, inputs: Any, mask: Any, labels: Any) -> dict[str, Any]:
            hidden = labels != IGNORED
            states = self.head(encoder.states(inputs, mask)[hidden])
            logits = states @ self.transformer.get_input_embeddings().weight.T + self.bias
            return {"loss": functional.cross_entropy(logits, labels[hidden])}

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return MaskedLanguageModel()


def twin_model(encoder: Encoder, temperature: float) -> Any:
    """A module that gives the loss of finding a text's other view among those of the batch."""
    torch = need("torch")
    functional = torch.nn.functional

    class TwinModel(torch.nn.Module):  # type: ignore[misc, name-defined]
        """Loss of a batch, in both directions."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = encoder.model

        def forward(self, left: Any, left_mask: Any, right: Any, right_mask: Any) -> dict[str, Any]:
            one, other = (
                encoder.pool(encoder.states(*view), view[1]) for view in ((left, left_mask), (right, right_mask))
            )
            logits = one @ other.T / temperature
            truth = torch.arange(len(logits), device=logits.device)
            loss = functional.cross_entropy(logits, truth) + functional.cross_entropy(logits.T, truth)
            return {"loss": loss / 2}

    return TwinModel()
