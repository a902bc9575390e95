"""Phrases are found wherever they stand, in all the ways they are written, and nowhere else."""

from __future__ import annotations

import pickle
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.rules.matching.folding import fold
from scaffold.rules.matching.inflection import variants
from scaffold.rules.matching.phrases import Phrase, PhraseIndex

ALPHABET = "abABs  -'.(+)\n卡信éﬁe\u0301\u00adｱ가٣_9"
short = st.text(alphabet=ALPHABET, max_size=5)
phrases = st.lists(
    st.builds(
        Phrase,
        text=short | st.sampled_from(["card", "a b", "b", "(a)", "信卡", "aﬁ"]),
        owner=st.integers(0, 3),
        inflect=st.booleans(),
        match_case=st.booleans(),
        whole_words=st.booleans(),
    ),
    max_size=8,
)
texts = st.text(alphabet=ALPHABET, max_size=40) | st.text()


def find(own, text):
    return list(PhraseIndex(own).find(text, fold(text)))


def found(text, *own, **settings):
    """The stretches of the text that are found for the phrases, in order."""
    return [text[start:end] for _, (start, end) in find([Phrase(each, 0, **settings) for each in own], text)]


@pytest.mark.parametrize(
    ("text", "phrase", "stretches"),
    [
        ("The ATM swallowed my card.", "swallowed my card", ["swallowed my card"]),
        ("It SWALLOWS  my\ncards!", "swallowed my card", ["SWALLOWS  my\ncards"]),
        ("the machine paid; I pay", "pay", ["paid", "pay"]),
        ("a discard or cardigan", "card", []),
        ("card", "card", ["card"]),
        ("my (card), CARD: card's", "card", ["card", "CARD", "card"]),
        ("(card)", "(card)", ["(card)"]),
        ("x(card)y", "(card)", ["(card)"]),
        ("I write C++, c++x", "c++", ["C++", "c++"]),
        ("X-ray and x ray, xray", "x-ray", ["X-ray", "x ray"]),
        ("the cafe\u0301 Café", "café", ["cafe\u0301", "Café"]),
        ("the café", "cafe", []),
        ("off the oﬃce", "office", ["oﬃce"]),
        ("card,number card number", "card number", ["card number"]),
        ("don’t know", "don't know", ["don’t know"]),
        ("the card’s number", "card number", ["card’s number"]),
        ("card_number", "card", ["card"]),
        ("我的card丢了", "card", ["card"]),
        ("机器吞卡了", "吞卡", ["吞卡"]),
        ("我的ＶＩＳＡ卡丢了", "visa卡", ["ＶＩＳＡ卡"]),
        ("evisa卡", "visa卡", []),
        ("카드를 잃어버렸어요", "카드", ["카드"]),
        ("ｶｰﾄﾞを", "カード", ["ｶｰﾄﾞ"]),
        ("lost my card", "   ", []),
        ("lost my card", "", []),
        ("", "card", []),
    ],
)
def test_phrase_is_found_as_a_whole_word(text, phrase, stretches):
    assert found(text, phrase) == stretches


def test_phrase_is_found_within_words_when_that_is_wanted():
    assert found("a discard", "card", whole_words=False) == ["card"]
    assert found("oﬃce", "off", whole_words=False) == []


def test_phrase_is_taken_literally_without_inflection():
    assert found("pay paid pays", "paid", inflect=False) == ["paid"]


def test_capitals_matter_when_that_is_wanted():
    assert found("AIDS aids Aids", "AIDS", match_case=True) == ["AIDS"]
    assert found("the ATMs, atms, ATM’s  pin", "ATM", match_case=True) == ["ATMs", "ATM"]
    assert found("the  Lost  Card", "Lost Card", match_case=True, inflect=False) == ["Lost  Card"]


def test_the_same_phrase_of_several_owners_is_found_for_each_in_order():
    own = [Phrase("card", 7), Phrase("Card", 2), Phrase("card", 7), Phrase("my card", 9)]
    assert find(own, "my card") == [(9, (0, 7)), (2, (3, 7)), (7, (3, 7))]


def test_an_index_without_phrases_finds_nothing():
    assert find([], "card 卡") == []


def test_an_index_can_be_sent_to_another_process():
    index = PhraseIndex([Phrase("card", 1), Phrase("卡", 2)])
    again = pickle.loads(pickle.dumps(index))
    assert list(again.find("card卡", fold("card卡"))) == [(1, (0, 4)), (2, (4, 5))]


@given(phrases, texts)
def test_same_as_looking_at_every_place(own, text):
    assert find(own, text) == sorted(naive(own, text), key=lambda each: (each[1], each[0]))


@given(phrases, texts)
def test_what_is_found_folds_to_a_variant_of_a_phrase_of_its_owner(own, text):
    wanted = {}
    for phrase in own:
        folded = fold(phrase.text, keep_case=phrase.match_case).text.strip()
        ways = variants(folded) if phrase.inflect else [folded]
        wanted.setdefault(phrase.owner, set()).update(fold(way).text for way in ways)
    for owner, (start, end) in find(own, text):
        assert fold(text[start:end]).text.strip() in wanted[owner]


@given(st.lists(st.text(max_size=6), max_size=5), st.text())
def test_any_text_and_phrases_are_taken_the_same_way_twice(words, text):
    own = [Phrase(word, number) for number, word in enumerate(words)]
    assert find(own, text) == find(own, text)


def naive(own, text):
    """Every phrase compared with the text at every place."""
    folded = fold(text)
    body = folded.text
    hits = set()
    for phrase in own:
        written = fold(phrase.text, keep_case=phrase.match_case).text.strip()
        for way in variants(written) if phrase.inflect else [written]:
            low = fold(way).text
            for start in range(len(body)):
                end = start + len(low)
                if not low or body[start:end] != low or not folded.is_whole(start, end):
                    continue
                if phrase.whole_words and (joined(body, start) or joined(body, end)):
                    continue
                span = folded.span(start, end)
                if phrase.match_case and fold(text[slice(*span)], keep_case=True).text.strip() != way:
                    continue
                hits.add((phrase.owner, span))
    return hits


def joined(body, place):
    return 0 < place < len(body) and all(map(spaced_word, body[place - 1 : place + 1]))


def spaced_word(char):
    """A letter, digit or mark, but not of the scripts above that have no blanks between words."""
    name = unicodedata.name(char, "")
    unspaced = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "BOPOMOFO")
    return (
        unicodedata.category(char)[0] in "LNM"
        and not name.startswith(unspaced)
        and char.isalnum() | (unicodedata.category(char)[0] == "M")
    )
