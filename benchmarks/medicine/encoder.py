"""An encoder that has read medical texts: answers, articles and abstracts of training splits, never of a test split."""

from __future__ import annotations

import gzip
import json
import lzma
import random
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from benchmarks.command import scaffold

ENCODER = Path(tempfile.gettempdir()) / "scaffold-medical-encoder"
BUDGET = "40m"
_SEED = 1
_SENTENCES = 8
_ANSWERS = 5_000_000


def pretrain(folder: Path) -> Path:
    """Write the encoder, unless it lies there; gives its folder."""
    if not (ENCODER / "model.safetensors").is_file():
        with tempfile.TemporaryDirectory() as place:
            corpus = Path(place) / "texts.jsonl"
            with corpus.open("w", encoding="utf-8") as stream:
                stream.writelines(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in _texts(folder))
            words = ["--budget", BUDGET, "--keep", "--set", "pretraining.share=1"]
            scaffold("pretrain", "--corpus", corpus, "--out", ENCODER, *words)
    return ENCODER


def _texts(folder: Path) -> Iterator[str]:
    """All but the answers whole; of those a random part, so that they do not outweigh the rest."""
    yield from (row["text"] for row in _rows(folder / "ohsumed_23" / "train.jsonl.xz"))
    with gzip.open(folder / "ncbi_disease_ner" / "train.tsv.gz", "rt", encoding="utf-8") as stream:
        yield from _sentences(stream)
    for row in _rows(folder / "dapt_craft_en" / "craft.jsonl.xz"):
        yield from (part for part in str(row["text"]).split("\n") if len(part) > 40)
    asked = _rows(folder / "medquad" / "medquad.jsonl.xz")
    answers = list(dict.fromkeys(row["answer"] for row in asked if row["answer"]))
    random.Random(_SEED).shuffle(answers)
    length = 0
    for answer in answers:
        length += len(answer)
        if length > _ANSWERS:
            return
        yield answer


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def _sentences(stream: Iterator[str]) -> Iterator[str]:
    """Several of them as one text, as they follow each other in an abstract."""
    kept: list[str] = []
    for blank, lines in groupby(stream, key=lambda line: not line.strip()):
        if not blank:
            kept.append(" ".join(line.split("\t")[0] for line in lines))
        if len(kept) == _SENTENCES:
            yield " ".join(kept)
            kept = []
