"""Long texts cut into passages that an encoder reads whole."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|(?<=[。！？；])\s*|\n+")
_UNIT = re.compile(r"[\u3400-\u9fff]\s*|[^\s\u3400-\u9fff]+\s*")


def split_passages(text: str, limit: int = 60) -> list[str]:
    """Cut `text` into runs of whole sentences of at most `limit` words each (a Chinese character is a word).

    A sentence longer than that is cut between words. Nothing is lost: the passages hold every word in order.

    >>> split_passages("One two three. Four five. Six.", limit=5)
    ['One two three. Four five.', 'Six.']
    """
    passages: list[str] = []
    current: list[str] = []
    size = 0
    for sentence in filter(None, (s.strip() for s in _SENTENCE_END.split(text))):
        for piece, length in _pieces(sentence, limit):
            if current and size + length > limit:
                passages.append(" ".join(current))
                current, size = [], 0
            current.append(piece)
            size += length
    return [*passages, " ".join(current)] if current else passages


def _pieces(sentence: str, limit: int) -> list[tuple[str, int]]:
    units = _UNIT.findall(sentence)
    runs = [units[i : i + limit] for i in range(0, len(units), limit)]
    return [("".join(run).strip(), len(run)) for run in runs]
