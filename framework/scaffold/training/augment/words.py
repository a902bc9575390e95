"""EDA without synonyms: words that change places, words that are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.training.augment.pieces import Pieces

if TYPE_CHECKING:
    import numpy as np

ALPHA = 0.1
"""Share of the words that one copy changes; the paper found 0.05 to 0.1 safe where there are more than a few texts."""


def swap_words(text: str, random: np.random.Generator, *, alpha: float = ALPHA) -> str:
    """The text with `alpha` of its words, one at least, swapped with the next one; gaps and punctuation stay in place.

    Wei & Zou 2019, "EDA: Easy Data Augmentation Techniques for Boosting Performance on Text Classification Tasks",
    section 2, random swap; there any two words are swapped, which hurts Chinese, whose words are not told apart here.
    """
    pieces = Pieces.of(text)
    words = list(pieces.words)
    if len(words) < 2:
        return text
    for _ in range(_changes(len(words), alpha)):
        at = int(random.integers(len(words) - 1))
        words[at], words[at + 1] = words[at + 1], words[at]
    return Pieces(words, pieces.gaps).text


def delete_words(text: str, random: np.random.Generator, *, alpha: float = ALPHA) -> str:
    """The text without `alpha` of its words, one at least; a single word stays (the same paper, random deletion)."""
    pieces = Pieces.of(text)
    number = min(_changes(len(pieces.words), alpha), len(pieces.words) - 1)
    if number < 1:
        return text
    gone = set(random.choice(len(pieces.words), size=number, replace=False).tolist())
    words, gaps = [], [pieces.gaps[0]]
    for at, (word, gap) in enumerate(zip(pieces.words, pieces.gaps[1:], strict=True)):
        if at not in gone:
            words.append(word)
            gaps.append(gap)
        elif not gap.isspace():
            gaps[-1] = gaps[-1].rstrip() + gap if gap else gaps[-1]
    return Pieces(words, gaps).text


def _changes(words: int, alpha: float) -> int:
    return max(1, round(alpha * words))
