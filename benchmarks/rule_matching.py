"""How fast text is searched for many terms: our index, spaCy's `PhraseMatcher` and one expression of all terms."""

from __future__ import annotations

import argparse
import gc
import json
import lzma
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path

from benchmarks.machine import datasets, heading, table
from scaffold.rules.matching.corpus import in_parallel, usable_cores
from scaffold.rules.matching.folding import Span, fold
from scaffold.rules.matching.phrases import Phrase, PhraseIndex

TERMS = (1_000, 10_000, 100_000)
MEGABYTES = 100.0
ROUNDS = 3
# The other ways read as much of the text as they manage in so many seconds.
SECONDS = 10.0
# Terms that the text holds: the same ones at every size, so that as much is found.
OCCURRING = 500
OWNERS = 100
COMMAND = "python -m benchmarks.rule_matching"
SYLLABLES = ("ba", "ri", "xo", "ze", "tin", "mab", "nib", "dro", "quil", "vax", "lu", "mi", "fen", "sta", "tor", "zum")

Search = Callable[[Iterator[str]], int]
Figures = dict[str, float]


def run(
    folder: Path,
    sizes: tuple[int, ...] = TERMS,
    megabytes: float = MEGABYTES,
    rounds: int = ROUNDS,
    seconds: float = SECONDS,
) -> str:
    """Every way at every size in a process of its own, one after the other, `rounds` times; medians."""
    if find_spec("spacy") is None:
        sys.exit("this benchmark compares with spaCy, which is not installed. Run: pip install spacy")
    measured: dict[tuple[str, int], list[Figures]] = {}
    with tempfile.TemporaryDirectory() as work:
        terms = Path(work) / "terms.json"
        terms.write_text(json.dumps(make_terms(read_texts(folder), max(sizes))), encoding="utf-8")
        for _ in range(rounds):
            for size in sizes:
                for way in WAYS:
                    limits = ("--terms", str(size), "--megabytes", str(megabytes), "--seconds", str(seconds))
                    command = [sys.executable, "-m", "benchmarks.rule_matching", "--measure", way, *limits]
                    done = subprocess.run(
                        [*command, "--data", str(folder), "--from", str(terms)], check=True, stdout=subprocess.PIPE
                    )
                    measured.setdefault((way, size), []).append(json.loads(done.stdout))
                    print(way, size, measured[way, size][-1], file=sys.stderr, flush=True)
    note = (
        f"{megabytes:g} MB of answers of MedQuAD in a shuffled order (seed 1), repeated as often as needed; the others "
        f"read as much of it as they manage in {seconds:g} seconds. {OCCURRING} terms are rare words and phrases of "
        "the text, the same ones at every size; half of the rest are invented names, half two to four rare words in a "
        f"row. All whole words, without regard to case, without inflection. Median of {rounds} interleaved rounds, "
        "each measurement in a process of its own; memory is the peak of all its processes, shared pages counted "
        "once, above what it took with texts and terms loaded."
    )
    columns = [
        "way",
        "terms",
        "MB/s",
        "ours is faster by",
        "cost of a MB, to fewest terms",
        "found a MB",
        "build, s",
        "peak MB",
    ]
    return heading("Many terms", COMMAND, note) + table(columns, list(_rows(measured, sizes)))


def _rows(measured: dict[tuple[str, int], list[Figures]], sizes: tuple[int, ...]) -> Iterator[list[str]]:
    ours = next(iter(WAYS))
    for way in WAYS:
        for size in sizes:
            own = measured[way, size]
            yield [
                NAMES[way],
                f"{size:,}",
                f"{statistics.median(each['rate'] for each in own):.3g}",
                f"{_ratio(measured[ours, size], own):.3g}",
                f"{_ratio(measured[way, min(sizes)], own):.2f}",
                *(f"{statistics.median(each[name] for each in own):.0f}" for name in ("found", "build", "peak")),
            ]


def _ratio(one: list[Figures], other: list[Figures]) -> float:
    return statistics.median(a["rate"] / b["rate"] for a, b in zip(one, other, strict=True))


def read_texts(folder: Path) -> list[str]:
    """The answers of MedQuAD in an order that makes every part of it like the whole."""
    with lzma.open(folder / "medquad" / "medquad.jsonl.xz", "rt", encoding="utf-8") as stream:
        answers = [json.loads(line).get("answer") for line in stream]
    texts = [answer for answer in answers if answer]
    random.Random(1).shuffle(texts)
    return texts


