"""Steps of a training a second with and without dropout in attention, by the length of the texts."""

from __future__ import annotations

import statistics
import time
from typing import Any

import torch

from benchmarks.machine import heading, table
from scaffold.models.encoder import Encoder, read_encoder
from scaffold.models.precision import fast_reading
from scaffold.models.weights import find_embedded

COMMAND = "python -m benchmarks.attention_dropout"
ROUNDS = 5
SEED = 1
_SIZES = ((32, 32), (16, 96), (16, 192), (16, 384))
_DROPOUT = 0.1


def run(rounds: int = ROUNDS) -> str:
    """Both ways in turn, `rounds` times for every length, in one process; medians and ratios."""
    torch.manual_seed(SEED)
    encoder = read_encoder(find_embedded())
    encoder.model.train()
    rows = []
    for texts, length in _SIZES:
        seconds: dict[float, list[float]] = {_DROPOUT: [], 0.0: []}
        for _ in range(rounds):
            for dropout, taken in seconds.items():
                _set(encoder, dropout)
                taken.append(_step(encoder, texts, length))
        median = {dropout: statistics.median(taken) for dropout, taken in seconds.items()}
        speeds = [f"{texts * length / each:,.0f}" for each in median.values()]
        rows.append([f"{texts} x {length}", *speeds, f"{median[_DROPOUT] / median[0.0]:.2f}"])
    note = (
        f"Forth and back through all layers of the embedded encoder, median of {rounds} interleaved rounds, seed "
        f"{SEED}; dropout behind the layers is on in both."
    )
    columns = ["texts x tokens", f"tokens/s, dropout {_DROPOUT}", "tokens/s, none", "faster by"]
    return heading("Dropout in attention", COMMAND, note) + table(columns, rows)


def _set(encoder: Encoder, dropout: float) -> None:
    for layer in encoder.model.encoder.layer:
        layer.attention.self.dropout.p = dropout


def _step(encoder: Encoder, texts: int, length: int) -> float:
    """Seconds of one pass forth and back, in the numbers a training uses on this machine."""
    inputs: Any = torch.randint(1000, 2000, (texts, length))
    mask = torch.ones_like(inputs)
    # One shorter text, as a batch has them: attention is given a mask.
    mask[0, -1] = 0
    began = time.perf_counter()
    with fast_reading():
        states = encoder.states(inputs, mask)
    states.float().square().mean().backward()
    return time.perf_counter() - began


if __name__ == "__main__":
    print(run())
