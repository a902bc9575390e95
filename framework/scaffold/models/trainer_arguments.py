"""What every training by transformers' Trainer has in common here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def common_arguments(work: Path, seed: int) -> dict[str, Any]:
    """Arguments of `TrainingArguments`: the best state is kept, nothing is logged, batches stay as they are.

    :param work: folder for checkpoints.
    """
    return {
        "output_dir": str(work.absolute()),
        "load_best_model_at_end": True,
        "logging_strategy": "no",
        "report_to": "none",
        "disable_tqdm": True,
        "remove_unused_columns": False,
        "dataloader_pin_memory": False,
        "seed": seed,
    }
