"""Characters are replaced one for one, by bytes or not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scaffold.rules.matching.characters import CharacterTable


@given(st.text())
def test_every_character_has_one_in_its_place(text):
    table = CharacterTable(lambda char: "é" if char == "e" else char.upper()[0])
    assert table.replaced(text) == "".join("é" if char == "e" else char.upper()[0] for char in text)


def test_a_character_is_worked_out_once():
    asked = []
    table = CharacterTable(lambda char: asked.append(char) or "x")
    assert [table.replaced("ü" * 3), table.replaced("ü")] == ["xxx", "x"]
    assert asked == ["ü"]
