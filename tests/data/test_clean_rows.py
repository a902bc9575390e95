"""Rows lose their identifiers cell by cell; labels, spans and tokens stay what they were."""

from __future__ import annotations

import pytest

from scaffold.data.clean_rows import RowCleaner
from scaffold.errors import DataError
from scaffold.privacy.cleaner import Cleaner
from scaffold.privacy.key import Key

WHERE = "notes.jsonl:1"


def rows(**options) -> RowCleaner:
    return RowCleaner(Cleaner(), **options)


def test_a_cell_whose_column_is_called_after_an_identifier_is_replaced_whole():
    clean = rows().values({"patient_name": "Bean", "nhs_no": "943 476 5919", "text": "BP 120/80 today"}, WHERE)
    assert clean == {"patient_name": "[NAME]", "nhs_no": "[ID]", "text": "BP 120/80 today"}


def test_a_name_of_one_cell_is_found_in_the_others():
    clean = rows().values({"patient_name": "Bean", "text": "On review Bean has no pain."}, WHERE)
    assert "Bean" not in clean["text"]


def test_labels_stay_as_they_are():
    clean = rows(text="text", labels=frozenset({"label"})).values({"text": "Mrs Porter", "label": "Dr Porter"}, WHERE)
    assert clean == {"text": "Mrs [NAME]", "label": "Dr Porter"}


def test_spans_move_with_their_text():
    text = "Mrs Jane Porter has asthma."
    start = text.index("asthma")
    span = {"start": start, "end": start + 6, "label": "Disease"}
    clean = rows(text="text", labels=frozenset({"spans"})).values({"text": text, "spans": [span]}, WHERE)
    moved = clean["spans"][0]
    assert clean["text"][moved["start"] : moved["end"]] == "asthma"


def test_a_span_that_does_not_fit_is_reported_without_its_text():
    row = {"text": "Mrs Jane Porter", "spans": [{"start": 2, "end": 999, "label": "Disease"}]}
    with pytest.raises(DataError, match="does not fit") as raised:
        rows(text="text", labels=frozenset({"spans"})).values(row, WHERE)
    assert WHERE in str(raised.value)
    assert "Porter" not in str(raised.value)


def test_tokens_stay_as_many():
    clean = rows().values({"tokens": ["Mrs", "Jane", "Porter", "fell"], "tags": ["O", "O", "O", "B-Event"]}, WHERE)
    assert clean["tokens"] == ["Mrs", "[NAME]", "[NAME]", "fell"]
    assert clean["tags"] == ["O", "O", "O", "B-Event"]


def test_ids_that_count_stay_and_numbers_of_persons_are_hashed():
    assert rows(id="id").values({"id": "note-12", "text": "x"}, WHERE)["id"] == "note-12"
    hashed = rows(id="id").values({"id": "MRN-4857773", "text": "x"}, WHERE)["id"]
    assert "4857773" not in hashed
    assert rows(id="id").values({"id": "MRN-4857773", "text": "y"}, WHERE)["id"] == hashed


def test_times_keep_their_year_without_a_key_and_their_distance_with_one():
    days = [{"when": day, "text": "x", "patient": "p"} for day in ("2024-03-01T10:00:00", "2024-03-08T10:00:00")]
    assert rows(time="when").values(days[0], WHERE)["when"] == "2024-01-01"
    keyed = RowCleaner(Cleaner("surrogates", key=Key(b"k" * 32)), time="when", patient="patient")
    first, second = (keyed.values(day, WHERE)["when"] for day in days)
    assert first != days[0]["when"]
    assert int(second[8:10]) - int(first[8:10]) in (7, 7 - 28, 7 - 29, 7 - 30, 7 - 31)


def test_ages_over_89_and_long_numbers_go():
    clean = rows().values({"age": 93, "visits": 4, "number": 9434765919, "text": "x"}, WHERE)
    assert clean["age"] == "90 or older"
    assert clean["visits"] == 4
    assert "9434765919" not in str(clean)


def test_nested_cells_are_cleaned_by_the_names_of_their_keys():
    clean = rows().values({"text": "x", "extra": {"surname": "Bean", "seen": ["by Dr Okonkwo"]}}, WHERE)
    assert clean["extra"] == {"surname": "[NAME]", "seen": ["by Dr [NAME]"]}


def test_a_name_of_a_column_that_holds_somebody_is_cleaned():
    assert list(rows().values({"Mrs Jane Porter": "x"}, WHERE)) == ["Mrs [NAME]"]
