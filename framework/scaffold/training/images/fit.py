"""Trains one net on images that are in memory."""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scaffold.extras import need
from scaffold.models.images.architecture import pooled
from scaffold.training.images.augment import Augmentation

if TYPE_CHECKING:
    from collections.abc import Iterator

    import torch

    from scaffold.models.images.frame import Batch
    from scaffold.progress import Progress
    from scaffold.training.images.recipe import ImageRecipe

_WARMUP = 0.1
_READ = 256
_LEVELLED = 5000
_PULL = 1e-4


def fit_net(
    body: torch.nn.Module,
    images: Batch,
    truth: npt.NDArray[np.int64],
    classes: int,
    recipe: ImageRecipe,
    progress: Progress,
) -> tuple[torch.nn.Module, torch.nn.Linear]:
    """Train `body` and a linear layer on it; returns both with the mean of their weights over the last steps.

    Weights are averaged as in Polyak & Juditsky 1992, with a share that is forgotten at each step. What is learnt from
    altered images leans to one side on images as they are: at the end scale and bias are fitted to these.

    :param images: of the training split, in their frame.
    :param truth: class index of each, (n,).
    """
    torch = need("torch")
    # What transformers does in a net (dropout) draws from torch's own stream.
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.seed)
        top = torch.nn.Linear(_dimension(body, images), classes)
        net = torch.nn.ModuleDict({"body": body, "top": top}).to(memory_format=torch.channels_last)
        mean = copy.deepcopy(net)
        steps = recipe.epochs * math.ceil(len(images) / recipe.batch_size)
        optimiser = torch.optim.AdamW(_groups(net, recipe.weight_decay), lr=recipe.learning_rate)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _pace(step, steps))
        loss_of = torch.nn.CrossEntropyLoss(
            weight=_weights(truth, classes) if recipe.balance else None, label_smoothing=recipe.smoothing
        )
        with progress.stage("Training a net", steps) as stage:
            for step, (batch, labels) in enumerate(_batches(images, truth, recipe)):
                net.train()
                loss = loss_of(net["top"](pooled(net["body"](batch))), labels)
                optimiser.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
                optimiser.step()
                schedule.step()
                # At the start the mean would keep what chance has set.
                _follow(mean, net, min(recipe.ema, (1 + step) / (10 + step)))
                stage.advance()
                stage.note(f"loss {loss.item():.3f}")
    body, top = mean["body"].eval(), mean["top"].eval()
    _level(body, top, images, truth, _weights(truth, classes) if recipe.balance else torch.ones(classes))
    return body, top


def _level(
    body: torch.nn.Module, top: torch.nn.Linear, images: Batch, truth: npt.NDArray[np.int64], weights: torch.Tensor
) -> None:
    """Fit one scale and a bias for each class to images as they are, and fold both into the top."""
    torch = need("torch")
    step = -(-len(images) // _LEVELLED)
    pool, labels = torch.from_numpy(images[::step]), torch.from_numpy(truth[::step])
    with torch.no_grad():
        logits = torch.cat([top(pooled(body(batch))) for batch in pool.split(_READ)]).double()
    scale, bias = torch.ones(1, dtype=torch.double), torch.zeros(logits.shape[1], dtype=torch.double)
    optimiser = torch.optim.LBFGS([scale.requires_grad_(), bias.requires_grad_()], max_iter=100)
    loss_of = torch.nn.CrossEntropyLoss(weight=weights.double())

    def closure() -> Any:
        optimiser.zero_grad()
        # A net that knows every image of its training would be made surer without end.
        loss = loss_of(scale * logits + bias, labels) + _PULL * ((scale - 1) ** 2).sum() + _PULL * (bias**2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    with torch.no_grad():
        top.weight.mul_(scale.float())
        top.bias.copy_(scale.float() * top.bias + bias.float())


def _dimension(body: torch.nn.Module, images: Batch) -> int:
    torch = need("torch")
    with torch.no_grad():
        return int(pooled(body.eval()(torch.from_numpy(images[:2]))).shape[1])


def _batches(
    images: Batch, truth: npt.NDArray[np.int64], recipe: ImageRecipe
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    torch = need("torch")
    random = torch.Generator().manual_seed(recipe.seed)
    alter = Augmentation(flip=recipe.flip)
    pool, labels = torch.from_numpy(images), torch.from_numpy(truth)
    for _ in range(recipe.epochs):
        order = torch.randperm(len(images), generator=random)
        for rows in order.split(recipe.batch_size):
            batch = pool[rows]
            batch = alter(batch, random) if recipe.augment else batch
            yield batch.contiguous(memory_format=torch.channels_last), labels[rows]


def _groups(net: torch.nn.Module, decay: float) -> list[dict[str, Any]]:
    """Norms and biases are not pulled towards nothing."""
    weights = [each for each in net.parameters() if each.ndim > 1]
    others = [each for each in net.parameters() if each.ndim <= 1]
    return [{"params": weights, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]


def _pace(step: int, steps: int) -> float:
    warm = max(1, round(_WARMUP * steps))
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))


def _weights(truth: npt.NDArray[np.int64], classes: int) -> torch.Tensor:
    """Of a class: what makes its images together count as much as those of any other."""
    counts = np.maximum(np.bincount(truth, minlength=classes), 1)
    return need("torch").tensor(len(truth) / (classes * counts), dtype=need("torch").float32)  # type: ignore[no-any-return]


def _follow(mean: torch.nn.Module, net: torch.nn.Module, kept: float) -> None:
    torch = need("torch")
    with torch.no_grad():
        pairs = zip(mean.state_dict().values(), net.state_dict().values(), strict=True)
        for old, new in pairs:
            if old.is_floating_point():
                old.lerp_(new, 1 - kept)
            else:
                old.copy_(new)
