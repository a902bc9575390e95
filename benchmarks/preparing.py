"""Published files that no reader takes as they are, written so that one does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from scaffold.data.load import load_dataset
from scaffold.settings import DataSettings


def multidogo(source: Path, target: Path) -> None:
    """Turns to an airline with their intents and slots, without those that have more or fewer tags than words."""
    settings = DataSettings(text="utterance", labels={"intent": "intent", "tags": "slot-labels"})
    kinds = {"intent": "classification", "tags": "classification"}
    splits = load_dataset(source / "turn_level" / "airline", settings, tuple(kinds), kinds=kinds).splits
    for name, rows in splits.items():
        triples = zip(rows.texts(), rows.labels("intent"), rows.labels("tags"), strict=True)
        found = [(text.split(), intent, str(tags).split()) for text, intent, tags in triples]
        _write(
            target / f"{name}.jsonl",
            ({"tokens": w, "intent": i, "slots": t} for w, i, t in found if len(w) == len(t)),
        )


def clinc150(source: Path, target: Path) -> None:
    """Texts in scope only."""
    splits = load_dataset(source / "data_full.json.gz", DataSettings(), ("intent",)).splits
    for name, rows in splits.items():
        pairs = zip(rows.texts(), rows.labels("intent"), strict=True)
        _write(target / f"{name}.jsonl", ({"text": text, "label": label} for text, label in pairs if label != "oos"))


def chnsenticorp(source: Path, target: Path) -> None:
    """Reviews without those that a later split has, too: of training, validation and test."""
    splits = load_dataset(source, DataSettings(), ("sentiment",)).splits
    later: set[str] = set()
    for name in ("test", "validation", "train"):
        texts = splits[name].texts()
        pairs = zip(texts, splits[name].labels("sentiment"), strict=True)
        _write(target / f"{name}.jsonl", ({"text": text, "label": label} for text, label in pairs if text not in later))
        later.update(texts)


def _write(path: Path, rows: Iterator[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    path.write_text("".join(lines), encoding="utf-8")
