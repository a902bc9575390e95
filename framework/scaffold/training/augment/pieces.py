"""A text as words that can be moved, and what stands between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.text import language, word_spans

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Pieces:
    """`gaps[0] + words[0] + gaps[1] + ... + words[-1] + gaps[-1]` is the text.

    :ivar words: in Chinese every character is one.
    :ivar gaps: white space and punctuation, one more than there are words.
    """

    words: Sequence[str]
    gaps: Sequence[str]

    @classmethod
    def of(cls, text: str) -> Pieces:
        """Cut a text.

        >>> Pieces.of("my 信用卡?")
        Pieces(words=['my', '信', '用', '卡'], gaps=['', ' ', '', '', '?'])
        """
        spans: list[tuple[int, int]] = []
        for start, end in word_spans(text):
            chinese = is_chinese(text[start:end])
            spans += [(at, at + 1) for at in range(start, end)] if chinese else [(start, end)]
        edges = [0, *(edge for span in spans for edge in span), len(text)]
        gaps = [text[edges[i] : edges[i + 1]] for i in range(0, len(edges), 2)]
        return cls([text[start:end] for start, end in spans], gaps)

    @property
    def text(self) -> str:
        """The text they make."""
        return self.gaps[0] + "".join(word + gap for word, gap in zip(self.words, self.gaps[1:], strict=True))


def is_chinese(word: str) -> bool:
    """Whether a word is of Chinese characters."""
    return language(word) == "zh"
