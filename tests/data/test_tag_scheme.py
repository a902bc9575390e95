"""Each way of tagging entities gives the same entities."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.data.tag_scheme import BIO, Entity, IllegalTagError, TagScheme, bio_tags_of, detect_scheme
from scaffold.errors import DataError

# Two people side by side, a city of one word, an organisation of three.
ENTITIES = [Entity(0, 1, "PER"), Entity(1, 3, "PER"), Entity(4, 5, "LOC"), Entity(6, 9, "ORG")]
WRITTEN = {
    "IOB1": "I-PER B-PER I-PER O I-LOC O I-ORG I-ORG I-ORG",
    "BIO": "B-PER B-PER I-PER O B-LOC O B-ORG I-ORG I-ORG",
    "BIOES": "S-PER B-PER E-PER O S-LOC O B-ORG I-ORG E-ORG",
    "BMES": "S-PER B-PER E-PER O S-LOC O B-ORG M-ORG E-ORG",
    "BILOU": "U-PER B-PER L-PER O U-LOC O B-ORG I-ORG L-ORG",
    "BMEWO": "W-PER B-PER E-PER O W-LOC O B-ORG M-ORG E-ORG",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_schemes_are_detected_and_read_alike(name):
    tags = WRITTEN[name].split()
    scheme = detect_scheme([tags])
    assert scheme.name == name
    assert scheme.entities(tags).found == ENTITIES


def test_plain_labels_join_while_they_stay_the_same():
    tags = ["PER", "PER", "O", "art-film", "art-film", "O"]
    scheme = detect_scheme([["O"], tags])
    assert scheme == TagScheme("plain", "")
    assert scheme.entities(tags).found == [Entity(0, 2, "PER"), Entity(3, 5, "art-film")]


def test_tags_without_a_label_are_entities():
    scheme = detect_scheme([["B", "I", "O", "B"]])
    assert scheme.entities(["B", "I", "O", "B"]).found == [Entity(0, 2, "entity"), Entity(3, 4, "entity")]


def test_only_outside_tags_are_bio():
    assert detect_scheme([["O", "O"], []]) == BIO


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        ("B-x I-x L-x S-x O", "tags begin with B, I, L, S, which together are no known scheme"),
        ("NN VB DT", "these are no tags of entities: 'DT', 'NN', 'VB', and no token is 'O'"),
    ],
)
def test_unknown_schemes_are_refused(tags, message):
    with pytest.raises(DataError, match=message) as caught:
        detect_scheme([tags.split()], where="a.conll")
    assert caught.value.where == "a.conll"
    assert "B-" in caught.value.hint


@pytest.mark.parametrize(
    ("scheme", "tags", "index"),
    [
        (BIO, ["O", "S-x"], 1),
        (BIO, ["B-x", "x"], 1),
        (BIO, ["B-"], 0),
        (BIO, ["", "O"], 0),
        (TagScheme("plain", ""), ["x", "B-x"], 1),
        (TagScheme("plain", ""), ["x", ""], 1),
    ],
)
def test_tags_that_the_scheme_lacks_are_located(scheme, tags, index):
    with pytest.raises(IllegalTagError) as caught:
        scheme.entities(tags)
    assert caught.value.index == index


def test_a_tag_out_of_order_begins_an_entity_and_is_told():
    entities = BIO.entities(["O", "I-x", "I-y", "I-y", "B-y", "I-x"])
    assert entities.found == [Entity(1, 2, "x"), Entity(2, 4, "y"), Entity(4, 5, "y"), Entity(5, 6, "x")]
    assert entities.out_of_order == [1, 2, 5]


def test_an_entity_that_is_not_ended_ends_before_the_next():
    bioes = TagScheme("BIOES", "BIES")
    assert bioes.entities(["B-x", "I-x", "O", "B-x", "E-y"]).found == [
        Entity(0, 2, "x"),
        Entity(3, 4, "x"),
        Entity(4, 5, "y"),
    ]


labels = st.sampled_from(["PER", "LOC", "a-b"])


@st.composite
def sequences(draw):
    entities, at = [], 0
    for _ in range(draw(st.integers(0, 5))):
        first = at + draw(st.integers(0, 2))
        at = first + draw(st.integers(1, 3))
        entities.append(Entity(first, at, draw(labels)))
    return entities, at + draw(st.integers(0, 2))


@given(sequences())
def test_entities_come_back_from_their_tags(case):
    entities, length = case
    tags = bio_tags_of(entities, length)
    assert len(tags) == length
    read = BIO.entities(tags)
    assert (read.found, read.out_of_order) == (entities, [])


@given(st.lists(st.sampled_from(["O", "B-x", "I-x", "E-x", "S-x", "I-y", "E-y"]), max_size=8))
def test_any_order_of_known_tags_gives_entities_side_by_side(tags):
    found = TagScheme("BIOES", "BIES").entities(tags).found
    covered = [index for first, end, _ in found for index in range(first, end)]
    assert covered == [index for index, tag in enumerate(tags) if tag != "O"]
