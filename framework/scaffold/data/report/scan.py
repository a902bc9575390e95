"""One pass over a split that gathers what the report needs; memory grows by some bytes an example."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scaffold.data.report.personal import find_personal
from scaffold.text import folded_hash, has_control, language, short_hash, word_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.data.example import Example
    from scaffold.data.examples import Examples
    from scaffold.progress import Stage


@dataclass
class Scan:
    """What one pass over the examples of a split saw.

    :ivar hashes: 64-bit hash of each normalised, case-folded text.
    :ivar label_hashes: 64-bit hash of all labels of each example.
    :ivar labels: number of examples by label, by head; for tags the number of tokens.
    :ivar personal: indices of examples with personal data, by kind.
    """

    name: str
    examples: Examples
    hashes: array[int] = field(default_factory=lambda: array("Q"))
    label_hashes: array[int] = field(default_factory=lambda: array("Q"))
    characters: array[int] = field(default_factory=lambda: array("I"))
    words: array[int] = field(default_factory=lambda: array("I"))
    labels: dict[str, Counter[str]] = field(default_factory=dict)
    languages: Counter[str] = field(default_factory=Counter)
    personal: dict[str, array[int]] = field(default_factory=dict)
    control: array[int] = field(default_factory=lambda: array("Q"))
    groups: set[str] = field(default_factory=set)

    def add(self, index: int, example: Example, heads: Sequence[str]) -> None:
        """Take in one example."""
        text = example.text
        self.hashes.append(folded_hash(text))
        self.label_hashes.append(short_hash(repr(sorted(example.labels.items()))))
        self.characters.append(len(text))
        self.words.append(word_count(text))
        self.languages[language(text)] += 1
        if example.group:
            self.groups.add(example.group)
        if has_control(text):
            self.control.append(index)
        for kind in {kind for kind, _, _ in find_personal(text)}:
            self.personal.setdefault(kind, array("Q")).append(index)
        for head in heads:
            label = example.labels.get(head)
            if label is not None:
                self.labels.setdefault(head, Counter()).update([label] if isinstance(label, str) else label)


def scan_split(name: str, examples: Examples, heads: Sequence[str], stage: Stage) -> Scan:
    """Go once through a split."""
    scan = Scan(name, examples)
    for index, example in enumerate(examples):
        scan.add(index, example, heads)
        stage.advance()
    return scan
