"""Weights from notes and patterns; the same input gives the same file."""

from __future__ import annotations

from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from scaffold.files import new_file
from scaffold.privacy.names.learned import bucket
from scaffold.privacy.names.learning.fit import fit
from scaffold.privacy.names.learning.lesson import SOURCES, read_notes, sections
from scaffold.privacy.names.learning.made_up import Invention
from scaffold.privacy.names.learning.renaming import Renaming
from scaffold.privacy.names.learning.sentences import Sentences
from scaffold.privacy.names.runs import Runs
from scaffold.privacy.names.traits import LISTS, is_candidate, traits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from scaffold.privacy.names.learning.lesson import Lesson, Note

# So often the lists that a word stands on are left out, that the model learns what is around.
_HIDDEN = 0.35
# The weights are the mean of as many models, each of names and sentences of its own.
_SEEDS = (1, 2, 3)
_ROUNDS, _COPIES, _MADE, _LONG = 4, 2, 12000, 40


class Learned(NamedTuple):
    """What the file holds.

    :ivar weights: int8 of shape (BUCKETS,).
    :ivar step: what 1 of them is worth.
    :ivar inputs: SHA-256 of notes and patterns, in hexadecimal.
    """

    weights: NDArray[np.int8]
    step: float
    inputs: str


def make(notes: Path, *, copies: int = _COPIES, made: int = _MADE) -> Learned:
    """Learn from a file of notes and from the patterns beside this module.

    :param copies: how often each note is read, each time with other names.
    :param made: how many texts are made from patterns.
    """
    rows = read_notes(notes)
    weights = np.mean([_fitted(rows, seed, copies, made) for seed in _SEEDS], axis=0)
    step = float(np.abs(weights).max()) / np.iinfo(np.int8).max
    return Learned(np.rint(weights / step).astype(np.int8), step, inputs(notes))


def _fitted(notes: Sequence[Note], seed: int, copies: int, made: int) -> NDArray[np.float64]:
    rng = Random(seed)  # noqa: S311
    pairs = list(_examples(_lessons(notes, rng, copies, made), rng))
    return fit([row for row, _ in pairs], [right for _, right in pairs], rounds=_ROUNDS, seed=seed)


def inputs(notes: Path) -> str:
    """SHA-256 of what is learnt from."""
    digest = sha256()
    for path in (notes, *SOURCES):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def write(learned: Learned, out: Path) -> None:
    """Write the file, whole or not at all."""
    with new_file(out) as file:
        np.savez_compressed(file, weights=learned.weights, step=learned.step, inputs=learned.inputs)


def _lessons(notes: Sequence[Note], rng: Random, copies: int, many: int) -> Iterator[Lesson]:
    """Everything that is learnt from: each note with other names more than once, then sentences from patterns."""
    slots = sections("slots.txt")
    slots["disease"] = slots["drug"] = sorted({thing for note in notes for thing in note.things if len(thing) < _LONG})
    made = Invention(rng, slots)
    renamed = Renaming(rng, made)
    for _ in range(copies):
        yield from map(renamed, notes)
    patterns = [sections(f"{group}.txt")[""] for group in ("named", "nameless")]
    sentences = Sentences(rng, made, slots)
    for _ in range(many):
        yield sentences.lesson(patterns)


def _examples(texts: Iterable[Lesson], rng: Random) -> Iterator[tuple[list[int], bool]]:
    """Buckets of every word that may be a name, and whether it is one."""
    for text, names in texts:
        runs = Runs(text)
        inside = {at for start, end in names for at in range(start, end)}
        for index, token in enumerate(runs.tokens):
            if is_candidate(runs, index):
                hidden = rng.random() < _HIDDEN
                shown = (trait for trait in traits(runs, index) if not (hidden and trait.startswith(LISTS)))
                yield [bucket(trait) for trait in shown], token.start in inside
