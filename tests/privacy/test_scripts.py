"""Texts in scripts whose names are not known say so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.data.load import load_dataset
from scaffold.privacy.cleaner import Cleaner
from scaffold.privacy.scripts import note_on, unread_scripts
from scaffold.settings import DataSettings, PrivacySettings


@pytest.mark.parametrize(
    ("text", "scripts"),
    [
        ("Жалобы на боль", {"Cyrillic"}),
        ("مريض", {"Arabic"}),
        ("환자는 어제", {"Hangul"}),
        ("こんにちは 患者", {"Hiragana"}),
        ("ΑΣΘΕΝΗΣ и пациент", {"Greek", "Cyrillic"}),
        ("5 µg of β-blocker, α and ω", set()),
        ("Müller, Łódź, Nguyễn", set()),
        ("患者有胸痛，服用阿司匹林。", set()),
        ("", set()),
    ],
)
def test_scripts_that_names_are_not_known_in(text, scripts):
    assert unread_scripts(text) == scripts


@given(st.text())
def test_every_text_is_looked_at(text):
    assert all(name and name != "Han" for name in unread_scripts(text))


def test_cleaner_remembers_what_it_could_not_read():
    cleaner = Cleaner()
    cleaner.clean("Seen by Dr Okonkwo")
    assert cleaner.unread == set()

    cleaner.clean("Осмотрен Иваном Петровым")
    assert cleaner.unread == {"Cyrillic"}
    assert "Cyrillic" in note_on(cleaner.unread)
    assert "Иван" not in note_on(cleaner.unread)


def test_reading_data_says_so(tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text("text,kind\nЖалобы на боль,a\nchest pain,b\n", encoding="utf-8")
    settings = DataSettings(privacy=PrivacySettings(deidentify="tags"))

    dataset = load_dataset(path, settings, ("kind",), resplit=False)

    assert any("Cyrillic" in note for note in dataset.notes)
