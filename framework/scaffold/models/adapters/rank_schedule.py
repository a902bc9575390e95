"""How AdaLoRA moves ranks from matrices that do not need them to those that do, while Trainer trains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.models.adapters.attach import NAME, initial_rank

if TYPE_CHECKING:
    from scaffold.models.adapters.settings import AdapterSettings

# Shares of all steps: before the first rank is taken away, and after the last.
WARMUP, FINAL = 0.1, 0.3
ORTHOGONALITY = 0.1


def rank_schedule(settings: AdapterSettings) -> Any:
    """The transformers `TrainerCallback` to train an adapter of the method `adalora` with (Zhang et al. 2023).

    Before each step it adds the gradient of the penalty that keeps the factors orthogonal (section 4.1); after it, it
    sets the least important singular values to zero (section 4.2), until `settings.rank` a matrix are left.
    """
    transformers = need("transformers")

    class RankSchedule(transformers.TrainerCallback):  # type: ignore[misc, name-defined]
        """Watches one training."""

        def on_train_begin(self, args: Any, state: Any, control: Any, model: Any, **kwargs: Any) -> None:
            self.last = max(1, round(state.max_steps * (1 - FINAL)))
            self.allocator = _allocator(model, settings, state.max_steps, self.last)
            # After an interruption, ranks that were gone by then stay gone.
            self.kept = _kept(model) if state.global_step >= self.last else None

        def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, model: Any, **kwargs: Any) -> None:
            (ORTHOGONALITY * penalty(model)).backward()

        def on_optimizer_step(self, args: Any, state: Any, control: Any, model: Any, **kwargs: Any) -> None:
            step = state.global_step + 1
            if self.kept is None:
                self.allocator.update_and_allocate(model, step, force_mask=step >= self.last)
                self.kept = _kept(model) if step >= self.last else None
                return
            for name, parameter in _parts(model, "lora_E"):
                parameter.data.mul_(self.kept[name])

    return RankSchedule()


def penalty(model: Any) -> Any:
    """Mean distance of the factors' Gram matrices from the identity, a scalar with gradient."""
    torch = need("torch")
    pairs = [p @ p.T for _, p in _parts(model, "lora_A")] + [p.T @ p for _, p in _parts(model, "lora_B")]
    return torch.stack([torch.linalg.matrix_norm(pair - torch.eye(len(pair))) for pair in pairs]).mean()


def _parts(model: Any, mark: str) -> list[tuple[str, Any]]:
    return [(name, parameter) for name, parameter in model.named_parameters() if f"{mark}.{NAME}" in name]


def _kept(model: Any) -> dict[str, Any]:
    return {name: parameter.data != 0 for name, parameter in _parts(model, "lora_E")}


def _allocator(model: Any, settings: AdapterSettings, steps: int, last: int) -> Any:
    config = need("peft").AdaLoraConfig(
        init_r=initial_rank(settings),
        target_r=settings.rank,
        tinit=min(round(steps * WARMUP), last - 1),
        tfinal=steps - last,
        total_step=steps,
        deltaT=max(1, steps // 100),
    )
    return need("peft.tuners.adalora").RankAllocator(model, config, NAME)
