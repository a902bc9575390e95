"""Financial PhraseBank by five-fold cross-validation: what pretraining, rules, ensembles and distillation each earn.

The set has no official split. Folds are drawn once, stratified by label; a sentence of a test fold that stands in the
set twice is in no training part. Each run goes through `scaffold train financial-sentiment`, chooses on a tenth of its
training part, and scores its test fold once. The fold stands where other benchmarks have a seed.
"""

from __future__ import annotations

import gzip
import json
import lzma
import random
import re
import statistics
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedKFold

from benchmarks.command import scaffold
from benchmarks.machine import datasets, heading, spread, table
from benchmarks.recorded import asked, record, recorded
from scaffold.bundle import Bundle

FOLDS = (0, 1, 2, 3, 4)
COMMAND = "python -m benchmarks.phrasebank"
SECTION = "phrasebank"
DRAWN = 1
ENCODER = Path(tempfile.gettempdir()) / "phrasebank-finance-encoder"
CORPUS_BUDGET = "30m"
_BEGINNING = 420
_SPACES = re.compile(r"\W+")

HALF, ALL = "Sentences_50Agree.txt.gz", "Sentences_AllAgree.txt.gz"
PUBLISHED = {HALF: "FinBERT: .86 / .84", ALL: "FinBERT: .97 / .95"}


@dataclass(frozen=True)
class Way:
    """One way to learn.

    :ivar data: the file whose folds are learnt from and scored; of the larger one also the sentences all agreed on.
    :ivar finance: whether to start from the encoder that was pretrained on financial news.
    """

    title: str
    data: str
    budget: str
    finance: bool = False
    settings: tuple[str, ...] = ()


_QUIET = ("rules.train=false", "rules.decide=false")
# Chosen on validation data within the training part of the first fold; the default trains the upper half for longer.
_WHOLE = (
    "training.layers=6",
    "training.recipe.epochs=3",
    "training.recipe.batch_size=16",
    "training.recipe.learning_rate=1e-4",
)
WAYS = {
    "half_frozen": Way("TF-IDF and the frozen encoder", HALF, "1m", settings=_QUIET),
    "half_plain": Way("fine-tuning its upper half", HALF, "12m", settings=_QUIET),
    "half_whole": Way("fine-tuning all layers, three epochs", HALF, "12m", settings=(*_WHOLE, *_QUIET)),
    "half_finance": Way("the same, after pretraining on financial news", HALF, "12m", True, (*_WHOLE, *_QUIET)),
    "half_rules": Way("all layers, with rules of wording", HALF, "12m", settings=_WHOLE),
    "half_ensemble": Way("and three models together", HALF, "30m", settings=_WHOLE),
    "half_distilled": Way("the three distilled into one", HALF, "40m", settings=(*_WHOLE, "training.distil=true")),
    "all_frozen": Way("TF-IDF and the frozen encoder", ALL, "1m", settings=_QUIET),
    "all_rules": Way("all layers, with rules of wording", ALL, "6m", settings=_WHOLE),
    "all_ensemble": Way("and three models together", ALL, "15m", settings=_WHOLE),
}


def run(folder: Path, names: tuple[str, ...] = tuple(WAYS), folds: tuple[int, ...] = FOLDS) -> str:
    """Train, once a way and fold, and give the tables of these ways."""
    if any(WAYS[name].finance for name in names):
        pretrain(folder)
    for fold in folds:
        for name in names:
            record(SECTION, name, fold, train(WAYS[name], folder / "financial_phrasebank", fold))
    return tables(names)


def pretrain(folder: Path) -> None:
    """Write the encoder that has read financial news, unless it lies there: no sentence of PhraseBank is in it."""
    if (ENCODER / "model.safetensors").is_file():
        return
    with tempfile.TemporaryDirectory() as place:
        corpus = Path(place) / "news.txt"
        corpus.write_text("\n".join(_news(folder)) + "\n", encoding="utf-8")
        scaffold("pretrain", "--corpus", corpus, "--out", ENCODER, "--budget", CORPUS_BUDGET, "--keep")


