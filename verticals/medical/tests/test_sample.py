"""The sample data keep what their README promises."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter, defaultdict
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from scaffold.data.minhash import MinHash, jaccard
from scaffold_medical.sample_writing.__main__ import files
from scaffold_medical.sample_writing.blockfile import cases
from scaffold_medical.sample_writing.markup import GROUPS

SAMPLE = Path(__file__).parents[1] / "scaffold_medical" / "sample"
KINDS = {"NAME", "DATE", "AGE", "ADDRESS", "PHONE", "EMAIL", "ID", "URL"}
SECTIONS = {
    "history", "examination", "medication", "allergies", "family_history", "social_history", "investigations",
    "assessment", "plan",
}  # fmt: skip
TYPES = {"cause", "symptom", "diagnosis", "treatment", "prevention", "prognosis", "dose", "side_effect"}
NEAR = 0.8


@cache
def notes() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLE / "notes.jsonl").read_text(encoding="utf-8").splitlines()]


@cache
def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((SAMPLE / name).read_text(encoding="utf-8")), strict=True))


def marked(kind: str) -> list[str]:
    return [n["text"][i["start"] : i["end"]] for n in notes() for i in n["identifiers"] if i["kind"] == kind]


def near_copies(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Pairs of texts of different splits that are alike."""
    index = MinHash(bands=16, rows=4, seed=7)
    buckets: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row, bands in enumerate(index.bands(index.signatures([r["text"] for r in rows]))):
        for band, value in enumerate(bands):
            buckets[band, int(value)].append(row)
    pairs = {pair for held in buckets.values() for pair in combinations(held, 2)}
    apart = [(rows[a]["text"], rows[b]["text"]) for a, b in pairs if rows[a]["split"] != rows[b]["split"]]
    return [pair for pair in apart if jaccard(*pair) >= NEAR]


def test_writing_it_again_gives_the_same_bytes() -> None:
    for name, text in files().items():
        assert (SAMPLE / name).read_bytes() == text.encode("utf-8"), name


def test_notes_are_as_many_as_promised() -> None:
    rows = notes()
    assert len(rows) == len({row["id"] for row in rows}) == len({row["text"] for row in rows}) == 1500
    assert Counter(row["split"] for row in rows) == {"train": 900, "validation": 225, "test": 375}
    assert Counter(row["language"] for row in rows) == {"en": 1350, "zh": 150}
    assert Counter(row["split"] for row in rows if not row["in_scope"]) == {"validation": 40, "test": 80}
    assert {row["kind"] for row in rows} == {"referral", "discharge", "clinic", "triage"}
    assert {row["age_group"] for row in rows} == {"0-17", "18-39", "40-64", "65-89", "90+"}


def test_specialities_are_even_and_absent_out_of_scope() -> None:
    counts = Counter(row["speciality"] for row in notes() if row["in_scope"])
    assert len(counts) == 12
    assert set(counts.values()) <= set(range(111, 120))
    assert all("speciality" not in row and not row["conditions"] for row in notes() if not row["in_scope"])


def test_every_group_of_conditions_is_in_every_split() -> None:
    for split in ("train", "test"):
        found = Counter(c for row in notes() if row["split"] == split for c in row["conditions"])
        assert set(found) == set(GROUPS.values())
        assert min(found.values()) >= 8, split


def test_no_patient_is_in_two_splits_and_all_agree_on_the_person() -> None:
    known: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for row in notes():
        known[row["patient"]].add((row["split"], row["sex"], row["age_group"]))
    assert {len(seen) for seen in known.values()} == {1}
    assert len(known) < len(notes()) - 150


@pytest.mark.parametrize("key", ["entities", "identifiers"])
def test_spans_lie_in_the_text_without_overlap_or_blanks_around(key: str) -> None:
    for row in notes():
        end = 0
        for span in row[key]:
            assert end <= span["start"] < span["end"] <= len(row["text"])
            found = row["text"][span["start"] : span["end"]]
            assert found == found.strip()
            end = span["end"]


def test_no_mark_of_the_blocks_is_left() -> None:
    assert [row["id"] for row in notes() if re.search(r"[\[\]{}⟦⟧<>]|@-?[a-z]{3}\b(?!\S*\.)", row["text"])] == []


