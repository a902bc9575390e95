"""The report finds what is wrong, says where, and shows it as text, JSON and HTML."""

from __future__ import annotations

import html.parser
import json
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.data.report import as_html, as_text, build_report, report_fragment
from scaffold.data.report.data_report import Lengths

TRAIN = """text,label
my card has not come,card
My  CARD has not come,card
my card has not come,refund
i want my money back please,refund
how do i get the money back for a cancelled ticket,refund
write to jane@example.org or 4111 1111 1111 1111,refund
how do i close it\x07,close
where can i find the nearest branch of the bank,branch
where can i get a new card,card
,card
nobody knows,NaN
"""
TEST = """text,label
my card has not come,card
how do i get my money back for a cancelled ticket,refund
an unheard thing,<script>alert(1)</script>
"""
DEV = "text,label\nis my card here,card\nmoney please,refund\n"


@pytest.fixture
def report(write, load):
    write("all/train.csv", TRAIN)
    write("all/dev.csv", DEV)
    return build_report(load(write("all/test.csv", TEST).parent))


def finding(report, code, split=""):
    (found,) = [f for f in report.findings if f.code == code and f.message.startswith(split)]
    return found


@pytest.mark.parametrize(
    ("code", "split", "count", "file", "lines"),
    [
        ("duplicate_text", "train", 1, "train.csv", [3]),
        ("conflicting_labels", "train", 1, "train.csv", [4]),
        ("train_test_overlap", "test", 1, "test.csv", [2]),
        ("near_duplicate", "test", 1, "test.csv", [3]),
        ("unknown_label", "test", 1, "test.csv", [4]),
        ("no_label", "", 1, "train.csv", [12]),
        ("no_text", "", 1, "train.csv", [11]),
        ("control_characters", "train", 1, "train.csv", [8]),
        ("single_example", "intent", 2, "train.csv", [8, 9]),
    ],
)
def test_finding_names_file_and_line(report, code, split, count, file, lines):
    found = finding(report, code, split)
    assert found.count == count
    assert [place.line for place in found.places] == lines
    assert all(place.file.endswith(file) for place in found.places)
    assert found.advice


def test_personal_data_are_located_and_never_shown(report):
    found = [f for f in report.findings if f.code == "personal_data"]
    assert sorted(f.message for f in found) == [
        "train: texts that hold a card number",
        "train: texts that hold an email address",
    ]
    assert all(f.places[0].line == 7 for f in found)
    for shown in (as_text(report), json.dumps(report.as_dict()), as_html(report)):
        assert "jane@" not in shown
        assert "4111" not in shown


def test_findings_come_gravest_first(report):
    order = [f.severity for f in report.findings]
    assert order == sorted(order, key=["error", "warning", "info"].index)


def test_summary_counts(report):
    train = report.splits["train"]
    assert (train.rows, train.labels["intent"]["refund"]) == (9, 4)
    assert train.languages == {"en": 9}
    assert train.characters.longest == len("how do i get the money back for a cancelled ticket")
    assert train.words.longest == 11


def test_text_shows_columns_with_reasons_splits_and_places(report):
    text = as_text(report)
    assert "labels.intent  label  (by its name 'label')" in text
    assert "train.csv:8, 9" in text
    rows = [line for line in text.splitlines() if line.startswith(("split ", "train ", "test "))]
    assert len({line.index(cell) for line, cell in zip(rows, ("rows", "9", "3"), strict=True)}) == 1


def test_json_is_plain(report):
    shown = json.loads(json.dumps(report.as_dict()))
    assert shown["columns"]["labels"] == {"intent": "label"}
    assert shown["splits"]["test"]["rows"] == 3
    assert {f["code"] for f in shown["findings"]} >= {"train_test_overlap", "near_duplicate"}


