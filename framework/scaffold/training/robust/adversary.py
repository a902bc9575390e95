"""FGM: the loss on inputs that were moved a little to where it is highest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Callable


def with_adversary(loss_of: Callable[[Any], Any], inputs: Any, size: float) -> Any:
    """The loss of a batch and that of its adversarial twin (Miyato, Dai & Goodfellow 2017, section 3).

    The twin counts as a constant: no gradient flows through the way it was found.

    :param inputs: what the trained part reads, (n, length, width).
    :param size: length of the step, over all numbers of a text together.
    """
    inputs = inputs if inputs.requires_grad else inputs.detach().requires_grad_()
    loss = loss_of(inputs)
    (gradient,) = need("torch").autograd.grad(loss, inputs, retain_graph=True)
    return loss + loss_of(inputs + step(gradient, size))


def step(gradient: Any, size: float) -> Any:
    """`size` along the gradient of each text, (n, length, width); nothing where there is no gradient."""
    lengths = gradient.flatten(1).norm(dim=1).clamp_min(1e-12)
    return size * gradient / lengths[:, None, None]
