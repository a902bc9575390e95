"""Identifiers are replaced, places move along, and surrogates are one for each person."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import SettingsError, UserError
from scaffold.privacy.cleaned import Change, Cleaned
from scaffold.privacy.cleaner import Cleaner, checked_kinds
from scaffold.privacy.key import Key
from scaffold.privacy.record_ids import replaced_id
from scaffold.privacy.vault import lock, unlock

KEY = Key(b"k" * 32)
NOTE = "Mrs Jane Porter was seen on 12 March 2024 by Dr Okonkwo. Porter fell on 22 March 2024. J. Porter, 07700 900123."


@pytest.fixture
def surrogates() -> Cleaner:
    return Cleaner("surrogates", key=KEY)


def test_tags_stand_for_identifiers():
    assert Cleaner().clean(NOTE).text == (
        "Mrs [NAME] was seen on [DATE] by Dr [NAME]. [NAME] fell on [DATE]. [NAME], [PHONE]."
    )


def test_one_person_has_one_surrogate_in_every_form(surrogates):
    text = surrogates.clean(NOTE, "p1").text
    given, family = re.match(r"Mrs (\w+) (\w+) was", text).groups()
    assert given != "Jane"
    assert family != "Porter"
    assert f". {family} fell" in text
    assert f"{given[0]}. {family}, " in text
    assert surrogates.clean("Porter", "p1", ["porter"]).text == family


def test_surrogates_differ_between_patients_and_keys(surrogates):
    texts = {surrogates.clean(NOTE, patient).text for patient in ("p1", "p2")}
    texts.add(Cleaner("surrogates", key=Key(b"x" * 32)).clean(NOTE, "p1").text)
    assert len(texts) == 3


def test_days_between_dates_stay_and_their_form_too(surrogates):
    text = surrogates.clean("from 12/03/2024, 13 Mar 2024 and 2024-04-12; 2024年3月20日", "p").text
    numeric, written, iso, chinese = re.fullmatch(r"from (\S+), (.+) and (\S+); (.+)", text).groups()
    day, month, year = map(int, numeric.split("/"))
    start = date(year, month, day)
    assert (date.fromisoformat(iso) - start).days == 31
    assert re.fullmatch(r"\d{2} [A-Z][a-z]{2} \d{4}", written)
    found = date(*map(int, re.fullmatch(r"(\d{4})年(\d+)月(\d+)日", chinese).groups()))
    assert (found - start).days == 8


def test_surrogates_need_a_key():
    with pytest.raises(SettingsError, match="key"):
        Cleaner("surrogates")


def test_tokens_stay_as_many():
    tokens = ["Seen", "by", "Dr", "Jane", "Porter", "on", "12", "March", "2024", ",", "ok"]
    new = Cleaner().clean_tokens(tokens)
    assert new == ["Seen", "by", "Dr", "[NAME]", "[NAME]", "on", "[DATE]", "[DATE]", "[DATE]", ",", "ok"]


@given(
    st.lists(st.sampled_from(["Jane", "Porter", "12", "March", "fell", "Dr", "张伟", "，", "", "x@y.org"]), max_size=12)
)
def test_any_tokens_stay_as_many(tokens):
    assert len(Cleaner().clean_tokens(tokens)) == len(tokens)
    assert len(Cleaner("surrogates", key=KEY).clean_tokens(tokens)) == len(tokens)


def test_places_move_along():
    cleaned = Cleaner().clean("Dr Okonkwo gave aspirin to Jane Porter")
    start = "Dr Okonkwo gave aspirin to Jane Porter".index("aspirin")
    first, last = cleaned.new_span(start, start + 7)
    assert cleaned.text[first:last] == "aspirin"
    assert cleaned.old_span(first, last) == (start, start + 7)


@given(st.data())
def test_places_outside_of_changes_go_there_and_back(data):
    text = data.draw(st.text(min_size=1, max_size=30))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    cleaned = Cleaned.of(
        text, [Change(a, b, "NAME", data.draw(st.sampled_from(["[N]", "x", "long name"]))) for a, b in pairs]
    )
    inside = {place for a, b in pairs for place in range(a, b)}
    for place in range(len(text)):
        if place not in inside:
            first, last = cleaned.new_span(place, place + 1)
            assert cleaned.text[first:last] == text[place]
            assert cleaned.old_span(first, last) == (place, place + 1)


def test_ids_that_count_stay_and_numbers_of_persons_go():
    assert [replaced_id(each, None) for each in ("12", "note-12", "")] == ["12", "note-12", ""]
    assert replaced_id("MRN-4857773", KEY) == replaced_id("MRN-4857773", KEY) != replaced_id("MRN-4857773", None)
    assert "4857773" not in replaced_id("4857773", None)


def test_unknown_kinds_are_named():
    with pytest.raises(SettingsError, match="NAMES"):
        checked_kinds(["NAMES"])


def test_a_vault_opens_with_its_key_alone(tmp_path):
    path = tmp_path / "a.vault"
    lock(path, {"back": ["Jane Porter"]}, KEY, "a.txt")
    assert unlock(path, KEY, "a.txt") == {"back": ["Jane Porter"]}
    assert b"Porter" not in path.read_bytes()
    for key, about in ((Key(b"y" * 32), "a.txt"), (KEY, "b.txt")):
        with pytest.raises(UserError, match="does not open") as raised:
            unlock(path, key, about)
        assert "Porter" not in str(raised.value)
    changed = path.read_bytes()
    path.write_bytes(changed[:-1] + bytes([changed[-1] ^ 1]))
    with pytest.raises(UserError, match="changed"):
        unlock(path, KEY, "a.txt")


def test_a_key_is_made_for_its_owner_alone(tmp_path):
    path = tmp_path / "key"
    made = Key.create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert Key.read(path) == made
    assert path.read_text().strip() not in repr(made)
    with pytest.raises(UserError):
        Key.create(path)
    path.chmod(0o644)
    with pytest.raises(UserError, match="others"):
        Key.read(path)