def test_identifiers_are_enough_of_every_kind() -> None:
    counts = Counter(i["kind"] for row in notes() for i in row["identifiers"])
    assert set(counts) == KINDS
    assert counts.total() >= 4000
    assert {kind for kind, n in counts.items() if n < 250} <= {"AGE", "URL"}
    assert min(counts.values()) >= 60


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("EMAIL", r"[\w.+-]+@[\w.-]+\.(?:org|com|net)"),
        ("URL", r"(?:https?://|www\.)\S+|[\w-]+\.example\.(?:org|com|net)/\S+"),
    ],
)
def test_every_e_mail_and_web_address_is_marked(kind: str, pattern: str) -> None:
    for row in notes():
        spans = [(i["start"], i["end"]) for i in row["identifiers"] if i["kind"] == kind]
        for match in re.finditer(pattern, row["text"], re.ASCII):
            assert any(start <= match.start() < end for start, end in spans), match[0]


def test_a_name_that_is_marked_in_full_is_marked_wherever_it_stands() -> None:
    for row in notes():
        spans = [(i["start"], i["end"]) for i in row["identifiers"]]
        for start, end in [
            (i["start"], i["end"])
            for i in row["identifiers"]
            if i["kind"] == "NAME" and " " in row["text"][i["start"] : i["end"]]
        ]:
            for match in re.finditer(re.escape(row["text"][start:end]), row["text"]):
                assert any(a <= match.start() < b for a, b in spans)


def test_ages_are_marked_from_ninety() -> None:
    assert {int(age) for age in marked("AGE")} <= set(range(90, 104))
    for row in notes():
        spans = {(i["start"], i["end"]) for i in row["identifiers"]}
        for match in re.finditer(r"\b(9\d|10\d)(?=[- ]year[- ]old| yo\b| y,|岁)", row["text"]):
            assert match.span(1) in spans, match[0]


def test_no_number_could_reach_anybody() -> None:
    kept = (
        "07700900",
        "447700900",
        "01632960",
        "02079460",
        "01174960",
        "019900",
        "0491570",
        "01713920",
        "154",
        "86154",
        "0000",
    )
    for phone in marked("PHONE"):
        digits = re.sub(r"\D", "", phone)
        assert digits.startswith(kept) or re.search(r"55501\d\d$", digits), phone
    assert all(re.search(r"(?:^|[@./])example\.(?:org|com|net)", host) for host in marked("EMAIL") + marked("URL"))


def test_national_numbers_fail_their_check() -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    for number in marked("ID"):
        if re.fullmatch(r"\d{17}[\dX]", number):
            right = "10X98765432"[sum(int(d) * w for d, w in zip(number[:17], weights, strict=True)) % 11]
            assert number[-1] != right
        elif re.fullmatch(r"\d{3} ?\d{3} ?\d{4}", number):
            digits = number.replace(" ", "")
            total = sum(int(d) * (10 - i) for i, d in enumerate(digits[:9]))
            assert (11 - total % 11) % 11 != int(digits[9])


def test_lengths_are_those_of_short_notes() -> None:
    words = sorted(len(row["text"].split()) for row in notes() if row["language"] == "en" and row["in_scope"])
    assert words[0] >= 30
    assert words[-1] <= 200
    assert words[len(words) // 4] + 30 <= words[3 * len(words) // 4]


@pytest.mark.parametrize(
    ("name", "column", "labels"), [("sections.csv", "section", SECTIONS), ("questions.csv", "question_type", TYPES)]
)
def test_tables_are_complete_and_even(name: str, column: str, labels: set[str]) -> None:
    rows = table(name)
    assert list(rows[0]) == ["text", column, "split"]
    counts = Counter(row[column] for row in rows)
    assert set(counts) == labels
    assert min(counts.values()) >= 0.85 * max(counts.values())
    assert Counter(row["split"] for row in rows)["test"] >= 0.22 * len(rows)
    assert len({row["text"].casefold() for row in rows}) == len(rows)


def test_no_near_copy_is_in_two_splits() -> None:
    assert near_copies(notes()) == []
    assert near_copies(table("sections.csv")) == []
    assert near_copies(table("questions.csv")) == []


def test_near_copies_finds_one() -> None:
    text = "Two months of loose stools and pain, worse at night, with five kilograms lost."
    rows = [{"text": text, "split": "train"}, {"text": text.replace("five", "six"), "split": "test"}]
    assert near_copies(rows) == [(rows[0]["text"], rows[1]["text"])]


def test_cases_are_at_least_twenty_five_a_speciality() -> None:
    assert {speciality for speciality, known in cases("en").items() if len(known) < 25} == set()
    assert all(len(case.parts["h"]) >= 2 for known in cases("en").values() for case in known)


def test_readme_counts_are_those_of_the_files() -> None:
    found = re.findall(r"^\| `(\S+)` \| ([\d,]+) \|", (SAMPLE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    counted = {"notes.jsonl": len(notes()), **{name: len(table(name)) for name in ("sections.csv", "questions.csv")}}
    assert {name: int(n.replace(",", "")) for name, n in found if name in counted} == counted


def test_sample_is_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 3_000_000
