"""What a label is called, as one more text that has it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from scaffold.text import language

if TYPE_CHECKING:
    from scaffold.training.task import Task

LabelNames = Literal["auto", "always", "never"]

FEW_TEXTS = 20
"""Texts a label, on average, up to which its name is worth a try."""

_SEAMS = re.compile(r"[_\-./:+\s]+|(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]{3,}")


def spoken(label: str) -> str:
    """A label as words; empty where it is a number or a code.

    >>> spoken("card_payment-not.recognised"), spoken("lostCard"), spoken("信用卡"), spoken("A12")
    ('card payment not recognised', 'lost card', '信用卡', '')
    """
    if language(label) != "zh" and not _WORD.search(label):
        return ""
    parts = _SEAMS.split(label)
    return " ".join(part if part.isupper() else part.lower() for part in parts if part)


def with_label_names(task: Task) -> Task:
    """The task with the name of each label after its training texts."""
    names = [(name, number) for number, label in enumerate(task.labels) if (name := spoken(label))]
    truth = np.array([number for _, number in names], dtype=task.train.truth.dtype)
    return replace(task, train=task.train.plus([name for name, _ in names], truth))


def are_nameable(task: Task) -> bool:
    """Whether its texts have one label each, and are read alone, as a name would be."""
    return task.kind == "classification" and all(isinstance(text, str) for text in task.train.texts)


def are_few(task: Task) -> bool:
    """Whether a name may say what the texts of its label do not."""
    return len(task.train) <= FEW_TEXTS * len(task.labels)