def make_terms(texts: list[str], most: int) -> list[str]:
    """`most` different terms; those that occur in the texts come first."""
    choose = random.Random(1)
    count = Counter(word for text in texts for word in re.findall("[a-z]{4,}", text.lower()))
    rare = sorted(word for word, times in count.items() if 2 <= times <= 20)
    terms = dict.fromkeys(choose.sample(rare, OCCURRING // 2))
    known = set(rare)
    while len(terms) < OCCURRING:
        runs = re.findall("[a-z]+(?: [a-z]+){1,3}", choose.choice(texts).lower())
        terms.update(dict.fromkeys(run for run in runs[:20] if known.intersection(run.split()[:1])))
    terms = dict.fromkeys(list(terms)[:OCCURRING])
    while len(terms) < most:
        name = "".join(choose.choices(SYLLABLES, k=choose.randint(3, 5)))
        terms.update(
            dict.fromkeys([*([] if name in count else [name]), " ".join(choose.sample(rare, choose.randint(2, 4)))])
        )
    return list(terms)[:most]


def ours(terms: list[str], workers: int | None) -> Search:
    """Our index, by all cores or by one process."""
    index = PhraseIndex(Phrase(term, number % OWNERS, inflect=False) for number, term in enumerate(terms))
    return lambda texts: sum(map(len, in_parallel(partial(_find, index), texts, workers)))


def _find(index: PhraseIndex, text: str) -> list[tuple[int, Span]]:
    return list(index.find(text, fold(text)))


def with_spacy(terms: list[str]) -> Search:
    """`PhraseMatcher` over lower-cased tokens, with the tokenizer of a blank English pipeline."""
    import spacy
    from spacy.matcher import PhraseMatcher

    pipeline = spacy.blank("en")
    matcher = PhraseMatcher(pipeline.vocab, attr="LOWER")
    for owner in range(OWNERS):
        matcher.add(str(owner), list(pipeline.tokenizer.pipe(terms[owner::OWNERS])))
    return lambda texts: sum(len(matcher(pipeline.make_doc(text))) for text in texts)


def with_re(terms: list[str]) -> Search:
    """All terms as alternatives of one expression, longest first, searched in lower-cased text."""
    alternatives = "|".join(map(re.escape, sorted(terms, key=len, reverse=True)))
    expression = re.compile(rf"\b(?:{alternatives})\b")
    return lambda texts: sum(1 for text in texts for _ in expression.finditer(text.lower()))


WAYS: dict[str, Callable[[list[str]], Search]] = {
    "ours": partial(ours, workers=None),
    "ours_1": partial(ours, workers=1),
    "spacy": with_spacy,
    "re": with_re,
}
NAMES = {
    "ours": f"scaffold, {usable_cores()} processes",
    "ours_1": "scaffold, 1 process",
    "spacy": "spaCy PhraseMatcher",
    "re": "re, one alternation",
}


def measure(way: str, texts: list[str], terms: list[str], megabytes: float, seconds: float) -> Figures:
    """MB a second, matches a MB, seconds of building and peak MB of one way."""
    size = 0
    limit = seconds if way in ("spacy", "re") else float("inf")

    def some() -> Iterator[str]:
        nonlocal size
        for text in cycle(texts):
            if size >= megabytes * 1e6 or time.perf_counter() - start > limit:
                return
            size += len(text.encode())
            yield text

    gc.collect()
    with Peak() as peak:
        start = time.perf_counter()
        search = WAYS[way](terms)
        build = time.perf_counter() - start
        start = time.perf_counter()
        found = search(some())
        taken = time.perf_counter() - start
    return {"rate": size / 1e6 / taken, "found": found / size * 1e6, "build": build, "peak": peak.megabytes}


class Peak:
    """The most memory that this process and its children take meanwhile, above what it takes now."""

    def __enter__(self) -> Peak:
        self._before = self._most = _proportional()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def megabytes(self) -> float:
        """Of memory, at most."""
        return self._most - self._before

    def _watch(self) -> None:
        while not self._ended.wait(0.25):
            self._most = max(self._most, _proportional())


def _proportional() -> float:
    """MB of this process and its children; a page that several of them share is counted once."""
    own = Path("/proc/self/task")
    children = {child for task in own.iterdir() for child in (task / "children").read_text(encoding="ascii").split()}
    total = 0
    for process in ("self", *children):
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue  # it has ended
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--terms", type=int, nargs="+", default=TERMS)
    parser.add_argument("--megabytes", type=float, default=MEGABYTES, help="text that our index reads")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="that the other ways read for")
    parser.add_argument("--data", type=Path, default=datasets(), help="folder of published data")
    parser.add_argument("--measure", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--from", dest="source", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        known = json.loads(given.source.read_text(encoding="utf-8"))[: given.terms[0]]
        print(json.dumps(measure(given.measure, read_texts(given.data), known, given.megabytes, given.seconds)))
    else:
        print(run(given.data, tuple(given.terms), given.megabytes, given.rounds, given.seconds))
