"""A head that learns from labels and from rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold.training.learners.sequence import SequenceLearner

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_IMITATION = 0.5
"""Share of the loss that the model's own view, moved by the rules, has at the end."""

RAMP = 0.5
"""Part of the training over which that share rises from 0."""


class GuidedLearner(SequenceLearner):
    """Cross-entropy with class shares, and posterior regularisation toward the rules.

    What a text without a label is taught is a mixture of what was believed of it before, and of the distribution
    nearest to the model's that the rules agree with: q proportional to p · exp(sum of the weights of the rules that
    fired) (Ganchev, Graca, Gillenwater & Taskar 2010, section 2; as teacher and student in Hu, Ma, Liu, Hovy & Xing
    2016, section 3.2, whose share of imitation rises while the model learns).

    :ivar done: part of the training that is over, 0 to 1; moved by `ramp`.
    """

    def __init__(self, learner: SequenceLearner) -> None:
        vars(self).update(vars(learner))
        self.done = 0.0

    def tensor(self, truth: Sequence[Any]) -> Any:
        """Class shares (n, classes), weights (n,) and evidence (n, classes)."""
        torch = need("torch")
        return tuple(torch.from_numpy(np.stack(part).astype(np.float32)) for part in zip(*truth, strict=True))

    def loss(self, logits: Any, truth: Any) -> Any:
        """Weighted mean of the cross-entropies with the mixture."""
        shares, weights, evidence = (part.to(logits.device) for part in truth)
        log_p = logits.log_softmax(-1)
        imitation = MOST_IMITATION * min(1.0, self.done / RAMP)
        ruled = (log_p.detach() + evidence).softmax(-1)
        fired = (evidence != 0).any(-1, keepdim=True)
        wanted = need("torch").where(fired, (1 - imitation) * shares + imitation * ruled, shares)
        return -((wanted * log_p).sum(-1) * weights).sum() / weights.sum().clamp(min=1e-9)


def ramp(learner: GuidedLearner) -> Any:
    """A callback of transformers' Trainer that tells the learner how far the training is."""

    class Ramp(need("transformers").TrainerCallback):  # type: ignore[misc]
        """From the step, so that a resumed training goes on as it would have."""

        def on_step_begin(self, args: Any, state: Any, control: Any, **more: Any) -> None:
            learner.done = state.global_step / max(state.max_steps, 1)

    return Ramp()
