"""Terms of the medical vertical: how fast many of them are read and found, and how well those that ship do on notes.

No model is trained: what is measured is the terminology, the scopes of negation, and the rules made from both.
"""

from __future__ import annotations

import json
import random
import resource
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.machine import heading, table
from scaffold.rules.firing.matcher import RuleMatcher
from scaffold.rules.firing.material import Material
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet
from scaffold_medical.data import FILES
from scaffold_medical.rules.generated import read_generated
from scaffold_medical.terminology.linker import Linker
from scaffold_medical.terminology.reading import read_terminology

COMMAND = "python -m benchmarks.medical_terms"
TERMS = 100_000
WORDS = 3_000


def run() -> str:
    """The section of docs/benchmarks.md."""
    head = heading("Medical terms", COMMAND, "The notes are the test split of the sample; nothing was trained on it.")
    return head + _speed() + "\n" + _quality(_notes())


def _speed() -> str:
    """An ontology of made-up terms with three names each."""
    draw = random.Random(1)
    letters = "abcdefghilmnoprstu"
    words = ["".join(draw.choices(letters, k=draw.randint(4, 11))) for _ in range(15_000)]
    text = " ".join(draw.choices(words, k=WORDS))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.obo"
        path.write_text("\n".join(_stanza(number, words, draw) for number in range(TERMS)), encoding="utf-8")
        rows = []
        start = time.perf_counter()
        terms = read_terminology([path])
        rows.append(["read", *_since(start)])
        start = time.perf_counter()
        linker = Linker(terms)
        linker.find("")
        rows.append(["made ready", *_since(start)])
    linker.find(text)
    start = time.perf_counter()
    linker.find(text)
    rows.append([f"{WORDS:,} words searched", *_since(start)])
    return table([f"{len(terms):,} terms", "seconds", "memory (GB)"], rows)


def _stanza(number: int, words: list[str], draw: random.Random) -> str:
    names = [" ".join(draw.choices(words, k=draw.randint(1, 4))) for _ in range(3)]
    synonyms = "".join(f'synonym: "{name}" EXACT []\n' for name in names[1:])
    return f"[Term]\nid: DOID:{number}\nname: {names[0]} {number % 97}x\n{synonyms}is_a: DOID:{number // 7}\n"


def _since(start: float) -> list[str]:
    took = time.perf_counter() - start
    return [f"{took:.2f}", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f}"]


def _notes() -> list[dict[str, Any]]:
    rows = map(json.loads, FILES["notes"].read_text(encoding="utf-8").splitlines())
    return [row for row in rows if row["split"] == "test" and row.get("speciality")]


def _quality(notes: list[dict[str, Any]]) -> str:
    """Precision and recall of the linker's marks and of the rules' conditions, with and without what is said."""
    linker = Linker(read_terminology())
    labels = {"disease": "Disease", "chemical": "Chemical"}
    found = [linker.find(note["text"]) for note in notes]
    marks = [{(m.start, m.end, labels[m.type]) for m in each if m.type in labels} for each in found]
    true_marks = [{(e["start"], e["end"], e["label"]) for e in note["entities"]} for note in notes]
    anyhow = [{group for m in each if m.type == "disease" for group in m.groups} for each in found]
    matcher = RuleMatcher(RuleSet.of([parse_rules(read_generated(), "terms")]))
    ruled = [_conditions(matcher, note["text"]) for note in notes]
    true = [set(note["conditions"]) for note in notes]
    rows = [
        ["diseases and chemicals, exact spans", *_figures(marks, true_marks)],
        ["conditions: every illness that is named", *_figures(anyhow, true)],
        ["conditions: rules, which know what is denied and of whom", *_figures(ruled, true)],
    ]
    return table([f"{len(notes)} notes", "precision", "recall", "F1"], rows)


def _conditions(matcher: RuleMatcher, text: str) -> set[str | None]:
    fired = (firing.rule.then for firing in matcher.match(Material(text)))
    return {then.label for then in fired if then.head == "conditions"}


def _figures(given: Iterable[set[Any]], true: Iterable[set[Any]]) -> list[str]:
    right = said = meant = 0
    for one, other in zip(given, true, strict=True):
        right, said, meant = right + len(one & other), said + len(one), meant + len(other)
    precision, recall = right / max(said, 1), right / max(meant, 1)
    return [f"{value:.3f}" for value in (precision, recall, 2 * precision * recall / max(precision + recall, 1e-9))]


if __name__ == "__main__":
    print(run())
