"""What an encoder was and what it became, joined into one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.extras import need

if TYPE_CHECKING:
    from scaffold.models.encoder import Encoder


def blend(before: Encoder, after: Encoder, share: float) -> Encoder:
    """Weights on the way from one encoder to the other (Wortsman et al. 2022, "Robust fine-tuning", section 3).

    Guessing words pulls sentence vectors out of shape; part of the way keeps their shape and most of what was learned.

    :param share: 0 is `before`, 1 is `after`.
    """
    if share == 1:
        return after
    torch = need("torch")
    mixed = before.copy()
    learned = after.model.state_dict()
    with torch.no_grad():
        for name, value in mixed.model.state_dict().items():
            if value.is_floating_point():
                value.lerp_(learned[name], share)
    return mixed
