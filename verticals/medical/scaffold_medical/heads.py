"""What the vertical learns and how well the demo must do it."""

from __future__ import annotations

from scaffold.plugins.specs import MetricSpec, TaskHeadSpec

SPECIALITY, CONDITION, CONDITIONS, ENTITIES = "speciality", "condition", "conditions", "entities"
SECTION, QUESTION_TYPE = "section", "question_type"
FINDING, FINDING_TEXT, FINDING_BOTH = "finding", "finding_text", "finding_both"
NOTES, SECTIONS, QUESTIONS, IMAGES = "notes", "sections", "questions", "images"

HEADS = (
    TaskHeadSpec(SPECIALITY, "Which speciality a note is for.", loader=NOTES, metric="macro_f1", order=1),
    TaskHeadSpec(CONDITION, "The one condition a text is about.", loader=NOTES, order=2),
    TaskHeadSpec(CONDITIONS, "Every group of conditions a note is about.", loader=NOTES, kind="multilabel", order=3),
    TaskHeadSpec(ENTITIES, "Diseases and chemicals, where they stand.", loader=NOTES, kind="tagging", order=4),
    TaskHeadSpec(SECTION, "Which section of a note a passage is.", loader=SECTIONS, metric="macro_f1", order=5),
    TaskHeadSpec(QUESTION_TYPE, "What a question asks for.", loader=QUESTIONS, metric="macro_f1", order=6),
    TaskHeadSpec(
        FINDING_BOTH,
        "What image and letter of a case show together.",
        loader=IMAGES,
        kind="fusion",
        parts=(FINDING_TEXT, FINDING),
        order=7,
    ),
    TaskHeadSpec(FINDING, "What an image shows.", loader=IMAGES, kind="image", order=8),
    TaskHeadSpec(FINDING_TEXT, "What the letter beside an image says that it shows.", loader=IMAGES, order=9),
)

METRICS = (
    MetricSpec("speciality macro-F1", head=SPECIALITY, metric="macro_f1", at_least=0.65, order=1),
    MetricSpec("conditions macro-F1", head=CONDITIONS, metric="macro_f1", at_least=0.55, order=2),
    MetricSpec("entity F1", head=ENTITIES, metric="span_f1", at_least=0.75, order=3),
    MetricSpec("section macro-F1", head=SECTION, metric="macro_f1", at_least=0.65, order=4),
    MetricSpec("question type macro-F1", head=QUESTION_TYPE, metric="macro_f1", at_least=0.6, order=5),
    MetricSpec("finding of an image, accuracy", head=FINDING, metric="accuracy", at_least=0.8, order=6),
)
