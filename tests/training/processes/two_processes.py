"""What each of the processes of `test_two_processes` does, started by torchrun: see there."""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

from scaffold.training.processes.gather import gathered
from scaffold.training.processes.group import group, leave
from scaffold.training.processes.work import leading, together


def weigh(weight: list[float], rows: list[list[float]], folder: str) -> dict[str, torch.Tensor]:
    """The gradient of a loss that compares every row with every other, each process reading its share."""
    processes = group()
    scale = torch.tensor(weight, requires_grad=True)
    own = torch.tensor([rows[number] for number in processes.share(len(rows))])
    found = gathered(own * scale, len(rows))
    (found @ found.T).exp().sum().backward()
    Path(folder, f"seen-{processes.rank}").touch()
    gradients = processes.collect(scale.grad)
    return {"rows": found.detach(), "gradient": sum(gradients) / processes.size}


def widen(lengths: list[int], folder: str) -> torch.Tensor:
    """Rows for tokens, of which the processes have different numbers."""
    processes = group()
    own = torch.full((1, lengths[processes.rank], 2), float(processes.rank + 1), requires_grad=True)
    found = gathered(own, 2)
    found.sum().backward()
    assert own.grad.tolist() == [[[2.0, 2.0]] * lengths[processes.rank]]
    return found.detach()


if __name__ == "__main__":
    place = sys.argv[1]
    with leading() as leads:
        if leads:
            made = together(weigh, [0.5, -0.25], [[1.0, 2.0], [0.5, 1.0], [-1.0, 0.0]], place)
            made["wide"] = together(widen, [2, 3], place)
            save_file({name: value.contiguous() for name, value in made.items()}, Path(place, "made.safetensors"))
    leave()
