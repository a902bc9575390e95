"""EMA: the weights of the last steps, averaged, instead of those of the last one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def weight_mean(weights: Sequence[Any]) -> Any:
    """A torch module with a running mean of `weights` (Polyak & Juditsky 1992; exponential, as in Tarvainen & Valpola
    2017, section 2), which checkpoints keep and resumed runs go on with."""
    torch = need("torch")

    class WeightMean(torch.nn.Module):  # type: ignore[misc, name-defined]
        """One buffer a weight."""

        def __init__(self) -> None:
            super().__init__()
            self.weights = list(weights)
            for number, weight in enumerate(self.weights):
                self.register_buffer(f"mean_{number}", weight.detach().clone())

        @torch.no_grad()  # type: ignore[untyped-decorator]
        def update(self, decay: float) -> None:
            """`decay` of the mean stays, the rest comes from the weights as they are."""
            for mean, weight in zip(self.buffers(), self.weights, strict=True):
                mean.lerp_(weight, 1 - decay)

        @torch.no_grad()  # type: ignore[untyped-decorator]
        def swap(self) -> None:
            """The means become the weights, and the weights take their place."""
            for mean, weight in zip(self.buffers(), self.weights, strict=True):
                kept = weight.clone()
                weight.copy_(mean)
                mean.copy_(kept)

        @contextmanager
        def applied(self) -> Iterator[None]:
            """Inside the block the means are the weights."""
            self.swap()
            try:
                yield
            finally:
                self.swap()

    return WeightMean()


def mean_keeper(mean: Any, decay: float) -> Any:
    """The transformers `TrainerCallback` that updates `mean` after each step.

    Early on the mean forgets faster, so that it does not hold on to where training started: after step `t` it keeps
    at most `(1 + t) / (10 + t)` of itself.
    """
    transformers = need("transformers")

    class MeanKeeper(transformers.TrainerCallback):  # type: ignore[misc, name-defined]
        """Watches one training."""

        def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            mean.update(min(decay, (1 + state.global_step) / (10 + state.global_step)))

    return MeanKeeper()
