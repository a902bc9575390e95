"""Mention replacement: another entity of the same type in the place of one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from scaffold.data.spans import TextSpan, span_problem
from scaffold.training.augment.texts import MOST_A_CLASS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SHARE = 0.5


def augment_spans(
    texts: Sequence[str],
    spans: Sequence[Sequence[TextSpan]],
    *,
    copies: int,
    seed: int,
    most_a_class: int = MOST_A_CLASS,
) -> tuple[list[str], list[list[TextSpan]]]:
    """Up to `copies` copies of each text in which mentions are others of their type, with the spans moved along.

    Dai & Adel 2020, "An Analysis of Simple Data Augmentation for Named Entity Recognition", section 3, mention
    replacement. Each mention is replaced with probability one half, one of a text at least. Types with more than
    `most_a_class` mentions are left as they are, and so are texts whose spans overlap. The copies of a text depend on
    the seed, its place and the mentions of all texts.

    :param spans: of each text.
    :return: new texts and their spans; the given ones are not among them.
    """
    known = mentions(texts, spans, most_a_class)
    made: list[str] = []
    moved: list[list[TextSpan]] = []
    for row, (text, own) in enumerate(zip(texts, spans, strict=True)):
        if not own or span_problem(text, own):
            continue
        seen = {text}
        for copy in range(copies):
            new, new_spans = replace_mentions(text, own, known, np.random.default_rng([seed, row, copy]))
            if new not in seen:
                seen.add(new)
                made.append(new)
                moved.append(new_spans)
    return made, moved


def mentions(
    texts: Sequence[str], spans: Sequence[Sequence[TextSpan]], most_a_class: int = MOST_A_CLASS
) -> dict[str, list[str]]:
    """The different mentions of each type that has at most `most_a_class` of them, in alphabetical order."""
    counts: dict[str, Counter[str]] = {}
    for text, own in zip(texts, spans, strict=True):
        if not span_problem(text, own):
            for span in own:
                counts.setdefault(span.label, Counter())[text[span.start : span.end]] += 1
    return {label: sorted(found) for label, found in counts.items() if found.total() <= most_a_class}


def replace_mentions(
    text: str, spans: Sequence[TextSpan], known: Mapping[str, Sequence[str]], random: np.random.Generator
) -> tuple[str, list[TextSpan]]:
    """The text with some of its mentions replaced, and the spans of the result; the same text where none can be.

    :param spans: none over another.
    :param known: mentions to choose from, by type.
    """
    ordered = sorted(spans)
    choices = [_others(text[span.start : span.end], known.get(span.label, ())) for span in ordered]
    able = [number for number, found in enumerate(choices) if found]
    if not able:
        return text, ordered
    chosen = {number for number in able if random.random() < _SHARE} or {able[int(random.integers(len(able)))]}
    parts: list[str] = []
    moved: list[TextSpan] = []
    end = length = 0
    for number, span in enumerate(ordered):
        before, mention = text[end : span.start], text[span.start : span.end]
        if number in chosen:
            mention = choices[number][int(random.integers(len(choices[number])))]
        start = length + len(before)
        length = start + len(mention)
        parts += [before, mention]
        moved.append(TextSpan(start, length, span.label))
        end = span.end
    return "".join([*parts, text[end:]]), moved


def _others(mention: str, known: Sequence[str]) -> list[str]:
    return [each for each in known if each != mention]
