"""One pass over a split that gathers what the report needs; memory grows by some bytes an example."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scaffold.data.examples import PIXELS, SIZE
from scaffold.data.images.case import ImageCase, has_text
from scaffold.data.report.counted import counted
from scaffold.data.report.personal import find_personal
from scaffold.data.targets import as_number
from scaffold.text import folded_hash, has_control, language, short_hash, word_count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.data.example import Example
    from scaffold.data.examples import Examples
    from scaffold.progress import Stage

_HALF = 0xFFFFFFFF


@dataclass
class Scan:
    """What one pass over the examples of a split saw.

    :ivar hashes: 64-bit hash of each normalised, case-folded text.
    :ivar label_hashes: 32-bit hash of all labels of each example: only those of the same text are compared.
    :ivar characters: number of examples by length in characters; `words` by length in words.
    :ivar groups: 64-bit hash of the group of each example that has one; once where neighbours share it.
    :ivar kinds: kind of each head.
    :ivar labels: number of examples by label, by head; for tags the number of entities by their type.
    :ivar numbers: numbers of each regression head.
    :ivar sizes: number of images by size.
    :ivar personal: indices of examples with personal data, by kind.
    """

    name: str
    examples: Examples
    kinds: Mapping[str, str]
    hashes: array[int] = field(default_factory=lambda: array("Q"))
    label_hashes: array[int] = field(default_factory=lambda: array("I"))
    characters: Counter[int] = field(default_factory=Counter)
    words: Counter[int] = field(default_factory=Counter)
    labels: dict[str, Counter[str]] = field(default_factory=dict)
    numbers: dict[str, array[float]] = field(default_factory=dict)
    languages: Counter[str] = field(default_factory=Counter)
    personal: dict[str, array[int]] = field(default_factory=dict)
    control: array[int] = field(default_factory=lambda: array("Q"))
    groups: array[int] = field(default_factory=lambda: array("Q"))
    sizes: Counter[str] = field(default_factory=Counter)

    @property
    def noun(self) -> str:
        """What its examples are called."""
        return "images" if self.sizes else "texts"

    def add(self, index: int, example: Example) -> None:
        """Take in one example."""
        given = example.input
        text = example.text if has_text(given) else ""
        if isinstance(given, ImageCase):
            self.sizes[str(example.metadata.get(SIZE, "?"))] += 1
            self.hashes.append(short_hash(str(example.metadata.get(PIXELS, given.image))))
        else:
            self.hashes.append(folded_hash(f"{text} | {example.text_pair}" if example.text_pair else text))
        self.label_hashes.append(short_hash(repr(sorted(example.labels.items()))) & _HALF)
        self.characters[len(text)] += 1
        self.words[word_count(text)] += 1
        self.languages[language(text)] += 1
        if example.group:
            self._add_group(short_hash(example.group))
        if has_control(text):
            self.control.append(index)
        for kind in {kind for kind, _, _ in find_personal(text)}:
            self.personal.setdefault(kind, array("Q")).append(index)
        for head, kind in self.kinds.items():
            label = example.labels.get(head)
            if label is None:
                continue
            self.labels.setdefault(head, Counter()).update(counted(label, kind))
            if kind == "regression" and (number := as_number(label)) is not None:
                self.numbers.setdefault(head, array("d")).append(number)

    def _add_group(self, group: int) -> None:
        if not self.groups or self.groups[-1] != group:
            self.groups.append(group)


def scan_split(name: str, examples: Examples, kinds: Mapping[str, str], stage: Stage) -> Scan:
    """Go once through a split.

    :param kinds: kind of each head whose labels are counted.
    """
    scan = Scan(name, examples, kinds)
    for index, example in enumerate(examples):
        scan.add(index, example)
        stage.advance()
    return scan
