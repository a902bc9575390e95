"""Names where little says that they are names; and words that only look like names."""

from __future__ import annotations

import pytest

from scaffold.privacy.find import find_identifiers

ENGLISH = [
    ("It was a pleasure to meet baby Heath today.", ["Heath"]),
    ("Baby girl Okereke weighs 3.1 kg.", ["Okereke"]),
    ("Heath, five days old, yellow down to the knees.", ["Heath"]),
    ("Taxi driver, M Winter of the council is asking for a report.", ["M Winter"]),
    ("Please copy your reply to S Bone as well.", ["S Bone"]),
    ("Consultant: Short.\nWith thanks", ["Short"]),
    ("Has a social worker, Thistlethwaite, since March.", ["Thistlethwaite"]),
    ("Thank you for sending Bronagh to us.", ["Bronagh"]),
    ("Xiomara complains of tiredness.", ["Xiomara"]),
    ("Rob Church cannot lift his arms.", ["Rob Church"]),
    ("PC: May went stiff and shook.", ["May"]),
    ("She is known as Peg.", ["Peg"]),
    ("C/O Kipchumba, Flat 2", ["Kipchumba"]),
    ("Sent by Omar bin Khalid al-Harbi.", ["Omar bin Khalid al-Harbi"]),
    ("BRIDGE, Rocío, born 12/3/1950", ["BRIDGE, Rocío"]),
    ("Dear Dr Guoqiang Heart, thank you", ["Guoqiang Heart"]),
    ("had a row and told her daughter aoife two hours later", ["aoife"]),
    ("xanthe brockbank tells us she fell off a horse", ["xanthe brockbank"]),
    ("seen in corridor\nmrs summers (26) has lumps on both shins", ["summers"]),
]
CHINESE = [
    ("现将时先生转至贵科，谢谢。", ["时"]),
    ("今日仍服螺内酯，石浩然全身无力。", ["石浩然"]),
    ("姓名：水祯，性别：女", ["水祯"]),
    ("联系人：女儿季得甜，电话见上", ["季得甜"]),
    ("由其女谷雨陪同。", ["谷雨"]),
    ("阿卜杜拉·买买提，男，52岁", ["阿卜杜拉·买买提"]),
    ("康五涵大夫好，上次电话里说的就是这位。", ["康五涵"]),
    ("予口服补液，谢谢。贾娣七", ["贾娣七"]),
]
NO_NAMES = [
    "Your doctor may recommend a test, and the doctor will explain it.",
    "Pulses of 0.5-ms width; serum IgG, TGF-beta 1, QTc and FUdR were measured.",
    "The Norwood operation, a Fontan circulation and Wistar-Kyoto rats.",
    "What are the signs and symptoms for Neuropathy? Trimethoprim gave a rash.",
    "Patients lived in South Carolina and San Francisco.",
    "Transport will be arranged. Photo sent. Results were posted.",
    "诊断明确，双肺呼吸音清，慢性荨麻疹，原来用药不变，谢谢。",
]


@pytest.mark.parametrize(("text", "names"), ENGLISH + CHINESE)
def test_names_are_found_whole(text, names):
    assert [text[each.start : each.end] for each in find_identifiers(text) if each.kind == "NAME"] == names


@pytest.mark.parametrize("text", NO_NAMES)
def test_words_that_only_look_like_names_are_left(text):
    assert [text[each.start : each.end] for each in find_identifiers(text) if each.kind == "NAME"] == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("letter to Öztürk House, Cooper's Drive, Saltmarket.", "Öztürk House, Cooper's Drive, Saltmarket"),
        ("to dos Santos House, Church Drive, Wexmere.", "dos Santos House, Church Drive, Wexmere"),
        ("lives at thistle house, mill lane, brackley", "thistle house, mill lane, brackley"),
        ("Moved from Wells-next-the-Sea in May", "Wells-next-the-Sea"),
        ("An aunt in St. Helens had it too.", "St. Helens"),
        ("asthma since school, moved from st osyth last year", "st osyth"),
        ("at 3 Öresund St Mary's Close, Sandwich", "3 Öresund St Mary's Close, Sandwich"),
    ],
)
def test_addresses_are_found_whole(text, address):
    assert [text[each.start : each.end] for each in find_identifiers(text) if each.kind == "ADDRESS"] == [address]


def test_a_word_that_an_email_is_made_of_stays_a_name():
    text = "Hinemoa Bell twisted the knee. Write to hinemoa.bell@example.org."
    assert text[: len("Hinemoa Bell")] in {text[each.start : each.end] for each in find_identifiers(text)}