def train(way: Way, source: Path, fold: int) -> dict[str, Any]:
    """Figures of one fold."""
    rows = read(source / way.data)
    unanimous = {key(text) for text, _ in read(source / ALL)}
    with tempfile.TemporaryDirectory() as place:
        data, out = Path(place) / "data", Path(place) / "run"
        tests = draw(rows, data, fold)
        options = ["training.speed=1", "data.label=sentiment", *way.settings]
        given = [word for each in options for word in ("--set", each)]
        base = ["--base", ENCODER] if way.finance else []
        words = ["--data", data, "--out", out, "--budget", way.budget, "--seed", 1, *base, *given]
        scaffold("train", "financial-sentiment", *words)
        metrics = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
        decided = Bundle.load(out / "bundle").decide([text for text, _ in tests])
        said = [str(decision.heads["sentiment"].gist) for decision in decided]
    truth = [label for _, label in tests]
    agreed = [place for place, (text, _) in enumerate(tests) if key(text) in unanimous]
    return {
        "all": _figures(truth, said),
        "agreed": _figures([truth[i] for i in agreed], [said[i] for i in agreed]),
        "chosen": metrics["chosen"],
        "seconds": metrics["seconds"],
        "budget": way.budget,
    }


def read(path: Path) -> list[tuple[str, str]]:
    """Sentences and labels of a file."""
    with gzip.open(path, "rt", encoding="latin-1") as stream:
        pairs = (line.strip().rpartition("@") for line in stream)
        return [(text.strip(), label) for text, _, label in pairs if text]


def key(text: str) -> str:
    """What two spellings of one sentence have in common."""
    return _SPACES.sub("", text).casefold()


def draw(rows: list[tuple[str, str]], target: Path, fold: int) -> list[tuple[str, str]]:
    """Write the training part of a fold, and its test part, which is returned."""
    folds = StratifiedKFold(len(FOLDS), shuffle=True, random_state=DRAWN)
    train, test = list(folds.split(rows, [label for _, label in rows]))[fold]
    tests = [rows[i] for i in test]
    held = {key(text) for text, _ in tests}
    _write(target / "train.jsonl", [rows[i] for i in train if key(rows[i][0]) not in held])
    _write(target / "test.jsonl", tests)
    return tests


def tables(names: Iterable[str] = tuple(WAYS)) -> str:
    """Accuracy and macro-F1 of each way."""
    note = (
        f"Folds drawn with seed {DRAWN}; accuracy / macro-F1, mean and standard deviation over the folds named; "
        "what a step earns is seen on the first fold, which all ways have. "
        f"{'; '.join(f'{name}: {figure}' for name, figure in PUBLISHED.items())}."
    )
    columns = [
        "learnt from",
        "way",
        "first fold",
        "test folds",
        "their sentences all agreed on",
        "folds",
        "minutes a run",
    ]
    made = [(WAYS[name], runs) for name in names if (runs := recorded(SECTION, name))]
    return heading("Financial PhraseBank", COMMAND, note) + table(columns, [_row(way, runs) for way, runs in made])


def _row(way: Way, runs: dict[int, dict[str, Any]]) -> list[str]:
    minutes = statistics.mean(sum(one["seconds"].values()) for one in runs.values()) / 60
    shown = [_spread([one[part] for one in runs.values()]) for part in ("all", "agreed")]
    first = _spread([runs[FOLDS[0]]["all"]]) if FOLDS[0] in runs else ""
    return [way.data.partition(".")[0], way.title, first, *shown, ", ".join(map(str, runs)), f"{minutes:.1f}"]


def _spread(figures: list[dict[str, float]]) -> str:
    return " / ".join(spread([one[name] for one in figures]) for name in ("accuracy", "macro_f1"))


def _figures(truth: list[str], said: list[str]) -> dict[str, float]:
    macro = float(f1_score(truth, said, average="macro"))
    return {"accuracy": float(accuracy_score(truth, said)), "macro_f1": macro, "sentences": len(truth)}


def _news(folder: Path) -> list[str]:
    """Headlines, and beginnings of newswire, each once, in a random order."""
    with lzma.open(
        folder / "reuters_news_2006_2013" / "headlines_without_2008.jsonl.xz", "rt", encoding="utf-8"
    ) as file:
        texts = [json.loads(line)["headline"] for line in file]
    with lzma.open(folder / "reuters21578" / "reuters21578.jsonl.xz", "rt", encoding="utf-8") as file:
        for line in file:
            article = json.loads(line)
            texts.append(f"{article.get('title') or ''}. {article.get('body') or ''}"[:_BEGINNING])
    lines = list(dict.fromkeys(line for text in texts if (line := " ".join(text.split()))))
    random.Random(DRAWN).shuffle(lines)
    return lines


def _write(path: Path, rows: Iterable[tuple[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps({"text": text, "sentiment": label}, ensure_ascii=False) + "\n" for text, label in rows)
    path.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    print(asked(__doc__, WAYS, FOLDS, tables, partial(run, datasets())))
