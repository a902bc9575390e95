"""The data loaders: notes, passages of notes, questions, images."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.data.load import load_dataset
from scaffold.data.present_heads import present_heads
from scaffold_medical.heads import (
    CONDITION,
    CONDITIONS,
    ENTITIES,
    HEADS,
    IMAGES,
    NOTES,
    QUESTION_TYPE,
    QUESTIONS,
    SECTION,
    SECTIONS,
    SPECIALITY,
)

if TYPE_CHECKING:
    from scaffold.data.dataset import Dataset
    from scaffold.settings import DataSettings

SAMPLE = Path(__file__).with_name("sample")
FILES = {
    NOTES: SAMPLE / "notes.jsonl",
    SECTIONS: SAMPLE / "sections.csv",
    QUESTIONS: SAMPLE / "questions.csv",
    IMAGES: SAMPLE / "images.npz",
}

_CALLED = {
    SPECIALITY: "speciality specialty department service clinic 科室 专科 就诊科室",
    CONDITION: "condition disease diagnosis disease_name illness condition_label 疾病 诊断 病名",
    CONDITIONS: "conditions diseases diagnoses comorbidities chapters 疾病列表 并发症",
    ENTITIES: "entities ner ner_tags tags spans annotations mentions 实体",
    SECTION: "section section_label section_name heading 段落 章节",
    QUESTION_TYPE: "question_type qtype question_label 问题类型",
}
"""What columns of labels are called; others are found as the core finds them."""


_KINDS = {spec.name: spec.kind for spec in HEADS if spec.loader != IMAGES}
# A column that is called a label and no more is looked for by the head that is asked for first.
_IN_ORDER = {CONDITION: _KINDS[CONDITION], **_KINDS}


def load(loader: str, path: Path | None, settings: DataSettings) -> Dataset | None:
    """What a loader of texts finds in `path`, or in the sample; None for a path without labels of its heads.

    A column that is called a label and no more is the condition of a text.

    :param loader: `notes`, `sections` or `questions`.
    :raises DataError: naming file and line.
    """
    settings = settings if path or loader == NOTES else _without_groups(settings)
    path = path or FILES[loader]
    settings, found = present_heads(path, settings, _CALLED, _IN_ORDER)
    kinds = {spec.name: spec.kind for spec in HEADS if spec.loader == loader and spec.name in found}
    if not kinds and (found or loader != NOTES):
        return None
    labels = {head: column for head, column in settings.labels.items() if head in kinds}
    return load_dataset(path, settings.model_copy(update={"labels": labels}), tuple(kinds) or (CONDITION,), kinds=kinds)


def load_cases(path: Path | None, settings: DataSettings) -> Dataset:
    """Images with what they show, some with a letter; None for the sample.

    :raises DataError: naming the file or the image.
    """
    kinds = {spec.name: spec.kind for spec in HEADS if spec.loader == IMAGES}
    settings = settings if path else _without_groups(settings)
    return load_dataset(path or FILES[IMAGES], settings, tuple(kinds), kinds=kinds)


def _without_groups(settings: DataSettings) -> DataSettings:
    """Only the notes of the sample say whose they are."""
    return settings.model_copy(update={"subgroups": ()})
