"""Mentions replaced by others of their type, offsets and all."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.data.spans import TextSpan, span_problem
from scaffold.training.augment import augment_spans
from scaffold.training.augment.mentions import mentions, replace_mentions

NAMES = {"place": ["Paris", "台湾", "New York"], "person": ["Ann", "李雷", "Bob O'Neill"]}
PARTS = st.sampled_from([" goes to ", "去", ", ", "", "和 "]) | st.sampled_from(
    [(name, label) for label, names in NAMES.items() for name in names]
)


def build(parts) -> tuple[str, list[TextSpan]]:
    """A text of plain parts and mentions, with the spans of these."""
    text, spans = "", []
    for part in parts:
        if isinstance(part, str):
            text += part
        else:
            spans.append(TextSpan(len(text), len(text) + len(part[0]), part[1]))
            text += part[0]
    return text, spans


def frame(text, spans) -> list[str]:
    """What stands around the spans."""
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    return [text[edges[i] : edges[i + 1]] for i in range(0, len(edges), 2)]


@given(st.lists(st.lists(PARTS, max_size=8).map(build), max_size=6), st.integers(0, 3), st.integers(0, 9))
@settings(max_examples=150, deadline=None)
def test_every_span_names_a_mention_of_its_type_and_the_rest_stays(rows, copies, seed):
    texts, spans = [text for text, _ in rows], [own for _, own in rows]
    known = mentions(texts, spans)
    frames = {(tuple(frame(text, own)), tuple(span.label for span in own)) for text, own in rows}
    made, moved = augment_spans(texts, spans, copies=copies, seed=seed)

    assert len(made) == len(moved) <= copies * len(texts)
    for text, own in zip(made, moved, strict=True):
        assert span_problem(text, own) is None
        assert all(text[span.start : span.end] in known[span.label] for span in own)
        assert (tuple(frame(text, own)), tuple(span.label for span in own)) in frames


def test_each_copy_differs_in_a_mention_at_least():
    text, spans = build([("Ann", "person"), " goes to ", ("Paris", "place")])
    for seed in range(30):
        new, moved = replace_mentions(text, spans, NAMES, np.random.default_rng(seed))
        assert new != text
        assert [new[span.start : span.end] in NAMES[span.label] for span in moved] == [True, True]


def test_only_mention_of_its_type_stays():
    assert augment_spans(["去台湾"], [[TextSpan(1, 3, "place")]], copies=3, seed=1) == ([], [])


def test_same_seed_same_copies():
    texts, spans = zip(*[build([name, " is here"]) for name in [("Ann", "person"), ("李雷", "person")]], strict=True)

    assert augment_spans(texts, spans, copies=2, seed=4) == augment_spans(texts, spans, copies=2, seed=4)


def test_overlapping_spans_and_frequent_types_are_left_alone():
    texts = ["New York", "Paris now", "Rome now", "Ann", "Bob"]
    spans = [
        [TextSpan(0, 8, "place"), TextSpan(4, 8, "person")],
        [TextSpan(0, 5, "place")],
        [TextSpan(0, 4, "place")],
        [TextSpan(0, 3, "person")],
        [TextSpan(0, 3, "person")],
    ]
    made, _ = augment_spans(texts, spans, copies=3, seed=1)
    assert sorted(made) == ["Ann", "Bob", "Paris now", "Rome now"]

    few, _ = augment_spans(texts, spans, copies=3, seed=1, most_a_class=1)
    assert few == []
