"""The small model that adds names to those of the rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from scaffold.privacy.find import find_identifiers
from scaffold.privacy.names.english import english_names
from scaffold.privacy.names.found import Names
from scaffold.privacy.names.learned import BUCKETS, FILE, bucket, learn, log_odds
from scaffold.privacy.names.learning.fit import fit
from scaffold.privacy.names.learning.lesson import read_notes
from scaffold.privacy.names.learning.make import make, write
from scaffold.privacy.names.runs import Runs
from scaffold.privacy.names.traits import is_candidate

if TYPE_CHECKING:
    from pathlib import Path


def _learned(text: str) -> list[str]:
    """What the model alone finds."""
    names = Names(Runs(text))
    learn(names)
    return [text[each.start : each.end] for each in names.findings()]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    text = "Dear Dr Orrin Vask, Ferrum 20 mg did not help her."
    row = {
        "text": text,
        "split": "train",
        "language": "en",
        "identifiers": [{"start": 8, "end": 18, "kind": "NAME"}],
        "entities": [{"start": 20, "end": 26, "label": "Chemical"}],
    }
    path = tmp_path / "notes.jsonl"
    other = [row | {"split": "test"}, row | {"language": "zh"}]
    path.write_text("".join(json.dumps(each) + "\n" for each in [row, *other]), encoding="utf-8")
    return path


def test_names_of_no_list_are_learnt_by_what_is_around() -> None:
    assert _learned("Lives with her daughter Vossilke, who collected her.") == ["Vossilke"]
    assert _learned("Dear Mrs Quorrelby, thank you for seeing him.") == ["Quorrelby"]


def test_other_words_with_capitals_stay() -> None:
    text = "She takes Ramipril. Ophthalmology will review. Escherichia coli grew. TSH was normal on Friday."
    assert not _learned(text)


def test_a_name_is_likelier_beside_a_title_than_before_milligrams() -> None:
    named, drug = Runs("I met Mr Zandrel today"), Runs("Takes Zandrel 20 mg daily")
    assert log_odds(named, 3) > log_odds(drug, 1)


def test_words_beside_one_another_are_one_name() -> None:
    assert _learned("Accompanied by her brother Tholmen Quastberry today.") == ["Tholmen Quastberry"]


def test_codes_and_eponyms_are_never_asked_about() -> None:
    runs = Runs("In M-mode the Swan-Ganz line and Parkinson's disease of Hyde-Parker were seen.")
    asked = {token.plain for index, token in enumerate(runs.tokens) if is_candidate(runs, index)}
    assert asked.isdisjoint({"m-mode", "swan-ganz", "parkinson", "in"})


def test_what_the_rules_found_stays_found(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Seen by Dr Okonkwo with his daughter Vossilke. Mary Young called."
    both = {at for each in find_identifiers(text) for at in range(each.start, each.end)}
    monkeypatch.setattr("scaffold.privacy.names.english.learn", lambda names: None)
    rules = {at for each in english_names(text)[0] for at in range(each.start, each.end)}
    assert rules <= both


def test_the_shipped_file_is_small_and_whole() -> None:
    assert FILE.stat().st_size < 1_500_000
    with np.load(FILE, allow_pickle=False) as stored:
        assert stored["weights"].dtype == np.int8
        assert stored["weights"].shape == (BUCKETS,)
        assert float(stored["step"]) > 0


def test_the_same_input_makes_the_same_file(notes: Path, tmp_path: Path) -> None:
    for name in ("one.npz", "two.npz"):
        write(make(notes, copies=1, made=20), tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_only_english_notes_of_the_train_split_are_read(notes: Path) -> None:
    (note,) = read_notes(notes)
    assert note.names == ((8, 18),)
    assert note.things == ("Ferrum",)


def test_fitting_tells_two_traits_apart() -> None:
    good, bad = bucket("good"), bucket("bad")
    weights = fit([[good], [bad]] * 40, [True, False] * 40, rounds=4, seed=0)
    assert weights[good] > 0 > weights[bad]
