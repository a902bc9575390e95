"""The file of corrections: whole at any time, one row a case, and read as training data."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from scaffold.data.load import load_dataset
from scaffold.errors import DataError
from scaffold.settings import DataSettings
from scaffold.web.refusals import TooLateError
from scaffold_medical.review.corrections import Correction, Corrections

MADE = Correction("c1", "n1", "胸痛 and <b>", "cardiology", "neurology", "Dr Example")


def rows(corrections):
    return [json.loads(line) for line in corrections.path.read_text(encoding="utf-8").splitlines()]


def test_a_correction_is_a_row_to_train_on(corrections):
    saved = corrections.save(MADE, "")
    (row,) = rows(corrections)
    assert row == {
        "id": "n1",
        "text": "胸痛 and <b>",
        "speciality": "cardiology",
        "was": "neurology",
        "who": "Dr Example",
        "when": saved.when,
        "case": "c1",
    }
    assert corrections.all() == {"c1": saved}


def test_a_case_has_one_correction_and_it_belongs_to_who_saw_the_last(corrections):
    first = corrections.save(MADE, "")
    other = corrections.save(replace(MADE, case="c2"), "")
    with pytest.raises(TooLateError):
        corrections.save(replace(MADE, label=None), "")
    second = corrections.save(replace(MADE, label=None), first.when)
    assert second.when > first.when
    assert corrections.all() == {"c1": second, "c2": other}
    assert [row["speciality"] for row in rows(corrections)] == ["cardiology", None]
    with pytest.raises(TooLateError):
        corrections.save(MADE, first.when)


def test_rows_that_others_put_there_stay(corrections):
    corrections.path.parent.mkdir()
    corrections.path.write_text('{"text": "by hand", "speciality": "cardiology"}\n', encoding="utf-8")
    corrections.save(MADE, "")
    assert rows(corrections)[0] == {"text": "by hand", "speciality": "cardiology"}
    assert list(corrections.all()) == ["c1"]


@pytest.mark.parametrize("content", ["id,text\n", "[1]\n", '{"text": "half'])
def test_another_file_is_not_written_into(tmp_path, content):
    path = tmp_path / "notes.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match="this line is no correction"):
        Corrections(path, "speciality")
    assert path.read_text(encoding="utf-8") == content


def test_corrections_are_read_as_training_data(corrections):
    spans = [{"start": 0, "end": 5, "label": "Disease"}]
    for number in range(40):
        label, text = ("cardiology", "chest pain at night {}") if number % 2 else ("dermatology", "itchy rash again {}")
        made = replace(MADE, case=f"c{number}", id=f"n{number}", text=text.format(number), label=label, spans=spans)
        corrections.save(made, "")
    corrections.save(replace(MADE, case="odd", id="odd", text="figures of a shop", label=None), "")
    kinds = {"speciality": "classification", "entities": "tagging"}
    found = load_dataset(corrections.path, DataSettings(), tuple(kinds), kinds=kinds)
    assert found.heads == ("entities", "speciality") or set(found.heads) == set(kinds)
    examples = [example for split in found.splits.values() for example in split]
    assert {example.labels.get("speciality") for example in examples} == {"cardiology", "dermatology"}
    assert examples[0].labels["entities"][0] == "B-Disease"


_WRITER = """
import sys
from pathlib import Path
from scaffold_medical.review.corrections import Correction, Corrections
corrections = Corrections(Path(sys.argv[1]), "speciality")
for number in range(12):
    corrections.save(Correction(f"{sys.argv[2]}-{number}", "n", "t", "a", "b", "w"), "")
"""


def test_several_servers_lose_nothing(corrections):
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, str(corrections.path), str(each)]) for each in range(3)]
    assert [writer.wait() for writer in writers] == [0] * 3
    assert len(corrections.all()) == len(rows(corrections)) == 36
