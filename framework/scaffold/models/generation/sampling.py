"""Random choice of tokens that does not depend on which texts share a batch."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.tokens import TokenIds
    from scaffold.settings import GenerationSettings


def samplers(settings: GenerationSettings, sequences: Sequence[TokenIds]) -> list[Any]:
    """Logits processors that turn a greedy search over the rows of a batch into sampling; none without temperature.

    The largest of logits with Gumbel noise is a sample from their softmax (Gumbel 1954; Maddison et al. 2014, "A*
    Sampling", section 2). Each row has noise of its own, from the seed and its tokens: a text gets the same whatever
    batch it is in, and another seed gives another sample.
    """
    if settings.temperature is None:
        return []
    transformers = need("transformers")
    shaped = [transformers.TemperatureLogitsWarper(float(settings.temperature))]
    if settings.top_p < 1:
        shaped.append(transformers.TopPLogitsWarper(settings.top_p))
    torch = need("torch")
    rows = [torch.Generator().manual_seed(_seed(settings.seed, sequence)) for sequence in sequences]

    def add_noise(input_ids: Any, scores: Any) -> Any:
        waits = [torch.empty(scores.shape[1]).exponential_(generator=row) for row in rows]
        return scores - torch.stack(waits).log().to(scores.device)

    return [*shaped, add_noise]


def _seed(seed: int, sequence: TokenIds) -> int:
    digest = hashlib.sha256(f"{seed}:{sequence}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
