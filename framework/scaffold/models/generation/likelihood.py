"""How likely a model finds what it wrote."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Mapping

    import torch

_LOGITS = 1 << 26
"""Numbers of one block of logits: 256 MB."""


def mean_log_probability(
    model: Any, inputs: Mapping[str, torch.Tensor], written: torch.Tensor, mask: torch.Tensor
) -> list[float]:
    """Mean natural log-probability a token, for each row; the model's own, before any sampling or penalty.

    :param inputs: `input_ids` and `attention_mask` of what the model read, each (n, length).
    :param written: token ids that follow; for an encoder-decoder with its start token, (n, longest).
    :param mask: 1 for the tokens that count, (n, longest).
    """
    torch = need("torch")
    rows = max(1, _LOGITS // (written.shape[1] * model.config.get_text_config(decoder=True).vocab_size))
    means: list[float] = []
    for start in range(0, len(written), rows):
        part = slice(start, start + rows)
        tokens, counts = written[part], mask[part].float()
        logits = _logits(model, {name: value[part] for name, value in inputs.items()}, tokens, counts).float()
        chosen = logits.gather(-1, tokens[..., None]).squeeze(-1) - logits.logsumexp(-1)
        sums = torch.where(counts > 0, chosen, 0.0).sum(1) / counts.sum(1).clamp(min=1)
        means.extend(sums.tolist())
    return means


def _logits(model: Any, inputs: Mapping[str, torch.Tensor], tokens: torch.Tensor, counts: torch.Tensor) -> torch.Tensor:
    """Logits for each of `tokens`, (n, longest, vocabulary); zeros for a start token, which nothing precedes."""
    torch = need("torch")
    if model.config.is_encoder_decoder:
        found = model(**inputs, decoder_input_ids=tokens[:, :-1]).logits
        return torch.nn.functional.pad(found, (0, 0, 1, 0))  # type: ignore[no-any-return]
    ids = torch.cat([inputs["input_ids"], tokens[:, :-1]], 1)
    mask = torch.cat([inputs["attention_mask"], counts[:, :-1].long()], 1)
    options: dict[str, Any] = {}
    known = inspect.signature(model.forward).parameters
    if "position_ids" in known:
        options["position_ids"] = (mask.cumsum(1) - 1).clamp(min=0)
    if "logits_to_keep" in known:
        options["logits_to_keep"] = tokens.shape[1]
    found = model(input_ids=ids, attention_mask=mask, **options).logits
    return found[:, -tokens.shape[1] :]  # type: ignore[no-any-return]
