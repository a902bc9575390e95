"""AdaLoRA ends with the rank it was set to, on average, and unequal from matrix to matrix."""

from __future__ import annotations

import pytest
import torch
import transformers

from scaffold.models.adapters import AdapterSettings, adapted
from scaffold.models.adapters.rank_schedule import penalty, rank_schedule

SETTINGS = AdapterSettings("adalora", rank=2)


class Regression(torch.nn.Module):
    """The first number of each text's states as a target, with the loss Trainer wants."""

    def __init__(self, encoder) -> None:
        super().__init__()
        self.transformer = encoder.model
        self.encoder = encoder

    def forward(self, inputs, labels):
        found = self.encoder.states(inputs, torch.ones_like(inputs)).mean((1, 2))
        return {"loss": (found - labels).pow(2).mean(), "logits": found}


def train(tiny_encoder, folder, steps, *, resume=False):
    module = Regression(adapted(tiny_encoder, SETTINGS))
    rows = [{"inputs": torch.tensor([2, 5 + n, 6, 3]), "labels": torch.tensor(float(n % 2))} for n in range(32)]
    arguments = transformers.TrainingArguments(
        str(folder), max_steps=steps, per_device_train_batch_size=8, learning_rate=0.02, report_to="none", use_cpu=True,
        disable_tqdm=True, save_strategy="steps", save_steps=18, logging_strategy="no", remove_unused_columns=False,
    )  # fmt: skip
    trainer = transformers.Trainer(module, arguments, train_dataset=rows, callbacks=[rank_schedule(SETTINGS)])
    trainer.remove_callback(transformers.PrinterCallback)
    trainer.train(resume_from_checkpoint=str(folder / "checkpoint-18") if resume else None)
    return module


def ranks(module) -> list[int]:
    return [int((p != 0).sum()) for name, p in module.named_parameters() if "lora_E" in name]


def test_ranks_shrink_to_the_target(tiny_encoder, tmp_path):
    module = train(tiny_encoder, tmp_path, 20)

    assert len(ranks(module)) == 12, "six matrices in each of two layers"
    assert sum(ranks(module)) == 2 * 12
    assert len(set(ranks(module))) > 1, "important matrices keep more than others"


def test_ranks_that_are_gone_stay_gone_after_an_interruption(tiny_encoder, tmp_path):
    whole = ranks(train(tiny_encoder, tmp_path, 20))

    assert ranks(train(tiny_encoder, tmp_path, 20, resume=True)) == whole


def test_penalty_is_nothing_for_orthogonal_factors(tiny_encoder):
    model = adapted(tiny_encoder, SETTINGS).model
    assert penalty(model) > 1
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_A" in name or "lora_B" in name:
                torch.nn.init.orthogonal_(parameter)
    assert penalty(model).item() == pytest.approx(0, abs=1e-4)
