"""A few terms, so that a test says what it is about."""

from __future__ import annotations

import pytest

from scaffold_medical.terminology.abbreviations import Abbreviations, Sense
from scaffold_medical.terminology.linker import Linker
from scaffold_medical.terminology.term import Term
from scaffold_medical.terminology.terminology import Terminology

TERMS = (
    Term(
        "heart", "heart disease", zh=("心脏病",), type="disease", groups=("circulatory",), specialities=("cardiology",)
    ),
    Term("mi", "myocardial infarction", ("heart attack",), ("心肌梗死",), "disease", parents=("heart",)),
    Term("stenosis", "mitral stenosis", type="disease", parents=("heart",)),
    Term("sclerosis", "multiple sclerosis", (), ("多发性硬化",), "disease", "VI", ("nervous",), ("neurology",)),
    Term("kidney", "kidney disease", (), (), "disease", groups=("genitourinary",), specialities=("nephrology",)),
    Term("ckd", "chronic kidney disease", parents=("kidney",)),
    Term("copd", "chronic obstructive pulmonary disease", (), ("慢性阻塞性肺疾病",), "disease", "X", ("respiratory",)),
    Term("aids", "acquired immunodeficiency syndrome", ("AIDS",), type="disease", groups=("infection",)),
    Term("aspirin", "aspirin", (), ("阿司匹林",), "chemical"),
)
SENSES = (
    Sense("MS", "multiple sclerosis", context=("relapse", "optic neuritis"), speciality="neurology"),
    Sense("MS", "mitral stenosis", context=("valve", "murmur"), speciality="cardiology"),
    Sense("MI", "myocardial infarction", usual=True, context=("troponin",)),
    Sense("MI", "mitral insufficiency", context=("regurgitant",)),
    Sense("CXR", "chest X-ray"),
    Sense("心梗", "心肌梗死"),
)


@pytest.fixture(scope="session")
def terminology() -> Terminology:
    return Terminology(TERMS)


@pytest.fixture(scope="session")
def linker(terminology: Terminology) -> Linker:
    return Linker(terminology, Abbreviations(SENSES))
