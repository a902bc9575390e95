"""What the vertical learns and how well the demo must do it."""

from __future__ import annotations

from scaffold.plugins.specs import MetricSpec, TaskHeadSpec

SPECIALITY, CONDITION, CONDITIONS, ENTITIES = "speciality", "condition", "conditions", "entities"
SECTION, QUESTION_TYPE = "section", "question_type"
NOTES, SECTIONS, QUESTIONS = "notes", "sections", "questions"

HEADS = (
    TaskHeadSpec(SPECIALITY, "Which speciality a note is for.", loader=NOTES, metric="macro_f1", order=1),
    TaskHeadSpec(CONDITION, "The one condition a text is about.", loader=NOTES, order=2),
    TaskHeadSpec(CONDITIONS, "Every group of conditions a note is about.", loader=NOTES, kind="multilabel", order=3),
    TaskHeadSpec(ENTITIES, "Diseases and chemicals, where they stand.", loader=NOTES, kind="tagging", order=4),
    TaskHeadSpec(SECTION, "Which section of a note a passage is.", loader=SECTIONS, metric="macro_f1", order=5),
    TaskHeadSpec(QUESTION_TYPE, "What a question asks for.", loader=QUESTIONS, metric="macro_f1", order=6),
)

METRICS = (
    MetricSpec("speciality macro-F1", head=SPECIALITY, metric="macro_f1", at_least=0.6, order=1),
    MetricSpec("entity F1", head=ENTITIES, metric="span_f1", at_least=0.6, order=2),
)