class _Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.links, self.scripts = [], [], 0

    def handle_starttag(self, tag, attrs):
        self.scripts += tag == "script"
        self.links += [value for name, value in attrs if name in ("src", "href")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_html_is_well_formed_self_contained_and_escaped(report):
    page = _Page()
    page.feed(as_html(report))
    assert page.open == []
    assert page.links == []
    assert page.scripts == 0
    assert "&lt;script&gt;alert(1)" in as_html(report)
    assert "prefers-color-scheme: dark" in report_fragment(report)
    assert 'name="viewport"' in as_html(report)


def test_fragment_stands_inside_another_page(report):
    fragment = report_fragment(report)
    assert fragment.startswith("<section")
    assert fragment.rstrip().endswith("</section>")
    assert fragment in as_html(report)


def test_groups_in_two_splits_are_found(write, load):
    row = "text number {},{},c{}\n"
    for name in ("train", "dev", "test"):
        path = write(
            f"all/{name}.csv",
            "text,label,group\n" + "".join(row.format(f"{i} {name}", "ab"[i % 2], i % 2) for i in range(4)),
        )
    report = build_report(load(path.parent))
    assert [f.count for f in report.findings if f.code == "group_in_two_splits"] == [2, 2]


def test_compound_labels_are_found(write, load):
    rows = "".join(f"text of {i}\t{['1', '2', '3', '4', '1,2', '2,3', '3,4'][i % 7]}\n" for i in range(70))
    report = build_report(load(write("a.tsv", "text\tlabel\n" + rows)))
    assert "1,2" in finding(report, "compound_label").samples


def test_mostly_unknown_test_labels_are_an_error(write, load):
    write("all/train.csv", TRAIN)
    write("all/dev.csv", DEV)
    report = build_report(load(write("all/test.csv", "text,label\nnew words,p\nold words,q\n").parent))
    assert finding(report, "unknown_label", "test").severity == "error"


def test_clean_data_have_no_findings(write, load):
    rows = "".join(
        f"{a} {b} {c},{'xy'[len(c) % 2]}\n"
        for a in ("lost", "found", "broken")
        for b in ("purse", "ticket", "laptop")
        for c in ("on monday", "in the kitchen", "behind the old house")
    )
    report = build_report(load(write("a.csv", "text,label\n" + rows), seed=4))
    assert [f for f in report.findings if f.severity != "info"] == []


def test_labels_spelt_in_two_ways_are_found(write, load):
    rows = "".join(f"text of {i},{['refund', 'Refund', 'card_late', 'card late'][i % 4]}\n" for i in range(60))
    report = build_report(load(write("a.csv", "text,label\n" + rows)))
    found = finding(report, "similar_label")
    assert found.count == 2
    assert sorted(found.samples[0].split(" / ")) in (["Refund", "refund"], ["card late", "card_late"])


def test_a_column_with_many_labels_is_doubted(write, load):
    rows = "".join(f"text of {i},label {i // 2}\n" for i in range(60))
    assert finding(build_report(load(write("a.csv", "text,label\n" + rows))), "many_labels").count == 30


def test_of_a_large_split_some_texts_are_compared_with_train(write, load, monkeypatch):
    monkeypatch.setattr("scaffold.data.report.text_findings.MOST_COMPARED", 10)
    write(
        "all/train.csv",
        "text,label\n" + "".join(f"where is my card number {n} please,{'ab'[n % 2]}\n" for n in range(40)),
    )
    write("all/dev.csv", DEV)
    path = write(
        "all/test.csv", "text,label\n" + "".join(f"where is my card number {n} please!,a\n" for n in range(40))
    )
    found = finding(build_report(load(path.parent)), "near_duplicate", "test")
    assert found.count == 10
    assert "(100.0% of 10 looked at)" in found.message
    assert [place.line for place in found.places[:3]] == [2, 6, 10]


@given(st.lists(st.integers(0, 300), max_size=50))
def test_lengths_are_those_of_numpy(sizes):
    lengths = Lengths.of(Counter(sizes))
    expected = [np.percentile(sizes, share) for share in (50, 95, 100)] if sizes else [0, 0, 0]
    # A percentile that is a whole number may come out a hair below it in one of the two.
    for own, other in zip((lengths.median, lengths.p95, lengths.longest), expected, strict=True):
        assert own in (int(other - 1e-6), int(other + 1e-6))
