"""The networks on top of an encoder while it is pretrained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.models.precision import fast_reading
from scaffold.pretraining.masking import IGNORED

if TYPE_CHECKING:
    from scaffold.models.classifier import Matrix
    from scaffold.models.encoder import Encoder


def masked_language_model(encoder: Encoder, seed: int, frequencies: Matrix) -> Any:
    """A module that gives the loss of guessing hidden tokens; where its head starts follows from the seed.

    Its head turns a state into a vector that is compared with the encoder's own word embeddings, so the two learn
    together (Press & Wolf 2017); only hidden places go through it. How common each token is it need not learn.

    :param frequencies: share of each token in the corpus, above 0, (vocabulary,).
    """
    torch = need("torch")
    functional = torch.nn.functional

    class MaskedLanguageModel(torch.nn.Module):  # type: ignore[misc, name-defined]
        """Loss of a batch, the mean over its hidden tokens."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = encoder.model
            width = encoder.model.get_input_embeddings().weight.shape[1]
            self.head = torch.nn.Sequential(
                torch.nn.Linear(encoder.width, width), torch.nn.GELU(), torch.nn.LayerNorm(width)
            )
            self.bias = torch.nn.Parameter(torch.from_numpy(frequencies).log())

        def forward(self, inputs: Any, mask: Any, labels: Any) -> dict[str, Any]:
            hidden = labels != IGNORED
            with fast_reading():
                states = self.head(encoder.states(inputs, mask)[hidden])
                logits = states @ self.transformer.get_input_embeddings().weight.T
            return {"loss": functional.cross_entropy(logits.float() + self.bias, labels[hidden])}

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
            with fast_reading():
                states = [encoder.states(*view).float() for view in ((left, left_mask), (right, right_mask))]
            one, other = (encoder.pool(*view) for view in zip(states, (left_mask, right_mask), strict=True))
            logits = one @ other.T / temperature
            truth = torch.arange(len(logits), device=logits.device)
            loss = functional.cross_entropy(logits, truth) + functional.cross_entropy(logits.T, truth)
            return {"loss": loss / 2}

    return TwinModel()


def denoiser(encoder: Encoder, longest: int, seed: int, frequencies: Matrix) -> Any:
    """A module that gives the loss of telling rows from their vectors; where its decoder starts follows from the seed.

    Words are read and told by the encoder's own word embeddings.

    :param longest: tokens of the longest row.
    :param frequencies: share of each token in the corpus, above 0, (vocabulary,).
    """
    torch = need("torch")
    functional = torch.nn.functional

    class Denoiser(torch.nn.Module):  # type: ignore[misc, name-defined]
        """Loss of a batch, the mean over its tokens."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = encoder.model
            width = encoder.model.get_input_embeddings().weight.shape[1]
            heads = encoder.model.config.num_attention_heads
            self.positions = torch.nn.Embedding(longest, width)
            torch.nn.init.normal_(self.positions.weight, std=0.02)
            self.memory = torch.nn.Linear(encoder.dimension, width)
            self.norm = torch.nn.LayerNorm(width)
            self.decoder = torch.nn.TransformerDecoderLayer(
                width, 1 if width % heads else heads, 4 * width, activation="gelu", batch_first=True
            )
            self.bias = torch.nn.Parameter(torch.from_numpy(frequencies).log())

        def forward(self, inputs: Any, mask: Any, before: Any, labels: Any) -> dict[str, Any]:
            with fast_reading():
                read = encoder.states(inputs, mask)
            vector = encoder.pool(read.float(), mask)
            words = self.transformer.get_input_embeddings()
            told = self.norm(words(before) + self.positions.weight[: before.shape[1]])
            later = torch.nn.Transformer.generate_square_subsequent_mask(before.shape[1], device=before.device)
            # A vector of length 1 is small beside states, whose numbers are about 1 each.
            memory = self.memory(vector * vector.shape[1] ** 0.5)[:, None]
            states = self.decoder(told, memory, tgt_mask=later, tgt_is_causal=True)
            wanted = labels != IGNORED
            logits = states[wanted] @ words.weight.T + self.bias
            return {"loss": functional.cross_entropy(logits, labels[wanted])}

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return Denoiser()
