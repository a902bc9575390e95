"""`python -m benchmarks [SECTION ...]`: run all or some benchmarks, and write their sections of docs/benchmarks.md."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import (
    adapters,
    attention_dropout,
    bankfaqs,
    banking77,
    chinese,
    clinc150,
    decision,
    deidentification,
    financial_alerts,
    financial_crash,
    financial_injection,
    financial_stream,
    heads,
    knowledge_rules,
    label_noise,
    label_selection,
    medical_conditions,
    medical_entities,
    medical_terms,
    memory,
    new_project,
    phrasebank,
    pneumonia,
    prediction,
    pretraining,
    recommendation,
    recommendation_speed,
    robust,
    rule_matching,
    sharded_prediction,
    startup,
    training_throughput,
)
from benchmarks.machine import datasets
from scaffold.files import write_text

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
INTRODUCTION = """# Benchmarks

Every table is printed by the command above it and holds for the machine named there. Ways that are compared run
in turn in one process, because a machine's speed drifts; read the ratios. `make bench` runs all of it, which takes
hours; `python -m benchmarks SECTION` one section, and writes it into this page.

"""

Section = Callable[[Path], str]


def _without_data(make: Callable[[], str]) -> Section:
    return lambda folder: make()


_MEDICAL = ("ohsumed_23", "ncbi_disease_ner", "dapt_craft_en", "medquad")

# What each section reads, and what makes it; in the order of the page.
SECTIONS: dict[str, tuple[tuple[str, ...], Section]] = {
    "startup": ((), _without_data(startup.run)),
    "new_project": ((), _without_data(new_project.run)),
    "prediction": (("banking77",), prediction.run),
    "training_throughput": (("banking77",), training_throughput.run),
    "training_accuracy": (("banking77",), training_throughput.run_accuracy),
    "attention_dropout": ((), _without_data(attention_dropout.run)),
    "banking77": (("banking77",), banking77.run),
    "banking77_10": (("banking77",), partial(banking77.run_few, shots=10)),
    "banking77_5": (("banking77",), partial(banking77.run_few, shots=5)),
    "heads": (tuple(dict.fromkeys(each.data or name for name, each in heads.SETS.items())), heads.run),
    "chinese": (tuple(chinese.CORPUS), chinese.run),
    "bankfaqs": (("bankfaqs",), bankfaqs.run),
    "clinc150": (("clinc150",), clinc150.run),
    "knowledge_rules": (("banking77", "ohsumed_23"), knowledge_rules.run),
    "coverage": (("banking77", "clinc150", "sst2"), decision.run_coverage),
    "out_of_scope": (("banking77", "clinc150", "sst2"), decision.run_out_of_scope),
    "many_labels": (("goemotions",), decision.run_labels),
    "label_selection": (("banking77",), label_selection.run),
    "label_noise": (("banking77",), label_noise.run),
    "adapters": (("banking77",), adapters.run),
    "adapters_memory": ((), _without_data(adapters.run_memory)),
    "robust": (("banking77",), robust.run),
    "pretraining": (("ohsumed_23", "multidogo"), pretraining.run),
    "memory": ((), _without_data(memory.run)),
    "rule_matching": (("medquad",), rule_matching.run),
    "sharded_prediction": ((), _without_data(sharded_prediction.run)),
    "phrasebank": (("financial_phrasebank", "reuters_news_2006_2013", "reuters21578"), phrasebank.run),
    "financial_alerts": (("reuters_news_2006_2013",), financial_alerts.run),
    "financial_injection": (("reuters_news_2006_2013",), financial_injection.run),
    "financial_crash": ((), _without_data(financial_crash.run)),
    "financial_stream": ((), _without_data(financial_stream.run)),
    "deidentification": ((), _without_data(deidentification.run)),
    "medical_terms": ((), _without_data(medical_terms.run)),
    "medical_conditions": (_MEDICAL, medical_conditions.run),
    "medical_entities": (_MEDICAL, medical_entities.run),
    "pneumonia": (("pneumoniamnist",), pneumonia.run),
    "recommendation": (("movielens_100k", "steam_200k"), recommendation.run),
    "recommendation_speed": (("movielens_100k",), recommendation_speed.run),
}


def main() -> None:
    """Run the sections that are named, and enter each into the page when it is done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}; all if none")
    names = parser.parse_args().sections or list(SECTIONS)
    strange = [name for name in names if name not in SECTIONS]
    if strange:
        parser.error(f"there is no section {strange[0]!r} (there are: {', '.join(SECTIONS)})")
    folder = datasets()
    missing = sorted({each for name in names for each in SECTIONS[name][0] if not (folder / each).is_dir()})
    if missing:
        sys.exit(f"{folder} holds no {', no '.join(missing)}: set SCAFFOLD_DATASETS to the folder of published data")
    for name in names:
        section = SECTIONS[name][1](folder)
        page = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else INTRODUCTION
        write_text(PAGE, entered(page, section))
        print(section)


def entered(page: str, section: str) -> str:
    """The page with a section in place of the one of the same title, or at its end."""
    title = section.partition("\n")[0]
    before = re.search(rf"^{re.escape(title)}\n.*?(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    if before is None:
        return f"{page.rstrip()}\n\n{section.rstrip()}\n"
    return f"{page[: before.start()]}{section.rstrip()}\n\n{page[before.end() :]}".rstrip() + "\n"


if __name__ == "__main__":
    main()
