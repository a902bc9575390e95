"""What other terminologies call the types of this one."""

from __future__ import annotations

# Prefixes of ids in open ontologies, and words of their namespaces.
_PREFIXES = {
    **dict.fromkeys(("DOID", "MONDO", "ORPHA", "ORPHANET", "OMIM", "ICD10", "ICD10CM"), "disease"),
    **dict.fromkeys(("HP", "SYMP"), "symptom"),
    **dict.fromkeys(("CHEBI", "DRUGBANK", "RXNORM", "ATC", "DRON"), "chemical"),
    "MAXO": "procedure",
}
_NAMESPACES = {
    **dict.fromkeys(("disease_ontology", "disease"), "disease"),
    **dict.fromkeys(("human_phenotype", "symptoms", "symptom", "medical_genetics"), "symptom"),
    **dict.fromkeys(("chebi_ontology", "chemical"), "chemical"),
}
# Semantic types of the UMLS by their TUI: type, and group of conditions where the type says it.
_SEMANTIC = {
    **dict.fromkeys(("T047", "T046", "T049"), ("disease", "")),
    "T191": ("disease", "neoplasm"),
    "T048": ("disease", "mental"),
    "T019": ("disease", "congenital"),
    "T190": ("disease", ""),
    "T037": ("disease", "injury"),
    "T184": ("symptom", ""),
    **dict.fromkeys(("T033", "T034"), ("finding", "")),
    **dict.fromkeys(("T103", "T104", "T109", "T121", "T125", "T127", "T131", "T195", "T197", "T200"), ("chemical", "")),
    **dict.fromkeys(("T058", "T059", "T060", "T061"), ("procedure", "")),
}
_WORDS = {
    "disease": ("disorder", "diagnosis", "condition", "illness", "syndrome", "neoplastic process", "疾病", "诊断"),
    "symptom": ("sign or symptom", "sign", "complaint", "phenotype", "症状", "体征"),
    "chemical": ("drug", "medication", "medicine", "substance", "product", "药品", "药物", "化学品"),
    "procedure": ("operation", "surgery", "intervention", "test", "手术", "操作", "检查"),
    "finding": ("observation", "result", "所见", "发现"),
}
_TYPES = {word: kind for kind, words in _WORDS.items() for word in (kind, f"{kind}s", *words)}


def type_of_prefix(key: str, namespace: str = "") -> str:
    """What an ontology is about, from the prefix of an id or the namespace; empty where neither is known.

    >>> type_of_prefix("DOID:5844"), type_of_prefix("X:1", "disease_ontology"), type_of_prefix("X:1")
    ('disease', 'disease', '')
    """
    prefix, colon, _ = key.partition(":")
    return (_PREFIXES.get(prefix.upper(), "") if colon else "") or _NAMESPACES.get(namespace.casefold(), "")


def type_of_semantic(tui: str) -> tuple[str, str]:
    """Type and group of conditions of a semantic type of the UMLS, both may be empty."""
    return _SEMANTIC.get(tui, ("", ""))


def type_of_word(word: str) -> str:
    """The type that a word of a table stands for; empty for one that is not known.

    >>> type_of_word("Disorder"), type_of_word("药品"), type_of_word("colour")
    ('disease', 'chemical', '')
    """
    return _TYPES.get(word.strip().casefold(), "")
